//! A recipe whose every name is known and every number is possible.

use super::aux::{self, Teacher};
use super::experiment::Experiment;
use super::settings::{AUTO, Arm, Settings};
use super::start::Start;
use super::values::{factor, parse, range, rate};
use super::{ArmId, BaseRate, Change, Expectation, Recipe, SettingError, loading, shapes};
use crate::base::spec::suggest;
use crate::data::generate;
use crate::data::{Augment, Imbalance, LoadOptions, Sampler};
use crate::loss::{Loss, Reduction, Weights};
use crate::nn::zoo::Model;
use crate::nn::{Optimizer, Penalty, Schedule};

/// How bytes become numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixels {
    /// x / 255.
    ZeroToOne,
    /// x / 127.5 - 1.
    MinusOneToOne,
    /// (x - mean) / standard deviation of the thinned training set, by channel.
    Standardised,
}

/// Names of [`Pixels`].
pub const PIXELS: [(&str, Pixels); 3] =
    [("0..1", Pixels::ZeroToOne), ("-1..1", Pixels::MinusOneToOne), ("standardised", Pixels::Standardised)];

impl Pixels {
    /// What a recipe calls it.
    pub fn name(self) -> &'static str {
        PIXELS.iter().find(|(_, pixels)| *pixels == self).map_or(AUTO, |(name, _)| name)
    }
}

/// A recipe that trains. Made by [`Recipe::check`].
#[derive(Clone, Debug)]
pub struct CheckedRecipe {
    /// The recipe as written.
    pub recipe: Recipe,
    /// How the data are read.
    pub load: LoadOptions,
    /// How bytes become numbers.
    pub pixels: Pixels,
    /// How the training set is thinned; `None`: the default of the set.
    pub imbalance: Option<Imbalance>,
    /// A first, then the others in the order of their letters.
    pub arms: Vec<Arm>,
    /// In the order of their steps.
    pub changes: Vec<Change>,
    /// What it expects to find.
    pub expectations: Vec<Expectation>,
}

impl Recipe {
    /// Checks every name and number.
    ///
    /// # Errors
    /// Names the first field that cannot be, with what it was expected to be and what it is.
    pub fn check(&self) -> Result<CheckedRecipe, SettingError> {
        range("valid", self.valid, |x| (0.0..0.9).contains(&x), "a fraction of at least 0 and below 0.9")?;
        range("epochs", self.epochs as f64, |x| (1.0..=1e6).contains(&x), "1 to 1,000,000")?;
        if let Some(train) = self.train {
            range("train", train as f64, |x| x >= 1.0, "1 image or more")?;
        }
        if let Some(steps) = self.steps {
            range("steps", steps as f64, |x| (1.0..=1e9).contains(&x), "1 to 1,000,000,000")?;
        }
        let mut changes = Vec::new();
        for entry in &self.change {
            changes.extend(Change::check(entry)?);
        }
        changes.sort_by_key(|change| change.step);
        let arms = self.check_arms()?;
        shapes::check(self, &arms)?;
        check_teachers(&arms)?;
        let missing =
            changes.iter().filter_map(|change| change.arm).find(|id| arms.iter().all(|arm| arm.id != *id));
        if let Some(id) = missing {
            return Err(SettingError::new("change", format!("there is no arm {id}")));
        }
        let ids: Vec<ArmId> = arms.iter().map(|arm| arm.id).collect();
        let expectations: Vec<Expectation> =
            self.expect.iter().map(|entry| Expectation::check(entry, &ids)).collect::<Result<_, _>>()?;
        self.experiment.as_ref().map_or(Ok(()), Experiment::check)?;
        if self.experiment.is_none() && !expectations.is_empty() {
            let problem = "nothing is asked: expectations need an [experiment] with a question";
            return Err(SettingError::new("expect", problem));
        }
        let imbalance =
            self.imbalance.as_deref().map(|text| parse("imbalance", text, Imbalance::parse)).transpose()?;
        Ok(CheckedRecipe {
            recipe: self.clone(),
            load: loading::options(self)?,
            pixels: self.pixels()?,
            imbalance,
            arms,
            changes,
            expectations,
        })
    }

