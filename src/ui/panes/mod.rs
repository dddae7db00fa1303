//! One file a pane. A pane is its own part of the state; drawing takes it and the model by shared reference.

mod confusion;
mod contract;
mod curves;
mod decision;
mod images;
mod imbalance;
mod journal;
mod labels;
mod letters;
mod loss;
mod ood;
mod prediction;
mod residuals;
mod scatter;
mod weights;

pub use confusion::ConfusionPane;
pub use contract::{Pane, Pointed, Request, Response};
pub use curves::Curves;
pub use decision::Decision;
pub use images::Images;
pub use imbalance::ImbalancePane;
pub use journal::JournalPane;
pub use labels::LabelsPane;
pub use loss::LossPane;
pub use ood::Ood;
pub use prediction::Prediction;
pub use residuals::Residuals;
pub use scatter::ScatterPane;
pub use weights::WeightsPane;

pub(super) use journal::headline;
pub(super) use letters::marks;
pub(super) use weights::no_layers;

use super::model::ScreenModel;
use super::theme::{StyleRole, Theme};
use super::widgets::draw::put;
use crate::data::Task;
use crate::lab::recipe::PaneId;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// All panes.
#[derive(Default)]
pub struct Panes {
    /// Pane 1.
    pub curves: Curves,
    /// Pane 2.
    pub prediction: Prediction,
    /// Pane 3 for classes.
    pub confusion: ConfusionPane,
    /// Pane 3 for several labels.
    pub labels: LabelsPane,
    /// Pane 3 for numbers.
    pub scatter: ScatterPane,
    /// Pane 4 for classes and labels.
    pub imbalance: ImbalancePane,
    /// Pane 4 for numbers.
    pub residuals: Residuals,
    /// Pane 5.
    pub images: Images,
    /// Pane 6.
    pub decision: Decision,
    /// Pane 7.
    pub weights: WeightsPane,
    /// Pane 8.
    pub journal: JournalPane,
    /// Pane 9.
    pub loss: LossPane,
    /// Pane 0.
    pub ood: Ood,
}

/// The one place that says which pane stands for an id: where one makes no sense for the task, another does.
macro_rules! pane_of {
    ($panes:expr, $id:expr, $task:expr, $($reference:tt)+) => {
        match ($id, $task) {
            (PaneId::Curves, _) => $($reference)+ $panes.curves,
            (PaneId::Prediction, _) => $($reference)+ $panes.prediction,
            (PaneId::Confusion, Task::Classification) => $($reference)+ $panes.confusion,
            (PaneId::Confusion, Task::MultiLabel) => $($reference)+ $panes.labels,
            (PaneId::Confusion, Task::Regression) => $($reference)+ $panes.scatter,
            (PaneId::Imbalance, Task::Classification | Task::MultiLabel) => $($reference)+ $panes.imbalance,
            (PaneId::Imbalance, Task::Regression) => $($reference)+ $panes.residuals,
            (PaneId::Images, _) => $($reference)+ $panes.images,
            (PaneId::Decision, _) => $($reference)+ $panes.decision,
            (PaneId::Weights, _) => $($reference)+ $panes.weights,
            (PaneId::Journal, _) => $($reference)+ $panes.journal,
            (PaneId::Loss, _) => $($reference)+ $panes.loss,
            (PaneId::Ood, _) => $($reference)+ $panes.ood,
        }
    };
}

impl Panes {
    /// Derives what the panes on the screen show from the predictions, so that drawing only reads it.
    pub(super) fn measure(&mut self, model: &ScreenModel) {
        for id in [model.slots.top, model.slots.bottom] {
            self.get_mut(id, model.task()).measure(model);
        }
    }

    /// The pane of an id for a task.
    pub fn get(&self, id: PaneId, task: Task) -> &dyn Pane {
        pane_of!(self, id, task, &)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, id: PaneId, task: Task) -> &mut dyn Pane {
        pane_of!(self, id, task, &mut)
    }
}

/// A line in the middle of an area that has nothing to show yet.
fn empty(text: &str, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let text = super::theme::fit(text, usize::from(area.width), theme.symbols());
    let width = super::theme::columns(&text) as u16;
    let x = area.x + area.width.saturating_sub(width) / 2;
    put(buf, area, (x, area.y + area.height / 2), &text, theme.style(StyleRole::Dim));
}
