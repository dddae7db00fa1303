//! Losses on numbers. Each takes the predictions in `grad` `[D]` and leaves the gradient there.
//!
//! They are the mean over the outputs, but for the embedding, which is half a squared distance. Numbers have no class, so
//! that class weights do not touch them. The gradient at a kink is 0.

use super::Real;
use super::sample::{RowValue, Sample};

/// Above this log-rate, 5e21 events, the exponential goes on along its tangent: neither value nor gradient overflows.
pub const STEEPEST: f64 = 50.0;

/// The mean over the outputs of `term(z, t) = (loss, d loss / dz)`.
fn mean<F: Real>(sample: &Sample<'_, F>, grad: &mut [F], term: impl Fn(F, F) -> (F, F)) -> RowValue<F> {
    let per_output = F::of(grad.len() as f64).recip();
    sum(sample, grad, |z, t| {
        let (value, derivative) = term(z, t);
        (per_output * value, per_output * derivative)
    })
}

fn sum<F: Real>(sample: &Sample<'_, F>, grad: &mut [F], term: impl Fn(F, F) -> (F, F)) -> RowValue<F> {
    let wanted = sample.values();
    assert_eq!(wanted.len(), grad.len(), "one target per output");
    let mut total = F::zero();
    for (derivative, &t) in grad.iter_mut().zip(wanted) {
        let (value, pull) = term(*derivative, t);
        total += value;
        *derivative = pull;
    }
    RowValue { value: total, weighted: total }
}

/// Mean squared error, `(z - t)^2`.
pub(super) fn squared<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    mean(sample, grad, |z, t| ((z - t) * (z - t), F::of(2.0) * (z - t)))
}

/// Mean absolute error, `|z - t|`.
pub(super) fn absolute<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    mean(sample, grad, |z, t| ((z - t).abs(), sign(z - t)))
}

/// Huber loss: `r^2 / 2` up to `delta`, `delta (|r| - delta / 2)` beyond.
pub(super) fn huber<F: Real>(sample: &Sample<'_, F>, delta: F, grad: &mut [F]) -> RowValue<F> {
    let half = F::of(0.5);
    mean(sample, grad, |z, t| {
        let error = z - t;
        if error.abs() > delta {
            return (delta * (error.abs() - half * delta), delta.copysign(error));
        }
        (half * error * error, error)
    })
}

/// Mean squared logarithmic error, `(ln(1 + z) - ln(1 + t))^2`; infinite or not a number for predictions at or below -1.
pub(super) fn squared_logarithmic<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    mean(sample, grad, |z, t| {
        let error = z.ln_1p() - t.ln_1p();
        (error * error, F::of(2.0) * error / (F::one() + z))
    })
}

/// Negative log-likelihood of a Poisson count without what the target alone decides (`ln t!`), `exp(z) - t z`: the output
/// is the logarithm of the rate.
pub(super) fn poisson<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    let steepest = F::of(STEEPEST);
    mean(sample, grad, |z, t| {
        let (rate, derivative) = if z > steepest {
            let derivative = steepest.exp();
            (derivative * (F::one() + (z - steepest)), derivative)
        } else {
            (z.exp(), z.exp())
        };
        (rate - t * z, derivative - t)
    })
}

/// `z - t`, which has no smallest value: no loss.
pub(super) fn signed_difference<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    mean(sample, grad, |z, t| (z - t, F::one()))
}

/// Half the squared distance of two vectors, `sum_k (h_k - t_k)^2 / 2`.
pub(super) fn distance<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    sum(sample, grad, |h, t| (F::of(0.5) * (h - t) * (h - t), h - t))
}

/// -1, 0 or 1; not a number stays what it is.
fn sign<F: Real>(x: F) -> F {
    if x == F::zero() || x.is_nan() { x } else { x.signum() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::sample::{Context, Target};

    /// Value and gradient of one output with one target.
    fn one(loss: impl Fn(&Sample<'_, f64>, &mut [f64]) -> RowValue<f64>, z: f64, t: f64) -> [f64; 2] {
        let (row, context, mut grad) = ([t], Context::default(), [z]);
        let value = loss(&Sample { target: Target::Row(&row), context: &context }, &mut grad).value;
        [value, grad[0]]
    }

    #[test]
    fn a_rate_beyond_the_steepest_grows_along_its_tangent() {
        let top = STEEPEST.exp();
        for (past, t) in [(0.5, 3.0), (2.0, 0.0)] {
            let [value, derivative] = one(poisson, STEEPEST + past, t);
            let expected = top * (1.0 + past) - t * (STEEPEST + past);
            assert!((value / expected - 1.0).abs() < 1e-12, "{value} for {expected}");
            assert_eq!(derivative, top - t);
        }
        let [[below, _], [above, _]] = [-1e-9, 1e-9].map(|step| one(poisson, STEEPEST + step, 1.0));
        assert!((above / below - 1.0).abs() < 1e-8, "no step where one becomes the other");
        assert_eq!(one(poisson, STEEPEST, 0.0)[0], top);
    }

    #[test]
    fn the_absolute_error_has_no_gradient_where_it_is_zero_and_none_that_is_a_number_of_none() {
        assert_eq!(one(absolute, 2.5, 2.5), [0.0, 0.0]);
        assert_eq!([one(absolute, 3.0, 2.5)[1], one(absolute, 2.0, 2.5)[1]], [1.0, -1.0]);
        assert!(one(absolute, f64::NAN, 1.0)[1].is_nan());
    }

    #[test]
    fn beyond_delta_the_error_of_huber_pulls_by_delta_towards_the_target() {
        let of = |z: f64| one(|sample, grad| huber(sample, 0.5, grad), z, 1.0);
        assert_eq!([of(4.0), of(-2.0)], [[0.5 * 2.75, 0.5], [0.5 * 2.75, -0.5]]);
        assert_eq!([of(1.5), of(0.75)], [[0.125, 0.5], [0.031_25, -0.25]]);
    }
}
