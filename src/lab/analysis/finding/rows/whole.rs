//! One number for all classes.

use crate::lab::analysis::finding::metric::MetricRow;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::agreement::quadratic_kappa;

pub(super) const LOSS: MetricRow = MetricRow {
    name: "loss",
    takes: &[],
    summary: "The plain loss: mean -ln p of the truth in nats; of numbers their mean squared error.",
    measure: |subject, _| subject.curve(Measure::Plain, Source::Validation),
};

pub(super) const TRAIN_LOSS: MetricRow = MetricRow {
    name: "train-loss",
    takes: &[],
    summary: "The plain loss on the sample of the training part, in nats.",
    measure: |subject, _| subject.curve(Measure::Plain, Source::Train),
};

pub(super) const OBJECTIVE: MetricRow = MetricRow {
    name: "objective",
    takes: &[],
    summary: "What the arm minimises, on the sample of the training part.",
    measure: |subject, _| subject.curve(Measure::Objective, Source::Train),
};

pub(super) const ACCURACY: MetricRow = MetricRow {
    name: "accuracy",
    takes: &[],
    summary: "The share of right answers under the prior of the validation part.",
    measure: |subject, _| subject.curve(Measure::Accuracy, Source::Validation),
};

pub(super) const PRIOR_ACCURACY: MetricRow = MetricRow {
    name: "prior-accuracy",
    takes: &[],
    summary: "The share of right answers under the prior of the training part.",
    measure: |subject, _| subject.curve(Measure::PriorAccuracy, Source::Validation),
};

pub(super) const BASELINE: MetricRow = MetricRow {
    name: "majority-baseline",
    takes: &[],
    summary: "The accuracy of always answering the largest class of the validation part.",
    measure: |subject, _| subject.evaluation()?.report.majority_baseline,
};

pub(super) const BALANCED: MetricRow = MetricRow {
    name: "balanced-accuracy",
    takes: &[],
    summary: "The mean of the classes' recall.",
    measure: |subject, _| subject.curve(Measure::BalancedAccuracy, Source::Validation),
};

pub(super) const MACRO_F1: MetricRow = MetricRow {
    name: "macro-f1",
    takes: &[],
    summary: "The mean of the classes' F1.",
    measure: |subject, _| subject.curve(Measure::MacroF1, Source::Validation),
};

pub(super) const KAPPA: MetricRow = MetricRow {
    name: "kappa",
    takes: &[],
    summary: "Cohen's kappa for grades: a mistake weighs the square of how many grades it is off.",
    measure: |subject, _| quadratic_kappa(&subject.evaluation()?.confusion),
};
