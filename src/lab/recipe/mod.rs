//! Everything that decides a run, as text that a person can edit: TOML for one bench.
//!
//! A [`Recipe`] may hold anything; only [`Recipe::check`] makes the [`CheckedRecipe`] that trains.

mod arm_id;
mod aux;
pub mod built_in;
pub mod change;
pub mod checked;
pub(in crate::lab) mod corrections;
mod entries;
pub mod experiment;
pub mod fields;
pub mod folder;
mod loading;
pub mod metric;
mod outline;
mod overrides;
mod pane;
mod rate;
mod settings;
mod shapes;
mod start;
mod table;
mod values;
mod written;

pub use arm_id::{ArmId, MAX_ARMS};
pub use aux::{Aux, Teacher};
pub use change::{Change, Edit, MAX_UNDO};
pub use checked::{CheckedRecipe, Pixels};
pub use entries::{ArmRecipe, ChangeRecipe};
pub use experiment::{ExpectRecipe, Expectation, Experiment};
pub use outline::Outline;
pub(in crate::lab) use outline::text_of;
pub use overrides::Overrides;
pub use pane::{PANE_ROWS, PANES, PaneId};
pub use rate::BaseRate;
pub use settings::{AUTO, Arm, Settings};
pub use start::Start;
pub use values::{named_optimizers, named_schedules};

use serde::{Deserialize, Serialize};

/// A field or its value that cannot be: the field (or the place), and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct SettingError {
    /// The field, as it is written on the command line.
    pub field: String,
    /// What was expected, what was found, the nearest valid values.
    pub problem: String,
}

impl SettingError {
    /// An error about `field`.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }

    /// An error about a field of an arm; those beside A are named.
    pub fn of_arm(arm: ArmId, field: &str, problem: impl Into<String>) -> Self {
        let place = if arm == ArmId::A { String::new() } else { format!("arm {arm}: ") };
        Self::new(place + field, problem)
    }
}

