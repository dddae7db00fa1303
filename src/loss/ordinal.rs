//! Classes with an order: `K - 1` cumulative sigmoids, where output k is the logit of `P(y > k)`.

use super::Real;
use super::sample::{RowValue, Sample};
use super::stable::{Logit, log_sigmoid};

/// Binary cross-entropy of every threshold, summed: `sum_{k < y} softplus(-z_k) + sum_{k >= y} softplus(z_k)`. Takes the
/// outputs in `grad` `[K - 1]` and leaves the gradient there.
pub(super) fn thresholds<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    let label = sample.label();
    assert!(label <= grad.len(), "label {label} needs at least as many thresholds, found {}", grad.len());
    let weight = sample.class_weight(label);
    let mut value = F::zero();
    // A threshold below the label should say yes, the others no.
    Logit::replace_each(grad, |threshold, logit| {
        let (side, Logit { softplus, sigmoid }) =
            if threshold < label { (-F::one(), logit.turned()) } else { (F::one(), logit) };
        value += softplus[0];
        side * weight * sigmoid[0]
    });
    RowValue { value, weighted: weight * value }
}

/// The K probabilities that `K - 1` thresholds leave, before they are made to sum to 1.
///
/// A class between two thresholds has what the upper one takes from the lower one; where the upper one is the more
/// probable, the two contradict each other and the class between them gets 0.
#[derive(Clone, Copy, Debug)]
pub(super) struct ThresholdSteps<'a, F>(pub(super) &'a [F]);

impl<F: Real> ThresholdSteps<'_, F> {
    /// Whether no threshold contradicts the one below it: then the probabilities sum to 1 already.
    pub(super) fn agree(&self) -> bool {
        self.0.windows(2).all(|pair| pair[0] >= pair[1])
    }

    /// Of one class, not less than 0.
    pub(super) fn share(&self, class: usize) -> F {
        self.log_share(class).exp()
    }

    /// Its logarithm, never taken of a difference of probabilities: `sigmoid(a) - sigmoid(b)` is
    /// `sigmoid(a) sigmoid(-b) (1 - exp(b - a))`.
    pub(super) fn log_share(&self, class: usize) -> F {
        let below = class.checked_sub(1).map(|threshold| self.0[threshold]);
        match (below, self.0.get(class).copied()) {
            (Some(a), Some(b)) => log_sigmoid(a) + log_sigmoid(-b) + log_one_minus_exp(b - a),
            (Some(a), None) => log_sigmoid(a),
            (None, Some(b)) => log_sigmoid(-b),
            (None, None) => F::zero(),
        }
    }
}

/// `ln(1 - exp(x))` below 0, and negative infinity from there on.
fn log_one_minus_exp<F: Real>(x: F) -> F {
    if x >= F::zero() { F::neg_infinity() } else { (-x.exp_m1()).ln() }
}
