//! One evaluation: every number that follows from the predictions on one set of images.
//!
//! The report on classes is always there, and empty where images have no one class: panes of classes need not ask. What
//! only labels or only numbers have is a [`TaskReport`].

use super::ood::OodResults;
use super::predictions::Predictions;
use crate::metrics::interval::wilson;
use crate::metrics::{Confusion, LabelReport, Report, ValueReport};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// Networks with more trained numbers do not say them: nobody could read them.
pub const MAX_PARAMETERS: usize = 16;

/// Everything that panes show of an arm at one step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Evaluation {
    /// Loss on a fixed sample of the thinned training set.
    pub train: Losses,
    /// Loss on the evaluated set.
    pub validation: Losses,
    /// Numbers that follow from the confusion matrix and the training counts.
    pub report: Report,
    /// Rows are truth; empty where images have no one class.
    pub confusion: Confusion,
    /// What only this task has.
    #[serde(flatten)]
    pub by_task: TaskReport,
    /// What is said of OOD images, where there are any.
    #[serde(default, rename = "outside", skip_serializing_if = "Option::is_none")]
    pub ood: Option<Box<OodResults>>,
    /// The terms of the objective, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
    /// Each class's share of the sum of |dL/dlogits| since the last evaluation, `[K]`; `None` before the first step.
    pub gradient_share: Vec<Option<f64>>,
    /// For label models: the share of images for which every sigmoid says no.
    pub none_of_these: Option<f64>,
    /// Every trained number of a network with at most [`MAX_PARAMETERS`] of them, in the order of
    /// [`crate::nn::Network::parameters`]: a dense layer's weights row by row of its outputs, then its biases. `None` for larger ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameters: Option<Vec<f32>>,
    /// The rate of the next step.
    pub lr: f32,
    /// Seconds of training steps since the last evaluation.
    pub seconds: f64,
    /// Images learnt from per second of training steps since the last evaluation.
    pub images_per_second: Option<f64>,
    /// The predictions; a run folder keeps the last ones beside its log.
    #[serde(skip)]
    pub predictions: Option<Arc<Predictions>>,
}

/// What is known beside the report on classes.
#[derive(Clone, Debug)]
pub enum TaskReport {
    /// Nothing: the report says it all.
    Classification,
    /// Of each label, where an image may have several.
    MultiLabel(Box<LabelReport>),
    /// Of each number, where numbers are predicted.
    Regression(Box<ValueReport>),
}

/// As a log has it: one of two keys, or none.
#[derive(Deserialize)]
struct Keys {
    labels: Option<Box<LabelReport>>,
    values: Option<Box<ValueReport>>,
}

impl Serialize for TaskReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Classification => {}
            Self::MultiLabel(report) => map.serialize_entry("labels", report)?,
            Self::Regression(report) => map.serialize_entry("values", report)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for TaskReport {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Keys::deserialize(deserializer)? {
            Keys { labels: Some(labels), .. } => Self::MultiLabel(labels),
            Keys { values: Some(values), .. } => Self::Regression(values),
            Keys { labels: None, values: None } => Self::Classification,
        })
    }
}

/// How many images the recall of a class rests on, and how sure that leaves it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FoundOf {
    /// Its images.
    pub all: u64,
    /// The 95 % interval of the recall (Wilson); `None` without images.
    pub interval: Option<[f64; 2]>,
}

impl Evaluation {
    /// What the recall of a class rests on; `None` where images have no one class, or there is no such class.
    pub fn found_of(&self, class: usize) -> Option<FoundOf> {
        let classified = matches!(self.by_task, TaskReport::Classification);
        let class = Some(class).filter(|class| classified && *class < self.confusion.classes())?;
        let (found, all) = (self.confusion.count(class, class), self.confusion.row_sum(class));
        Some(FoundOf { all, interval: wilson(found, all).map(|interval| [interval.low, interval.high]) })
    }

    /// What is known of each label, where an image may have several.
    pub fn labels(&self) -> Option<&LabelReport> {
        match &self.by_task {
            TaskReport::MultiLabel(report) => Some(report),
            TaskReport::Classification | TaskReport::Regression(_) => None,
        }
    }

    /// What is known of each number, where numbers are predicted.
    pub fn values(&self) -> Option<&ValueReport> {
        match &self.by_task {
            TaskReport::Regression(report) => Some(report),
            TaskReport::Classification | TaskReport::MultiLabel(_) => None,
        }
    }
}

/// The two numbers of a set of images: comparable across arms, and as minimised.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Losses {
    /// The unweighted loss, unweighted: -ln p of the truth in nats, of shares its mean under them, for several labels their mean;
    /// for numbers the mean squared error. `None` where the loss declares no probabilities.
    #[serde(rename = "plain")]
    pub unweighted: Option<f64>,
    /// The objective's own value with all its terms; `None` where it is not finite.
    pub objective: Option<f64>,
}

/// The terms of an objective that has several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// The layers of the stack that training moves, first to last.
    pub layers: Vec<String>,
    /// The main loss first, penalties last.
    pub terms: Vec<Term>,
}

/// One term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// `loss`, `symptoms@dense1`, `L2` ...
    pub name: String,
    /// What it adds to the objective on the evaluated set, its factor included; `None` where that is not finite.
    pub value: Option<f64>,
    /// The same on the sample of the training set.
    pub train: Option<f64>,
    /// Its share of the sum of |dL/dh| over all terms, at the outputs h of the last hidden layer. `None` where no term
    /// reaches that layer, or there is none. What branches off below it has no part in it, nor have penalties.
    pub trunk: Option<f64>,
    /// Its share of the length of dL/dW over all terms, for each of the layers; `None` where no term has any.
    pub layers: Vec<Option<f64>>,
}
