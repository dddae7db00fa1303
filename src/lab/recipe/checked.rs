//! A recipe whose every name is known and every number is possible.

use super::{ArmRecipe, Change, Recipe, SettingError, loading, shapes};
use crate::base::spec::{Spec, SpecError, suggest};
use crate::data::{Augment, Imbalance, LoadOptions, Sampler};
use crate::loss::{Loss, Reduction, Weights};
use crate::nn::zoo::Model;
use crate::nn::{Optimizer, Schedule};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// The most arms that a screen can tell apart.
pub const MOST_ARMS: usize = 4;

/// An arm: A, B, C or D.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArmId(u8);

impl ArmId {
    /// The first arm, whose fields stand at the top of a recipe.
    pub const A: Self = Self(0);

    /// All arms there may be.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..MOST_ARMS as u8).map(Self)
    }

    /// 0 for A, 1 for B ...
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Where a recipe holds this arm's value of a field: `lr`, `arm.B.lr`.
    pub fn path(self, field: &str) -> String {
        if self == Self::A { field.to_owned() } else { format!("arm.{self}.{field}") }
    }

    /// Reads a letter.
    ///
    /// # Errors
    /// For anything but A, B, C or D.
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let known = Self::all().find(|arm| text.trim() == arm.to_string());
        known.ok_or_else(|| SettingError::new("arm", format!("arms are called A, B, C or D, found '{text}'")))
    }
}

impl fmt::Display for ArmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(b'A' + self.0))
    }
}

impl TryFrom<String> for ArmId {
    type Error = SettingError;
    fn try_from(text: String) -> Result<Self, SettingError> {
        Self::parse(&text)
    }
}

impl From<ArmId> for String {
    fn from(arm: ArmId) -> Self {
        arm.to_string()
    }
}

/// How bytes become numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pixels {
    /// x / 255.
    ZeroToOne,
    /// x / 127.5 - 1.
    MinusOneToOne,
    /// (x - mean) / standard deviation of the thinned training part, by channel.
    Standardised,
}

/// Names of [`Pixels`].
pub const PIXELS: [(&str, Pixels); 3] =
    [("0..1", Pixels::ZeroToOne), ("-1..1", Pixels::MinusOneToOne), ("standardised", Pixels::Standardised)];

/// What decides how one arm trains.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The network.
    pub model: Model,
    /// The file whose numbers the network begins with.
    pub init: Option<PathBuf>,
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
    /// The loss on the logits.
    pub loss: Loss,
    /// Class weights.
    pub weights: Weights,
    /// How a batch is averaged.
    pub reduction: Reduction,
    /// The order of the pictures.
    pub sampler: Sampler,
    /// The base learning rate.
    pub lr: f32,
}

