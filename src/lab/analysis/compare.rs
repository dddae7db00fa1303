//! Two arms side by side, on the same images: what differs, class by class, and whether it is more than noise.

use crate::lab::bench::Bench;
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::predictions::Predictions;
use crate::metrics::interval::{self, wilson};
use crate::metrics::{Interval, LabelReport, Pairs};
use ndarray::Array2;

/// A share of right answers under two arms: one class's recall, or the mean of all of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecallDifference {
    /// That of the second arm minus that of the first; `None` where there is no image.
    pub difference: Option<f64>,
    /// Its 95 % interval for paired proportions (Newcombe 1998, method 10).
    pub interval: Option<Interval>,
    beyond: bool,
}

impl RecallDifference {
    fn of((first, second): (&Option<f64>, &Option<f64>), pairs: &Pairs) -> Self {
        let difference = first.zip(*second).map(|(first, second)| second - first);
        let interval = pairs.difference();
        let outside = interval.is_some_and(|interval| !interval.contains(0.0));
        Self { difference, interval, beyond: outside && pairs.is_significant() }
    }

    /// Whether it is beyond what the choice of images makes of it: the interval leaves out 0, the exact `McNemar` test gives
    /// less than 5 %, and each class that it rests on has [`FEWEST`](interval::FEWEST) images or more. Training again from
    /// another seed may make as large a difference.
    pub fn is_more_than_noise(&self) -> bool {
        self.beyond
    }
}

/// The difference of each class's recall, second minus first, `[K]`.
///
/// Arms are evaluated on the same images, so their answers are paired; where the images differ (one arm shows its
/// probe), there is no difference to speak of.
pub fn recall_differences(bench: &Bench, first: &Evaluation, second: &Evaluation) -> Vec<RecallDifference> {
    let pairs = match (&first.predictions, &second.predictions) {
        (Some(first), Some(second)) if first.indices == second.indices => paired(bench, first, second),
        _ => vec![Pairs::default(); bench.dataset.classes()],
    };
    let recalls = first.report.recall.iter().zip(&second.report.recall);
    recalls.zip(&pairs).map(|(recalls, pairs)| RecallDifference::of(recalls, pairs)).collect()
}

/// The 95 % interval of an arm's balanced accuracy: the classes' recalls are independent of each other. `None` without
/// images.
pub fn balanced_interval(evaluation: &Evaluation) -> Option<Interval> {
    let confusion = &evaluation.confusion;
    let classes = (0..confusion.classes()).filter(|class| confusion.row_sum(*class) > 0);
    let recall = |class| {
        Some((
            confusion.by_truth(class, class)?,
            wilson(confusion.count(class, class), confusion.row_sum(class))?,
        ))
    };
    interval::mean(&classes.map(recall).collect::<Option<Vec<_>>>()?)
}

/// The difference of balanced accuracy, second minus first, on the same images. `None` where there is none to speak of.
pub fn balanced_difference(
    bench: &Bench,
    first: &Evaluation,
    second: &Evaluation,
) -> Option<RecallDifference> {
    let classes = recall_differences(bench, first, second);
    let known: Vec<(f64, Interval)> =
        classes.iter().filter_map(|class| class.difference.zip(class.interval)).collect();
    let interval = interval::mean(&known)?;
    let difference = known.iter().map(|(difference, _)| difference).sum::<f64>() / known.len() as f64;
    // The mean of few images of one class and of many of others is no better known than that class.
    let images = |class: usize| first.confusion.row_sum(class);
    let enough = (0..classes.len()).map(images).filter(|images| *images > 0).all(|n| n >= interval::FEWEST);
    let beyond = enough && !interval.contains(0.0);
    Some(RecallDifference { difference: Some(difference), interval: Some(interval), beyond })
}

