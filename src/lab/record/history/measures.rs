//! What an evaluation adds to the curves.

use super::{Measure, Source};
use crate::lab::record::evaluation::{Evaluation, TaskReport};

/// Every value of an evaluation that has a curve.
pub(super) fn of(evaluation: &Evaluation) -> Vec<(Measure, Source, Option<f64>)> {
    let report = &evaluation.report;
    let mut values = vec![
        (Measure::Unweighted, Source::Train, evaluation.train.unweighted),
        (Measure::Unweighted, Source::Validation, evaluation.validation.unweighted),
        (Measure::Objective, Source::Train, evaluation.train.objective),
        (Measure::Objective, Source::Validation, evaluation.validation.objective),
        (Measure::Accuracy, Source::Validation, report.accuracy),
        (Measure::PriorAccuracy, Source::Validation, report.prior_accuracy),
        (Measure::BalancedAccuracy, Source::Validation, report.balanced_accuracy),
    ];
    let mut measured = |measure, value| values.push((measure, Source::Validation, value));
    match &evaluation.by_task {
        TaskReport::MultiLabel(labels) => {
            measured(Measure::MacroF1, labels.macro_f1);
            measured(Measure::MicroF1, labels.micro_f1);
            measured(Measure::MeanPrecision, labels.map);
            measured(Measure::SubsetAccuracy, labels.subset_accuracy);
            measured(Measure::Hamming, labels.hamming);
        }
        TaskReport::Regression(values) => {
            measured(Measure::MeanError, values.overall.mae);
            measured(Measure::RootMeanSquare, values.overall.rmse);
            measured(Measure::R2, values.overall.r2);
        }
        TaskReport::Classification => measured(Measure::MacroF1, report.macro_f1),
    }
    let recall = evaluation.labels().map_or(&report.recall, |labels| &labels.recall);
    for (class, recall) in recall.iter().enumerate() {
        measured(Measure::Recall(class), *recall);
    }
    for (at, term) in evaluation.terms.iter().flat_map(|terms| &terms.terms).enumerate() {
        values.push((Measure::Term(at), Source::Validation, term.value));
        values.push((Measure::Term(at), Source::Train, term.train));
    }
    values
}
