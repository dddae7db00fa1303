//! Logarithms of sums and of sigmoids that neither overflow nor cancel, in any precision.
//!
//! In single precision, with unit for the distance from 1 to the next number (2^-23) and K classes: the softmax of a logit
//! that is g below the largest is off by less than 4 + g/2 + K/64 units of itself; log-probabilities and logarithms of sums
//! by less than 2 + K/64 units, or as many of themselves where they are larger than 1; sigmoids and softplus as
//! [`crate::kernels`] says. The tests hold the bounds.
//!
//! Nothing here takes the logarithm of a probability: a probability that has been rounded to 0 or 1 has lost what its
//! logarithm would say.

use super::Real;

pub use super::scalar::{sigmoid, softplus};

/// Numbers that are worked together where there is no slice to work in.
const CHUNK: usize = 64;

/// `ln sum_k exp(z_k)`, kept as `max` and `ln(sum_k exp(z_k - max))`.
///
/// In two parts because `z - max` is exact for logits of similar size: the log-probability of a confident prediction
/// keeps its digits even where the logits are in the thousands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogPartition<F> {
    max: F,
    ln_sum: F,
}

impl<F: Real> LogPartition<F> {
    /// Of the logits that `values` yields; negative infinity of none. The iterator is run twice.
    pub fn of(values: impl Iterator<Item = F> + Clone) -> Self {
        let max = values.clone().fold(F::neg_infinity(), F::max);
        if max == F::neg_infinity() {
            return Self { max, ln_sum: F::zero() };
        }
        let mut found = false;
        let mut rest = F::zero();
        let mut values = values;
        let mut chunk = [F::zero(); CHUNK];
        loop {
            let mut taken = 0;
            for (place, value) in chunk.iter_mut().zip(&mut values) {
                // The largest term is exactly 1 and is left to `ln_1p`: added to the others it would swallow them.
                let left_out = value == max && !found;
                found |= left_out;
                *place = if left_out { F::neg_infinity() } else { value - max };
                taken += 1;
            }
            F::exp_each(&mut chunk[..taken]);
            rest = chunk[..taken].iter().fold(rest, |sum, &term| sum + term);
            if taken < CHUNK {
                return Self { max, ln_sum: rest.ln_1p() };
            }
        }
    }

    /// `ln p` of the class with this logit.
    pub fn log_probability(self, logit: F) -> F {
        (logit - self.max) - self.ln_sum
    }

    /// The logarithm of the sum itself.
    pub fn value(self) -> F {
        self.max + self.ln_sum
    }
}

/// Writes `ln softmax(logits)` into `out` (both `[K]`).
pub fn log_softmax<F: Real>(logits: &[F], out: &mut [F]) {
    let partition = LogPartition::of(logits.iter().copied());
    for (log_p, &logit) in out.iter_mut().zip(logits) {
        *log_p = partition.log_probability(logit);
    }
}

/// Replaces logits `[K]` by their softmax, with one exponential a class, and returns what turns a logit into `ln p`.
pub fn softmax_in_place<F: Real>(values: &mut [F]) -> LogPartition<F> {
    let mut top = 0;
    for class in 1..values.len() {
        if values[class] > values[top] {
            top = class;
        }
    }
    let Some(&max) = values.get(top) else {
        return LogPartition { max: F::neg_infinity(), ln_sum: F::zero() };
    };
    values.iter_mut().for_each(|value| *value -= max);
    F::exp_each(values);
    let largest = values[top];
    values[top] = F::zero();
    let rest: F = values.iter().copied().sum();
    values[top] = largest;
    // `largest` is 1, or NaN where the logits are not finite: then everything becomes NaN, as it should.
    let scale = (largest + rest).recip();
    for value in values.iter_mut() {
        *value *= scale;
    }
    LogPartition { max, ln_sum: rest.ln_1p() }
}

