//! Pane 3 for several labels: each a yes or no with a threshold of its own, and which of them come together.

mod detail;
mod table;
mod together;

use crate::metrics::Costs;
use crate::ui::action::Direction;
use crate::ui::app::{App, ArmView, Threshold};
use crate::ui::pane::Pane;
use crate::ui::theme::{Role, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// What a miss costs where a false alarm costs 1, in the order of the key.
const MISSES: [f64; 5] = [5.0, 10.0, 100.0, 1.0, 2.0];
/// Thresholds that steps lead to below one tenth and, from 1 down, above nine; between them every hundredth.
const FINE: [f64; 4] = [0.001, 0.002, 0.005, 0.01];

/// What the pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum View {
    /// A row for every label.
    #[default]
    Each,
    /// `P(a, b)`.
    Joint,
    /// `P(column | row)`.
    Conditional,
}

/// Which of the two matrices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Matrices {
    /// Data and predictions beside each other.
    #[default]
    Both,
    /// Predictions minus data.
    Difference,
}

/// The thresholds of the screen, and where the cursor is.
#[derive(Clone, Debug, Default)]
pub struct Labels {
    view: View,
    matrices: Matrices,
    /// The label that the cursor is on, and the one beside it in the matrix.
    cursor: (usize, usize),
    /// By label; the rest stand at one half.
    choices: Vec<Threshold>,
    /// The place among [`MISSES`].
    costs: usize,
}

impl Labels {
    /// Where the thresholds stand.
    pub fn choices(&self) -> &[Threshold] {
        &self.choices
    }

    /// What mistakes cost.
    pub fn costs(&self) -> Costs {
        Costs { miss: MISSES[self.costs], alarm: 1.0 }
    }

    /// Other costs.
    pub fn next_costs(&mut self) {
        self.costs = (self.costs + 1) % MISSES.len();
    }

    /// Other data: nothing is chosen of them yet.
    pub fn forget(&mut self) {
        (self.cursor, self.choices) = ((0, 0), Vec::new());
    }

    /// From every label to which come together, jointly and conditionally, and back.
    pub fn next_view(&mut self) {
        self.view = match self.view {
            View::Each => View::Joint,
            View::Joint => View::Conditional,
            View::Conditional => View::Each,
        };
    }

    /// Data beside predictions, or their difference; false where no matrix is shown.
    pub fn toggle_difference(&mut self) -> bool {
        self.matrices = match self.matrices {
            Matrices::Both => Matrices::Difference,
            Matrices::Difference => Matrices::Both,
        };
        self.view != View::Each
    }

    /// The label that the cursor is on.
    pub fn selected(&self, app: &App) -> usize {
        self.cursor.0.min(app.class_names().len().saturating_sub(1))
    }

    /// The number of the label that the cursor was last put on.
    pub fn label(&self) -> usize {
        self.cursor.0
    }

    /// Where a label's threshold stands.
    fn choice(&self, label: usize) -> Threshold {
        self.choices.get(label).copied().unwrap_or_default()
    }

    fn choose(&mut self, label: usize, choice: Threshold) {
        self.choices.resize(self.choices.len().max(label + 1), Threshold::Half);
        self.choices[label] = choice;
    }

    /// The chosen label's threshold to the next of the marked ones.
    pub fn jump(&mut self, app: &App) {
        let label = self.selected(app);
        self.choose(label, self.choice(label).next());
    }

    /// Up and down choose a label, left and right move its threshold.
    pub fn act_each(&mut self, app: &App, direction: Direction) {
        let labels = app.class_names().len();
        match direction {
            Direction::Left | Direction::Right => self.step(app, direction),
            _ => self.cursor.0 = super::moved(self.selected(app), labels, direction, 1),
        }
    }

    fn step(&mut self, app: &App, direction: Direction) {
        let label = self.selected(app);
        if let Some(arm) = app.focused() {
            self.choose(label, Threshold::At(stepped(arm.threshold(label), direction)));
        }
    }

