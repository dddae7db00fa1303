//! Several labels at once: each its own yes or no, and how well whole rows are answered.
//!
//! Conventions are scikit-learn's; what is undefined for one label is `None` there and counts as 0 in averages over labels.

use super::Binary;
use super::ranking::average_precision;
use super::report::macro_mean;
use ndarray::{Array2, ArrayRef2, ArrayView1};
use serde::{Deserialize, Serialize};

/// The threshold where nothing else is asked for.
pub const HALF: f64 = 0.5;

/// The numbers of one evaluation of K labels on N rows. Everything is `None` for an empty one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelReport {
    /// The share of wrong predictions among all N x K.
    pub hamming: Option<f64>,
    /// The share of rows without a wrong answer.
    pub subset_accuracy: Option<f64>,
    /// F1 of all predictions together; `None` also where nothing is on and nothing was said to be.
    pub micro_f1: Option<f64>,
    /// The mean F1 of the labels.
    pub macro_f1: Option<f64>,
    /// The mean average precision of the labels.
    pub map: Option<f64>,
    /// Label ranking average precision: see [`label_ranking`].
    pub lrap: Option<f64>,
    /// The mean number of labels that are on, and that were said to be.
    pub cardinality: Option<[f64; 2]>,
    /// The lowest score of each label that counts as on, `[K]`.
    pub thresholds: Vec<f64>,
    /// What came of them, `[K]`.
    pub counts: Vec<Binary>,
    /// `[K]`.
    pub precision: Vec<Option<f64>>,
    /// `[K]`.
    pub recall: Vec<Option<f64>>,
    /// `[K]`.
    pub f1: Vec<Option<f64>>,
    /// Whatever the threshold; `None` where the label never is on, `[K]`.
    pub average_precision: Vec<Option<f64>>,
}

impl LabelReport {
    /// The Hamming loss of always giving each label's majority, on or off: what no image is needed for.
    pub fn commoner(&self) -> Option<f64> {
        let shares = self.counts.iter().map(Binary::prevalence).collect::<Option<Vec<f64>>>()?;
        let wrong: f64 = shares.iter().map(|share| share.min(1.0 - share)).sum();
        (!shares.is_empty()).then(|| wrong / shares.len() as f64)
    }

    /// The share of labels that are on. `None` without images.
    pub fn density(&self) -> Option<f64> {
        let shares = self.counts.iter().map(Binary::prevalence).collect::<Option<Vec<f64>>>()?;
        (!shares.is_empty()).then(|| shares.iter().sum::<f64>() / shares.len() as f64)
    }

    /// The report on scores against what is on, `[N, K]` each, with one threshold per label.
    ///
    /// # Panics
    /// If the shapes differ or there is not one threshold per label.
    pub fn new(truth: &ArrayRef2<bool>, scores: &ArrayRef2<f64>, thresholds: &[f64]) -> Self {
        let predicted = decide(scores, thresholds);
        assert_eq!(truth.dim(), scores.dim(), "one score per answer");
        let counts: Vec<Binary> = truth.columns().into_iter().zip(predicted.columns()).map(count).collect();
        let all = counts.iter().fold(Binary::default(), |sum, counts| sum.plus(*counts));
        let average_precision: Vec<Option<f64>> = truth
            .columns()
            .into_iter()
            .zip(scores.columns())
            .map(|(truth, scores)| average_precision(&scores.to_vec(), &truth.to_vec()))
            .collect();
        let each = |of: fn(&Binary) -> Option<f64>| counts.iter().map(of).collect::<Vec<_>>();
        let rows = truth.nrows();
        let of_rows = |sum: usize| (rows > 0).then(|| sum as f64 / rows as f64);
        let whole = truth.outer_iter().zip(predicted.outer_iter()).filter(|(a, b)| a == b).count();
        let on = |answers: &ArrayRef2<bool>| of_rows(answers.iter().filter(|on| **on).count());
        let f1 = each(Binary::f1);
        let defined = all.total() > 0 && scores.iter().all(|score| !score.is_nan());
        Self {
            hamming: super::confusion::ratio(all.false_positives + all.false_negatives, all.total()),
            subset_accuracy: of_rows(whole),
            micro_f1: all.f1(),
            macro_f1: macro_mean(&f1).filter(|_| all.total() > 0),
            map: macro_mean(&average_precision).filter(|_| defined),
            lrap: label_ranking(truth, scores),
            cardinality: on(truth).zip(on(&predicted)).map(|(truth, predicted)| [truth, predicted]),
            thresholds: thresholds.to_vec(),
            precision: each(Binary::precision),
            recall: each(Binary::recall),
            f1,
            average_precision,
            counts,
        }
    }
}

/// What is said to be on: scores at or above their label's threshold, `[N, K]`.
///
/// # Panics
/// If there is not one threshold per label.
pub fn decide(scores: &ArrayRef2<f64>, thresholds: &[f64]) -> Array2<bool> {
    assert_eq!(scores.ncols(), thresholds.len(), "one threshold per label");
    Array2::from_shape_fn(scores.dim(), |(row, label)| scores[[row, label]] >= thresholds[label])
}

