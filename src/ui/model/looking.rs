//! What is asked of the images, and what each of them shows.

use super::ScreenModel;
use crate::data::Task;
use crate::lab::recipe::PaneId;
use crate::ui::layout::{AroundPanes, Asks, ScreenLayout, VerdictLength};
use crate::ui::numbers::figure;
use ratatui::layout::Rect;

impl ScreenModel {
    /// What is asked of every image; classes before the data are there.
    pub fn task(&self) -> Task {
        self.bench.as_ref().map_or(Task::Classification, |bench| bench.dataset.task())
    }

    /// The class of an image, where it has one.
    pub fn truth(&self, index: u32) -> Option<usize> {
        let bench = self.bench.as_ref().filter(|bench| bench.dataset.task() == Task::Classification)?;
        bench.dataset.labels.get(index as usize).map(|label| usize::from(*label))
    }

    /// An image's row of labels or numbers, where it has one of them.
    pub fn truth_row(&self, index: u32) -> Option<Vec<f32>> {
        let bench = self.bench.as_ref().filter(|bench| bench.dataset.task() != Task::Classification)?;
        let rows = bench.dataset.targets.rows()?;
        ((index as usize) < rows.nrows()).then(|| rows.row(index as usize).to_vec())
    }

    /// What an image shows, in words: its class, its labels, or its numbers.
    pub fn truth_text(&self, index: u32) -> String {
        match (self.task(), self.truth_row(index)) {
            (Task::MultiLabel, Some(row)) => self.names_of(row.iter().map(|on| *on > 0.0)),
            (Task::Regression, Some(row)) => {
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

    /// Where everything stands on a screen of this size.
    pub fn layout(&self, area: Rect) -> ScreenLayout {
        let asks = if self.inquiry.is_some() { Asks::Question } else { Asks::Nothing };
        // Before the arms are there, their rows wait for them.
        let expected = (self.recipe.arm.len() + 1).max(2);
        let arms = if self.shown().is_empty() { expected } else { self.shown().len() };
        let verdict = match self.task() {
            Task::MultiLabel => VerdictLength::Long,
            Task::Classification | Task::Regression => VerdictLength::Usual,
        };
        let beside = AroundPanes { arms, asks, verdict, lower: self.lower_rows() };
        ScreenLayout::of(area, &self.slots, self.focus, self.arrangement, beside)
    }

    /// What a matrix beside a list of the classes can use: a row for each class, three for headings, one for sums, the frame.
    fn lower_rows(&self) -> Option<u16> {
        let lists = self.task() == Task::Classification && self.slots.bottom == PaneId::Imbalance;
        let classes = self.bench.as_ref().map_or(0, |bench| bench.dataset.classes());
        (lists && classes > 0).then(|| classes.min(100) as u16 + 6)
    }
}
