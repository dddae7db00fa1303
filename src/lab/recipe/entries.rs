//! The entries of a recipe: what other arms change, and what changes while training.

use super::fields::{self, Scope};
use super::{Overrides, SettingError};
use serde::{Deserialize, Serialize};

/// An arm beside A: its letter and the fields in which it differs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ArmRecipe {
    /// `B` to `F`.
    pub name: String,
    /// The fields in which it differs.
    #[serde(flatten)]
    pub fields: Overrides,
}

impl ArmRecipe {
    /// Writes one field from its text.
    ///
    /// # Errors
    /// If an arm has no such field, or the text is not of its kind.
    pub fn set(&mut self, field: &str, text: &str) -> Result<(), SettingError> {
        let field = fields::find(field, &format!("arm {}", self.name), |field| field.scope != Scope::Bench)?;
        self.fields.set(field, text)
    }
}

/// A change made while training, before the step of that number.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChangeRecipe {
    /// The number of steps already done.
    pub step: u64,
    /// The arm it acts on; absent: every arm.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arm: Option<String>,
    /// The new values.
    #[serde(flatten)]
    pub fields: Overrides,
    /// Goes on for this many epochs after the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extend: Option<u64>,
    /// Takes the last change of this field back, with the weights of the network of the moment before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
}
