//! Errors of predicted numbers.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::OfNumbers;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::regression::Errors;

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfNumbers, subject: &Subject<'_>) -> Option<f64> {
    match of {
        OfNumbers::MeanError => subject.curve(Measure::MeanError, Source::Validation),
        OfNumbers::RootSquare => subject.curve(Measure::RootMeanSquare, Source::Validation),
        OfNumbers::RootLog => errors(subject)?.rmsle,
        OfNumbers::Bias => errors(subject)?.bias,
        OfNumbers::R2 => subject.curve(Measure::R2, Source::Validation),
    }
}

fn errors(subject: &Subject<'_>) -> Option<Errors> {
    Some(subject.evaluation()?.values()?.overall)
}
