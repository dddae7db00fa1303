//! Numbers of one class.

use crate::lab::analysis::finding::metric::{Metric, MetricRow};
use crate::lab::analysis::finding::subject::Subject;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::{Confusion, Report};

pub(super) const RECALL: MetricRow = MetricRow {
    name: "recall",
    takes: &["class"],
    summary: "Of the class, or of the pictures with the label, the share that is found.",
    measure: |subject, metric| {
        subject.curve(Measure::Recall(metric.class("class", subject)?), Source::Validation)
    },
};

pub(super) const PRECISION: MetricRow = MetricRow {
    name: "precision",
    takes: &["class"],
    summary: "Of what is taken for the class, the share that is of it.",
    measure: |subject, metric| subject.evaluation()?.report.precision[metric.class("class", subject)?],
};

pub(super) const SAYS: MetricRow = MetricRow {
    name: "says",
    takes: &["class"],
    summary: "The share of all pictures that are taken for the class.",
    measure: |subject, metric| {
        let confusion = &subject.evaluation()?.confusion;
        let said = confusion.column_sum(metric.class("class", subject)?);
        (confusion.total() > 0).then(|| said as f64 / confusion.total() as f64)
    },
};

pub(super) const SHARE: MetricRow = MetricRow {
    name: "gradient-share",
    takes: &["class"],
    summary: "The class's share of the sum of |dL/dlogits| since the evaluation before.",
    measure: |subject, metric| {
        let class = metric.class("class", subject)?;
        subject.evaluation()?.gradient_share.get(class).copied().flatten()
    },
};

pub(super) const RAISED_RECALL: MetricRow = MetricRow {
    name: "raised-recall",
    takes: &["class", "by"],
    summary: "The recall of the class once its logit is raised by so much on every picture.",
    measure: |subject, metric| raised(subject, metric)?.recall[metric.class("class", subject)?],
};

pub(super) const RAISED_BALANCE: MetricRow = MetricRow {
    name: "raised-balance",
    takes: &["class", "by"],
    summary: "The balanced accuracy once the class's logit is raised by so much on every picture.",
    measure: |subject, metric| raised(subject, metric)?.balanced_accuracy,
};

/// The report on the last predictions, one class's logit raised. `None` where outputs are no logits of classes.
fn raised(subject: &Subject<'_>, metric: &Metric) -> Option<Report> {
    let (class, by) = (metric.class("class", subject)?, metric.number("by")?);
    let (predictions, labels) = (subject.predictions()?, subject.labels()?);
    let classes = subject.bench.dataset.classes();
    let logits = &predictions.logits;
    if logits.ncols() != classes {
        return None;
    }
    let mut confusion = Confusion::new(classes);
    for (row, label) in logits.rows().into_iter().zip(labels) {
        let mut row = row.to_vec();
        row[class] += by as f32;
        confusion.record(label, predictions.map.predicted(&row));
    }
    Some(Report::new(&confusion, &subject.bench.counts))
}
