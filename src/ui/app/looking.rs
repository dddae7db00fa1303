//! Which pane stands for a number, what is asked of the pictures, and whose inside is on the screen.

use super::{App, ArmView};
use crate::data::Task;
use crate::lab::learn::objective;
use crate::lab::recipe::{AUTO, ArmId};
use crate::lab::record::sheets::Look;

use crate::ui::layout::{Asks, Layout};
use crate::ui::pane::{Pane, PaneId};
use crate::ui::panes::figure;
use ratatui::layout::Rect;

impl App {
    /// What is asked of every picture; classes before the data are there.
    pub fn task(&self) -> Task {
        self.bench.as_ref().map_or(Task::Classes, |bench| bench.dataset.task())
    }

    /// The pane of an id: where one makes no sense for the task, the one that does.
    pub fn pane(&self, id: PaneId) -> &dyn Pane {
        match (id, self.task()) {
            (PaneId::Curves, _) => &self.curves,
            (PaneId::Prediction, _) => &self.prediction,
            (PaneId::Confusion, Task::Classes) => &self.confusion,
            (PaneId::Confusion, Task::Labels) => &self.labels,
            (PaneId::Confusion, Task::Values) => &self.scatter,
            (PaneId::Imbalance, Task::Classes | Task::Labels) => &self.imbalance,
            (PaneId::Imbalance, Task::Values) => &self.residuals,
            (PaneId::Images, _) => &self.images,
            (PaneId::Weights, _) => &self.weights,
            (PaneId::Journal, _) => &self.journal,
            (PaneId::Decision, _) => &self.decision,
            (PaneId::Loss, _) => &self.loss,
            (PaneId::Outside, _) => &self.outside,
        }
    }

    /// The class of a picture, where it has one.
    pub fn truth(&self, index: u32) -> Option<usize> {
        let bench = self.bench.as_ref().filter(|bench| bench.dataset.task() == Task::Classes)?;
        bench.dataset.labels.get(index as usize).map(|label| usize::from(*label))
    }

    /// A picture's row of labels or numbers, where it has one of them.
    pub fn truth_row(&self, index: u32) -> Option<Vec<f32>> {
        let bench = self.bench.as_ref().filter(|bench| bench.dataset.task() != Task::Classes)?;
        let rows = bench.dataset.targets.rows()?;
        ((index as usize) < rows.nrows()).then(|| rows.row(index as usize).to_vec())
    }

    /// What a picture shows, in words: its class, its labels, or its numbers.
    pub fn truth_text(&self, index: u32) -> String {
        match (self.task(), self.truth_row(index)) {
            (Task::Labels, Some(row)) => self.names_of(row.iter().map(|on| *on > 0.0)),
            (Task::Values, Some(row)) => {
                row.iter().map(|value| figure(f64::from(*value))).collect::<Vec<_>>().join(" ")
            }
            _ => self.truth(index).map_or("?", |class| self.class_name(class)).to_owned(),
        }
    }

    /// The names of the labels that are on: `wbc+ring`.
    pub fn names_of(&self, on: impl Iterator<Item = bool>) -> String {
        let names: Vec<&str> =
            on.enumerate().filter(|(_, on)| *on).map(|(label, _)| self.class_name(label)).collect();
        if names.is_empty() { "no label".to_owned() } else { names.join("+") }
    }

    /// Whether an arm trains with the loss that its targets call for, and its recipe names none.
    pub fn is_default_loss(&self, arm: &ArmView) -> bool {
        let Some(bench) = &self.bench else { return false };
        let own = self.recipe.arm.iter().find(|entry| entry.name == arm.id.to_string());
        let asked = own.and_then(|entry| entry.loss.as_deref()).unwrap_or(&self.recipe.loss);
        asked == AUTO && arm.history.setting("loss") == objective::default_loss(bench).to_string()
    }

    /// Where everything stands on a screen of this size.
    pub fn layout(&self, area: Rect) -> Layout {
        let asks = if self.inquiry.is_some() { Asks::Question } else { Asks::Nothing };
        Layout::of(area, &self.slots, self.focus, self.zoomed, asks)
    }

    /// Makes the map of the landscape that pane 7 shows, if it has a place on the screen.
    pub(in crate::ui) fn survey(&mut self) {
        if self.slots.bottom == PaneId::Weights && self.bench.is_some() {
            let mut weights = std::mem::take(&mut self.weights);
            weights.survey(self);
            self.weights = weights;
        }
    }

    /// Which arm has to show what of its inside on a screen of this size: nothing where pane 7 is not seen to change.
    pub fn look(&self, area: Rect) -> Option<(ArmId, Look)> {
        let tiles = self.layout(area).tiles;
        let seen = tiles.iter().any(|(pane, _)| *pane == PaneId::Weights) && self.frozen.is_none();
        self.weights.look(self).filter(|_| seen && self.bench.is_some()).map(|look| (self.arm, look))
    }
}
