//! Numbers of pictures with several labels.

use crate::lab::analysis::finding::metric::MetricRow;
use crate::lab::record::history::{Measure, Source};

pub(super) const HAMMING: MetricRow = MetricRow {
    name: "hamming",
    takes: &[],
    summary: "The share of wrong answers among all labels of all pictures.",
    measure: |subject, _| subject.curve(Measure::Hamming, Source::Validation),
};

pub(super) const SUBSET: MetricRow = MetricRow {
    name: "subset-accuracy",
    takes: &[],
    summary: "The share of pictures whose labels are all right.",
    measure: |subject, _| subject.curve(Measure::SubsetAccuracy, Source::Validation),
};

pub(super) const LABEL_F1: MetricRow = MetricRow {
    name: "micro-f1",
    takes: &[],
    summary: "F1 of all labels counted together.",
    measure: |subject, _| subject.curve(Measure::MicroF1, Source::Validation),
};

pub(super) const NONE: MetricRow = MetricRow {
    name: "none-of-these",
    takes: &[],
    summary: "The share of validation pictures for which every sigmoid says no.",
    measure: |subject, _| subject.evaluation()?.none_of_these,
};
