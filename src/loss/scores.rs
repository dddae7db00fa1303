//! Losses on the bare logits, which are scores here: no probability belongs to them. Each takes the logits in `grad` and
//! leaves the gradient there.

use super::Real;
use super::sample::{RowValue, Sample};

/// Squared error of the logits, `sum_k w_k (z_k - q_k)^2`.
pub(super) fn squared_error<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    for (class, derivative) in grad.iter_mut().enumerate() {
        let (error, weight) = (*derivative - sample.share(class), sample.term_weight(class));
        row.value += error * error;
        row.weighted += weight * error * error;
        *derivative = F::of(2.0) * weight * error;
    }
    row
}

/// Hinge of Weston and Watkins, `sum_{k != y} max(0, margin + z_k - z_y)`; the gradient at the kink is 0.
pub(super) fn hinge<F: Real>(sample: &Sample<'_, F>, margin: F, grad: &mut [F]) -> RowValue<F> {
    let label = sample.label();
    let (truth, weight) = (grad[label], sample.class_weight(label));
    let (mut value, mut pull) = (F::zero(), F::zero());
    for (class, derivative) in grad.iter_mut().enumerate() {
        let violation = margin + (*derivative - truth);
        // A logit that is not a number violates every margin: it must not pass for a loss of zero.
        let counts = class != label && (violation > F::zero() || violation.is_nan());
        *derivative = if counts { weight } else { F::zero() };
        if counts {
            value += violation;
            pull += weight;
        }
    }
    grad[label] = -pull;
    RowValue { value, weighted: weight * value }
}

/// Hinge of Crammer and Singer, `max(0, margin + max_{k != y} z_k - z_y)`: only the strongest rival counts, the first of
/// equals; the gradient at the kink is 0.
pub(super) fn strongest_rival<F: Real>(sample: &Sample<'_, F>, margin: F, grad: &mut [F]) -> RowValue<F> {
    let label = sample.label();
    let (truth, weight) = (grad[label], sample.class_weight(label));
    let stronger = |best: Option<usize>, class: usize| match best {
        // A logit that is not a number is the strongest of all, so that it does not pass unseen.
        Some(best) if grad[best].is_nan() || grad[class] <= grad[best] => Some(best),
        _ => Some(class),
    };
    let rival = (0..grad.len()).filter(|class| *class != label).fold(None, stronger);
    let violation = rival.map_or(F::zero(), |rival| margin + (grad[rival] - truth));
    grad.fill(F::zero());
    let Some(rival) = rival.filter(|_| violation > F::zero() || violation.is_nan()) else {
        return RowValue { value: F::zero(), weighted: F::zero() };
    };
    grad[rival] = weight;
    grad[label] = -weight;
    RowValue { value: violation, weighted: weight * violation }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::sample::{Context, Target};

    /// The gradient of three scores of which the first is the true class.
    fn gradient(loss: impl Fn(&Sample<'_, f64>, &mut [f64]) -> RowValue<f64>, scores: [f64; 3]) -> [f64; 3] {
        let (context, mut grad) = (Context::default(), scores);
        loss(&Sample { target: Target::Label(0), context: &context }, &mut grad);
        grad
    }

    #[test]
    fn a_rival_that_is_a_margin_behind_has_no_gradient_and_one_a_little_nearer_has() {
        let weston = |sample: &Sample<'_, f64>, grad: &mut [f64]| hinge(sample, 1.0, grad);
        let crammer = |sample: &Sample<'_, f64>, grad: &mut [f64]| strongest_rival(sample, 1.0, grad);
        assert_eq!(gradient(weston, [2.0, 1.0, 0.0]), [0.0, 0.0, 0.0]);
        assert_eq!(gradient(crammer, [2.0, 1.0, 0.0]), [0.0, 0.0, 0.0]);
        assert_eq!(gradient(weston, [2.0, 1.25, 1.0]), [-1.0, 1.0, 0.0]);
        assert_eq!(gradient(crammer, [2.0, 1.25, 1.0]), [-1.0, 1.0, 0.0]);
    }
}
