//! How one arm trains.

use super::ArmId;
use super::aux::{self, Aux, Teacher};
use super::start::Start;
use crate::data::{Augment, Sampler};
use crate::loss::{Loss, Reduction, Weights};
use crate::nn::zoo::Model;
use crate::nn::{Optimizer, Penalty, Schedule};

/// The loss that follows from the targets.
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
    /// What training pictures go through.
    pub augment: Augment,
    /// Pictures a step.
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
    /// The order of the pictures.
    pub sampler: Sampler,
    /// The base learning rate.
    pub lr: f32,
    /// Losses on heads of their own.
    pub aux: Vec<Aux>,
    /// What the length of the weights costs, a term beside the loss.
    pub penalty: Penalty,
    /// Whose answers the arm learns from.
    pub teacher: Teacher,
}

/// The fields of an arm, in the order of the log.
pub const ARM_FIELDS: [&str; 16] = [
    "model",
    "loss",
    "weights",
    "reduction",
    "sampler",
    "optimizer",
    "schedule",
    "lr",
    "batch",
    "augment",
    "init",
    "aux",
    "l1",
    "l2",
    "teacher",
    "freeze",
];

impl Settings {
    /// A field as it stands in a recipe; empty for one that an arm does not have.
    pub fn text(&self, field: &str) -> String {
        match field {
            "model" => self.model.to_string(),
            "loss" => self.loss.as_ref().map_or_else(|| AUTO.to_owned(), Loss::to_string),
            "weights" => self.weights.to_string(),
            "reduction" => self.reduction.to_string(),
            "sampler" => self.sampler.to_string(),
            "optimizer" => self.optimizer.to_string(),
            "schedule" => self.schedule.to_string(),
            "lr" => self.lr.to_string(),
            "batch" => self.batch.to_string(),
            "augment" => self.augment.to_string(),
            "init" => self.init.to_string(),
            "aux" => aux::written(&self.aux),
            "l1" => self.penalty.l1.to_string(),
            "l2" => self.penalty.l2.to_string(),
            "teacher" => self.teacher.to_string(),
            "freeze" if self.freeze.is_empty() => "none".to_owned(),
            "freeze" => self.freeze.join(","),
            _ => String::new(),
        }
    }

    /// The fields of an arm with their values, as they stand in a recipe.
    pub fn fields(&self) -> [(&'static str, String); ARM_FIELDS.len()] {
        ARM_FIELDS.map(|field| (field, self.text(field)))
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
