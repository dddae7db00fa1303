//! Losses on the bare logits, which are scores here: no probability belongs to them. Each takes the logits in `grad` and
//! leaves the gradient there.

use super::Real;
use super::row::{RowValue, Sample};

/// Squared error of the logits, `sum_k w_k (z_k - q_k)^2`.
pub(super) fn squared_error<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    for (class, slope) in grad.iter_mut().enumerate() {
        let (error, weight) = (*slope - sample.share(class), sample.term_weight(class));
        row.value += error * error;
        row.weighted += weight * error * error;
        *slope = F::of(2.0) * weight * error;
    }
    row
}

/// Hinge of Weston and Watkins, `sum_{k != y} max(0, margin + z_k - z_y)`; the slope at the kink is 0.
pub(super) fn hinge<F: Real>(sample: &Sample<'_, F>, margin: F, grad: &mut [F]) -> RowValue<F> {
    let label = sample.label();
    let (truth, weight) = (grad[label], sample.class_weight(label));
    let (mut value, mut pull) = (F::zero(), F::zero());
    for (class, slope) in grad.iter_mut().enumerate() {
        let violation = margin + (*slope - truth);
        // A logit that is not a number violates every margin: it must not pass for a loss of zero.
        let counts = class != label && (violation > F::zero() || violation.is_nan());
        *slope = if counts { weight } else { F::zero() };
        if counts {
            value += violation;
            pull += weight;
        }
    }
    grad[label] = -pull;
    RowValue { value, weighted: weight * value }
}
