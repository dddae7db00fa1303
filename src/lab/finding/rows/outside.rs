//! What is said of the pictures in the tray.

use crate::lab::finding::metric::MetricRow;
use crate::lab::finding::subject::Subject;
use crate::lab::outside::Outside;
use crate::metrics::ood::Score;

pub(super) const SURENESS: MetricRow = MetricRow {
    name: "outside-confidence",
    takes: &[],
    summary: "The mean of the top probability on pictures from elsewhere.",
    measure: |subject, _| Some(tray(subject)?.outside.sureness.as_ref()?.mean),
};

pub(super) const OUTSIDE_NONE: MetricRow = MetricRow {
    name: "outside-none",
    takes: &[],
    summary: "The share of pictures from elsewhere for which every sigmoid says no.",
    measure: |subject, _| tray(subject)?.outside.none_of_these,
};

pub(super) const OUTSIDE_AUROC: MetricRow = MetricRow {
    name: "outside-auroc",
    takes: &["score"],
    summary: "The chance that a picture of the domain scores above one from elsewhere: max-probability, max-logit, energy or \
              max-sigmoid.",
    measure: |subject, metric| {
        let at = Score::ALL.iter().position(|score| score.name() == metric.text("score"))?;
        Some(tray(subject)?.separations.get(at).copied().flatten()?.auroc)
    },
};

pub(super) const SEVERAL: MetricRow = MetricRow {
    name: "outside-several",
    takes: &[],
    summary: "The share of pictures from elsewhere that are given two or more probabilities of one half at least, each sigmoid \
              by itself; a softmax never does.",
    measure: |subject, _| {
        let predictions = tray(subject)?.predictions.as_deref()?;
        let free = predictions.map.none_of_these(&predictions.row(0)).is_some();
        let says_several = |row: ndarray::ArrayView1<'_, f32>| row.iter().filter(|z| **z >= 0.0).count() > 1;
        let several = predictions.logits.rows().into_iter().filter(|row| free && says_several(*row)).count();
        Some(several as f64 / predictions.indices.len() as f64)
    },
};

fn tray<'a>(subject: &Subject<'a>) -> Option<&'a Outside> {
    subject.evaluation()?.outside.as_deref()
}
