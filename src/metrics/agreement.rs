//! Agreement of prediction and truth, corrected for what chance would give.

use super::Confusion;

/// Matthews' correlation for K classes (Gorodkin 2004), in `-1..=1`.
///
/// As in scikit-learn it is 0 if truth or prediction is constant. `None` only for an empty matrix.
pub fn mcc(confusion: &Confusion) -> Option<f64> {
    let Margins { right, total, truths, predictions } = Margins::of(confusion);
    let covariance = right * total - dot(&truths, &predictions);
    let variances =
        (total * total - dot(&truths, &truths)) * (total * total - dot(&predictions, &predictions));
    (total > 0.0).then(|| if variances > 0.0 { covariance / variances.sqrt() } else { 0.0 })
}

/// Cohen's kappa: the agreement beyond chance, over the most there could be.
///
/// `None` for an empty matrix, and if truth and prediction are one and the same class throughout.
pub fn cohen_kappa(confusion: &Confusion) -> Option<f64> {
    let Margins { right, total, truths, predictions } = Margins::of(confusion);
    let chance = dot(&truths, &predictions);
    let room = total * total - chance;
    (room > 0.0).then(|| (right * total - chance) / room)
}

/// Cohen's kappa for classes that are grades: a mistake weighs the square of how many grades it is off.
///
/// `None` for an empty matrix, and if truth and prediction are one and the same class throughout.
pub fn quadratic_kappa(confusion: &Confusion) -> Option<f64> {
    let Margins { total, truths, predictions, .. } = Margins::of(confusion);
    let (mut found, mut by_chance) = (0.0, 0.0);
    for (truth, of_truth) in truths.iter().enumerate() {
        for (predicted, of_prediction) in predictions.iter().enumerate() {
            let weight = truth.abs_diff(predicted).pow(2) as f64;
            found += weight * confusion.count(truth, predicted) as f64;
            by_chance += weight * of_truth * of_prediction;
        }
    }
    (by_chance > 0.0).then(|| 1.0 - found * total / by_chance)
}

/// The sums of a matrix; whole numbers, exact up to some ninety million predictions.
struct Margins {
    right: f64,
    total: f64,
    truths: Vec<f64>,
    predictions: Vec<f64>,
}

impl Margins {
    fn of(confusion: &Confusion) -> Self {
        let classes = 0..confusion.classes();
        Self {
            right: confusion.trace() as f64,
            total: confusion.total() as f64,
            truths: classes.clone().map(|class| confusion.row_sum(class) as f64).collect(),
            predictions: classes.map(|class| confusion.column_sum(class) as f64).collect(),
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(classes: usize, truths: &[usize], predictions: &[usize]) -> (Option<f64>, Option<f64>) {
        let confusion = Confusion::of(classes, truths, predictions);
        (mcc(&confusion), cohen_kappa(&confusion))
    }

    #[test]
    fn perfect_agreement_is_one_and_perfect_disagreement_minus_one() {
        assert_eq!(both(2, &[0, 1, 0, 1], &[0, 1, 0, 1]), (Some(1.0), Some(1.0)));
        assert_eq!(both(2, &[0, 1, 0, 1], &[1, 0, 1, 0]), (Some(-1.0), Some(-1.0)));
    }

    #[test]
    fn a_constant_prediction_is_chance() {
        assert_eq!(both(2, &[0, 0, 1], &[0, 0, 0]), (Some(0.0), Some(0.0)));
        assert_eq!(both(2, &[0, 0, 0], &[0, 0, 1]), (Some(0.0), Some(0.0)));
    }

    #[test]
    fn one_class_throughout_leaves_no_room_beyond_chance() {
        assert_eq!(both(2, &[0, 0], &[0, 0]), (Some(0.0), None));
        assert_eq!(both(2, &[], &[]), (None, None));
    }

    #[test]
    fn a_mistake_by_two_grades_weighs_four_times_one_by_one() {
        let confusion = Confusion::of(3, &[0, 0, 0, 0, 0, 0, 1, 1, 1, 2], &[0, 0, 0, 0, 1, 2, 1, 0, 1, 0]);
        assert!((quadratic_kappa(&confusion).unwrap() + 1.0 / 9.0).abs() < 1e-12);
        assert_eq!(quadratic_kappa(&Confusion::of(2, &[0, 0], &[0, 0])), None);
        assert_eq!(quadratic_kappa(&Confusion::of(2, &[0, 1], &[0, 1])), Some(1.0));
    }

    /// A table where the two differ, worked by hand: 20, 5 / 10, 15.
    #[test]
    fn a_known_table_has_its_known_values() {
        let mut confusion = Confusion::new(2);
        for (truth, predicted, count) in [(0, 0, 20), (0, 1, 5), (1, 0, 10), (1, 1, 15)] {
            for _ in 0..count {
                confusion.record(truth, predicted);
            }
        }
        assert!((cohen_kappa(&confusion).unwrap() - 0.4).abs() < 1e-12);
        let phi = (20.0 * 15.0 - 5.0 * 10.0) / (25.0 * 25.0 * 30.0 * 20.0_f64).sqrt();
        assert!((mcc(&confusion).unwrap() - phi).abs() < 1e-12);
    }
}
