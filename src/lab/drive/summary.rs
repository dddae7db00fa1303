//! The final numbers of an arm: those of the summary line, the table and the ten lines on leaving.

mod by_task;
mod command;

pub use by_task::ByTask;
pub use command::command;

use crate::lab::analysis::finding::RecipeAnswer;
use crate::lab::learn::trainer::Trainer;
use crate::lab::learn::weights_file;
use crate::lab::recipe::{ArmId, Settings};
use crate::lab::record::evaluation::{Evaluation, Losses, TaskReport};
use crate::lab::record::event::Ended;
use crate::lab::record::ood::OodResults;
use crate::lab::record::predictions::Predictions;
use crate::lab::record::store::{Leavings, predictions_name, test_name, weights_name};
use crate::metrics::Confusion;
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;

/// Which part the final numbers were measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SummaryPart {
    /// The test set.
    Test,
    /// The validation set, where there is no test set.
    Validation,
}

/// One arm's final numbers. Only `images_per_second` depends on the clock.
#[derive(Clone, Debug, Serialize)]
pub struct ArmSummary {
    /// Its letter.
    pub arm: ArmId,
    /// As in a recipe.
    pub loss: String,
    /// As in a recipe.
    pub weights: String,
    /// As in a recipe.
    pub model: String,
    /// As in a recipe.
    pub sampler: String,
    /// As in a recipe.
    pub reduction: String,
    /// Optimiser steps done.
    pub steps: u64,
    /// Epochs done.
    pub epochs: f64,
    /// Mean -ln p of the truth on the thinned training set, in nats.
    pub train_loss: Option<f64>,
    /// The objective's own value there.
    pub train_objective: Option<f64>,
    /// Mean -ln p of the truth on the measured set, in nats.
    pub loss_plain: Option<f64>,
    /// Under the measured set's own prior.
    pub accuracy: Option<f64>,
    /// Its majority class.
    pub majority_baseline: Option<f64>,
    /// Under the prior of the thinned training set.
    pub prior_accuracy: Option<f64>,
    /// Its majority class.
    pub prior_majority_baseline: Option<f64>,
    /// The mean of the classes' recall.
    pub balanced_accuracy: Option<f64>,
    /// The mean of the classes' F1.
    pub macro_f1: Option<f64>,
    /// By class; null where undefined.
    pub recall: Vec<Option<f64>>,
    /// By class; null where undefined.
    pub precision: Vec<Option<f64>>,
    /// Rows are truth; empty where images have no one class.
    pub confusion: Vec<Vec<u64>>,
    /// The median over evaluations, training steps only.
    pub images_per_second: Option<f64>,
    /// What was said of OOD images, where there were any.
    #[serde(rename = "outside", skip_serializing_if = "Option::is_none")]
    pub ood: Option<Box<OodResults>>,
    /// The numbers that belong to labels or to numbers; none for classes.
    #[serde(flatten)]
    pub by_task: ByTask,
    /// Everything that was measured.
    #[serde(skip)]
    pub evaluation: Box<Evaluation>,
    /// How it was trained at the end.
    #[serde(skip)]
    pub settings: Settings,
    /// Which part was measured; the same for every arm.
    #[serde(skip)]
    pub part: SummaryPart,
    /// The class with the fewest training images, the last of equals.
    #[serde(skip)]
    pub rarest: Option<usize>,
    /// Its weights as a safetensors file holds them, unless its numbers are not sound.
    #[serde(skip)]
    pub network: Option<Arc<Vec<u8>>>,
    /// What was predicted on the validation set.
    #[serde(skip)]
    pub validation: Option<Arc<Predictions>>,
    /// What was predicted on the test set, where there is one.
    #[serde(skip)]
    pub tested: Option<Arc<Predictions>>,
}

impl ArmSummary {
    /// Measures the test set where there is one, else the validation set. An arm that diverged predicts nothing:
    /// it is measured on no image, so that its numbers are undefined and not those of a network full of NaN.
    pub fn measure(trainer: &Trainer, ended: &Ended, rates: &[f64]) -> Self {
        let parts = &trainer.bench.dataset.parts;
        let tested = !parts.test.is_empty();
        let part = if tested { SummaryPart::Test } else { SummaryPart::Validation };
        let lost = matches!(ended, Ended::Diverged { .. } | Ended::Failed { .. });
        let last = (tested && !lost).then(|| trainer.predict(&parts.validation));
        let mut evaluation = match part {
            _ if lost => trainer.evaluate_finally(&[]),
            SummaryPart::Test => trainer.evaluate_finally(&parts.test),
            SummaryPart::Validation => trainer.evaluate_finally(&parts.validation),
        };
        if lost {
            evaluation.train = Losses { unweighted: None, objective: None };
        }
        let content = || weights_file::content(trainer.network(), trainer.bench.dataset.shape()).ok();
        let network = if lost { None } else { content().map(Arc::new) };
        let predictions = evaluation.predictions.clone().filter(|_| !lost);
        let (validation, tested) =
            if tested { (last.map(Arc::new), predictions) } else { (predictions, None) };
        Self {
            steps: trainer.step(),
            epochs: trainer.step() as f64 / trainer.steps_per_epoch() as f64,
            images_per_second: median(rates),
            part,
            rarest: trainer.bench.rarest(),
            by_task: ByTask::of(&evaluation, optimum(trainer, part)),
            network,
            validation,
            tested,
            ..Self::of(trainer.id, &trainer.settings, evaluation)
        }
    }

