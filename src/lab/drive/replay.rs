//! A stored run on its data: a run folder may be damaged or edited, so everything that panes rely on is checked first.

use crate::lab::bench::Bench;
use crate::lab::learn::objective::fitting_loss;
use crate::lab::recipe::{ArmId, Edit};
use crate::lab::record::event::{Body, Event, Started};
use crate::lab::record::predictions::Predictions;
use crate::lab::record::store::{self, StoreError, StoredRun};
use crate::loss::Loss;
use std::collections::BTreeMap;
use std::path::Path;

/// What of a stored run can be shown on its data.
#[derive(Debug)]
pub struct Replay {
    /// One arm after the other.
    pub events: Vec<Event>,
    /// What a user should know of the rest.
    pub notes: Vec<String>,
}

/// Reads a run folder and compares it with its data. Predictions that do not belong to these are left out.
///
/// # Errors
/// Names the file that cannot be read, or what does not fit the data.
pub fn replay(path: &Path, bench: &Bench) -> Result<Replay, StoreError> {
    let StoredRun { mut events, .. } = store::open(path)?;
    let mut losses: BTreeMap<ArmId, Loss> = BTreeMap::new();
    let mut check = Check { bench, changed: false, without: Vec::new() };
    for event in &mut events {
        let wrong = |problem: String| StoreError::new(path, format!("arm {}: {problem}", event.arm));
        match &mut event.body {
            Body::Started(started) => {
                losses.insert(event.arm, check.started(started).map_err(wrong)?);
            }
            Body::Changed(changed) if changed.field == "loss" => {
                losses.insert(event.arm, check.loss(&changed.to).map_err(wrong)?);
            }
            Body::Evaluated(evaluation) => {
                let loss = losses.get(&event.arm);
                let fits = |predictions: &Predictions| loss.is_some_and(|loss| check.fits(predictions, loss));
                if evaluation.predictions.as_ref().is_some_and(|predictions| !fits(predictions)) {
                    evaluation.predictions = None;
                    check.without.push(event.arm);
                }
            }
            _ => {}
        }
    }
    Ok(Replay { notes: check.notes(), events })
}

/// What is found while a run is compared with its data.
struct Check<'a> {
    bench: &'a Bench,
    /// Whether the data are others than those that the run was made with.
    changed: bool,
    /// Arms whose predictions are left out.
    without: Vec<ArmId>,
}

impl Check<'_> {
    /// The loss of an arm that began so.
    fn started(&mut self, started: &Started) -> Result<Loss, String> {
        let (run, data) = (started.class_counts.len(), self.bench.counts.len());
        if run != data {
            return Err(format!(
                "expected {run} classes, labels or numbers as the run has, found {data} in the data"
            ));
        }
        let same = started.data.is_empty() || started.data == self.bench.fingerprint;
        self.changed |= !same || started.class_counts != self.bench.counts;
        fitting_loss(started.settings.loss.as_ref(), self.bench).map_err(|error| error.to_string())
    }

    /// The loss that a change names.
    fn loss(&self, text: &str) -> Result<Loss, String> {
        let Edit::Loss(loss) = Edit::parse("loss", text).map_err(|error| error.to_string())? else {
            return Err(format!("expected a loss, found '{text}'"));
        };
        fitting_loss(Some(&loss), self.bench).map_err(|error| error.to_string())
    }

    /// Whether predictions are of images of these data, and have as many outputs as the loss.
    fn fits(&self, predictions: &Predictions, loss: &Loss) -> bool {
        let set = &self.bench.dataset;
        let ascending = predictions.indices.windows(2).all(|pair| pair[0] < pair[1]);
        let known = predictions.indices.last().is_some_and(|last| (*last as usize) < set.labels.len());
        let outputs = predictions.logits.ncols() == loss.outputs(set.classes());
        !self.changed && ascending && known && outputs
    }

    fn notes(self) -> Vec<String> {
        let arms = |arms: &[ArmId]| arms.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let changed =
            "the data have changed since this run was made: its curves are shown, its predictions are not";
        let damaged =
            || format!("predictions that do not fit the data are left out: {}", arms(&self.without));
        match (self.changed, self.without.is_empty()) {
            (true, _) => vec![changed.to_owned()],
            (false, false) => vec![damaged()],
            (false, true) => Vec::new(),
        }
    }
}
