//! Two arms side by side, on the same pictures: what differs, class by class, and whether it is more than noise.

use super::bench::Bench;
use super::evaluate::{Evaluation, Predictions};
use crate::metrics::{Interval, Pairs};

/// One class's recall under two arms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecallDifference {
    /// Recall of the second arm minus recall of the first; `None` where the class has no picture.
    pub difference: Option<f64>,
    /// Its 95 % interval for paired proportions (Newcombe 1998, method 10).
    pub interval: Option<Interval>,
}

impl RecallDifference {
    /// Whether the interval leaves out 0.
    pub fn is_more_than_noise(&self) -> bool {
        self.interval.is_some_and(|interval| interval.low > 0.0 || interval.high < 0.0)
    }
}

/// The difference of each class's recall, second minus first, `[K]`.
///
/// Arms are evaluated on the same pictures, so their answers are paired; where the pictures differ (one arm shows its
/// probe), there is no difference to speak of.
pub fn recall_differences(bench: &Bench, first: &Evaluation, second: &Evaluation) -> Vec<RecallDifference> {
    let pairs = match (&first.predictions, &second.predictions) {
        (Some(first), Some(second)) if first.indices == second.indices => paired(bench, first, second),
        _ => vec![Pairs::default(); bench.dataset.classes()],
    };
    let recalls = first.report.recall.iter().zip(&second.report.recall);
    recalls
        .zip(&pairs)
        .map(|((first, second), pairs)| RecallDifference {
            difference: first.zip(*second).map(|(first, second)| second - first),
            interval: pairs.difference(),
        })
        .collect()
}

fn paired(bench: &Bench, first: &Predictions, second: &Predictions) -> Vec<Pairs> {
    let mut pairs = vec![Pairs::default(); bench.dataset.classes()];
    let answers = first.predicted.iter().zip(&second.predicted);
    for (index, (first, second)) in first.indices.iter().zip(answers) {
        let truth = bench.dataset.labels[*index as usize];
        // The interval is of first minus second; the second arm goes first.
        pairs[usize::from(truth)].record(*second == truth, *first == truth);
    }
    pairs
}

/// P(predicted | truth) of the second arm minus that of the first, `[K][K]`, rows are truth.
pub fn confusion_difference(first: &Evaluation, second: &Evaluation) -> Vec<Vec<Option<f64>>> {
    let k = first.confusion.classes();
    let cell = |truth, predicted| {
        let share = |evaluation: &Evaluation| evaluation.confusion.by_truth(truth, predicted);
        share(first).zip(share(second)).map(|(first, second)| second - first)
    };
    (0..k).map(|truth| (0..k).map(|predicted| cell(truth, predicted)).collect()).collect()
}
