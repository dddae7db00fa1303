//! The panes: their numbers and titles.

use crate::data::Task;

/// The panes, by the digits that focus them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaneId {
    /// 1
    Curves,
    /// 2
    Prediction,
    /// 3: Labels where pictures may have several, Scatter for numbers.
    Confusion,
    /// 4: Residuals for numbers.
    Imbalance,
    /// 5
    Images,
    /// 6
    Decision,
    /// 7
    Weights,
    /// 8
    Journal,
    /// 9
    Loss,
    /// 0
    Outside,
}

/// All panes.
pub const PANES: [PaneId; 10] = [
    PaneId::Curves,
    PaneId::Prediction,
    PaneId::Confusion,
    PaneId::Imbalance,
    PaneId::Images,
    PaneId::Decision,
    PaneId::Weights,
    PaneId::Journal,
    PaneId::Loss,
    PaneId::Outside,
];

impl PaneId {
    /// The digit that focuses it.
    pub fn digit(self) -> u8 {
        match self {
            Self::Curves => 1,
            Self::Prediction => 2,
            Self::Confusion => 3,
            Self::Imbalance => 4,
            Self::Images => 5,
            Self::Decision => 6,
            Self::Weights => 7,
            Self::Journal => 8,
            Self::Loss => 9,
            Self::Outside => 0,
        }
    }

    /// The first word of its title for classes.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curves => "Curves",
            Self::Prediction => "Prediction",
            Self::Confusion => "Confusion",
            Self::Imbalance => "Imbalance",
            Self::Images => "Images",
            Self::Decision => "Decision",
            Self::Weights => "Weights",
            Self::Journal => "Journal",
            Self::Loss => "Loss",
            Self::Outside => "Outside",
        }
    }

    /// The first word of its title for a task: where a pane makes no sense, another has its place.
    pub fn title(self, task: Task) -> &'static str {
        match (self, task) {
            (Self::Confusion, Task::Labels) => "Labels",
            (Self::Confusion, Task::Values) => "Scatter",
            (Self::Imbalance, Task::Values) => "Residuals",
            _ => self.name(),
        }
    }

    /// The pane of a digit.
    pub fn of_digit(digit: u8) -> Option<Self> {
        PANES.into_iter().find(|pane| pane.digit() == digit)
    }
}
