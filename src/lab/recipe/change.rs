//! What may change while an arm trains.

use super::fields::{self, Scope};
use super::values::{parse, rate};
use super::{ArmId, ChangeRecipe, Overrides, SettingError, Settings};
use crate::data::Sampler;
use crate::loss::{Loss, Reduction, Weights};

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
        }
    }

    /// Changes settings; an extension changes none.
    pub fn apply(&self, settings: &mut Settings) {
        match self {
            Self::Loss(loss) => settings.loss = Some(loss.clone()),
            Self::Weights(weights) => settings.weights = weights.clone(),
            Self::Reduction(reduction) => settings.reduction = *reduction,
            Self::Sampler(sampler) => settings.sampler = sampler.clone(),
            Self::Rate(rate) => settings.lr = *rate,
            Self::Extend(_) => {}
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
            other => {
                let problem =
                    "cannot change while an arm trains; loss, weights, reduction, sampler, lr and extend can";
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
        let extend = entry.extend.map(|epochs| ("extend", epochs.to_string()));
        let changes: Vec<Self> = own
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
        ChangeRecipe { step: self.step, arm: self.arm.map(|arm| arm.to_string()), fields, extend }
    }
}
