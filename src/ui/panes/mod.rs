//! One file a pane. A pane is its own part of the state; drawing takes it and the model by shared reference.

mod confusion;
mod curves;
mod decision;
mod images;
mod imbalance;
mod journal;
mod labels;
mod letters;
mod loss;
mod outside;
mod prediction;
mod residuals;
mod scatter;
mod weights;

pub use confusion::Confusion;
pub use curves::Curves;
pub use decision::Decision;
pub use images::Images;
pub use imbalance::Imbalance;
pub use journal::Journal;
pub use labels::Labels;
pub use loss::Loss;
pub use outside::Outside;
pub use prediction::Prediction;
pub use residuals::Residuals;
pub use scatter::Scatter;
pub use weights::Weights;

pub(super) use journal::headline;
pub(super) use letters::marks;
pub(super) use weights::no_layers;

use super::action::Direction;
use super::model::Model;
use super::pane::PaneId;
use super::theme::{Role, Theme};
use super::widgets::draw::put;
use crate::data::Task;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// What a pane must be able to do. A pane is the part of the state that belongs to it: cursor, order, choice.
pub trait Pane {
    /// What stands in its title after its name: what is shown, and how.
    fn subtitle<'a>(&self, model: &'a Model, theme: &Theme) -> Line<'a>;
    /// What stands behind that where there is room for all of it.
    fn extra<'a>(&self, _model: &'a Model, _theme: &Theme) -> Line<'a> {
        Line::default()
    }
    /// Draws the inside of its frame; changes nothing.
    fn render(&self, model: &Model, theme: &Theme, area: Rect, buf: &mut Buffer);
    /// Moves its cursor, and what panes share that follows it. Knows what is shown, but neither size nor place.
    fn act(&mut self, model: &mut Model, direction: Direction);
    /// Keys that matter here, by their names in the key table, the most useful first.
    fn hints(&self) -> &'static [&'static str];
}

/// All panes.
#[derive(Default)]
pub struct Panes {
    /// Pane 1.
    pub curves: Curves,
    /// Pane 2.
    pub prediction: Prediction,
    /// Pane 3 for classes.
    pub confusion: Confusion,
    /// Pane 3 for several labels.
    pub labels: Labels,
    /// Pane 3 for numbers.
    pub scatter: Scatter,
    /// Pane 4 for classes and labels.
    pub imbalance: Imbalance,
    /// Pane 4 for numbers.
    pub residuals: Residuals,
    /// Pane 5.
    pub images: Images,
    /// Pane 6.
    pub decision: Decision,
    /// Pane 7.
    pub weights: Weights,
    /// Pane 8.
    pub journal: Journal,
    /// Pane 9.
    pub loss: Loss,
    /// Pane 0.
    pub outside: Outside,
}

/// The one place that says which pane stands for an id: where one makes no sense for the task, another does.
macro_rules! pane_of {
    ($panes:expr, $id:expr, $task:expr, $($reference:tt)+) => {
        match ($id, $task) {
            (PaneId::Curves, _) => $($reference)+ $panes.curves,
            (PaneId::Prediction, _) => $($reference)+ $panes.prediction,
            (PaneId::Confusion, Task::Classes) => $($reference)+ $panes.confusion,
            (PaneId::Confusion, Task::Labels) => $($reference)+ $panes.labels,
            (PaneId::Confusion, Task::Values) => $($reference)+ $panes.scatter,
            (PaneId::Imbalance, Task::Classes | Task::Labels) => $($reference)+ $panes.imbalance,
            (PaneId::Imbalance, Task::Values) => $($reference)+ $panes.residuals,
            (PaneId::Images, _) => $($reference)+ $panes.images,
            (PaneId::Decision, _) => $($reference)+ $panes.decision,
            (PaneId::Weights, _) => $($reference)+ $panes.weights,
            (PaneId::Journal, _) => $($reference)+ $panes.journal,
            (PaneId::Loss, _) => $($reference)+ $panes.loss,
            (PaneId::Outside, _) => $($reference)+ $panes.outside,
        }
    };
}

