//! Numbers of one class.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::{Metric, OfClass};
use crate::lab::record::history::{Measure, Source};
use crate::metrics::{Confusion, Report};

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfClass, subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    match of {
        OfClass::Recall => subject.curve(Measure::Recall(subject.class(metric)?), Source::Validation),
        OfClass::Precision => subject.evaluation()?.report.precision[subject.class(metric)?],
        OfClass::Says => {
            let confusion = &subject.evaluation()?.confusion;
            let predicted = confusion.column_sum(subject.class(metric)?);
            (confusion.total() > 0).then(|| predicted as f64 / confusion.total() as f64)
        }
        OfClass::Share => {
            let class = subject.class(metric)?;
            subject.evaluation()?.gradient_share.get(class).copied().flatten()
        }
        OfClass::RaisedRecall => raised(subject, metric)?.recall[subject.class(metric)?],
        OfClass::RaisedBalance => raised(subject, metric)?.balanced_accuracy,
    }
}

/// The report on the last predictions, one class's logit raised. `None` where outputs are no logits of classes.
fn raised(subject: &Subject<'_>, metric: &Metric) -> Option<Report> {
    let (class, by) = (subject.class(metric)?, metric.number("by")?);
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