/// Label ranking average precision: for every label of a row that is on, the share of those that are on among all that
/// score at least as much; the mean over the row's, then over rows. A row with none or all on counts 1.
///
/// `None` without rows or labels, or if a score is NaN.
///
/// # Panics
/// If the shapes differ.
pub fn label_ranking(truth: &ArrayRef2<bool>, scores: &ArrayRef2<f64>) -> Option<f64> {
    assert_eq!(truth.dim(), scores.dim(), "one score per answer");
    if truth.is_empty() || scores.iter().any(|score| score.is_nan()) {
        return None;
    }
    let rows = truth.outer_iter().zip(scores.outer_iter());
    let sum: f64 = rows.map(|(truth, scores)| rank_row(&truth.to_vec(), &scores.to_vec())).sum();
    Some(sum / truth.nrows() as f64)
}

fn rank_row(truth: &[bool], scores: &[f64]) -> f64 {
    let on = || truth.iter().zip(scores).filter(|(on, _)| **on).map(|(_, score)| *score);
    let present = on().count();
    if present == 0 || present == truth.len() {
        return 1.0;
    }
    let share = |score: f64| {
        let above = scores.iter().filter(|other| **other >= score).count();
        on().filter(|other| *other >= score).count() as f64 / above as f64
    };
    on().map(share).sum::<f64>() / present as f64
}

fn count((truth, predicted): (ArrayView1<'_, bool>, ArrayView1<'_, bool>)) -> Binary {
    let mut counts = Binary::default();
    truth.iter().zip(predicted).for_each(|(truth, predicted)| counts.record(*truth, *predicted));
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn toy() -> (Array2<bool>, Array2<f64>) {
        let truth = array![[1, 0, 1], [0, 1, 0], [0, 0, 0], [1, 1, 1]].mapv(|on| on == 1);
        (truth, array![[0.8, 0.4, 0.3], [0.6, 0.3, 0.2], [0.1, 0.2, 0.3], [0.4, 0.5, 0.6]])
    }

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-6), "{found:?} for {expected}");
    }

    #[test]
    fn shares_of_labels_give_the_best_answer_without_an_image_and_the_density() {
        let truth = Array2::from_shape_fn((10, 2), |(row, label)| row < if label == 0 { 3 } else { 8 });
        let report = LabelReport::new(&truth, &Array2::zeros((10, 2)), &[0.5, 0.5]);
        let [commoner, density] = [report.commoner(), report.density()].map(Option::unwrap);
        assert!((commoner - 0.25).abs() < 1e-12 && (density - 0.55).abs() < 1e-12, "{commoner} {density}");
        let none = LabelReport::new(&Array2::from_elem((0, 2), false), &Array2::zeros((0, 2)), &[0.5, 0.5]);
        assert_eq!((none.commoner(), none.density()), (None, None));
    }

    #[test]
    fn the_numbers_are_those_of_scikit_learn() {
        let (truth, scores) = toy();
        let report = LabelReport::new(&truth, &scores, &[0.35; 3]);
        close(report.hamming, 1.0 / 3.0);
        close(report.subset_accuracy, 0.5);
        close(report.lrap, 0.833_333_3);
        close(report.map, 0.833_333_3);
        close(report.micro_f1, 8.0 / 12.0);
        assert_eq!(
            report.counts[1],
            Binary { true_positives: 1, false_positives: 1, false_negatives: 1, true_negatives: 1 }
        );
        assert_eq!(report.cardinality, Some([1.5, 1.5]));
        assert_eq!(report.precision[1], Some(0.5));
    }

    #[test]
    fn a_score_at_its_threshold_is_on() {
        assert_eq!(decide(&array![[0.5, 0.5]], &[0.5, 0.6]), array![[true, false]]);
    }

    #[test]
    fn a_label_that_never_is_on_counts_zero_in_averages() {
        let truth = array![[true, false], [false, false]];
        let report = LabelReport::new(&truth, &array![[0.9, 0.1], [0.2, 0.3]], &[0.5; 2]);
        assert_eq!((report.f1.clone(), report.macro_f1), (vec![Some(1.0), None], Some(0.5)));
        assert_eq!((report.average_precision[1], report.map), (None, Some(0.5)));
        assert_eq!((report.precision[1], report.recall[1], report.micro_f1), (None, None, Some(1.0)));
    }

    #[test]
    fn tied_scores_take_the_lower_rank() {
        close(label_ranking(&array![[true, false, false]], &array![[0.5, 0.5, 0.1]]), 0.5);
        close(label_ranking(&array![[true, true], [false, false]], &array![[0.1, 0.9], [0.0, 0.1]]), 1.0);
        assert_eq!(label_ranking(&array![[true, false]], &array![[f64::NAN, 0.0]]), None);
    }

    #[test]
    fn nothing_evaluated_is_nothing_known() {
        let report = LabelReport::new(&Array2::from_elem((0, 2), true), &Array2::zeros((0, 2)), &[0.5; 2]);
        let numbers = [
            report.hamming,
            report.subset_accuracy,
            report.micro_f1,
            report.macro_f1,
            report.map,
            report.lrap,
            report.f1[0],
        ];
        assert_eq!((numbers, report.cardinality), ([None; 7], None));
    }

    #[test]
    fn a_report_survives_json() {
        let (truth, scores) = toy();
        let report = LabelReport::new(&truth, &scores, &[HALF; 3]);
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(serde_json::from_str::<LabelReport>(&text).unwrap(), report);
    }
}
