//! Which image is watched, and what arms say of it.

use super::{ArmView, ScreenModel};
use crate::base::random;
use crate::data::Task;
use crate::lab::Bench;
use crate::lab::recipe::ArmId;
use crate::lab::record::predictions::Predictions;
use crate::ui::action::Pick;
use std::collections::BTreeMap;

impl ScreenModel {
    /// Chooses another image of the validation set.
    pub fn pick(&mut self, pick: Pick) -> Option<u32> {
        let bench = self.bench.clone()?;
        let part = &bench.dataset.parts.validation;
        let at = self.watched.and_then(|index| part.binary_search(&index).ok()).unwrap_or(0);
        self.picks += u64::from(pick == Pick::Random);
        match pick {
            Pick::Next => part.get((at + 1) % part.len()).copied(),
            Pick::Previous => part.get((at + part.len() - 1) % part.len()).copied(),
            Pick::Random => {
                let mut rng = random::stream(self.recipe.seed, "watched", self.picks);
                part.get(random::below(&mut rng, part.len())).copied()
            }
            Pick::Hardest => {
                self.predictions().and_then(|predictions| hardest(&bench, predictions).first().copied())
            }
        }
    }

    /// The predictions of the focused arm.
    pub fn predictions(&self) -> Option<&Predictions> {
        self.evaluation().and_then(|evaluation| evaluation.predictions.as_deref())
    }

    /// What every arm says of the watched image now: its logits, newest first.
    pub fn watched_logits(&self) -> BTreeMap<ArmId, Vec<f32>> {
        let Some(index) = self.watched else { return BTreeMap::new() };
        let of = |arm: &ArmView| {
            let word = arm.history.watched.as_ref().filter(|watched| watched.index == index);
            let predictions = arm.history.predictions();
            let logits = word.map(|word| word.logits.clone()).or_else(|| {
                let predictions = predictions?;
                Some(predictions.row(predictions.position(index)?).to_vec())
            });
            logits.map(|logits| (arm.id, logits))
        };
        self.shown().iter().filter_map(of).collect()
    }
}

/// Images by their unweighted loss, the greatest first; where it is not defined, by the margin by which the truth loses.
pub fn hardest(bench: &Bench, predictions: &Predictions) -> Vec<u32> {
    let surprise = |at: usize, index: u32| {
        let margin = || {
            let (row, truth) = (predictions.row(at), usize::from(bench.dataset.labels[index as usize]));
            let own = row.get(truth).copied().unwrap_or(f32::NEG_INFINITY);
            row.iter().copied().fold(f32::NEG_INFINITY, f32::max) - own
        };
        predictions.plain_loss(bench, at).unwrap_or_else(margin)
    };
    let mut order: Vec<(f32, u32)> =
        predictions.indices.iter().enumerate().map(|(at, index)| (surprise(at, *index), *index)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    order.into_iter().map(|(_, index)| index).collect()
}

/// An image of the rarest class or label, so that the first thing watched is what is ignored.
pub(in crate::ui) fn first_image(bench: &Bench) -> Option<u32> {
    let (set, part) = (&bench.dataset, &bench.dataset.parts.validation);
    let is_rare = |index: &&u32| {
        let image = **index as usize;
        bench.rarest().is_some_and(|rarest| match (set.task(), set.targets.rows()) {
            (Task::MultiLabel, Some(rows)) => rows[[image, rarest]] > 0.0,
            _ => usize::from(set.labels[image]) == rarest,
        })
    };
    part.iter().find(is_rare).or(part.first()).copied()
}
