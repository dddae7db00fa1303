//! What may change while an arm trains.

use super::values::{parse, rate};
use super::{ArmId, ChangeRecipe, SettingError, Settings};
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
    /// Another order of the pictures, from the next batch on.
    Sampler(Sampler),
    /// Another base rate; the schedule goes on.
    Rate(f32),
    /// So many epochs more; the schedule starts again over them.
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
    /// Applied when so many steps are done, before the next one.
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
        let texts = [
            ("loss", entry.loss.clone()),
            ("weights", entry.weights.clone()),
            ("reduction", entry.reduction.clone()),
            ("sampler", entry.sampler.clone()),
            ("lr", entry.lr.map(|rate| rate.to_string())),
            ("extend", entry.extend.map(|epochs| epochs.to_string())),
        ];
        let edits =
            texts.iter().filter_map(|(field, text)| text.as_ref().map(|text| Edit::parse(field, text)));
        let changes: Vec<Self> = edits
            .map(|edit| Ok(Self { step: entry.step, arm, edit: edit? }))
            .collect::<Result<_, SettingError>>()?;
        if changes.is_empty() {
            let problem = format!("the entry at step {} changes nothing", entry.step);
            return Err(SettingError::new("change", problem));
        }
        Ok(changes)
    }

    /// The entry of a recipe that stands for this change.
    pub fn to_recipe(&self) -> ChangeRecipe {
        let mut entry = ChangeRecipe {
            step: self.step,
            arm: self.arm.map(|arm| arm.to_string()),
            ..ChangeRecipe::default()
        };
        let text = Some(self.edit.value());
        match &self.edit {
            Edit::Loss(_) => entry.loss = text,
            Edit::Weights(_) => entry.weights = text,
            Edit::Reduction(_) => entry.reduction = text,
            Edit::Sampler(_) => entry.sampler = text,
            Edit::Rate(rate) => entry.lr = shortest(*rate),
            Edit::Extend(epochs) => entry.extend = Some(*epochs),
        }
        entry
    }
}

/// The shortest decimal that gives the rate back, so that recipes say 0.05 and not 0.05000000074505806.
fn shortest(rate: f32) -> Option<f64> {
    rate.to_string().parse().ok()
}
