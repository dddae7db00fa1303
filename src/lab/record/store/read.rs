//! Reading a run folder back.

use super::{StoreError, predictions_name};
use crate::base::npz::{Array, Arrays, Npz};
use crate::data::Task;
use crate::lab::recipe::folder::{EVENTS, RECIPE};
use crate::lab::recipe::{ArmId, Recipe};
use crate::lab::record::consistency::Consistency;
use crate::lab::record::evaluation::{Evaluation, TaskReport};
use crate::lab::record::event::{Body, Event};
use crate::lab::record::log;
use crate::lab::record::predictions::{Predictions, Reading};
use crate::loss::{Loss, ProbabilityMap};
use ndarray::Ix2;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A run read back.
#[derive(Debug)]
pub struct StoredRun {
    /// With the changes that were made.
    pub recipe: Recipe,
    /// One arm after the other.
    pub events: Vec<Event>,
}

/// Reads a run folder; each arm's last evaluation gets its predictions back.
///
/// # Errors
/// Names the file and line that cannot be read.
pub fn open(path: &Path) -> Result<StoredRun, StoreError> {
    let problem = |name: &str, problem: String| StoreError::new(&path.join(name), problem);
    let read = |name: &str| {
        std::fs::read_to_string(path.join(name)).map_err(|error| problem(name, error.to_string()))
    };
    let recipe = Recipe::from_toml(&read(RECIPE)?).map_err(|error| problem(RECIPE, error.to_string()))?;
    let mut text = read(EVENTS)?;
    // A line without an end was cut off when the program was.
    text.truncate(text.rfind('\n').map_or(0, |end| end + 1));
    let (mut events, mut consistency) = (Vec::new(), Consistency::default());
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.contains("\"event\":\"summary\""))
    {
        let wrong = |error: String| problem(EVENTS, format!("line {}: {error}", number + 1));
        let event = log::parse(line).map_err(|error| wrong(error.to_string()))?;
        consistency.check(&event).map_err(wrong)?;
        events.push(event);
    }
    give_back(path, &mut events);
    Ok(StoredRun { recipe, events })
}

fn give_back(path: &Path, events: &mut [Event]) {
    let mut losses: BTreeMap<ArmId, Loss> = BTreeMap::new();
    // The loss that an arm had when it was evaluated last: it declares what the logits mean.
    let mut evaluated: BTreeMap<ArmId, Loss> = BTreeMap::new();
    for event in events.iter() {
        match &event.body {
            Body::Started(started) => {
                losses.extend(started.settings.loss.clone().map(|loss| (event.arm, loss)));
            }
            Body::Changed(changed) if changed.field == "loss" => {
                losses.extend(changed.to.parse().ok().map(|loss| (event.arm, loss)));
            }
            Body::Evaluated(_) => {
                evaluated.extend(losses.get(&event.arm).map(|loss| (event.arm, loss.clone())));
            }
            _ => {}
        }
    }
    for (arm, loss) in evaluated {
        let last =
            events.iter_mut().rev().filter(|event| event.arm == arm).find_map(|event| {
                match &mut event.body {
                    Body::Evaluated(evaluation) => Some(evaluation),
                    _ => None,
                }
            });
        if let Some(evaluation) = last {
            let file = path.join(format!("{}.npz", predictions_name(arm)));
            evaluation.predictions = read_npz(&file, reading(&loss, evaluation)).map(Arc::new);
        }
    }
}

/// How the outputs are read: by the loss, and by what was found out about them.
fn reading(loss: &Loss, evaluation: &Evaluation) -> Reading {
    match &evaluation.by_task {
        TaskReport::MultiLabel(_) => Reading { task: Task::MultiLabel, ..ProbabilityMap::Independent.into() },
        TaskReport::Regression(_) => {
            Reading { task: Task::Regression, map: ProbabilityMap::None, link: loss.link() }
        }
        TaskReport::Classification => loss.probability_map().into(),
    }
}

/// Most bytes of an array of stored predictions: a million images of 256 classes.
const MAX_BYTES: u64 = 1 << 30;

fn read_npz(path: &Path, reading: Reading) -> Option<Predictions> {
    let mut npz = Npz::open(path).ok()?;
    let (logits, indices) = (npz.array("logits", MAX_BYTES).ok()?, npz.array("indices", MAX_BYTES).ok()?);
    let (Array::Single(logits), Array::Whole(indices)) = (logits, indices) else { return None };
    let logits = logits.into_dimensionality::<Ix2>().ok()?;
    let indices = indices.iter().map(|index| u32::try_from(*index).ok()).collect::<Option<Vec<u32>>>()?;
    (indices.len() == logits.nrows()).then(|| Predictions::from_logits(indices, logits, reading))
}
