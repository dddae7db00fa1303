//! How training went.

use crate::lab::analysis::finding::metric::MetricRow;
use crate::lab::analysis::finding::subject::Subject;
use crate::lab::record::curve::{Bucket, Moments};
use crate::lab::record::event::Ended;
use crate::lab::record::history::{Measure, Source, Status};

pub(super) const STEPS_TO: MetricRow = MetricRow {
    name: "steps-to",
    takes: &["loss"],
    summary: "The step of the first evaluation whose plain loss on the validation part is not above this.",
    measure: |subject, metric| reached(subject, metric.number("loss")?),
};

pub(super) const SECONDS_TO: MetricRow = MetricRow {
    name: "seconds-to",
    takes: &["loss"],
    summary: "The seconds of training steps up to there. They depend on the machine: expect no more than an order of \
              magnitude.",
    measure: |subject, metric| {
        let step = reached(subject, metric.number("loss")?)?;
        subject.history.seconds().buckets().iter().find(|bucket| bucket.x >= step).map(|bucket| bucket.lo)
    },
};

pub(super) const NOISE: MetricRow = MetricRow {
    name: "noise",
    takes: &[],
    summary: "The standard deviation of the batches' objective over the second half of the run.",
    measure: |subject, _| {
        second_half(subject)?.iter().map(|bucket| bucket.moments).reduce(Moments::join)?.deviation()
    },
};

pub(super) const SPIKE: MetricRow = MetricRow {
    name: "largest-batch",
    takes: &[],
    summary: "The largest objective of a batch in the second half of the run.",
    measure: |subject, _| second_half(subject)?.iter().map(|bucket| bucket.hi).reduce(f64::max),
};

pub(super) const LOWEST: MetricRow = MetricRow {
    name: "lowest-loss",
    takes: &[],
    summary: "The lowest plain loss on the validation part over the run: what stopping in time would have kept.",
    measure: |subject, _| subject.history.curve(Measure::Plain, Source::Validation)?.min(),
};

pub(super) const DIVERGED: MetricRow = MetricRow {
    name: "diverged",
    takes: &[],
    summary: "1 if the numbers left the finite range, else 0.",
    measure: |subject, _| {
        let diverged = matches!(subject.history.status, Status::Ended(Ended::Diverged { .. }));
        Some(f64::from(u8::from(diverged)))
    },
};

/// The step of the first evaluation whose plain loss on the validation part is not above `wanted`.
fn reached(subject: &Subject<'_>, wanted: f64) -> Option<f64> {
    let curve = subject.history.curve(Measure::Plain, Source::Validation)?;
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