impl Panes {
    /// The pane of an id for a task.
    pub fn get(&self, id: PaneId, task: Task) -> &dyn Pane {
        pane_of!(self, id, task, &)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: PaneId, task: Task) -> &mut dyn Pane {
        pane_of!(self, id, task, &mut)
    }
}

/// Two digits behind the point without the leading zero: `.85`, `1.00`; a dash for what is undefined.
pub(super) fn share(value: Option<f64>, theme: &Theme) -> String {
    match value {
        None => theme.symbols().dash.to_owned(),
        Some(value) if (0.995..=1.0).contains(&value) => "1.0".to_owned(),
        Some(value) => format!("{value:.2}").trim_start_matches('0').to_owned(),
    }
}

/// Six columns at most: `.475`, `12.34`, `-0.052` as `−.052`, `1234`, `1e7`.
pub(in crate::ui) fn number(value: Option<f64>, theme: &Theme) -> String {
    let Some(value) = value else { return theme.symbols().dash.to_owned() };
    let size = value.abs();
    let text = match size {
        0.0..0.0005 => "0".to_owned(),
        100_000.0.. => format!("{size:.0e}"),
        100.0.. => format!("{size:.0}"),
        10.0.. => format!("{size:.2}"),
        _ => format!("{size:.3}").trim_start_matches('0').to_owned(),
    };
    if value < 0.0 && text != "0" { format!("{}{text}", theme.symbols().minus) } else { text }
}

/// A difference with its sign: `+.12`, `-.03`, `.00`.
fn signed(value: Option<f64>, theme: &Theme) -> String {
    match value {
        None => theme.symbols().dash.to_owned(),
        Some(value) if value.abs() < 0.005 => ".00".to_owned(),
        Some(value) => {
            let sign = if value < 0.0 { theme.symbols().minus } else { "+" };
            format!("{sign}{}", share(Some(value.abs()), theme))
        }
    }
}

/// A number of any size in at most 7 columns: `0.123`, `12.30`, `16`, `1234`, `-1.2e6`.
pub(super) fn figure(value: f64) -> String {
    match value.abs() {
        size if value.fract() == 0.0 && size < 99_999.5 => format!("{:.0}", value + 0.0),
        size if !(0.000_95..99_999.5).contains(&size) => format!("{value:.1e}"),
        size if size >= 999.5 => format!("{value:.0}"),
        size if size >= 99.95 => format!("{value:.1}"),
        size if size >= 9.995 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}

/// A line in the middle of an area that has nothing to show yet.
fn empty(text: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let width = super::theme::columns(text) as u16;
    let x = area.x + area.width.saturating_sub(width) / 2;
    put(buf, area, (x, area.y + area.height / 2), text, theme.style(Role::Dim));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Charset, ColorMode};

    #[test]
    fn shares_and_differences_keep_their_width() {
        let theme = Theme::new(ColorMode::Mono, Charset::Ascii);
        let shares = [Some(0.0), Some(0.851), Some(1.0), Some(0.996), None].map(|value| share(value, &theme));
        assert_eq!(shares, [".00", ".85", "1.0", "1.0", "-"]);
        let signs = [Some(-0.03), Some(0.12), Some(0.001), None].map(|value| signed(value, &theme));
        assert_eq!(signs, ["-.03", "+.12", ".00", "-"]);
    }

    #[test]
    fn numbers_of_any_size_are_short() {
        let texts =
            [-0.0, 3.0, 0.1234, -9.996, 42.125, 123.45, -99_999.0, 2.5e6, -1e-5, f64::INFINITY].map(figure);
        assert_eq!(
            texts,
            ["0", "3", "0.123", "-10.00", "42.12", "123.5", "-99999", "2.5e6", "-1.0e-5", "inf"]
        );
    }
}
