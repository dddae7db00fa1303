//! One number for all classes.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::Overall;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::agreement::quadratic_kappa;

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: Overall, subject: &Subject<'_>) -> Option<f64> {
    match of {
        Overall::Loss => subject.curve(Measure::Unweighted, Source::Validation),
        Overall::TrainLoss => subject.curve(Measure::Unweighted, Source::Train),
        Overall::Objective => subject.curve(Measure::Objective, Source::Train),
        Overall::Accuracy => subject.curve(Measure::Accuracy, Source::Validation),
        Overall::PriorAccuracy => subject.curve(Measure::PriorAccuracy, Source::Validation),
        Overall::Baseline => subject.evaluation()?.report.majority_baseline,
        Overall::Balanced => subject.curve(Measure::BalancedAccuracy, Source::Validation),
        Overall::MacroF1 => subject.curve(Measure::MacroF1, Source::Validation),
        Overall::Kappa => quadratic_kappa(&subject.evaluation()?.confusion),
    }
}
