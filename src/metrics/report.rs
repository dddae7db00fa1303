//! What a confusion matrix says, in the usual numbers.
//!
//! Conventions are scikit-learn's. Where a ratio of one class is undefined (0/0) it is `None` by itself and counts as 0 in
//! averages over the classes. Averages of recalls are undefined where the evaluation set lacks a class that was trained on: what
//! happened to that class is not known, and an average of the others would hide it.

use serde::{Deserialize, Serialize};

use super::Confusion;
use super::agreement::{cohen_kappa, mcc};
use super::confusion::ratio;

/// The numbers of one evaluation. Everything is `None` for an empty one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The share of right predictions.
    pub accuracy: Option<f64>,
    /// The accuracy of always answering the evaluation set's largest class.
    pub majority_baseline: Option<f64>,
    /// `sum_k pi_k recall_k`: the accuracy if classes were as frequent as in training. `None` where the evaluation set lacks
    /// a class that training had.
    pub prior_accuracy: Option<f64>,
    /// `max_k pi_k`: the accuracy, under the training prior, of always answering the largest training class. `None`
    /// without training samples.
    pub prior_majority_baseline: Option<f64>,
    /// The mean recall of the classes that the evaluation set has; `None` where it lacks one that training had.
    pub balanced_accuracy: Option<f64>,
    /// The mean F1 of all K classes, an undefined one counting as 0.
    pub macro_f1: Option<f64>,
    /// The mean F1, each class weighing as many as its samples.
    pub weighted_f1: Option<f64>,
    /// Matthews' correlation for K classes (Gorodkin 2004), in `-1..=1`; 0 if truth or prediction is constant.
    pub mcc: Option<f64>,
    /// Cohen's kappa: agreement beyond chance. `None` also if truth and prediction are one and the same class throughout.
    pub cohen_kappa: Option<f64>,
    /// The geometric mean of the same recalls; 0 if one of them is 0.
    pub g_mean: Option<f64>,
    /// Of what was taken for each class, the share that is of it, `[K]`.
    pub precision: Vec<Option<f64>>,
    /// Of each class, the share that was found, `[K]`.
    pub recall: Vec<Option<f64>>,
    /// The harmonic mean of the two, `2 TP / (2 TP + FP + FN)`, `[K]`: 0 for a class that exists and is never predicted.
    pub f1: Vec<Option<f64>>,
    /// The samples of each class in the evaluation set, `[K]`.
    pub support: Vec<u64>,
}

impl Report {
    /// The report on a matrix of K classes, with the K class counts of the training set.
    ///
    /// # Panics
    /// If there is not one count per class.
    pub fn new(confusion: &Confusion, training_counts: &[usize]) -> Self {
        let classes = confusion.classes();
        assert_eq!(training_counts.len(), classes, "one training count per class");
        let each = |of: &dyn Fn(usize) -> Option<f64>| (0..classes).map(of).collect::<Vec<_>>();
        let recall = each(&|class| confusion.by_truth(class, class));
        let f1 = each(&|class| f1(confusion, class));
        let support: Vec<u64> = (0..classes).map(|class| confusion.row_sum(class)).collect();
        let total = confusion.total();
        let counts: Vec<u64> = training_counts.iter().map(|&count| count as u64).collect();
        let largest = |counts: &[u64]| ratio(counts.iter().copied().max()?, counts.iter().sum());
        let equal = vec![1; classes];
        let known = training_counts.iter().zip(&support).all(|(trained, known)| *trained == 0 || *known > 0);
        Self {
            accuracy: ratio(confusion.trace(), total),
            majority_baseline: largest(&support),
            prior_accuracy: weighted_mean(&recall, &counts).filter(|_| known),
            prior_majority_baseline: largest(&counts),
            balanced_accuracy: mean_recall(&recall).filter(|_| known),
            macro_f1: mean_with_zeros(&f1, &equal).filter(|_| total > 0),
            weighted_f1: mean_with_zeros(&f1, &support),
            mcc: mcc(confusion),
            cohen_kappa: cohen_kappa(confusion),
            g_mean: geometric_recall(&recall).filter(|_| known),
            precision: each(&|class| confusion.by_prediction(class, class)),
            recall,
            f1,
            support,
        }
    }
}

fn f1(confusion: &Confusion, class: usize) -> Option<f64> {
    let samples = confusion.row_sum(class) + confusion.column_sum(class);
    ratio(2 * confusion.count(class, class), samples)
}

/// The weighted mean of the values that are defined; `None` if none with a weight is.
fn weighted_mean(values: &[Option<f64>], weights: &[u64]) -> Option<f64> {
    let defined = || values.iter().zip(weights).filter_map(|(value, &weight)| Some(((*value)?, weight)));
    let total: u64 = defined().map(|(_, weight)| weight).sum();
    (total > 0).then(|| defined().map(|(value, weight)| value * weight as f64).sum::<f64>() / total as f64)
}

/// The mean over classes or labels, an undefined value counting as 0; `None` of nothing.
pub fn macro_mean(values: &[Option<f64>]) -> Option<f64> {
    mean_with_zeros(values, &vec![1; values.len()])
}

fn mean_with_zeros(values: &[Option<f64>], weights: &[u64]) -> Option<f64> {
    let filled: Vec<Option<f64>> = values.iter().map(|value| Some(value.unwrap_or(0.0))).collect();
    weighted_mean(&filled, weights)
}

