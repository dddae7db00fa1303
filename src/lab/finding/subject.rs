//! One arm as a metric sees it.

use crate::lab::bench::Bench;
use crate::lab::evaluate::{Evaluation, Predictions};
use crate::lab::history::{History, Measure, Source};

/// One arm at one evaluation.
pub struct Subject<'a> {
    /// What its events add up to.
    pub history: &'a History,
    /// The data.
    pub bench: &'a Bench,
    /// The step asked for; `None`: the last evaluation.
    pub step: Option<u64>,
}

impl<'a> Subject<'a> {
    /// The arm at the first evaluation from `step` on, or at its last.
    pub fn new(history: &'a History, bench: &'a Bench, step: Option<u64>) -> Self {
        Self { history, bench, step }
    }

    /// The step of the evaluation that stands for the step asked for; `None` where none is asked for or it did not come yet.
    pub fn taken(&self) -> Option<u64> {
        let asked = self.step? as f64;
        let evaluations = self.history.seconds().buckets();
        evaluations.iter().find(|bucket| bucket.x >= asked).map(|bucket| bucket.x as u64)
    }

    /// A value of a curve at the step asked for.
    pub fn curve(&self, measure: Measure, source: Source) -> Option<f64> {
        let curve = self.history.curve(measure, source)?;
        match self.step {
            None => curve.last(),
            Some(step) => {
                let bucket = curve.buckets().iter().find(|bucket| bucket.x >= step as f64)?;
                Some(bucket.lo).filter(|value| value.is_finite())
            }
        }
    }

    /// The last evaluation of the whole validation part; `None` where another step is asked for, as only curves are kept.
    pub fn evaluation(&self) -> Option<&'a Evaluation> {
        let whole = self.step.is_none() && !self.history.is_probe;
        self.history.latest.as_deref().filter(|_| whole)
    }

    /// The predictions of that evaluation.
    pub fn predictions(&self) -> Option<&'a Predictions> {
        self.evaluation()?.predictions.as_deref()
    }

    /// The truth of each predicted picture, `[N]`.
    pub fn labels(&self) -> Option<Vec<usize>> {
        let labels = &self.bench.dataset.labels;
        Some(self.predictions()?.indices.iter().map(|index| usize::from(labels[*index as usize])).collect())
    }
}
