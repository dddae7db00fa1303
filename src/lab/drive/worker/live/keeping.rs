//! What an arm writes of itself before it ends.

use super::Live;
use crate::lab::drive::summary::{ArmSummary, SummaryPart};
use crate::lab::learn::trainer::Trainer;
use crate::lab::record::event::{Ended, Kept};
use crate::lab::record::store;
use std::path::Path;

impl Live {
    /// Writes what the arm would leave behind if it ended now.
    pub(super) fn keep(&self, trainer: &Trainer, folder: &Path) -> Result<Kept, String> {
        let summary = ArmSummary::measure(trainer, &Ended::Completed, &self.rates);
        let left = ArmSummary::leavings(std::slice::from_ref(&summary));
        let written = store::leave(folder, &trainer.bench, &left);
        written.map_err(|error| format!("{}: cannot be written: {error}", folder.display()))?;
        let tested = summary.part == SummaryPart::Test;
        Ok(Kept::All(tested.then_some(summary.evaluation)))
    }

    /// What was written once is written anew when the arm is stopped later, so that it is of the same step as the log.
    pub(in crate::lab::drive::worker) fn keep_again(&self, trainer: &Trainer) {
        if let Some(folder) = &self.kept {
            drop(self.keep(trainer, folder));
        }
    }
}
