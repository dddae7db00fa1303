//! What may change while an arm trains.

use super::fields::{self, Scope};
use super::values::{parse, rate};
use super::{ArmId, ChangeRecipe, Overrides, SettingError, Settings};
use crate::data::Sampler;
use crate::loss::{Loss, Reduction, Weights};

/// Changes that can be taken back, one after the other: each keeps a network.
pub const MAX_UNDO: usize = 8;

/// One change of a running arm.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Another loss on the same logits.
    Loss(Loss),
    /// Other class weights.
    Weights(Weights),
    /// Another way to average over a batch.
    Reduction(Reduction),
    /// Another order of the images, from the next batch on.
    Sampler(Sampler),
    /// Another base rate; the schedule goes on.
    Rate(f32),
    /// This many epochs more; the schedule starts again over them.
    Extend(u64),
    /// Takes the last change of this field back: all settings and the network are those of the moment before it.
    Undo(&'static str),
}

impl Edit {
    /// The field of a recipe that this changes.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Loss(_) => "loss",
            Self::Weights(_) => "weights",
            Self::Reduction(_) => "reduction",
            Self::Sampler(_) => "sampler",
            Self::Rate(_) => "lr",
            Self::Extend(_) => "extend",
            Self::Undo(_) => "undo",
        }
    }

    /// The field whose value it changes; none for an extension.
    pub fn changes(&self) -> Option<&'static str> {
        match self {
            Self::Extend(_) => None,
            Self::Undo(field) => Some(field),
            Self::Loss(_) | Self::Weights(_) | Self::Reduction(_) | Self::Sampler(_) | Self::Rate(_) => {
                Some(self.field())
            }
        }
    }

    /// Changes settings; an extension changes none, and what an undo changes only the arm knows.
    pub fn apply(&self, settings: &mut Settings) {
        match self {
            Self::Loss(loss) => settings.loss = Some(loss.clone()),
            Self::Weights(weights) => settings.weights = weights.clone(),
            Self::Reduction(reduction) => settings.reduction = *reduction,
            Self::Sampler(sampler) => settings.sampler = sampler.clone(),
            Self::Rate(rate) => settings.lr = Some(*rate),
            Self::Extend(_) | Self::Undo(_) => {}
        }
    }

    /// The new value, as it stands in a recipe.
    pub fn value(&self) -> String {
        match self {
            Self::Loss(loss) => loss.to_string(),
            Self::Weights(weights) => weights.to_string(),
            Self::Reduction(reduction) => reduction.to_string(),
            Self::Sampler(sampler) => sampler.to_string(),
            Self::Rate(rate) => rate.to_string(),
            Self::Extend(epochs) => epochs.to_string(),
            Self::Undo(field) => (*field).to_owned(),
        }
    }

    /// Reads the new value of a field.
    ///
    /// # Errors
    /// For a field that cannot change while training, or a value it cannot take.
    pub fn parse(field: &str, value: &str) -> Result<Self, SettingError> {
        let number = || {
            value.parse().map_err(|_| SettingError::new(field, format!("expected a number, found '{value}'")))
        };
        Ok(match field {
            "loss" => Self::Loss(parse(field, value, Loss::parse)?),
            "weights" => Self::Weights(parse(field, value, Weights::parse)?),
            "reduction" => Self::Reduction(parse(field, value, Reduction::parse)?),
            "sampler" => Self::Sampler(parse(field, value, Sampler::parse)?),
            "lr" => Self::Rate(rate(number()?)?),
            "extend" => Self::Extend(epochs(value)?),
            "undo" => Self::Undo(fields::find(value, "undo", |field| field.scope == Scope::Live)?.name),
            other => {
                let problem =
                    "cannot change while an arm trains; loss, weights, reduction, sampler and lr can";
                return Err(SettingError::new(other, problem));
            }
        })
    }
}

/// Reads how many epochs more; as many as a recipe may have from the start.
fn epochs(text: &str) -> Result<u64, SettingError> {
    let epochs = text.trim().parse().ok().filter(|epochs| (1..=1_000_000).contains(epochs));
    epochs
        .ok_or_else(|| SettingError::new("extend", format!("expected 1 to 1,000,000 epochs, found '{text}'")))
}

/// A change with its place in the run.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Applied when this many steps are done, before the next one.
    pub step: u64,
    /// The arm, or every arm.
    pub arm: Option<ArmId>,
    /// What changes.
    pub edit: Edit,
}

impl Change {
    /// The changes that one entry of a recipe stands for.
    pub(in crate::lab) fn check(entry: &ChangeRecipe) -> Result<Vec<Self>, SettingError> {
        let arm = entry.arm.as_deref().map(ArmId::parse).transpose()?;
        let own = entry.fields.texts().map(|(field, text)| (field.name, text));
        let undo = entry.undo.as_ref().map(|field| ("undo", field.clone()));
        let extend = entry.extend.map(|epochs| ("extend", epochs.to_string()));
        let changes: Vec<Self> = own
            .chain(undo)
            .chain(extend)
            .map(|(field, text)| Ok(Self { step: entry.step, arm, edit: Edit::parse(field, &text)? }))
            .collect::<Result<_, SettingError>>()?;
        if changes.is_empty() {
            let problem = format!("the entry at step {} changes nothing", entry.step);
            return Err(SettingError::new("change", problem));
        }
        Ok(changes)
    }

    /// The entry of a recipe that stands for this change.
    pub fn to_recipe(&self) -> ChangeRecipe {
        let mut fields = Overrides::default();
        if let Ok(field) = fields::find(self.edit.field(), "change", |field| field.scope == Scope::Live) {
            // The value is one that was read. A rate is written as its shortest decimal: 0.05, not 0.05000000074505806.
            drop(fields.set(field, &self.edit.value()));
        }
        let extend = if let Edit::Extend(epochs) = self.edit { Some(epochs) } else { None };
        let undo = if let Edit::Undo(field) = self.edit { Some(field.to_owned()) } else { None };
        ChangeRecipe { step: self.step, arm: self.arm.map(|arm| arm.to_string()), fields, extend, undo }
    }
}
