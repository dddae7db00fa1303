//! Every number of a linear model that is small enough: weights laid out like the image, and what the last step and the
//! watched image do with them.

use super::say;
use crate::lab::record::history::History;
use crate::loss::Loss;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::number;
use crate::ui::theme::{StyleRole, Theme, columns, fit, pad, wrap};
use crate::ui::widgets::draw::put_line;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of a number, a blank before it.
const CELL: usize = 7;
/// Columns between two groups of numbers.
const GAP: usize = 2;
/// Groups of numbers of an arm at most: weights, how they moved, products.
const GROUPS: usize = 3;
/// What the numbers are.
const NOTE: &str = "z: the sum of x w, plus b. Moved: by how much at that step, or since it.";

/// The numbers of a linear model at one step.
#[derive(Clone, Copy, Debug)]
struct LayerNumbers<'a> {
    /// Row by row of the outputs, then the biases.
    numbers: &'a [f32],
    inputs: usize,
    outputs: usize,
}

impl LayerNumbers<'_> {
    fn weight(&self, output: usize, input: usize) -> f64 {
        f64::from(self.numbers[output * self.inputs + input])
    }

    /// `None` where the layer has no biases.
    fn bias(&self, output: usize) -> Option<f64> {
        self.numbers.get(self.outputs * self.inputs + output).map(|bias| f64::from(*bias))
    }
}

/// What is drawn.
struct NumberSheet<'a> {
    model: &'a ScreenModel,
    theme: &'a Theme,
    /// Height and width of the image; channels stand beside each other.
    shape: [usize; 2],
    now: LayerNumbers<'a>,
    before: Option<LayerNumbers<'a>>,
    /// The watched image.
    inputs: Option<Vec<f32>>,
    loss: Option<Loss>,
}

/// Whether an arm's numbers can be written down: those of a linear model whose evaluations tell them.
pub(super) fn has(model: &ScreenModel, history: &History) -> bool {
    !history.parameters.is_empty() && layer(model, history, 0).is_some()
}

/// The numbers this many words ago.
fn layer<'a>(model: &ScreenModel, history: &'a History, ago: usize) -> Option<LayerNumbers<'a>> {
    let bench = model.bench.as_ref()?;
    let numbers = &history.parameters.iter().rev().nth(ago)?.numbers;
    let inputs = bench.dataset.shape().iter().product();
    let loss = history.loss()?;
    let outputs = loss.outputs(bench.dataset.classes());
    let fits = numbers.len() == outputs * (inputs + 1) || numbers.len() == outputs * inputs;
    let linear = history.settings()?.model.is_linear();
    (linear && fits).then_some(LayerNumbers { numbers, inputs, outputs })
}

/// Draws the focused arm's numbers, and beside them those of the others as far as they have room.
pub(super) fn draw(model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let others = model.shown().iter().filter(|arm| arm.id != model.arm);
    let arms = model.focused().into_iter().chain(others);
    let sheets: Vec<(&ArmView, NumberSheet<'_>)> =
        arms.filter_map(|arm| Some((arm, NumberSheet::of(model, theme, &arm.history)?))).collect();
    let Some((_, first)) = sheets.first().filter(|(arm, _)| arm.id == model.arm) else {
        return say(&format!("waiting for arm {}", model.arm), theme, area, buf);
    };
    let wide = (first.group() * GROUPS) as u16;
    let count = (area.width / wide).clamp(1, sheets.len() as u16);
    let width = if count == 1 { area.width } else { wide };
    let mut below = area.y;
    for ((arm, sheet), x) in
        sheets.iter().zip((area.x..).step_by(usize::from(width))).take(usize::from(count))
    {
        let mut lines = sheet.lines(usize::from(width), &arm.history);
        if count > 1 {
            let look = theme.series(arm.id.index());
            lines.insert(0, Line::from(Span::styled(format!("  arm {}", look.letter), look.style)));
        }
        let place = Rect { x, width, ..area };
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            put_line(buf, Rect { y, height: 1, ..place }, line, theme);
        }
        below = below.max(area.y + lines.len() as u16);
    }
    let notes = wrap(NOTE, usize::from(area.width), theme.symbols());
    for (text, y) in notes.iter().zip(below..area.bottom()) {
        let line = Line::styled(text.as_str(), theme.style(StyleRole::Dim));
        put_line(buf, Rect { y, height: 1, ..area }, &line, theme);
    }
}

