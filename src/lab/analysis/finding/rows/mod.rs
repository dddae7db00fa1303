//! How every metric is measured, by what it looks at.

mod belief;
mod classes;
mod course;
mod inside;
mod labels;
mod numbers;
mod ood;
mod scores;
mod whole;

use super::subject::Subject;
use crate::lab::recipe::metric::{Metric, Quantity};

/// The value of a metric on an arm; `None` where it is not defined or was not measured.
pub(super) fn measure(metric: &Metric, subject: &Subject<'_>) -> Option<f64> {
    let value = match metric.quantity() {
        Quantity::Overall(of) => whole::measure(of, subject),
        Quantity::OfClass(of) => classes::measure(of, subject, metric),
        Quantity::OfScores(of) => scores::measure(of, subject, metric),
        Quantity::OfBelief(of) => belief::measure(of, subject, metric),
        Quantity::OfLabels(of) => labels::measure(of, subject),
        Quantity::OfNumbers(of) => numbers::measure(of, subject),
        Quantity::OfOod(of) => ood::measure(of, subject, metric),
        Quantity::OfCourse(of) => course::measure(of, subject, metric),
        Quantity::OfInside(of) => inside::measure(of, subject, metric),
    };
    value.filter(|value| value.is_finite())
}
