//! The titles of panes.

pub use crate::lab::recipe::{PANES, PaneId};

use crate::data::Task;

impl PaneId {
    /// The first word of its title for a task: where a pane makes no sense, another has its place.
    pub fn title(self, task: Task) -> &'static str {
        match (self, task) {
            (Self::Confusion, Task::MultiLabel) => "Labels",
            (Self::Confusion, Task::Regression) => "Scatter",
            (Self::Imbalance, Task::Regression) => "Residuals",
            (Self::Curves, _) => "Curves",
            (Self::Prediction, _) => "Prediction",
            (Self::Confusion, Task::Classification) => "Confusion",
            (Self::Imbalance, Task::Classification | Task::MultiLabel) => "Imbalance",
            (Self::Images, _) => "Images",
            (Self::Decision, _) => "Decision",
            (Self::Weights, _) => "Weights",
            (Self::Journal, _) => "Journal",
            (Self::Loss, _) => "Loss",
            (Self::Outside, _) => "Outside",
        }
    }
}
