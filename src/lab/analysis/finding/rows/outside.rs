//! What is said of the pictures in the tray.

use crate::lab::analysis::finding::metric::{Metric, MetricRow};
use crate::lab::analysis::finding::subject::Subject;
use crate::lab::record::outside::Outside;
use crate::metrics::ood::Score;

pub(super) const SURENESS: MetricRow = MetricRow {
    name: "outside-confidence",
    takes: &[],
    summary: "The mean of the top probability on pictures from elsewhere.",
    measure: |subject, _| Some(tray(subject)?.outside.sureness.as_ref()?.mean),
};

pub(super) const OUTSIDE_NONE: MetricRow = MetricRow {
    name: "outside-none",
    takes: &["source"],
    summary: "The share of pictures from elsewhere for which every sigmoid says no; source: where they are from, or all.",
    measure: |subject, metric| {
        let predictions = tray(subject)?.predictions.as_deref()?;
        let says_no = |row: &[f32]| predictions.map.none_of_these(row).unwrap_or(false);
        predictions.map.none_of_these(&predictions.row(0))?;
        share(subject, metric, says_no)
    },
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
    takes: &["source"],
    summary: "The share of pictures from elsewhere that are given two or more probabilities of one half at least, each sigmoid \
              by itself; a softmax never does. Source: where they are from, or all.",
    measure: |subject, metric| {
        let predictions = tray(subject)?.predictions.as_deref()?;
        let free = predictions.map.none_of_these(&predictions.row(0)).is_some();
        share(subject, metric, |row| free && row.iter().filter(|z| **z >= 0.0).count() > 1)
    },
};

/// The share of the pictures from one source, or of all, of whose outputs something holds. `None` without such pictures.
fn share(subject: &Subject<'_>, metric: &Metric, holds: impl Fn(&[f32]) -> bool) -> Option<f64> {
    let predictions = tray(subject)?.predictions.as_deref()?;
    let (wanted, origins) = (metric.text("source"), &subject.bench.dataset.origins);
    let is_from =
        |at: &usize| wanted == "all" || origins.get(*at).is_some_and(|origin| origin.to_string() == wanted);
    let rows: Vec<usize> = (0..predictions.indices.len()).filter(is_from).collect();
    let found = rows.iter().filter(|row| holds(&predictions.row(**row))).count();
    (!rows.is_empty()).then(|| found as f64 / rows.len() as f64)
}

fn tray<'a>(subject: &Subject<'a>) -> Option<&'a Outside> {
    subject.evaluation()?.outside.as_deref()
}