/// `ln sigmoid(x)`; `ln(1 - sigmoid(x))` is `log_sigmoid(-x)`.
pub fn log_sigmoid<F: Real>(x: F) -> F {
    -softplus(-x)
}

/// `ln softplus(x)`, which is nearly `x` where `exp(x)` is too small to be added to 1.
pub fn log_softplus<F: Real>(x: F) -> F {
    if x >= F::zero() {
        return softplus(x).ln();
    }
    let small = x.exp();
    // ln(1 + u) / u tends to 1 as u does to 0.
    let ratio = if small == F::zero() { F::one() } else { small.ln_1p() / small };
    x + ratio.ln()
}

/// What losses ask about one logit `z`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Logit<F> {
    /// `softplus(z)` and `softplus(-z)`.
    pub(super) softplus: [F; 2],
    /// `sigmoid(z)` and `sigmoid(-z)`.
    pub(super) sigmoid: [F; 2],
}

impl<F: Real> Logit<F> {
    /// What is asked about `-z`.
    pub(super) fn turned(self) -> Self {
        let ([a, b], [c, d]) = (self.softplus, self.sigmoid);
        Self { softplus: [b, a], sigmoid: [d, c] }
    }

    /// Replaces every logit by what `each` makes of its place and of it.
    pub(super) fn replace_each(logits: &mut [F], mut each: impl FnMut(usize, Self) -> F) {
        for (first, logits) in logits.chunks_mut(CHUNK).enumerate() {
            let count = logits.len();
            let mut sides = [[F::zero(); CHUNK]; 2];
            for (at, z) in logits.iter().enumerate() {
                (sides[0][at], sides[1][at]) = (*z, -*z);
            }
            let (mut softplus, mut sigmoid) = (sides, sides);
            for side in 0..2 {
                F::softplus_each(&mut softplus[side][..count]);
                F::sigmoid_each(&mut sigmoid[side][..count]);
            }
            for (at, z) in logits.iter_mut().enumerate() {
                let [softplus, sigmoid] = [softplus, sigmoid].map(|[plus, minus]| [plus[at], minus[at]]);
                *z = each(first * CHUNK + at, Self { softplus, sigmoid });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `ln sum_k exp(z_k)`.
    fn logsumexp(values: &[f64]) -> f64 {
        LogPartition::of(values.iter().copied()).value()
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-14 * expected.abs().max(1.0), "{found} for {expected}");
    }

    #[test]
    fn logsumexp_meets_its_definition_and_its_limits() {
        close(logsumexp(&[1.0_f64, 2.0, 3.0]), (1_f64.exp() + 2_f64.exp() + 3_f64.exp()).ln());
        close(logsumexp(&[1e4_f64, 1e4]), 1e4 + 2_f64.ln());
        assert_eq!(logsumexp(&[]).to_bits(), f64::NEG_INFINITY.to_bits());
        assert_eq!(logsumexp(&[f64::NEG_INFINITY; 2]).to_bits(), f64::NEG_INFINITY.to_bits());
        assert!(logsumexp(&[f64::NAN, 1.0]).is_nan());
    }

    #[test]
    fn a_confident_log_probability_keeps_its_digits_in_single_precision() {
        let mut out = [0_f32; 2];
        log_softmax(&[1025.0, 1000.0], &mut out);
        let expected = -(-25_f32).exp();
        assert!((out[0] / expected - 1.0).abs() < 1e-5, "{} for {expected}", out[0]);
        let mut p = [1025.0_f32, 1000.0];
        let partition = softmax_in_place(&mut p);
        assert_eq!(partition.log_probability(1025.0).to_bits(), out[0].to_bits());
        assert!((p[1] / -expected - 1.0).abs() < 1e-5, "{p:?}");
    }

    #[test]
    fn softmax_is_the_exponential_of_log_softmax() {
        let logits = [2.0_f64, 1.0, 0.1, -1.0, 0.5];
        let (mut p, mut log_p) = (logits, [0.0; 5]);
        softmax_in_place(&mut p);
        log_softmax(&logits, &mut log_p);
        for (p, log_p) in p.iter().zip(log_p) {
            close(*p, log_p.exp());
        }
        close(p.iter().sum(), 1.0);
        softmax_in_place::<f64>(&mut []);
    }

    /// Logits with gaps of many sizes.
    fn logits(classes: usize, turn: usize) -> Vec<f32> {
        let spread = [0.1, 1.0, 5.0, 30.0][turn % 4];
        (0..classes).map(|k| spread * ((k * 37 + turn * 11) as f32).sin()).collect()
    }

    #[test]
    fn single_precision_stays_as_near_to_double_precision_as_is_said() {
        for (classes, turn) in
            [1, 2, 3, 10, 63, 64, 65, 130, 1000].into_iter().flat_map(|k| [0, 1, 2, 3].map(|t| (k, t)))
        {
            let z = logits(classes, turn);
            let exact: Vec<f64> = z.iter().map(|z| f64::from(*z)).collect();
            let (mut p, mut exact_p) = (z.clone(), exact.clone());
            let partition = softmax_in_place(&mut p);
            let exact_partition = softmax_in_place(&mut exact_p);
            let unit = f64::from(f32::EPSILON);
            for (k, (p, exact_p)) in p.iter().zip(&exact_p).enumerate() {
                let off = (f64::from(*p) / exact_p - 1.0).abs() / unit;
                let gap = exact_partition.max - exact[k];
                let bound = 4.0 + gap / 2.0 + classes as f64 / 64.0;
                assert!(off < bound, "{classes} classes: p is off by {off} units");
                let found = f64::from(partition.log_probability(z[k]));
                let exact = exact_partition.log_probability(exact[k]);
                let off = (found - exact).abs() / (unit * exact.abs().max(1.0));
                assert!(off < 2.0 + classes as f64 / 64.0, "{classes} classes: ln p is off by {off} units");
            }
            let sum = LogPartition::of(z.iter().copied());
            let off = (f64::from(sum.value()) - exact_partition.value()).abs() / unit;
            assert!(off / exact_partition.value().abs().max(1.0) < 2.0 + classes as f64 / 64.0, "{off}");
        }
    }

    #[test]
    fn every_logit_of_any_number_is_asked_about() {
        for classes in [0, 1, 10, 64, 65, 200] {
            let z: Vec<f64> = logits(classes, 2).into_iter().map(f64::from).collect();
            let mut found = z.clone();
            Logit::replace_each(&mut found, |at, logit| {
                close(logit.softplus[0], softplus(z[at]));
                close(logit.softplus[1], softplus(-z[at]));
                close(logit.turned().sigmoid[0], sigmoid(-z[at]));
                logit.sigmoid[0]
            });
            assert_eq!(found, z.iter().map(|z| sigmoid(*z)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn softplus_and_sigmoid_are_finite_and_right_in_both_tails() {
        close(softplus(0.0_f64), 2_f64.ln());
        for x in [-1e4_f32, -90.0, 0.0, 90.0, 1e4] {
            assert!(softplus(x).is_finite() && log_sigmoid(x).is_finite(), "{x}");
            assert!((sigmoid(x) + sigmoid(-x) - 1.0).abs() < 1e-6, "{x}");
        }
        close(log_sigmoid(-1e4_f64), -1e4);
        assert!((sigmoid(-50_f64) / (-50_f64).exp() - 1.0).abs() < 1e-12);
        assert!((softplus(-50_f64) / (-50_f64).exp() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_logarithm_of_softplus_goes_on_where_softplus_is_zero() {
        for x in [-20.0_f64, -1.0, 0.0, 0.5, 30.0] {
            close(log_softplus(x), softplus(x).ln());
        }
        close(log_softplus(-1e4_f64), -1e4);
        close(log_softplus(1e4_f64), 1e4_f64.ln());
        assert!(log_softplus(f64::NAN).is_nan());
    }
}