impl<'a> NumberSheet<'a> {
    /// What an arm's numbers are, with the watched image; `None` where they cannot be written down.
    fn of(model: &'a ScreenModel, theme: &'a Theme, history: &'a History) -> Option<Self> {
        let (bench, now) = (model.bench.as_ref()?, layer(model, history, 0)?);
        let inputs = model.watched.map(|index| {
            let mut inputs = vec![0.0; now.inputs];
            bench.gather(std::iter::once(index), &mut inputs);
            inputs
        });
        let [height, width, channels] = bench.dataset.shape();
        let shape = [height, width * channels];
        let loss = history.loss().cloned();
        Some(NumberSheet { model, theme, shape, now, before: layer(model, history, 1), inputs, loss })
    }

    /// Columns of a group of numbers.
    fn group(&self) -> usize {
        self.shape[1] * CELL + GAP
    }
}

/// What stands beside the weights, where there is room.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NumberGroup {
    Weights,
    Moved,
    Products,
}

impl NumberSheet<'_> {
    fn lines(&self, width: usize, history: &History) -> Vec<Line<'static>> {
        let group = self.group();
        let all = [NumberGroup::Weights, NumberGroup::Moved, NumberGroup::Products];
        let known = |group: &NumberGroup| match group {
            NumberGroup::Weights => true,
            NumberGroup::Moved => self.before.is_some(),
            NumberGroup::Products => self.inputs.is_some(),
        };
        let groups: Vec<NumberGroup> = all.into_iter().filter(known).take((width / group).max(1)).collect();
        let mut lines = self.image(width);
        lines.push(self.heading(&groups, group, history));
        for output in 0..self.now.outputs {
            lines.push(self.output(output));
            lines.extend((0..self.shape[0]).map(|row| self.row(output, row, &groups)));
            lines.extend(self.bias(output, &groups));
        }
        lines
    }

    /// The watched image as the network sees it.
    fn image(&self, width: usize) -> Vec<Line<'static>> {
        let (Some(inputs), Some(index)) = (&self.inputs, self.model.watched) else { return Vec::new() };
        let dim = self.theme.style(StyleRole::Dim);
        let name = format!("x of #{index}: {}", self.model.truth_text(index));
        let mut lines = vec![Line::styled(fit(&name, width, self.theme.symbols()), dim)];
        for row in inputs.chunks(self.shape[1]) {
            lines.push(row.iter().map(|x| Span::raw(self.cell(f64::from(*x), 3))).collect());
        }
        lines
    }

    fn heading(&self, groups: &[NumberGroup], width: usize, history: &History) -> Line<'static> {
        let step = |ago: usize| history.parameters.iter().rev().nth(ago).map_or(0, |point| point.step);
        let (now, before) = (step(0), step(1));
        let moved = if now == before + 1 { format!("at {now}") } else { format!("since {before}") };
        let title = |group: &NumberGroup| {
            let [long, short] = match group {
                NumberGroup::Weights => ["  weights w", "  w"].map(str::to_owned),
                NumberGroup::Moved => [format!("  moved {moved}"), format!("  {moved}")],
                NumberGroup::Products => ["  x w, and b".to_owned(), "  x w".to_owned()],
            };
            let text = if columns(&long) < width { long } else { short };
            Span::styled(
                pad(&text, width, Alignment::Left, self.theme.symbols()),
                self.theme.style(StyleRole::Dim),
            )
        };
        groups.iter().map(title).collect()
    }

    /// A class's name, its logit and its probability.
    fn output(&self, output: usize) -> Line<'static> {
        let (theme, dim) = (self.theme, self.theme.style(StyleRole::Dim));
        let class = if self.now.outputs == 1 && self.model.class_names().len() == 2 { 1 } else { output };
        let name = fit(self.model.class_name(class), 12, theme.symbols());
        let mut spans = vec![Span::styled(name, theme.style(StyleRole::Title))];
        let mut push = |label: &str, text: String| {
            spans.push(Span::styled(format!(" {label}"), dim));
            spans.push(Span::raw(text));
        };
        if let Some(logits) = self.logits() {
            push("z", self.cell(logits[output], 3));
            if let Some((label, value)) = self.predicted(&logits, output) {
                push(label, format!(" {}", number(Some(value), theme)));
            }
        }
        Line::from(spans)
    }

    fn logits(&self) -> Option<Vec<f64>> {
        let inputs = self.inputs.as_ref()?;
        let sum = |output: usize| {
            let products =
                inputs.iter().enumerate().map(|(at, x)| f64::from(*x) * self.now.weight(output, at));
            products.sum::<f64>() + self.now.bias(output).unwrap_or(0.0)
        };
        Some((0..self.now.outputs).map(sum).collect())
    }

    /// What an output says: a probability, or a number.
    fn predicted(&self, logits: &[f64], output: usize) -> Option<(&'static str, f64)> {
        let loss = self.loss.as_ref()?;
        let reading = crate::lab::record::predictions::Reading::of(self.model.task(), loss);
        if self.model.task() == crate::data::Task::Regression {
            return Some(("says", f64::from(reading.link.value(logits[output] as f32))));
        }
        let mut p = vec![0.0; reading.map.classes(logits.len())];
        let declared = reading.map.probabilities(logits, &mut p);
        let class = if p.len() > logits.len() { output + 1 } else { output };
        declared.then(|| p.get(class).copied()).flatten().map(|p| ("p", p))
    }

    /// One row of an output's weights, and of what stands beside them.
    fn row(&self, output: usize, row: usize, groups: &[NumberGroup]) -> Line<'static> {
        let strongest = self.now.numbers.iter().fold(f32::MIN_POSITIVE, |most, x| most.max(x.abs()));
        let mut spans = Vec::new();
        for group in groups {
            spans.push(Span::raw(" ".repeat(GAP)));
            for column in 0..self.shape[1] {
                let at = row * self.shape[1] + column;
                let weight = self.now.weight(output, at);
                let before = self.before.map(|before| before.weight(output, at));
                let input = self.inputs.as_ref().map(|inputs| f64::from(inputs[at]));
                let (text, style) = match group {
                    NumberGroup::Weights => {
                        let style = self.theme.diverging(weight / f64::from(strongest));
                        (self.cell(weight, 3), style)
                    }
                    NumberGroup::Moved => {
                        (before.map_or(String::new(), |before| self.cell(weight - before, 4)), Style::new())
                    }
                    NumberGroup::Products => {
                        (input.map_or(String::new(), |x| self.cell(weight * x, 3)), Style::new())
                    }
                };
                spans.push(Span::styled(text, style));
            }
        }
        Line::from(spans)
    }

    /// An output's bias, and what stands beside it.
    fn bias(&self, output: usize, groups: &[NumberGroup]) -> Option<Line<'static>> {
        let bias = self.now.bias(output)?;
        let before = self.before.and_then(|before| before.bias(output));
        let rest = " ".repeat((self.shape[1] - 1) * CELL);
        let mut spans = Vec::new();
        for (at, group) in groups.iter().enumerate() {
            let name = if at == 0 { "b " } else { "  " };
            spans.push(Span::styled(name, self.theme.style(StyleRole::Dim)));
            let text = match group {
                NumberGroup::Weights | NumberGroup::Products => self.cell(bias, 3),
                NumberGroup::Moved => before.map_or(" ".repeat(CELL), |before| self.cell(bias - before, 4)),
            };
            spans.push(Span::raw(text + &rest));
        }
        Some(Line::from(spans))
    }

    /// A number with its sign, right-aligned.
    fn cell(&self, value: f64, decimals: usize) -> String {
        let sign = if value < 0.0 { self.theme.symbols().minus } else { "+" };
        let size = value.abs();
        let text = match size {
            1e4.. => format!("{size:.0e}"),
            // A step may be small, but it is not nothing.
            small if small > 0.0 && small < 0.000_95 => format!("{small:.0e}"),
            100.0.. => format!("{size:.0}"),
            10.0.. => format!("{size:.1}"),
            1.0.. => format!("{size:.2}"),
            _ => format!("{size:.decimals$}").trim_start_matches('0').to_owned(),
        };
        pad(&format!("{sign}{text}"), CELL, Alignment::Right, self.theme.symbols())
    }
}
