//! How one arm trains.

use super::ArmId;
use super::aux::{self, Aux, Teacher};
use super::start::Start;
use crate::data::{Augment, Sampler};
use crate::loss::{Loss, Reduction, Weights};
use crate::nn::zoo::Model;
use crate::nn::{Optimizer, Penalty, Schedule};

/// A value that follows from the data.
pub const AUTO: &str = "auto";

/// An arm with its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its letter.
    pub id: ArmId,
    /// How it trains.
    pub settings: Settings,
}

/// What decides how one arm trains.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The network.
    pub model: Model,
    /// What the network begins with.
    pub init: Start,
    /// Layers that stay as they are.
    pub freeze: Vec<String>,
    /// What training images go through.
    pub augment: Augment,
    /// Images a step.
    pub batch: usize,
    /// How a gradient becomes a change.
    pub optimizer: Optimizer,
    /// The rate over the run.
    pub schedule: Schedule,
    /// The loss on the outputs; `None`: the one that the targets call for, which a trainer puts here.
    pub loss: Option<Loss>,
    /// Class weights.
    pub weights: Weights,
    /// How a batch is averaged.
    pub reduction: Reduction,
    /// The order of the images.
    pub sampler: Sampler,
    /// The base learning rate; `None`: the one that a test finds, which a trainer puts here.
    pub lr: Option<f32>,
    /// Losses on heads of their own.
    pub aux: Vec<Aux>,
    /// What the norm of the weights costs, a term beside the loss.
    pub penalty: Penalty,
    /// Whose answers the arm learns from.
    pub teacher: Teacher,
}

impl Settings {
    /// The fields of an arm with their values as they stand in a recipe, in the order of the log.
    pub fn fields(&self) -> [(&'static str, String); 16] {
        // Named one by one, so that a new field cannot be forgotten here.
        let Self {
            model,
            init,
            freeze,
            augment,
            batch,
            optimizer,
            schedule,
            loss,
            weights,
            reduction,
            sampler,
            lr,
            aux,
            penalty: Penalty { l1, l2 },
            teacher,
        } = self;
        [
            ("model", model.to_string()),
            ("loss", loss.as_ref().map_or_else(|| AUTO.to_owned(), Loss::to_string)),
            ("weights", weights.to_string()),
            ("reduction", reduction.to_string()),
            ("sampler", sampler.to_string()),
            ("optimizer", optimizer.to_string()),
            ("schedule", schedule.to_string()),
            ("lr", lr.map_or_else(|| AUTO.to_owned(), |lr| lr.to_string())),
            ("batch", batch.to_string()),
            ("augment", augment.to_string()),
            ("init", init.to_string()),
            ("aux", aux::written(aux)),
            ("l1", l1.to_string()),
            ("l2", l2.to_string()),
            ("teacher", teacher.to_string()),
            ("freeze", if freeze.is_empty() { "none".to_owned() } else { freeze.join(",") }),
        ]
    }

    /// A field as it stands in a recipe; empty for one that an arm does not have.
    pub fn text(&self, field: &str) -> String {
        let found = self.fields().into_iter().find(|(name, _)| *name == field);
        found.map_or_else(String::new, |(_, text)| text)
    }

    /// `field=value` for every field in which this differs from `other`.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let pairs = self.fields().into_iter().zip(other.fields());
        pairs
            .filter(|(mine, theirs)| mine.1 != theirs.1)
            .map(|((name, value), _)| format!("{name}={value}"))
            .collect()
    }
}
