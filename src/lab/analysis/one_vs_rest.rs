//! One class against all others, or one label: what every threshold on an arm's answers would find and raise.

use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::record::predictions::Predictions;
use crate::metrics::roc::{Roc, RocPoint};
use crate::metrics::{Binary, binormal};
use ndarray::ArrayView1;

/// An arm's answers on one class or label.
#[derive(Clone, Debug, PartialEq)]
pub struct OneVsRest {
    /// Thresholds on `ln(p / (1 - p))`; where the loss declares no probabilities, on how far the class's score leads the
    /// others'.
    pub roc: Roc,
    /// What comes of what the arm decides: the most probable class, or the label from one half on.
    pub decided: Binary,
    /// How far the class scores from the others, in standard deviations; `None` where that is not defined.
    pub separation: Option<f64>,
}

impl OneVsRest {
    /// What is said of the images about a class or label. `None` for numbers, where no image, or every one, is of the
    /// class, and where no output belongs to it.
    pub fn of(predictions: &Predictions, bench: &Bench, class: usize) -> Option<Self> {
        let truth = truths(predictions, bench, class)?;
        let scores = scores(predictions, class)?;
        let mut decided = Binary::default();
        for (position, truth) in truth.iter().enumerate() {
            let predicted = match predictions.task {
                Task::MultiLabel => predictions.logits[[position, class]] >= 0.0,
                Task::Classification | Task::Regression => {
                    usize::from(predictions.predicted[position]) == class
                }
            };
            decided.record(*truth, predicted);
        }
        let separation = binormal::separation(&scores, &truth);
        Some(Self { roc: Roc::new(&scores, &truth)?, decided, separation })
    }

    /// What comes of calling the class from this probability on.
    pub fn from_probability(&self, p: f64) -> Binary {
        self.roc.at((p / (1.0 - p)).ln())
    }

    /// The threshold with the largest F1 on these images, the highest of equals.
    pub fn best_f1(&self) -> RocPoint {
        let f1 = |point: &RocPoint| point.counts.f1().unwrap_or(0.0);
        let better = |best: RocPoint, point: &RocPoint| if f1(point) > f1(&best) { *point } else { best };
        let points = self.roc.points();
        points.iter().fold(points[0], better)
    }
}

/// `ln(p / (1 - p))` of a class or label on every image, `[N]`; infinite where the answer is certain. `None` where the loss
/// declares no probabilities.
pub fn log_odds(predictions: &Predictions, class: usize) -> Option<Vec<f64>> {
    let declared = predictions.task == Task::MultiLabel || predictions.map.declares_probabilities();
    if declared { scores(predictions, class) } else { None }
}

/// The score of a class or label on every image, `[N]`.
fn scores(predictions: &Predictions, class: usize) -> Option<Vec<f64>> {
    let mut row = Vec::new();
    let of = |logits: ArrayView1<'_, f32>| {
        row.clear();
        row.extend(logits.iter().map(|z| f64::from(*z)));
        score(predictions, &row, class)
    };
    predictions.logits.rows().into_iter().map(of).collect()
}

/// Whether each image is of the class, or has the label.
fn truths(predictions: &Predictions, bench: &Bench, class: usize) -> Option<Vec<bool>> {
    let images = predictions.indices.iter().map(|index| *index as usize);
    match predictions.task {
        Task::Classification => {
            Some(images.map(|image| usize::from(bench.dataset.labels[image]) == class).collect())
        }
        Task::MultiLabel => {
            let rows = bench.dataset.targets.rows()?;
            Some(images.map(|image| rows[[image, class]] > 0.0).collect())
        }
        Task::Regression => None,
    }
}