/// The mean of the recalls that are defined, as scikit-learn's balanced accuracy has it.
pub fn mean_recall(recall: &[Option<f64>]) -> Option<f64> {
    weighted_mean(recall, &vec![1; recall.len()])
}

/// The geometric mean of the recalls that are defined; 0 if one of them is 0.
pub fn geometric_recall(recall: &[Option<f64>]) -> Option<f64> {
    let defined: Vec<f64> = recall.iter().copied().flatten().collect();
    // The mean of the logarithms: a product of a hundred recalls would underflow. exp(ln 0) is 0.
    let logs: f64 = defined.iter().map(|recall| recall.ln()).sum();
    (!defined.is_empty()).then(|| (logs / defined.len() as f64).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-6), "{found:?} for {expected}");
    }

    fn report(classes: usize, truths: &[usize], predictions: &[usize]) -> Report {
        Report::new(&Confusion::of(classes, truths, predictions), &vec![1; classes])
    }

    #[test]
    fn the_numbers_are_those_of_scikit_learn() {
        let confusion = Confusion::of(3, &[0, 0, 0, 0, 0, 0, 1, 1, 1, 2], &[0, 0, 0, 0, 1, 2, 1, 0, 1, 0]);
        let report = Report::new(&confusion, &[80, 15, 5]);
        close(report.accuracy, 0.6);
        close(report.majority_baseline, 0.6);
        close(report.macro_f1, 0.444_444_4);
        close(report.weighted_f1, 0.6);
        close(report.balanced_accuracy, 0.444_444_4);
        close(report.mcc, 0.259_259_3);
        close(report.cohen_kappa, 0.259_259_3);
        close(report.prior_accuracy, 0.95 * 2.0 / 3.0);
        close(report.prior_majority_baseline, 0.8);
        assert_eq!(report.g_mean, Some(0.0));
        assert_eq!(report.support, [6, 3, 1]);
        for (found, expected) in report.f1.iter().zip([2.0 / 3.0, 2.0 / 3.0, 0.0]) {
            close(*found, expected);
        }
        assert_eq!((report.precision.clone(), report.recall.clone()), (report.f1.clone(), report.f1.clone()));
    }

    #[test]
    fn precision_and_recall_are_not_exchanged() {
        let report = report(2, &[0, 0, 0, 1], &[0, 1, 1, 1]);
        assert_eq!(report.precision, [Some(1.0), Some(1.0 / 3.0)]);
        assert_eq!(report.recall, [Some(1.0 / 3.0), Some(1.0)]);
        assert_eq!(report.f1, [Some(0.5), Some(0.5)]);
        close(report.g_mean, (1_f64 / 3.0).sqrt());
    }

    #[test]
    fn a_class_absent_from_the_evaluation_leaves_averages_of_recalls_undefined() {
        let report = report(3, &[0, 0, 1], &[0, 2, 1]);
        assert_eq!((report.balanced_accuracy, report.g_mean, report.prior_accuracy), (None, None, None));
        close(mean_recall(&report.recall), 0.75);
        close(geometric_recall(&report.recall), 0.5_f64.sqrt());
        // Nobody asks about a class that was not trained on either.
        let untrained = Report::new(&Confusion::of(3, &[0, 0, 1], &[0, 2, 1]), &[60, 20, 0]);
        close(untrained.balanced_accuracy, 0.75);
        close(untrained.prior_accuracy, (0.75 * 0.5 + 0.25) / 1.0);
        close(report.macro_f1, (2.0 / 3.0 + 1.0) / 3.0);
        assert_eq!((report.recall[2], report.precision[2], report.f1[2]), (None, Some(0.0), Some(0.0)));
    }

    #[test]
    fn a_class_never_predicted_has_no_precision_and_an_f1_of_zero() {
        let report = report(3, &[0, 0, 1], &[0, 0, 0]);
        assert_eq!((report.precision[1], report.recall[1], report.f1[1]), (None, Some(0.0), Some(0.0)));
        assert_eq!((report.precision[2], report.recall[2], report.f1[2]), (None, None, None));
        assert_eq!((report.mcc, report.cohen_kappa), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn the_accuracy_under_the_training_prior_needs_every_class_that_was_trained_on() {
        let confusion = Confusion::of(3, &[0, 0, 1], &[0, 2, 1]);
        assert_eq!(Report::new(&confusion, &[60, 20, 20]).prior_accuracy, None);
        let unseen = Report::new(&confusion, &[0, 0, 9]);
        assert_eq!((unseen.prior_accuracy, unseen.prior_majority_baseline), (None, Some(1.0)));
    }

    #[test]
    fn nothing_evaluated_is_nothing_known() {
        let report = Report::new(&Confusion::new(2), &[0, 0]);
        let numbers = [
            report.accuracy,
            report.majority_baseline,
            report.prior_accuracy,
            report.prior_majority_baseline,
            report.balanced_accuracy,
            report.macro_f1,
            report.weighted_f1,
            report.mcc,
            report.cohen_kappa,
            report.g_mean,
        ];
        assert_eq!(numbers, [None; 10]);
        assert_eq!(report.f1, [None, None]);
    }

    #[test]
    fn a_report_survives_json_with_its_undefined_values() {
        let report = report(3, &[0, 0, 1], &[0, 0, 0]);
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.contains("\"precision\":[0.6666666666666666,null,null]"), "{text}");
        assert_eq!(serde_json::from_str::<Report>(&text).unwrap(), report);
    }
}
