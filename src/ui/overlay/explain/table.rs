//! One row an output: logit, softmax, sigmoid, what is wanted, gradient.

use super::Scene;
use crate::data::Task;
use crate::loss::catalogue::Family;
use crate::ui::panes::{marks, number, share};
use crate::ui::theme::{Role, pad};
use ratatui::layout::Alignment;
use ratatui::text::{Line, Span};

/// Columns of all numbers, and of the letter and the blanks around it.
const NUMBERS: usize = 48;
/// Columns of a name at most.
const NAME: usize = 18;

/// Columns of names and bars.
struct Widths {
    name: usize,
    bar: usize,
}

impl Widths {
    fn of(width: usize) -> Self {
        let spare = width.saturating_sub(NUMBERS);
        let name = (spare / 3).clamp(4, NAME);
        Self { name, bar: (spare.saturating_sub(name) / 2).min(24) }
    }
}

impl Scene<'_> {
    /// What an output is called: of thresholds, the class that it is above.
    pub(super) fn name(&self, output: usize) -> String {
        let name = self.app.class_name(output);
        let thresholds = self.explanation.verdicts[0].loss.family() == Family::Cumulative;
        if thresholds { format!("above {name}") } else { name.to_owned() }
    }

    /// The letters of the outputs.
    pub(super) fn letters(&self) -> Vec<char> {
        marks(self.app.class_names())
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
        let widths = Widths::of(self.width);
        let mut lines = vec![self.head(&widths)];
        lines.extend(shown.iter().map(|output| self.row(*output, &widths)));
        if shown.len() < count {
            lines.push(self.dim(format!("{} more with smaller gradients", count - shown.len())));
        }
        lines
    }

    fn head(&self, widths: &Widths) -> Line<'static> {
        let Widths { name, bar } = widths;
        let z = if self.shift == 0 { "z".to_owned() } else { format!("z{:+}", self.shift) };
        if self.task == Task::Values {
            return self.dim(format!(
                "   {:name$} {:>7} {:>9} {:>7} {:>7} {:>7}",
                "", "output", "predicted", "target", "error", "dL/dz"
            ));
        }
        let (softmax, sigmoid) = (wide("softmax", 5 + bar), wide("sigmoid", 5 + bar));
        self.dim(format!(
            "   {:name$} {z:>6} {:>6} {softmax} {sigmoid} {:>6} {:>6}",
            "", "exp z", "p-y", "dL/dz"
        ))
    }

    fn row(&self, output: usize, widths: &Widths) -> Line<'static> {
        let theme = self.theme;
        let (readings, verdict) = (&self.explanation.readings, &self.explanation.verdicts[0]);
        let wanted = self.wanted(output) > 0.0 && self.task != Task::Values;
        let pointer = if wanted { theme.symbols().pointer } else { " " };
        let name = pad(&self.name(output), widths.name, Alignment::Left, theme.symbols());
        let of = |value: f64| number(Some(value), theme);
        let z = self.explanation.question.outputs[output];
        let letter = self.letters().get(output).copied().unwrap_or('*');
        let mut spans = vec![
            Span::styled(pointer, theme.style(Role::Accent)),
            Span::styled(letter.to_string(), theme.class(output)),
        ];
        if self.task == Task::Values {
            let [seen, wanted, error] =
                [verdict.seen[output], verdict.wanted[output], verdict.difference[output]];
            let gradient = of(verdict.gradient[output]);
            let numbers =
                format!("{:>7} {:>9} {:>7} {:>7} {gradient:>7}", of(z), of(seen), of(wanted), of(error));
            spans.push(Span::raw(format!(" {name} {numbers}")));
            return Line::from(spans);
        }
        let arm = theme.series(self.arm.id.index()).style;
        let [softmax, sigmoid] = [readings.softmax[output], readings.sigmoid[output]];
        let exp = number(Some(f64::from(readings.exp[output])).filter(|exp| exp.is_finite()), theme);
        spans.push(Span::raw(format!(" {name} {:>6} {exp:>6} ", of(z))));
        for p in [softmax, sigmoid] {
            spans.push(Span::raw(format!("{:>4} ", share(Some(p), theme))));
            spans.push(Span::styled(self.bar(p, widths.bar), arm));
            spans.push(Span::raw(" "));
        }
        let [difference, gradient] = [verdict.difference[output], verdict.gradient[output]].map(of);
        spans.push(Span::raw(format!("{difference:>6} {gradient:>6}")));
        Line::from(spans)
    }

    /// A share of so many columns.
    fn bar(&self, share: f64, width: usize) -> String {
        let symbols = self.theme.symbols();
        let eighths = (share.clamp(0.0, 1.0) * 8.0 * width as f64).round() as usize;
        let rest = if eighths.is_multiple_of(8) { "" } else { symbols.bar[eighths % 8] };
        let text = format!("{}{rest}", symbols.bar[8].repeat(eighths / 8));
        pad(&text, width, Alignment::Left, symbols)
    }
}

/// A title over a number and its bar.
fn wide(title: &str, width: usize) -> String {
    let title: String = title.chars().take(width).collect();
    format!("{title:width$}")
}
