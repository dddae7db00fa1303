//! Any of K labels: every sigmoid for itself, with its threshold.

use super::{Prediction, PredictionSheet, TEMPERATURES, Word, flow};
use crate::loss::ProbabilityMap;
use crate::ui::model::ScreenModel;
use crate::ui::numbers::share;
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::bars::{Bar, BarRow};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

impl Prediction {
    pub(super) fn draw_labels(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        (words, index): (&[Word<'_>], u32),
        area: Rect,
        buf: &mut Buffer,
    ) {
        let truth: Vec<bool> =
            model.truth_row(index).unwrap_or_default().iter().map(|on| *on > 0.0).collect();
        let temperature = TEMPERATURES[self.temperature];
        let scores: Vec<Vec<f32>> = words.iter().map(|word| sigmoids(&word.outputs, temperature)).collect();
        let bar = |at: usize, label: usize| {
            let (word, score) = (&words[at], f64::from(scores[at][label]));
            Bar {
                letter: word.look.letter,
                value: Some(score),
                text: share(Some(score), theme),
                style: word.look.style,
                winner: score >= word.arm.threshold(label),
            }
        };
        let row = |label: usize| BarRow {
            label: model.class_name(label),
            bars: (0..words.len()).map(|at| bar(at, label)).collect(),
            emphasis: truth.get(label) == Some(&true),
        };
        let sheet = PredictionSheet {
            facts: &|width| facts(model, theme, words, &truth, width),
            rows: (0..model.class_names().len()).map(row).collect(),
            value_width: 3,
            tick: &|label, at| words.get(at).map(|word| word.arm.threshold(label)),
            footer: footer(theme, &truth, &scores, words, usize::from(area.width)),
        };
        self.draw(model, theme, &sheet, area, buf);
    }
}

fn sigmoids(outputs: &[f32], temperature: f32) -> Vec<f32> {
    let cooled: Vec<f32> = outputs.iter().map(|z| z / temperature).collect();
    let mut scores = vec![0.0; outputs.len()];
    let defined = ProbabilityMap::Independent.probabilities(&cooled, &mut scores);
    debug_assert!(defined, "a sigmoid of every output");
    scores
}

/// How many labels are on, in truth and for every arm, and what the bars sum to.
fn footer(
    theme: &Theme,
    truth: &[bool],
    scores: &[Vec<f32>],
    words: &[Word<'_>],
    width: usize,
) -> Vec<Line<'static>> {
    let count = truth.iter().filter(|on| **on).count();
    let head = Span::styled(format!("{count} in truth; bars sum to"), theme.style(StyleRole::Dim));
    let sums = words.iter().zip(scores).map(|(word, scores)| {
        let on = scores.iter().enumerate().filter(|(k, p)| f64::from(**p) >= word.arm.threshold(*k)).count();
        let sum: f32 = scores.iter().sum();
        Span::styled(format!(" {} {sum:.2}, {on} on", word.look.letter), word.look.style)
    });
    flow(std::iter::once(head).chain(sums), width)
}

/// A line that names the numbers, then one an arm: labels missed and wrongly said, and the unweighted loss.
fn facts(
    model: &ScreenModel,
    theme: &Theme,
    words: &[Word<'_>],
    truth: &[bool],
    width: usize,
) -> Vec<Line<'static>> {
    let head = format!("{:>width$}", format!("missed false {}/label", model.unit));
    let mut lines = vec![Line::styled(head, theme.style(StyleRole::Dim))];
    lines.extend(words.iter().map(|word| {
        let scores = sigmoids(&word.outputs, 1.0);
        let predicted = |label: usize| f64::from(scores[label]) >= word.arm.threshold(label);
        let count = |wrong: &dyn Fn(usize) -> bool| (0..truth.len()).filter(|label| wrong(*label)).count();
        let missed = count(&|label| truth[label] && !predicted(label));
        let wrong = count(&|label| !truth[label] && predicted(label));
        let row: Vec<f32> = truth.iter().map(|on| f32::from(u8::from(*on))).collect();
        let nats = word.reading.against(&word.outputs, &row).map_or(f64::NAN, f64::from);
        let right = missed + wrong == 0;
        let symbol = if right { theme.symbols().check } else { theme.symbols().cross };
        let role = if right { StyleRole::Good } else { StyleRole::Bad };
        let loss = format!("{:.3}", model.unit.of_nats(nats));
        let numbers = format!("{missed:>5}{wrong:>6}{loss:>11}");
        Line::from(vec![
            Span::styled(format!("{} ", word.look.letter), word.look.style),
            Span::styled(symbol, theme.style(role)),
            Span::raw(format!("{numbers:>rest$}", rest = width.saturating_sub(3))),
        ])
    }));
    lines
}
