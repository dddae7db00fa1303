//! Arms in training with what they leave behind: their folder, their last predictions, who has said the last word.

use crate::lab::bench::Bench;
use crate::lab::drive::summary::ArmSummary;
use crate::lab::drive::worker::Worker;
use crate::lab::recipe::{ArmId, Change, CheckedRecipe, Recipe};
use crate::lab::record::event::{Body, Command, Event};
use crate::lab::record::predictions::Predictions;
use crate::lab::record::store::{self, RunFolder, StoreError, predictions_name};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The arms of one run.
#[derive(Default)]
pub(super) struct Running {
    pub(super) workers: Vec<Worker>,
    folder: Option<RunFolder>,
    /// Workers that have said their last word.
    ended: Vec<u64>,
    /// Changes that the recipe holds and that have not happened yet, one for every arm they act on.
    planned: Vec<Change>,
    last: BTreeMap<ArmId, Arc<Predictions>>,
    /// The base rate that each arm began with.
    rates: BTreeMap<ArmId, f32>,
}

impl Running {
    /// A run without arms, stored in a folder or not.
    pub(super) fn new(folder: Option<RunFolder>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// A worker that was let go: nothing of it is kept.
    pub(super) fn leaving(worker: Worker) -> Self {
        Self { workers: vec![worker], ..Self::default() }
    }

    /// Its folder, if it is stored.
    pub(super) fn path(&self) -> Option<&Path> {
        self.folder.as_ref().map(|folder| folder.path.as_path())
    }

    /// Expects the changes that a recipe holds for an arm.
    pub(super) fn plan(&mut self, recipe: &CheckedRecipe, arm: ArmId) {
        let own = recipe.changes.iter().filter(|change| change.arm.is_none_or(|id| id == arm));
        self.planned.extend(own.map(|change| Change { arm: Some(arm), ..change.clone() }));
    }

    /// Whether a change comes from the recipe and not from a hand; each comes from there once.
    pub(super) fn was_planned(&mut self, change: &Change) -> bool {
        let at = self.planned.iter().position(|planned| planned == change);
        at.map(|at| self.planned.remove(at)).is_some()
    }

    /// Whether a worker of this number belongs to it.
    pub(super) fn holds(&self, number: u64) -> bool {
        self.workers.iter().any(|worker| worker.number == number)
    }

    /// Takes an event of one of its workers.
    ///
    /// # Errors
    /// If the folder cannot be written; it is given up then.
    pub(super) fn take(&mut self, number: u64, event: &Event) -> Result<(), StoreError> {
        match &event.body {
            Body::Evaluated(evaluation) => {
                self.last.extend(evaluation.predictions.clone().map(|predictions| (event.arm, predictions)));
            }
            Body::Started(started) => self.rates.extend(started.settings.lr.map(|rate| (event.arm, rate))),
            Body::Ended(_) => self.ended.push(number),
            _ => {}
        }
        let written = self.folder.as_mut().map_or(Ok(()), |folder| folder.append(event));
        written.inspect_err(|_| self.folder = None)
    }

    /// Lets an arm go, with everything that was kept of it.
    ///
    /// # Errors
    /// If the log cannot be rewritten.
    pub(super) fn let_go(&mut self, arm: ArmId) -> Result<Option<Worker>, StoreError> {
        let Some(at) = self.workers.iter().position(|worker| worker.arm == arm) else { return Ok(None) };
        let worker = self.workers.remove(at);
        worker.send(Command::Stop);
        self.last.remove(&arm);
        self.planned.retain(|change| change.arm != Some(arm));
        let forgotten = self.folder.as_mut().map_or(Ok(()), |folder| folder.forget(arm));
        forgotten.map(|()| Some(worker))
    }

    /// Tells every arm to stop within one batch.
    pub(super) fn stop(&self) {
        self.workers.iter().for_each(|worker| worker.send(Command::Stop));
    }

    /// Whether every arm has said its last word.
    pub(super) fn is_over(&self) -> bool {
        self.workers.iter().all(|worker| self.ended.contains(&worker.number))
    }

    /// The base rate that an arm began with, once it has begun.
    pub(super) fn rate_of(&self, arm: ArmId) -> Option<f32> {
        self.rates.get(&arm).copied()
    }

    /// Whether no thread is left: what is not in the inbox now will never come.
    pub(super) fn is_finished(&self) -> bool {
        self.workers.iter().all(Worker::is_finished)
    }

    /// Joins the arms, measures those whose steps were all done, and closes the folder.
    pub(super) fn close(
        self,
        recipe: &Recipe,
        bench: Option<&Bench>,
    ) -> (Vec<ArmSummary>, Result<Option<PathBuf>, StoreError>) {
        let arms: Vec<ArmId> = self.workers.iter().map(|worker| worker.arm).collect();
        let summaries: Vec<ArmSummary> = self.workers.into_iter().filter_map(Worker::finish).collect();
        let mut left = ArmSummary::leavings(&summaries);
        left.predictions.retain(|(name, _)| !self.last.keys().any(|arm| *name == predictions_name(*arm)));
        left.predictions.extend(self.last.into_iter().map(|(arm, last)| (predictions_name(arm), last)));
        // An arm that was dropped may have written what it left behind after its letter was forgotten.
        if let Some(folder) = &self.folder {
            ArmId::all().filter(|arm| !arms.contains(arm)).for_each(|arm| store::disown(&folder.path, arm));
        }
        let closed = self.folder.zip(bench).map(|(folder, bench)| folder.close(recipe, bench, &left));
        (summaries, closed.transpose())
    }
}
