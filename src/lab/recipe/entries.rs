//! The entries of a recipe: what other arms change, and what changes while training.

use super::SettingError;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// An arm beside A: its letter and the fields in which it differs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArmRecipe {
    /// `B` to `F`.
    pub name: String,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze: Option<Vec<String>>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub augment: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<u64>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optimizer: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduction: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampler: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lr: Option<f64>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aux: Option<String>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub l1: Option<f64>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub l2: Option<f64>,
    /// As in [`Recipe`](super::Recipe).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub teacher: Option<String>,
}

impl ArmRecipe {
    /// Writes one field from its text.
    ///
    /// # Errors
    /// If an arm has no such field, or a number is none.
    pub fn set(&mut self, field: &str, value: String) -> Result<(), SettingError> {
        match field {
            "model" => self.model = Some(value),
            "init" => self.init = Some(value),
            "freeze" => self.freeze = Some(value.split(',').map(str::to_owned).collect()),
            "augment" => self.augment = Some(value),
            "optimizer" => self.optimizer = Some(value),
            "schedule" => self.schedule = Some(value),
            "loss" => self.loss = Some(value),
            "weights" => self.weights = Some(value),
            "reduction" => self.reduction = Some(value),
            "sampler" => self.sampler = Some(value),
            "batch" => self.batch = Some(number(field, &value)?),
            "lr" => self.lr = Some(number(field, &value)?),
            "aux" => self.aux = Some(value),
            "l1" => self.l1 = Some(number(field, &value)?),
            "l2" => self.l2 = Some(number(field, &value)?),
            "teacher" => self.teacher = Some(value),
            _ => return Err(SettingError::new(field, "no arm has such a field")),
        }
        Ok(())
    }
}

fn number<T: FromStr>(field: &str, text: &str) -> Result<T, SettingError> {
    text.parse().map_err(|_| SettingError::new(field, format!("expected a number, found '{text}'")))
}

/// A change made while training, before the step of that number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeRecipe {
    /// The number of steps already done.
    pub step: u64,
    /// The arm it acts on; absent: every arm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arm: Option<String>,
    /// The new loss.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loss: Option<String>,
    /// The new class weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
    /// The new reduction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduction: Option<String>,
    /// The new sampler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sampler: Option<String>,
    /// The new learning rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lr: Option<f64>,
    /// Goes on for so many epochs after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extend: Option<u64>,
}