/// The same for labels, each evaluation under the thresholds of its report: images that have the label, found or missed.
pub fn label_differences(
    bench: &Bench,
    (first, before): (&Evaluation, &LabelReport),
    (second, after): (&Evaluation, &LabelReport),
) -> Vec<RecallDifference> {
    let mut pairs = vec![Pairs::default(); bench.dataset.classes()];
    if let (Some(first), Some(second)) = (&first.predictions, &second.predictions)
        && first.indices == second.indices
        && let (Some(truth), Some(p), Some(q)) =
            (first.truth(bench), first.probabilities(), second.probabilities())
    {
        for ((row, label), _) in truth.indexed_iter().filter(|(_, on)| **on > 0.0) {
            let found =
                |p: &Array2<f32>, of: &LabelReport| f64::from(p[[row, label]]) >= of.thresholds[label];
            // The interval is of first minus second; the second arm goes first.
            pairs[label].record(found(&q, after), found(&p, before));
        }
    }
    let recalls = before.recall.iter().zip(&after.recall).zip(&pairs);
    recalls.map(|(recalls, pairs)| RecallDifference::of(recalls, pairs)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{Recorder, trainer_with};
    use std::sync::Arc;

    /// Evaluations of an untrained arm and of a trained one, on the same images.
    fn pair() -> (Arc<Bench>, Evaluation, Evaluation) {
        let mut trainer = trainer_with(&["epochs=20"]);
        let before = trainer.evaluate();
        Recorder::record(&mut trainer, &[]);
        let after = trainer.evaluate();
        (Arc::clone(&trainer.bench), before, after)
    }

    #[test]
    fn the_balanced_difference_is_that_of_the_reports_and_lies_in_its_interval() {
        let (bench, before, after) = pair();
        let found = balanced_difference(&bench, &before, &after).unwrap();
        let [was, is] = [&before, &after].map(|evaluation| evaluation.report.balanced_accuracy.unwrap());
        assert!((found.difference.unwrap() - (is - was)).abs() < 1e-12);
        assert!(found.interval.unwrap().contains(is - was));
        assert!(balanced_interval(&after).unwrap().contains(is));
        let none = trainer_with(&[]).evaluate_finally(&[]);
        assert!(balanced_interval(&none).is_none() && balanced_difference(&bench, &none, &after).is_none());
    }

    #[test]
    fn differences_are_second_minus_first_and_lie_in_their_intervals() {
        let (bench, before, after) = pair();
        let forth = recall_differences(&bench, &before, &after);
        let back = recall_differences(&bench, &after, &before);
        for (class, (forth, back)) in forth.iter().zip(&back).enumerate() {
            let recalls = [&before, &after].map(|evaluation| evaluation.report.recall[class].unwrap());
            assert_eq!(forth.difference, Some(recalls[1] - recalls[0]));
            assert_eq!(back.difference.map(|d| -d), forth.difference);
            let interval = forth.interval.unwrap();
            assert!(interval.low <= forth.difference.unwrap() && forth.difference.unwrap() <= interval.high);
            assert_eq!(forth.is_more_than_noise(), back.is_more_than_noise());
        }
        assert!(forth.iter().any(RecallDifference::is_more_than_noise), "{forth:?}");
    }

    #[test]
    fn an_arm_does_not_differ_from_itself() {
        let (bench, _, after) = pair();
        let same = recall_differences(&bench, &after, &after);
        assert!(same.iter().all(|class| class.difference == Some(0.0) && !class.is_more_than_noise()));
        let cells = confusion_difference(&after, &after);
        assert!(cells.iter().flatten().all(|cell| *cell == Some(0.0)));
    }

    #[test]
    fn rows_of_a_difference_sum_to_nothing() {
        let (_, before, after) = pair();
        for row in confusion_difference(&before, &after) {
            assert!(row.iter().flatten().sum::<f64>().abs() < 1e-12);
        }
    }

    #[test]
    fn other_images_have_no_interval() {
        let (bench, before, _) = pair();
        let elsewhere = trainer_with(&[]).evaluate_finally(&bench.dataset.parts.test);
        let differences = recall_differences(&bench, &before, &elsewhere);
        assert!(differences.iter().all(|class| class.interval.is_none() && !class.is_more_than_noise()));
    }
}
