//! One of K classes: probabilities that sum to 1 and sigmoids that need not, beside each other.

use super::{Prediction, PredictionSheet, Sigmoids, TEMPERATURES, Word, flow};
use crate::loss::ProbabilityMap;
use crate::metrics::information;
use crate::ui::model::ScreenModel;
use crate::ui::numbers::{score, share};
use crate::ui::theme::{SeriesStyle, StyleRole, Theme, pad};
use crate::ui::widgets::bars::{Bar, BarRow};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};

/// What one arm says of the image.
struct ClassPredictions {
    look: SeriesStyle,
    /// The bars at the shown temperature, `[K]`; `None` where the loss declares no probabilities.
    bars: Option<Vec<f32>>,
    /// ln p at the shown temperature, `[K]`.
    logs: Option<Vec<f64>>,
    /// The output of each class, `[K]` where every class has one; a class number stands beside the class it means.
    outputs: Vec<Option<f32>>,
    winner: usize,
    /// How many sigmoids of a label model say yes; `None` for maps that must choose.
    on: Option<usize>,
    /// Whether the bars are sigmoids as they are.
    raw: bool,
}

impl ClassPredictions {
    fn of(word: &Word<'_>, temperature: f32, sigmoids: Sigmoids) -> Self {
        let (map, outputs) = (word.reading.map, word.outputs.clone());
        let cooled: Vec<f32> = outputs.iter().map(|z| z / temperature).collect();
        let raw = map == ProbabilityMap::NormalisedSigmoid && sigmoids == Sigmoids::Raw;
        let shown = if raw { ProbabilityMap::Independent } else { map };
        let classes = map.classes(outputs.len());
        let mut bars = vec![0.0; classes];
        let defined = shown.probabilities(&cooled, &mut bars);
        let logs = (0..classes).map(|class| map.log_probability(&cooled, class).map(f64::from)).collect();
        let free = map.none_of_these(&outputs).is_some();
        let winner = map.predicted(&outputs);
        Self {
            look: word.look,
            bars: defined.then_some(bars),
            logs,
            winner,
            on: free.then(|| outputs.iter().filter(|z| **z >= 0.0).count()),
            raw,
            outputs: match map {
                ProbabilityMap::Numbered(_) => {
                    (0..classes).map(|class| outputs.first().copied().filter(|_| class == winner)).collect()
                }
                _ => outputs.into_iter().map(Some).collect(),
            },
        }
    }

    /// The probability of any of these classes: of sigmoids, that one at least is on if they are independent.
    fn event(&self, classes: impl Iterator<Item = usize>) -> Option<(f64, &'static str)> {
        let bars = self.bars.as_ref()?;
        let each = classes.filter_map(|class| bars.get(class)).map(|p| f64::from(*p));
        Some(if self.raw {
            (1.0 - each.map(|p| 1.0 - p).product::<f64>(), "at least one, if independent")
        } else {
            (each.sum(), "their sum")
        })
    }
}