/// A run as it is written down. The fields of an arm stand at the top for arm A; an entry of `arm` says what differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Recipe {
    /// An embedded set's name or a path.
    pub data: String,
    /// How the training set is thinned; absent: `exp:100` for embedded sets, `none` for a person's own data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imbalance: Option<String>,
    /// Classes to keep, by name or number; empty: all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<String>,
    /// Classes or labels whose images go to the out-of-domain OOD set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hold_out: Vec<String>,
    /// What else lies in the OOD set: `noise`, `blank`, `inverted`, an embedded set's name, or paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ood: Vec<String>,
    /// `labels`, `multi-label` or `values`; absent: from the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// A table's column of image files, by name or index; absent, as of the next ones: from the content.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path_column: Option<String>,
    /// A table's columns of targets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub label_column: Vec<String>,
    /// A table's column that says which part an image is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split_column: Option<String>,
    /// A table's column that says which images belong together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group_column: Option<String>,
    /// Where the images of a table lie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_folder: Option<String>,
    /// What a table leaves out at the end of its images' names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_suffix: Option<String>,
    /// What separates several labels in one cell of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_separator: Option<String>,
    /// Where the label stands in an image's name or path, as [`LabelPattern`](crate::data::LabelPattern) has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label_from: Option<String>,
    /// Targets beside the main ones: `name=column,column;name=column`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extra: Option<String>,
    /// Height and width of the images; absent: from the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// `squish`, `fit` or `crop`; absent: from the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resize: Option<String>,
    /// Which numbers are black and white, such as `0..4095`; absent: from the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// The fraction of the training set that becomes the validation set.
    pub valid: f64,
    /// How many images of the training set are kept before it is thinned, the same share of every class; absent: all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub train: Option<u64>,
    /// How bytes become numbers: `0..1`, `-1..1`, `standardised`, or `auto`: `0..1` for embedded sets, `standardised` for a
    /// person's own data.
    pub pixels: String,
    /// Whether one broken image stops the loading.
    pub strict: bool,
    /// Whether decoded images are neither taken from the cache nor put there.
    pub no_cache: bool,
    /// Decides every random number.
    pub seed: u64,
    /// Passes through the training set.
    pub epochs: u64,
    /// Optimiser steps; overrides `epochs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u64>,
    /// `linear`, `mlp:256,128` ...
    pub model: String,
    /// What the network begins with: `none`, `prior`, `zeros`, `bias:8,0,0`, `values:0.5,-1,2`, a safetensors file, or
    /// `auto`: what suits an embedded set, `prior` for a person's own data.
    pub init: String,
    /// Layers that stay as they are; empty or `none`: no layer does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub freeze: Vec<String>,
    /// What training images go through: `none`, `shift:2+flip` ...
    pub augment: String,
    /// Images a step.
    pub batch: u64,
    /// `sgd:momentum=0.9`, `adam` ...
    pub optimizer: String,
    /// `constant`, `cosine`, `step` ...
    pub schedule: String,
    /// `softmax-ce`, `focal:gamma=2` ..., or `auto`: what the targets call for.
    pub loss: String,
    /// Class weights: `none`, `balanced`, `manual:1,5` ...
    pub weights: String,
    /// `mean` or `torch`.
    pub reduction: String,
    /// `uniform`, `class-balanced` ...
    pub sampler: String,
    /// The learning rate, or `auto`.
    pub lr: BaseRate,
    /// Losses on heads of their own: `symptoms@dense1:sigmoid-bce,factor=0.5`, joined by `+`, or `none`.
    pub aux: String,
    /// Factor of the sum of the magnitudes of all weights.
    pub l1: f64,
    /// Factor of half the sum of the squares of all weights.
    pub l2: f64,
    /// Whose answers are learnt: `none`, another arm's letter, or a stored run.
    pub teacher: String,
    /// What other arms change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arm: Vec<ArmRecipe>,
    /// What changes while training.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub change: Vec<ChangeRecipe>,
    /// What the recipe is for, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub experiment: Option<Experiment>,
    /// What it expects to find on the validation set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expect: Vec<ExpectRecipe>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            data: "garments".into(),
            imbalance: None,
            classes: Vec::new(),
            hold_out: Vec::new(),
            ood: Vec::new(),
            target: None,
            path_column: None,
            label_column: Vec::new(),
            split_column: None,
            group_column: None,
            image_folder: None,
            image_suffix: None,
            label_separator: None,
            label_from: None,
            extra: None,
            size: None,
            resize: None,
            range: None,
            valid: 0.1,
            train: None,
            pixels: AUTO.into(),
            strict: false,
            no_cache: false,
            seed: 7,
            epochs: 5,
            steps: None,
            model: "linear".into(),
            init: AUTO.into(),
            freeze: Vec::new(),
            augment: "none".into(),
            batch: 128,
            optimizer: "sgd:momentum=0.9".into(),
            schedule: "cosine".into(),
            loss: AUTO.into(),
            weights: "none".into(),
            reduction: "mean".into(),
            sampler: "uniform".into(),
            lr: BaseRate::Auto,
            aux: "none".into(),
            l1: 0.0,
            l2: 0.0,
            teacher: "none".into(),
            arm: Vec::new(),
            change: Vec::new(),
            experiment: None,
            expect: Vec::new(),
        }
    }
}

impl Recipe {
    /// Whether the same images are read, drawn and split: everything before the thinning is the same.
    pub fn has_images_of(&self, other: &Self) -> bool {
        let same = self.data == other.data && self.strict == other.strict;
        let sizes = self.size == other.size && self.resize == other.resize && self.range == other.range;
        let classes = self.classes == other.classes && self.hold_out == other.hold_out;
        let targets = self.target == other.target && self.extra == other.extra;
        let columns = self.path_column == other.path_column
            && self.label_column == other.label_column
            && self.split_column == other.split_column
            && self.group_column == other.group_column
            && self.label_separator == other.label_separator;
        let places = self.image_folder == other.image_folder
            && self.image_suffix == other.image_suffix
            && self.label_from == other.label_from;
        let split = self.seed == other.seed
            && self.valid.to_bits() == other.valid.to_bits()
            && self.train == other.train;
        same && sizes && classes && targets && columns && places && split && self.ood == other.ood
    }
}

#[cfg(test)]
mod tests;
