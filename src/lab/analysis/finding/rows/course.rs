//! How training went.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::{Metric, OfCourse};
use crate::lab::record::curve::{Bucket, Moments};
use crate::lab::record::event::Ended;
use crate::lab::record::history::{Measure, Source, Status};

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfCourse, subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    match of {
        OfCourse::StepsTo => reached(subject, metric.number("loss")?),
        OfCourse::SecondsTo => {
            let step = reached(subject, metric.number("loss")?)?;
            subject.history.seconds().buckets().iter().find(|bucket| bucket.x >= step).map(|bucket| bucket.lo)
        }
        OfCourse::Noise => {
            second_half(subject)?.iter().map(|bucket| bucket.moments).reduce(Moments::join)?.deviation()
        }
        OfCourse::Spike => second_half(subject)?.iter().map(|bucket| bucket.hi).reduce(f64::max),
        OfCourse::Lowest => subject.history.curve(Measure::Unweighted, Source::Validation)?.min(),
        OfCourse::Diverged => {
            let diverged = matches!(subject.history.status, Status::Ended(Ended::Diverged { .. }));
            Some(f64::from(u8::from(diverged)))
        }
    }
}

/// The step of the first evaluation whose unweighted loss on the validation set is not above `wanted`.
fn reached(subject: &Subject<'_>, wanted: f64) -> Option<f64> {
    let curve = subject.history.curve(Measure::Unweighted, Source::Validation)?;
    curve.buckets().iter().find(|bucket| bucket.lo <= wanted).map(|bucket| bucket.x)
}

/// The steps behind the middle of the run, less those of the bucket that the middle is in; `None` if there are fewer than two
/// buckets or a step was not finite, which only the last can be.
fn second_half(subject: &Subject<'_>) -> Option<Vec<Bucket>> {
    let curve = subject.history.curve(Measure::Objective, Source::Batch)?;
    curve.last()?;
    let middle = subject.history.step as f64 / 2.0;
    let late: Vec<Bucket> = curve.buckets().iter().filter(|bucket| bucket.x > middle).copied().collect();
    (late.len() > 1 && late.iter().all(|bucket| bucket.hi.is_finite())).then_some(late)
}
