//! Numbers: the truth and what every arm says, on one axis for each output.

use super::{Prediction, PredictionSheet, Word, flow};
use crate::ui::model::ScreenModel;
use crate::ui::numbers::figure;
use crate::ui::theme::{StyleRole, Theme};
use crate::ui::widgets::bars::{Bar, BarRow};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of a number and its error.
const VALUE: u16 = 16;

impl Prediction {
    pub(super) fn draw_values(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        (words, index): (&[Word<'_>], u32),
        area: Rect,
        buf: &mut Buffer,
    ) {
        let truth: Vec<f64> = model.truth_row(index).unwrap_or_default().into_iter().map(f64::from).collect();
        let ranges: Vec<[f64; 2]> = (0..truth.len()).map(|output| range(model, output)).collect();
        let bar = |letter: &'static str, style: Style, output: usize, value: f64, error: String| {
            let [low, high] = ranges[output];
            let part = if high > low { (value - low) / (high - low) } else { 0.5 };
            Bar {
                letter,
                value: Some(part),
                text: format!("{} {error:>8}", figure(value)),
                style,
                winner: false,
            }
        };
        let row = |output: usize| {
            let own = truth[output];
            let arms = words.iter().map(|word| {
                let predicted = f64::from(word.reading.link.value(word.outputs[output]));
                let sign = if predicted > own { "+" } else { "" };
                bar(
                    word.look.letter,
                    word.look.style,
                    output,
                    predicted,
                    format!("{sign}{}", figure(predicted - own)),
                )
            });
            let first = bar("t", theme.style(StyleRole::Title), output, own, "truth".to_owned());
            BarRow {
                label: model.class_name(output),
                bars: std::iter::once(first).chain(arms).collect(),
                emphasis: false,
            }
        };
        let outputs = truth.len().min(model.class_names().len());
        let sheet = PredictionSheet {
            facts: &|width| facts(theme, words, &truth, width),
            rows: (0..outputs).map(row).collect(),
            value_width: VALUE,
            tick: &|_, _| None,
            footer: self.axis(model, theme, &ranges, usize::from(area.width)),
        };
        self.draw(model, theme, &sheet, area, buf);
    }

    /// Where the bars of the chosen output begin and end.
    fn axis(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        ranges: &[[f64; 2]],
        width: usize,
    ) -> Vec<Line<'static>> {
        let output = self.chosen(model);
        let Some([low, high]) = ranges.get(output) else { return Vec::new() };
        let dim = theme.style(StyleRole::Dim);
        let name = if ranges.len() > 1 { format!(" of {}", model.class_name(output)) } else { String::new() };
        let texts = [
            format!("bars{name} from {} to {}", figure(*low), figure(*high)),
            " (truths of validation)".into(),
        ];
        flow(texts.map(|text| Span::styled(text, dim)), width)
    }
}

/// The truths of the validation set from the least to the greatest; from 0 where none is below it.
fn range(model: &ScreenModel, output: usize) -> [f64; 2] {
    let Some(bench) = &model.bench else { return [0.0; 2] };
    let Some(rows) = bench.dataset.targets.rows() else { return [0.0; 2] };
    let truths =
        bench.dataset.parts.validation.iter().map(|index| f64::from(rows[[*index as usize, output]]));
    truths.fold([0.0, f64::NEG_INFINITY], |[low, high]: [f64; 2], x| [low.min(x), high.max(x)])
}

/// A line that names the numbers, then one an arm, over all outputs.
fn facts(theme: &Theme, words: &[Word<'_>], truth: &[f64], width: usize) -> Vec<Line<'static>> {
    let head = format!("{:>width$}", "absolute  squared error");
    let mut lines = vec![Line::styled(head, theme.style(StyleRole::Dim))];
    lines.extend(words.iter().map(|word| {
        let predicted = word.outputs.iter().map(|output| f64::from(word.reading.link.value(*output)));
        let distance = predicted.zip(truth).map(|(predicted, truth)| (predicted - truth).abs()).sum::<f64>();
        let row: Vec<f32> = truth.iter().map(|truth| *truth as f32).collect();
        let square = word.reading.against(&word.outputs, &row).map_or(f64::NAN, f64::from);
        let numbers = format!("{:>8}{:>15}", figure(distance / truth.len().max(1) as f64), figure(square));
        Line::from(vec![
            Span::styled(format!("{} ", word.look.letter), word.look.style),
            Span::raw(format!("{numbers:>rest$}", rest = width.saturating_sub(2))),
        ])
    }));
    lines
}