impl Prediction {
    pub(super) fn draw_classes(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        words: &[Word<'_>],
        area: Rect,
        buf: &mut Buffer,
    ) {
        let temperature = TEMPERATURES[self.temperature];
        let says: Vec<ClassPredictions> =
            words.iter().map(|word| ClassPredictions::of(word, temperature, self.sigmoids)).collect();
        let truth = model.watched.and_then(|index| model.truth(index));
        let row = |class: usize| BarRow {
            label: model.class_name(class),
            bars: says.iter().map(|says| bar(says, class, theme)).collect(),
            emphasis: truth == Some(class),
        };
        // Scores are longer than shares.
        let value_width = if says.iter().all(|says| says.bars.is_some()) { 3 } else { 4 };
        let sheet = PredictionSheet {
            facts: &|width| facts(model, theme, &says, width),
            rows: (0..model.class_names().len()).map(row).collect(),
            value_width,
            tick: &|_, arm| says.get(arm).filter(|says| says.raw).map(|_| 0.5),
            footer: self.sums(model, theme, &says, usize::from(area.width)),
        };
        self.draw(model, theme, &sheet, area, buf);
    }

    /// What the bars sum to, and the probability of the marked classes.
    fn sums(
        &self,
        model: &ScreenModel,
        theme: &Theme,
        says: &[ClassPredictions],
        width: usize,
    ) -> Vec<Line<'static>> {
        let dim = theme.style(StyleRole::Dim);
        let known: Vec<(&ClassPredictions, &Vec<f32>)> =
            says.iter().filter_map(|says| Some((says, says.bars.as_ref()?))).collect();
        if known.is_empty() {
            return Vec::new();
        }
        let sum = |(says, bars): &(&ClassPredictions, &Vec<f32>)| {
            let sum: f32 = bars.iter().sum();
            let on = says.on.map_or_else(String::new, |on| format!(", {on} on"));
            let kind = if says.raw { " sigmoids" } else { "" };
            Span::styled(format!(" {}{kind} {sum:.2}{on}", says.look.letter), says.look.style)
        };
        let head = std::iter::once(Span::styled("bars sum to", dim));
        let mut lines = flow(head.chain(known.iter().map(sum)), width);
        if !self.marked.is_empty() {
            let names: Vec<&str> = self.marked.iter().map(|class| model.class_name(*class)).collect();
            let head = Span::styled(format!("P({})", names.join(" or ")), theme.style(StyleRole::Accent));
            let event = |(says, _): &(&ClassPredictions, &Vec<f32>)| {
                let (p, how) = says.event(self.marked.iter().copied())?;
                let p = share(Some(p), theme);
                Some(Span::styled(format!(" {} {p} {how}", says.look.letter), says.look.style))
            };
            lines.extend(flow(std::iter::once(head).chain(known.iter().filter_map(event)), width));
        }
        lines
    }
}

/// The shown bar of an arm for one class.
fn bar(says: &ClassPredictions, class: usize, theme: &Theme) -> Bar<'static> {
    let value = says.bars.as_ref().and_then(|p| p.get(class)).map(|p| f64::from(*p));
    let logit = says.outputs.get(class).copied().flatten();
    let text = value.map_or_else(|| logit.map_or_else(String::new, score), |p| share(Some(p), theme));
    Bar { letter: says.look.letter, value, text, style: says.look.style, winner: class == says.winner }
}

/// A line that names the numbers, then one an arm: what it says, how surprised and how unsure it is.
fn facts(model: &ScreenModel, theme: &Theme, says: &[ClassPredictions], width: usize) -> Vec<Line<'static>> {
    let truth = model.watched.and_then(|index| model.truth(index));
    let head = format!("{:>width$}", format!("surprisal entropy {}", model.unit));
    let mut lines = vec![Line::styled(head, theme.style(StyleRole::Dim))];
    lines.extend(says.iter().map(|says| {
        let right = truth == Some(says.winner);
        let symbol = if right { theme.symbols().check } else { theme.symbols().cross };
        let role = if right { StyleRole::Good } else { StyleRole::Bad };
        let number = |nats: Option<f64>| {
            nats.map_or_else(
                || theme.symbols().dash.to_owned(),
                |nats| format!("{:.2}", model.unit.of_nats(nats)),
            )
        };
        let logs = says.logs.as_ref();
        let surprisal = truth.and_then(|truth| logs.map(|logs| information::surprisal(logs[truth])));
        let entropy = logs.map(|logs| information::entropy_of_logs(logs));
        let name = if says.on == Some(0) { "none of these" } else { model.class_name(says.winner) };
        let name = pad(name, width.saturating_sub(16), Alignment::Left, theme.symbols());
        Line::from(vec![
            Span::styled(format!("{} ", says.look.letter), says.look.style),
            Span::styled(format!("{symbol} "), theme.style(role)),
            Span::raw(format!("{name}{:>6}{:>6}", number(surprisal), number(entropy))),
        ])
    }));
    lines
}