/// `ln(p / (1 - p))` of a class from one image's outputs, or by how much its score leads. From logarithms, as a
/// probability near 1 leaves nothing to tell apart.
fn score(predictions: &Predictions, row: &[f64], class: usize) -> Option<f64> {
    if predictions.task == Task::MultiLabel {
        return row.get(class).copied();
    }
    let map = predictions.map;
    let others = || (0..map.classes(row.len())).filter(|other| *other != class);
    if !map.declares_probabilities() {
        // Of a number that stands for a class no output is the class's own.
        let lead =
            || Some(row.get(class)? - others().map(|other| row[other]).fold(f64::NEG_INFINITY, f64::max));
        return if row.len() == map.classes(row.len()) { lead() } else { None };
    }
    let own = map.log_probability(row, class)?;
    let logs = || others().filter_map(|other| map.log_probability(row, other));
    let largest = logs().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return Some(f64::INFINITY);
    }
    Some(own - largest - logs().map(|log_p| (log_p - largest).exp()).sum::<f64>().ln())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, bench_of, dataset, recipe, several};
    use crate::loss::ProbabilityMap;
    use crate::metrics::ranking::roc_auc;
    use ndarray::Array2;

    /// Logits of all validation images that lean to the truth, more or less.
    fn leaning(map: ProbabilityMap) -> (Predictions, std::sync::Arc<Bench>) {
        let bench = bench_of(dataset(COUNTS), &recipe(&[]));
        let part = bench.dataset.parts.validation.clone();
        let logits = Array2::from_shape_fn((part.len(), 3), |(row, class)| {
            let own = usize::from(bench.dataset.labels[part[row] as usize]) == class;
            ((row * 7 + class * 5) % 11) as f32 / 4.0 + if own { 1.0 } else { 0.0 }
        });
        (Predictions::from_logits(part, logits, map), bench)
    }

    #[test]
    fn the_curve_is_that_of_the_probability_and_the_decision_that_of_the_confusion_matrix() {
        for map in [ProbabilityMap::Softmax, ProbabilityMap::NormalisedSigmoid] {
            let (predictions, bench) = leaning(map);
            let (p, confusion) = (predictions.probabilities().unwrap(), predictions.confusion(&bench));
            for class in 0..3 {
                let found = OneVsRest::of(&predictions, &bench, class).unwrap();
                let scores: Vec<f64> = p.column(class).iter().map(|p| f64::from(*p)).collect();
                let truth = truths(&predictions, &bench, class).unwrap();
                assert!((found.roc.area() - roc_auc(&scores, &truth).unwrap()).abs() < 1e-6);
                assert_eq!(found.decided.true_positives, confusion.count(class, class));
                assert_eq!(
                    found.decided.true_positives + found.decided.false_positives,
                    confusion.column_sum(class)
                );
                let called = |t: f64| scores.iter().filter(|score| **score >= t).count() as u64;
                let at = found.from_probability(0.4);
                assert_eq!(at.true_positives + at.false_positives, called(0.4));
                let best = found.best_f1();
                assert!(best.counts.f1() >= at.f1() && best.counts == found.roc.at(best.threshold));
            }
        }
    }

    #[test]
    fn scores_without_probabilities_are_compared_by_their_lead() {
        let (predictions, bench) = leaning(ProbabilityMap::None);
        let found = OneVsRest::of(&predictions, &bench, 1).unwrap();
        assert!((0.5..1.0).contains(&found.roc.area()), "{}", found.roc.area());
        let by_lead = found.roc.at(0.0);
        assert!(by_lead.true_positives >= found.decided.true_positives, "a tie goes to the first class");
    }

    #[test]
    fn a_certain_answer_and_a_missing_class_are_no_accident() {
        let (predictions, bench) = leaning(ProbabilityMap::Softmax);
        assert_eq!(score(&predictions, &[1e5, 0.0, 0.0], 0).unwrap().round(), 99_999.0);
        let ones: Vec<u32> = predictions
            .indices
            .iter()
            .copied()
            .filter(|at| bench.dataset.labels[*at as usize] == 1)
            .collect();
        let rows = Array2::zeros((ones.len(), 3));
        let only = Predictions::from_logits(ones, rows, ProbabilityMap::Softmax);
        assert_eq!((OneVsRest::of(&only, &bench, 1), OneVsRest::of(&only, &bench, 2)), (None, None));
    }

    #[test]
    fn a_label_is_decided_at_one_half() {
        let bench = bench_of(several(), &recipe(&["imbalance=none"]));
        let part = bench.dataset.parts.validation.clone();
        let rows = Array2::from_shape_fn((part.len(), 3), |(row, _)| (row % 5) as f32 - 2.0);
        let reading = crate::lab::record::predictions::Reading {
            task: Task::MultiLabel,
            ..ProbabilityMap::Independent.into()
        };
        let found = OneVsRest::of(&Predictions::from_logits(part, rows, reading), &bench, 1).unwrap();
        assert_eq!(found.decided, found.from_probability(0.5));
    }
}
