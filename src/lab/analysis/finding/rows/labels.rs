//! Numbers of images with several labels.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::OfLabels;
use crate::lab::record::history::{Measure, Source};

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfLabels, subject: &Subject<'_>) -> Option<f64> {
    match of {
        OfLabels::Hamming => subject.curve(Measure::Hamming, Source::Validation),
        OfLabels::Subset => subject.curve(Measure::SubsetAccuracy, Source::Validation),
        OfLabels::LabelF1 => subject.curve(Measure::MicroF1, Source::Validation),
        OfLabels::None => subject.evaluation()?.none_of_these,
    }
}