    fn check_arms(&self) -> Result<Vec<Arm>, SettingError> {
        let mut arms = vec![Arm { id: ArmId::A, settings: self.settings()? }];
        for entry in &self.arm {
            let id = ArmId::parse(&entry.name)?;
            if arms.iter().any(|arm| arm.id == id) {
                let problem = format!("arm {id} is there already; arms beside A are B to F, each once");
                return Err(SettingError::new("arm", problem));
            }
            let settings = entry.fields.over(self).and_then(|own| own.settings());
            let of_arm =
                |error: SettingError| SettingError::new(format!("arm {id}: {}", error.field), error.problem);
            arms.push(Arm { id, settings: settings.map_err(of_arm)? });
        }
        arms.sort_by_key(|arm| arm.id);
        Ok(arms)
    }

    /// How arm A trains.
    pub(super) fn settings(&self) -> Result<Settings, SettingError> {
        range("batch", self.batch as f64, |x| (1.0..=65_536.0).contains(&x), "1 to 65,536")?;
        Ok(Settings {
            model: parse("model", &self.model, Model::parse)?,
            init: self.init()?,
            freeze: layers(&self.freeze),
            augment: Augment::parse(&self.augment).map_err(|error| SettingError::new("augment", error.0))?,
            batch: self.batch as usize,
            optimizer: parse("optimizer", &self.optimizer, Optimizer::parse)?,
            schedule: parse("schedule", &self.schedule, Schedule::parse)?,
            loss: loss(&self.loss)?,
            weights: parse("weights", &self.weights, Weights::parse)?,
            reduction: parse("reduction", &self.reduction, Reduction::parse)?,
            sampler: parse("sampler", &self.sampler, Sampler::parse)?,
            lr: match self.lr {
                BaseRate::Auto => None,
                BaseRate::Given(given) => Some(rate(given)?),
            },
            aux: aux::parse(&self.aux)?,
            penalty: Penalty { l1: factor("l1", self.l1)?, l2: factor("l2", self.l2)? },
            teacher: Teacher::parse(&self.teacher),
        })
    }
}

/// What is left to the data: embedded sets are drawn such that bytes between 0 and 1 and drawn weights suit them; of a
/// person's own images nothing is known.
impl Recipe {
    fn pixels(&self) -> Result<Pixels, SettingError> {
        match self.pixels.as_str() {
            AUTO if generate::named(&self.data).is_some() => Ok(Pixels::ZeroToOne),
            AUTO => Ok(Pixels::Standardised),
            text => pixels(text),
        }
    }

    fn init(&self) -> Result<Start, SettingError> {
        match self.init.as_str() {
            AUTO => generate::named(&self.data).map_or(Ok(Start::Prior), |set| Start::parse(set.init)),
            text => Start::parse(text),
        }
    }
}

/// Refuses teachers that are not there, that teach themselves, or that learn from others in a circle.
fn check_teachers(arms: &[Arm]) -> Result<(), SettingError> {
    for arm in arms {
        let Teacher::Arm(teacher) = arm.settings.teacher else { continue };
        let found = arms.iter().find(|arm| arm.id == teacher);
        let problem = match found {
            None => format!("there is no arm {teacher}"),
            Some(_) if teacher == arm.id => "an arm cannot teach itself".to_owned(),
            Some(other) if other.settings.teacher != Teacher::None => {
                format!("arm {teacher} has a teacher itself; name an arm that has none")
            }
            Some(_) => continue,
        };
        return Err(SettingError::of_arm(arm.id, "teacher", problem));
    }
    Ok(())
}

/// The names of a list that may say `none`.
fn layers(names: &[String]) -> Vec<String> {
    if names == ["none"] { Vec::new() } else { names.to_vec() }
}

/// Reads a loss, or leaves it to the targets.
fn loss(text: &str) -> Result<Option<Loss>, SettingError> {
    if text == AUTO { Ok(None) } else { parse("loss", text, Loss::parse).map(Some) }
}

/// Reads how bytes become numbers.
fn pixels(text: &str) -> Result<Pixels, SettingError> {
    let known = PIXELS.iter().find(|(name, _)| *name == text).map(|(_, pixels)| *pixels);
    let names = PIXELS.map(|(name, _)| name);
    known.ok_or_else(|| {
        SettingError::new("pixels", format!("unknown pixels '{text}'{}", suggest(text, &names)))
    })
}