impl Settings {
    /// The fields of an arm with their values, as they stand in a recipe.
    pub fn fields(&self) -> [(&'static str, String); 12] {
        let none = || "none".to_owned();
        [
            ("model", self.model.to_string()),
            ("loss", self.loss.to_string()),
            ("weights", self.weights.to_string()),
            ("reduction", self.reduction.to_string()),
            ("sampler", self.sampler.to_string()),
            ("optimizer", self.optimizer.to_string()),
            ("schedule", self.schedule.to_string()),
            ("lr", self.lr.to_string()),
            ("batch", self.batch.to_string()),
            ("augment", self.augment.to_string()),
            ("init", self.init.as_ref().map_or_else(none, |path| path.display().to_string())),
            ("freeze", if self.freeze.is_empty() { none() } else { self.freeze.join(",") }),
        ]
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

/// An arm with its settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// Its letter.
    pub id: ArmId,
    /// How it trains.
    pub settings: Settings,
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
    /// How the training part is thinned; `None`: the default of the set.
    pub imbalance: Option<Imbalance>,
    /// A first, then the others in the order of their letters.
    pub arms: Vec<Arm>,
    /// In the order of their steps.
    pub changes: Vec<Change>,
}

impl Recipe {
    /// Checks every name and number.
    ///
    /// # Errors
    /// Names the first field that cannot be, with what it was expected to be and what it is.
    pub fn check(&self) -> Result<CheckedRecipe, SettingError> {
        range("valid", self.valid, |x| (0.0..0.9).contains(&x), "a fraction of at least 0 and below 0.9")?;
        range("epochs", self.epochs as f64, |x| (1.0..=1e6).contains(&x), "1 to 1,000,000")?;
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
        let missing =
            changes.iter().filter_map(|change| change.arm).find(|id| arms.iter().all(|arm| arm.id != *id));
        if let Some(id) = missing {
            return Err(SettingError::new("change", format!("there is no arm {id}")));
        }
        let imbalance =
            self.imbalance.as_deref().map(|text| parse("imbalance", text, Imbalance::parse)).transpose()?;
        Ok(CheckedRecipe {
            recipe: self.clone(),
            load: loading::options(self)?,
            pixels: pixels(&self.pixels)?,
            imbalance,
            arms,
            changes,
        })
    }

    fn check_arms(&self) -> Result<Vec<Arm>, SettingError> {
        let mut arms = vec![Arm { id: ArmId::A, settings: self.settings_of(&ArmRecipe::default(), "")? }];
        for entry in &self.arm {
            let id = ArmId::parse(&entry.name)?;
            if arms.iter().any(|arm| arm.id == id) {
                let problem = format!("arm {id} is there already; arms beside A are B, C and D, each once");
                return Err(SettingError::new("arm", problem));
            }
            arms.push(Arm { id, settings: self.settings_of(entry, &format!("arm {id}: "))? });
        }
        arms.sort_by_key(|arm| arm.id);
        Ok(arms)
    }

    fn settings_of(&self, entry: &ArmRecipe, place: &str) -> Result<Settings, SettingError> {
        let text = |own: &Option<String>, base: &String| own.clone().unwrap_or_else(|| base.clone());
        let settings = || {
            let batch = entry.batch.unwrap_or(self.batch);
            let augment = Augment::parse(&text(&entry.augment, &self.augment));
            range("batch", batch as f64, |x| (1.0..=65_536.0).contains(&x), "1 to 65,536")?;
            Ok(Settings {
                model: parse("model", &text(&entry.model, &self.model), Model::parse)?,
                init: Some(text(&entry.init, &self.init)).filter(|path| path != "none").map(PathBuf::from),
                freeze: layers(entry.freeze.as_ref().unwrap_or(&self.freeze)),
                augment: augment.map_err(|error| SettingError::new("augment", error.0))?,
                batch: batch as usize,
                optimizer: parse("optimizer", &text(&entry.optimizer, &self.optimizer), Optimizer::parse)?,
                schedule: parse("schedule", &text(&entry.schedule, &self.schedule), Schedule::parse)?,
                loss: parse("loss", &text(&entry.loss, &self.loss), Loss::parse)?,
                weights: parse("weights", &text(&entry.weights, &self.weights), Weights::parse)?,
                reduction: parse("reduction", &text(&entry.reduction, &self.reduction), Reduction::parse)?,
                sampler: parse("sampler", &text(&entry.sampler, &self.sampler), Sampler::parse)?,
                lr: rate(entry.lr.unwrap_or(self.lr))?,
            })
        };
        settings().map_err(|error: SettingError| {
            SettingError::new(format!("{place}{}", error.field), error.problem)
        })
    }
}

/// The names of a list that may say `none`.
fn layers(names: &[String]) -> Vec<String> {
    if names == ["none"] { Vec::new() } else { names.to_vec() }
}

/// Reads a name with its parameters for a field.
pub(super) fn parse<T>(
    field: &str,
    text: &str,
    read: impl Fn(&Spec) -> Result<T, SpecError>,
) -> Result<T, SettingError> {
    let spec = Spec::parse(text).and_then(|spec| read(&spec));
    spec.map_err(|error| SettingError::new(field, error.0))
}

/// Checks a learning rate.
pub(super) fn rate(rate: f64) -> Result<f32, SettingError> {
    range("lr", rate, |x| x > 0.0, "a number above 0")?;
    range("lr", rate, |x| x <= 1e6, "a number above 0 and at most 1,000,000")?;
    Ok(rate as f32)
}

fn range(field: &str, value: f64, fits: impl Fn(f64) -> bool, expected: &str) -> Result<(), SettingError> {
    if fits(value) {
        Ok(())
    } else {
        Err(SettingError::new(field, format!("expected {expected}, found {value}")))
    }
}

fn pixels(text: &str) -> Result<Pixels, SettingError> {
    let known = PIXELS.iter().find(|(name, _)| *name == text).map(|(_, pixels)| *pixels);
    let names = PIXELS.map(|(name, _)| name);
    known.ok_or_else(|| {
        SettingError::new("pixels", format!("no pixels are called '{text}'{}", suggest(text, &names)))
    })
}
