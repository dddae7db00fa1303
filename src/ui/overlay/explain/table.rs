//! One row an output: logit, softmax, sigmoid, what is wanted, gradient.

use super::ExplainScene;
use crate::data::Task;
use crate::loss::{ProbabilityMap, TargetKind};
use crate::ui::numbers::{number, share};
use crate::ui::panes::marks;
use crate::ui::theme::{StyleRole, pad};
use ratatui::layout::Alignment;
use ratatui::text::{Line, Span};

/// Columns of all numbers, and of the letter and the blanks around it.
const NUMBERS: usize = 48;
/// Columns of a name at most.
const NAME: usize = 18;

/// Columns of names and bars.
struct ExplainWidths {
    name: usize,
    bar: usize,
}

impl ExplainWidths {
    fn of(width: usize) -> Self {
        let spare = width.saturating_sub(NUMBERS);
        let name = (spare / 3).clamp(4, NAME);
        Self { name, bar: (spare.saturating_sub(name) / 2).min(24) }
    }
}

impl ExplainScene<'_> {
    /// The letters of the outputs.
    pub(super) fn letters(&self) -> Vec<char> {
        marks(self.model.class_names())
    }

    /// What the loss wants of an output.
    pub(super) fn wanted(&self, output: usize) -> f64 {
        self.explanation.verdicts[0].wanted[output]
    }

    /// A head and as many rows as there is room for: where there are more, those with the largest gradients.
    pub(super) fn table(&self, room: usize) -> Vec<Line<'static>> {
        let verdict = &self.explanation.verdicts[0];
        let count = verdict.gradient.len();
        let mut shown: Vec<usize> = (0..count).collect();
        shown
            .sort_by(|a, b| verdict.gradient[*b].abs().total_cmp(&verdict.gradient[*a].abs()).then(a.cmp(b)));
        shown.truncate(room);
        shown.sort_unstable();
        let widths = ExplainWidths::of(self.width);
        let joint = self.joint();
        let (title, shares) = joint.as_ref().map(|(title, p)| (*title, p.as_slice())).unzip();
        let mut lines = vec![self.head(&widths, title)];
        lines.extend(shown.iter().map(|output| self.row(*output, &widths, shares)));
        if shown.len() < count {
            lines.push(self.dim(format!("{} more with smaller gradients", count - shown.len())));
        }
        lines.extend(self.sum_row(&widths, shares));
        lines
    }

    fn head(&self, widths: &ExplainWidths, joint: Option<&str>) -> Line<'static> {
        let ExplainWidths { name, bar } = widths;
        if self.task == Task::Regression {
            return self.dim(format!(
                "   {:name$} {:>7} {:>9} {:>7} {:>7} {:>7}",
                "", "output", "predicted", "target", "error", "dL/dz"
            ));
        }
        let z = if self.shift == 0 { "z".to_owned() } else { format!("z{:+}", self.shift) };
        let positive = self.positive().map_or_else(String::new, |title| format!("{title:>6} "));
        let joint = joint.map_or_else(String::new, |title| format!("{} ", wide(title, 5 + bar)));
        let single = wide(self.single(), 5 + bar);
        let difference = match self.map() {
            ProbabilityMap::Numbered(_) => "z-n",
            ProbabilityMap::None => "z-y",
            _ if self.minimised().takes(TargetKind::Teacher) => "p-q",
            _ => "p-y",
        };
        self.dim(format!("   {:name$} {z:>6} {positive}{joint}{single} {difference:>6} {:>6}", "", "dL/dz"))
    }

    fn row(&self, output: usize, widths: &ExplainWidths, joint: Option<&[f64]>) -> Line<'static> {
        let theme = self.theme;
        let verdict = &self.explanation.verdicts[0];
        let pointer = if self.is_truth(output) { theme.symbols().pointer } else { " " };
        let name = pad(&self.name(output), widths.name, Alignment::Left, theme.symbols());
        let of = |value: f64| number(Some(value), theme);
        let z = self.explanation.question.outputs[output];
        let letter = self.letters().get(output).copied().unwrap_or('*');
        let mut spans = vec![
            Span::styled(pointer, theme.style(StyleRole::Accent)),
            Span::styled(letter.to_string(), theme.class(output)),
        ];
        if self.task == Task::Regression {
            let [seen, wanted, error] =
                [verdict.seen[output], verdict.wanted[output], verdict.difference[output]];
            let gradient = of(verdict.gradient[output]);
            let numbers =
                format!("{:>7} {:>9} {:>7} {:>7} {gradient:>7}", of(z), of(seen), of(wanted), of(error));
            spans.push(Span::raw(format!(" {name} {numbers}")));
            return Line::from(spans);
        }
        spans.push(Span::raw(format!(" {name} {:>6} {}", of(z), self.positive_cell(output))));
        let shares = [joint.map(|p| p[output]), Some(self.explanation.readings.sigmoid[output])];
        for (p, style) in shares.into_iter().zip(self.bar_styles()) {
            let Some(p) = p else { continue };
            spans.push(Span::raw(format!("{:>4} ", share(Some(p), theme))));
            spans.push(Span::styled(self.bar(p, widths.bar), style));
            spans.push(Span::raw(" "));
        }
        let [difference, gradient] = [verdict.difference[output], verdict.gradient[output]].map(of);
        spans.push(Span::raw(format!("{difference:>6} {gradient:>6}")));
        Line::from(spans)
    }

    /// The sums of the columns over all outputs: what makes shares of exponentials, and what gradients of a softmax never leave.
    fn sum_row(&self, widths: &ExplainWidths, joint: Option<&[f64]>) -> Option<Line<'static>> {
        if self.task == Task::Regression {
            return None;
        }
        let verdict = &self.explanation.verdicts[0];
        let of = |value: f64| number(Some(value).filter(|value| value.is_finite()), self.theme);
        let positive = self.positive().map_or_else(String::new, |_| {
            let sum: f64 =
                (0..self.explanation.question.outputs.len()).filter_map(|at| self.positive_value(at)).sum();
            format!("{:>6} ", of(sum))
        });
        let bar = " ".repeat(widths.bar + 1);
        let share_sum = |p: &[f64]| format!("{:>4} {bar}", share_of_sum(p.iter().sum()));
        let joint = joint.map_or_else(String::new, share_sum);
        let single = share_sum(&self.explanation.readings.sigmoid);
        let [difference, gradient] =
            [&verdict.difference, &verdict.gradient].map(|column| of(near_zero(column.iter().sum())));
        Some(self.dim(format!(
            "   {:1$} {2:>6} {positive}{joint}{single}{difference:>6} {gradient:>6}",
            "sum", widths.name, ""
        )))
    }

    /// What an output is before the division by the sum, where there is one.
    fn positive_cell(&self, output: usize) -> String {
        let value = self.positive_value(output);
        value.map_or_else(String::new, |value| {
            format!("{:>6} ", number(Some(value).filter(|value| value.is_finite()), self.theme))
        })
    }

    fn positive_value(&self, output: usize) -> Option<f64> {
        self.positive()?;
        Some(if let ProbabilityMap::Normalised(positive) = self.map() {
            positive.value(self.explanation.question.outputs[output])
        } else {
            f64::from(self.explanation.readings.exp[output])
        })
    }

    /// A share of this many columns.
    fn bar(&self, share: f64, width: usize) -> String {
        let symbols = self.theme.symbols();
        let eighths = (share.clamp(0.0, 1.0) * 8.0 * width as f64).round() as usize;
        let rest = if eighths.is_multiple_of(8) { "" } else { symbols.bar[eighths % 8] };
        let text = format!("{}{rest}", symbols.bar[8].repeat(eighths / 8));
        pad(&text, width, Alignment::Left, symbols)
    }
}

/// A sum of shares, which may be more than 1: `1.00`, `3.42`, `12.4`.
fn share_of_sum(sum: f64) -> String {
    if sum < 9.995 { format!("{sum:.2}") } else { format!("{sum:.1}") }
}

/// What is 0 but for rounding.
fn near_zero(sum: f64) -> f64 {
    if sum.abs() < 1e-9 { 0.0 } else { sum }
}

/// A title over a number and its bar.
fn wide(title: &str, width: usize) -> String {
    let title: String = title.chars().take(width).collect();
    format!("{title:width$}")
}