    fn arm(app: &App) -> Option<&ArmView> {
        app.focused().filter(|arm| arm.label_report().is_some())
    }
}

/// All thresholds that steps lead to.
fn ladder() -> impl DoubleEndedIterator<Item = f64> + Clone {
    let middle = (2..=98_u8).map(|hundredth| f64::from(hundredth) / 100.0);
    FINE.into_iter().chain(middle).chain(FINE.into_iter().rev().map(|low| 1.0 - low))
}

/// The next threshold of the ladder to the left or right.
fn stepped(from: f64, direction: Direction) -> f64 {
    const SLACK: f64 = 1e-9;
    let next = match direction {
        Direction::Left => ladder().rev().find(|to| *to < from - SLACK),
        _ => ladder().find(|to| *to > from + SLACK),
    };
    next.unwrap_or(from)
}

/// A probability with three digits: `.500`, `1.00`.
fn threshold(value: f64) -> String {
    let text = format!("{value:.3}");
    text.strip_prefix('0').map_or_else(|| "1.00".to_owned(), str::to_owned)
}

/// What stands for a marked threshold: `h`, `F`, `$`.
fn letter(choice: Threshold) -> &'static str {
    match choice {
        Threshold::Half => "h",
        Threshold::BestF1 => "F",
        Threshold::LeastCost => "$",
        Threshold::At(_) => " ",
    }
}

impl Pane for Labels {
    fn subtitle<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        let look = theme.series(app.arm.index());
        let minus = theme.symbols().minus;
        let text = match (self.view, self.matrices) {
            (View::Each, _) => " each with its threshold".to_owned(),
            (View::Joint, Matrices::Both) => " P(row and column)".to_owned(),
            (View::Joint, Matrices::Difference) => format!("{minus}data P(row and column)"),
            (View::Conditional, Matrices::Both) => " P(column | row)".to_owned(),
            (View::Conditional, Matrices::Difference) => format!("{minus}data P(column | row)"),
        };
        let mut spans = vec![Span::styled(look.letter, look.style), Span::raw(text)];
        if app.focused().is_some_and(|arm| arm.history.is_probe) {
            spans.push(Span::styled(" (probe)", theme.style(Role::Warning)));
        }
        Line::from(spans)
    }

    /// How often how many labels are on: the thresholds move it.
    fn extra<'a>(&self, app: &'a App, theme: &Theme) -> Line<'a> {
        let cardinality =
            Self::arm(app).and_then(ArmView::label_report).and_then(|report| report.cardinality);
        let text = cardinality
            .map_or_else(String::new, |[truth, said]| format!(", {truth:.1} on a picture, {said:.1} said"));
        Line::styled(text, theme.style(Role::Dim))
    }

    fn render(&self, app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
        let Some(arm) = Self::arm(app) else {
            return super::empty("no evaluation yet", theme, area, buf);
        };
        match (self.view, &arm.labels) {
            (View::Each, _) => self.draw_each(app, arm, theme, area, buf),
            (_, Some(labels)) => self.draw_together(app, labels, theme, area, buf),
            (_, None) => super::empty("no predictions of this run are kept", theme, area, buf),
        }
    }

    fn act(&mut self, app: &App, direction: Direction) {
        let last = app.class_names().len().saturating_sub(1);
        let at = self.selected(app);
        match (self.view, direction) {
            (View::Each, _) => self.act_each(app, direction),
            (_, Direction::Left) => self.cursor.1 = self.cursor.1.saturating_sub(1),
            (_, Direction::Right) => self.cursor.1 = (self.cursor.1 + 1).min(last),
            _ => self.cursor.0 = super::moved(at, last + 1, direction, 1),
        }
    }

    fn hints(&self) -> &'static [&'static str] {
        match self.view {
            View::Each => &["threshold", "costs", "normalise", "open"],
            View::Joint | View::Conditional => &["normalise", "difference"],
        }
    }
}

#[cfg(test)]
mod tests;