    fn of(arm: ArmId, settings: &Settings, evaluation: Evaluation) -> Self {
        let measured = Box::new(evaluation.clone());
        let report = evaluation.report;
        let several = !matches!(evaluation.by_task, TaskReport::Classification);
        let (recall, precision, macro_f1) = match evaluation.by_task {
            TaskReport::MultiLabel(labels) => (labels.recall, labels.precision, labels.macro_f1),
            TaskReport::Classification | TaskReport::Regression(_) => {
                (report.recall, report.precision, report.macro_f1)
            }
        };
        Self {
            by_task: ByTask::Classes,
            ood: evaluation.ood,
            arm,
            loss: settings.loss.as_ref().map_or_else(String::new, ToString::to_string),
            weights: settings.weights.to_string(),
            model: settings.model.to_string(),
            sampler: settings.sampler.to_string(),
            reduction: settings.reduction.to_string(),
            steps: 0,
            epochs: 0.0,
            train_loss: evaluation.train.unweighted,
            train_objective: evaluation.train.objective,
            loss_plain: evaluation.validation.unweighted,
            accuracy: report.accuracy,
            majority_baseline: report.majority_baseline,
            prior_accuracy: report.prior_accuracy,
            prior_majority_baseline: report.prior_majority_baseline,
            balanced_accuracy: report.balanced_accuracy,
            macro_f1,
            recall,
            precision,
            confusion: if several { Vec::new() } else { rows(&evaluation.confusion) },
            images_per_second: None,
            evaluation: measured,
            settings: settings.clone(),
            part: SummaryPart::Validation,
            rarest: None,
            network: None,
            validation: None,
            tested: None,
        }
    }
}

/// An arm as it is written.
#[derive(Serialize)]
#[serde(untagged)]
enum Written<'a> {
    Whole(&'a ArmSummary),
    /// Without what means nothing in its task.
    SummaryPart(Value),
}

impl ArmSummary {
    /// What is written of it: numbers of classes only where images have one.
    fn of_its_task(&self) -> Written<'_> {
        let foreign: &[&[&str]] = match self.by_task {
            ByTask::Classes => return Written::Whole(self),
            ByTask::Labels { .. } => &[&OF_CLASSES],
            ByTask::Values { .. } => &[&OF_CLASSES, &OF_EACH],
        };
        let value = serde_json::to_value(self);
        let mut value = value.unwrap_or_else(|error| unreachable!("numbers and texts are JSON: {error}"));
        if let Value::Object(fields) = &mut value {
            fields.retain(|name, _| !foreign.iter().any(|names| names.contains(&name.as_str())));
        }
        Written::SummaryPart(value)
    }
}

/// Keys that mean something only where images have one class.
const OF_CLASSES: [&str; 6] = [
    "accuracy",
    "majority_baseline",
    "prior_accuracy",
    "prior_majority_baseline",
    "balanced_accuracy",
    "confusion",
];

/// Keys of classes and of labels, which mean nothing of numbers.
const OF_EACH: [&str; 3] = ["macro_f1", "recall", "precision"];

impl ArmSummary {
    /// What measured arms leave in the folder of their run.
    pub fn leavings(arms: &[Self]) -> Leavings {
        let last = arms.iter().filter_map(|arm| Some((predictions_name(arm.arm), arm.validation.clone()?)));
        let tested = arms.iter().filter_map(|arm| Some((test_name(arm.arm), arm.tested.clone()?)));
        let weights = arms.iter().filter_map(|arm| Some((weights_name(arm.arm), arm.network.clone()?)));
        Leavings { predictions: last.chain(tested).collect(), weights: weights.collect() }
    }
}

/// The last line of the canonical events, in the order in which a person looks for things.
#[derive(Serialize)]
struct SummaryLine<'a> {
    event: &'static str,
    part: SummaryPart,
    arms: Vec<Written<'a>>,
    /// What the recipe asked and what was found on the validation set, where it asks something.
    #[serde(skip_serializing_if = "Option::is_none")]
    experiment: Option<&'a RecipeAnswer>,
}

/// The last line of the canonical events.
pub fn line(arms: &[ArmSummary], experiment: Option<&RecipeAnswer>) -> String {
    let part = arms.first().map_or(SummaryPart::Validation, |arm| arm.part);
    let arms = arms.iter().map(ArmSummary::of_its_task).collect();
    let line = SummaryLine { event: "summary", part, arms, experiment };
    serde_json::to_string(&line).unwrap_or_else(|error| unreachable!("numbers and texts are JSON: {error}"))
}

/// The mean squared error of the exact optimum on the measured set.
fn optimum(trainer: &Trainer, part: SummaryPart) -> Option<f64> {
    let optimum = trainer.optimum()?;
    if part == SummaryPart::Test { optimum.test } else { optimum.validation }
}

fn rows(confusion: &Confusion) -> Vec<Vec<u64>> {
    let classes = 0..confusion.classes();
    classes
        .clone()
        .map(|truth| classes.clone().map(|predicted| confusion.count(truth, predicted)).collect())
        .collect()
}

/// The middle value, the lower of two.
fn median(values: &[f64]) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_is_the_lower_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0, 4.0]), Some(2.0));
    }
}
