//! What outputs say, whatever the loss.

use crate::loss::stable::{log_softmax, sigmoid, softmax_in_place, softplus};

/// The roads from outputs to probabilities, side by side; each list `[outputs]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Readings {
    /// `exp(z)` in the single precision that networks train in: infinite above 88, 0 below -104.
    pub exp: Vec<f32>,
    /// `exp(z) / sum exp(z)` from those; `None` where it is infinity over infinity or 0 over 0.
    pub naive: Vec<Option<f32>>,
    /// `exp(z - max z)`, which cannot overflow.
    pub shifted: Vec<f64>,
    /// The softmax.
    pub softmax: Vec<f64>,
    /// The sigmoid of each for itself.
    pub sigmoid: Vec<f64>,
    /// The softplus of each for itself.
    pub softplus: Vec<f64>,
    /// `z / sum z`, which is a distribution only where no value is negative and not all are 0.
    pub shares: Option<Vec<f64>>,
}

impl Readings {
    pub(super) fn of(outputs: &[f64]) -> Self {
        let exp: Vec<f32> = outputs.iter().map(|z| (*z as f32).exp()).collect();
        let sum: f32 = exp.iter().sum();
        let max = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = outputs.iter().sum();
        let positive = outputs.iter().all(|z| *z >= 0.0) && total > 0.0;
        let mut softmax = outputs.to_vec();
        softmax_in_place(&mut softmax);
        let of = |f: fn(f64) -> f64| outputs.iter().copied().map(f).collect();
        Self {
            naive: exp.iter().map(|exp| Some(exp / sum).filter(|share| share.is_finite())).collect(),
            exp,
            shifted: outputs.iter().map(|z| (z - max).exp()).collect(),
            softmax,
            sigmoid: of(sigmoid),
            softplus: of(softplus),
            shares: positive.then(|| outputs.iter().map(|z| z / total).collect()),
        }
    }
}

/// `d p_i / d z_j = p_i (1[i = j] - p_j)` of the softmax, row by row: all of it, for its diagonal alone is not the
/// derivative.
pub fn jacobian(outputs: &[f64]) -> Vec<Vec<f64>> {
    let mut logs = outputs.to_vec();
    log_softmax(outputs, &mut logs);
    let p: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
    // What a certain prediction leaves to the others is lost in 1 - p, and kept in the logarithm.
    let rest = |i: usize| -logs[i].exp_m1();
    let entry = |i: usize, j: usize| if i == j { p[i] * rest(i) } else { -p[i] * p[j] };
    (0..p.len()).map(|i| (0..p.len()).map(|j| entry(i, j)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_jacobian_turns_the_gradient_of_cross_entropy_into_p_minus_y() {
        let outputs = [2.0, 1.0, 0.1];
        let (p, jacobian) = (Readings::of(&outputs).softmax, jacobian(&outputs));
        for j in 0..3 {
            // d(-ln p_1) / dp_1 = -1 / p_1.
            let derivative = -jacobian[1][j] / p[1];
            assert!((derivative - (p[j] - f64::from(j == 1))).abs() < 1e-12);
            assert!(jacobian[j].iter().sum::<f64>().abs() < 1e-12);
        }
    }

    #[test]
    fn the_jacobian_keeps_the_little_that_a_certain_prediction_leaves() {
        let jacobian = jacobian(&[100.0, -100.0, 0.0]);
        let left = (-100_f64).exp();
        assert!((jacobian[0][0] / left - 1.0).abs() < 1e-12, "{jacobian:?}");
        assert!((jacobian[0][2] / left + 1.0).abs() < 1e-12, "{jacobian:?}");
        for row in jacobian {
            assert!(row.iter().sum::<f64>().abs() < 1e-12 * left, "{row:?}");
        }
    }

    #[test]
    fn shares_need_values_that_are_not_negative() {
        assert_eq!(Readings::of(&[1.0, 2.0, 4.0, 1.0]).shares.unwrap(), [0.125, 0.25, 0.5, 0.125]);
        assert_eq!((Readings::of(&[1.0, -1.0]).shares, Readings::of(&[0.0, 0.0]).shares), (None, None));
    }
}
