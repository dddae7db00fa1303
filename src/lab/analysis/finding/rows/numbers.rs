//! Errors of predicted numbers.

use crate::lab::analysis::finding::metric::MetricRow;
use crate::lab::analysis::finding::subject::Subject;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::regression::Errors;

pub(super) const MEAN_ERROR: MetricRow = MetricRow {
    name: "mean-error",
    takes: &[],
    summary: "The mean distance of prediction and truth, in the units of the targets.",
    measure: |subject, _| subject.curve(Measure::MeanError, Source::Validation),
};

pub(super) const ROOT_SQUARE: MetricRow = MetricRow {
    name: "root-mean-square",
    takes: &[],
    summary: "The root of the mean squared error, in the units of the targets.",
    measure: |subject, _| subject.curve(Measure::RootMeanSquare, Source::Validation),
};

pub(super) const ROOT_LOG: MetricRow = MetricRow {
    name: "root-mean-square-log",
    takes: &[],
    summary: "The root of the mean square of ln(1 + prediction) - ln(1 + truth).",
    measure: |subject, _| errors(subject)?.rmsle,
};

pub(super) const BIAS: MetricRow = MetricRow {
    name: "bias",
    takes: &[],
    summary: "The mean of prediction less truth, in the units of the targets.",
    measure: |subject, _| errors(subject)?.bias,
};

pub(super) const R2: MetricRow = MetricRow {
    name: "r2",
    takes: &[],
    summary: "The share of the variance that is explained; 0 is no better than the mean.",
    measure: |subject, _| subject.curve(Measure::R2, Source::Validation),
};

fn errors(subject: &Subject<'_>) -> Option<Errors> {
    Some(subject.evaluation()?.values.as_ref()?.overall)
}
