//! Cross-entropy of normal probabilities that are divided by their sum.

use super::super::entry::{Arguments, Family, LossEntry, Questions, ValueMeasure};
use super::super::formula::Formula;
use super::{LABEL_OR_SHARES, TRUTH_OR_SHARES};
use crate::base::spec::SpecError;
use crate::loss::positive::Positive;
use crate::loss::real::{Function, FunctionPair};
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, normalised};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// `-ln p_y` with `p_k = Phi(z_k) / sum_j Phi(z_j)`, in which Phi is the distribution function of the standard normal.
///
/// The link is that of Bliss 1934 for yes or no: an output is on if it exceeds standard normal noise, independently of the
/// others. Dividing by the sum makes one choice of K yeses, as l1-normalised does of softplus and one-vs-rest does of
/// sigmoids. It is not the multinomial probit, in which the largest of K noisy scores wins and which has no closed form.
///
/// With `phi = Phi'` and `h = phi / Phi`, the inverse Mills ratio, the gradient is `h(z_k) (p_k - q_k)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Probit;

impl Formula for Probit {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "probit",
        family: Family::Normalised(&NORMAL),
        targets: LABEL_OR_SHARES,
        summary: "Cross-entropy of K independent normal probabilities, divided by their sum.",
        formula: "-ln(Phi(z_y) / sum_k Phi(z_k)), Phi the normal distribution function",
        questions: Questions {
            produces: "K scores, each turned into Phi(z), the probability that normal noise stays below it, and divided by their sum",
            compared_with: TRUTH_OR_SHARES,
            how: "surprise: minus the logarithm of the truth's probability",
        },
        advice: "Set it beside softmax-ce: a confident mistake costs the square of its score, and one class never exceeds 2/3 while another is at 0.",
        measure: ValueMeasure::Surprisal,
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        normalised::cross_entropy(sample, &NORMAL, grad)
    }
}

static NORMAL: Positive = Positive {
    name: "Phi",
    symbol: "Phi(z)",
    shares: "Ph/sum",
    meaning: "the normal distribution function of z, between 0 and 1",
    log: Function { single: in_double_log, double: log_cdf },
    log_and_rate: FunctionPair { single: in_double_log_and_rate, double: log_and_rate },
    inverse: quantile,
};

/// Below this, the tail is computed from its continued fraction.
const TAIL: f64 = -5.0;
/// Terms of the fraction; at 5, ten of them reach the last digit of double precision.
const TERMS: u32 = 16;

// In single precision too much of the tail would be lost to the square.
fn in_double_log(z: f32) -> f32 {
    log_cdf(f64::from(z)) as f32
}

fn in_double_log_and_rate(z: f32) -> (f32, f32) {
    let (log, rate) = log_and_rate(f64::from(z));
    (log as f32, rate as f32)
}

/// `ln phi(z)`.
fn log_density(z: f64) -> f64 {
    -0.5 * (z * z + (2.0 * PI).ln())
}

/// `phi(x) / Phi(-x)` for x well above 0: `x + 1 / (x + 2 / (x + 3 / (x + ...` (Laplace; Abramowitz and Stegun 26.2.14).
fn tail_ratio(x: f64) -> f64 {
    (1..=TERMS).rev().fold(x, |rest, term| x + f64::from(term) / rest)
}

/// `ln Phi(z)`, without the logarithm of a probability that has become 0 or 1.
fn log_cdf(z: f64) -> f64 {
    if z < TAIL {
        return log_density(z) - tail_ratio(-z).ln();
    }
    if z > 0.0 {
        return (-0.5 * libm::erfc(z * FRAC_1_SQRT_2)).ln_1p();
    }
    (0.5 * libm::erfc(-z * FRAC_1_SQRT_2)).ln()
}

/// `ln Phi(z)` and its derivative `phi(z) / Phi(z)`, which is nearly `-z` far below 0.
fn log_and_rate(z: f64) -> (f64, f64) {
    let log = log_cdf(z);
    (log, if z < TAIL { tail_ratio(-z) } else { (log_density(z) - log).exp() })
}

/// The z with `Phi(z) = p`. `ln Phi` is concave, so that Newton's steps come from below after the first and never overshoot.
fn quantile(p: f64) -> Option<f64> {
    if !(p > 0.0 && p < 1.0) {
        return None;
    }
    // Both halves are solved in the lower one, where ln Phi has all its digits.
    if p > 0.5 {
        return quantile(1.0 - p).map(|z| -z);
    }
    let mut z = 0.0;
    for _ in 0..100 {
        let (log, rate) = log_and_rate(z);
        let step = (log - p.ln()) / rate;
        z -= step;
        if step.abs() <= f64::EPSILON * z.abs() {
            break;
        }
    }
    Some(z)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-14 * expected.abs(), "{found} for {expected}");
    }

    #[test]
    fn the_logarithm_of_the_normal_distribution_is_right_in_both_tails() {
        // mpmath with 50 digits: log(erfc(-z / sqrt(2)) / 2)
        for (z, expected) in [
            (-1e4, -50_000_010.129_278_91),
            (-38.5, -745.695_270_290_411_1),
            (-5.5, -17.779_376_352_625_26),
            (-5.0, -15.064_998_393_988_726),
            (-4.9, -14.551_182_689_355_313),
            (-1.0, -1.841_021_645_009_263_5),
            (0.0, -std::f64::consts::LN_2),
            (1.0, -0.172_753_779_023_449_9),
            (5.0, -2.866_516_129_637_636e-7),
            (8.0, -6.220_960_574_271_786e-16),
        ] {
            close(log_cdf(z), expected);
        }
        assert!(log_cdf(1e4).abs() < f64::MIN_POSITIVE && log_and_rate(40.0).1 >= 0.0);
        assert!(log_cdf(f64::NAN).is_nan() && log_and_rate(f64::NAN).1.is_nan());
    }

    #[test]
    fn the_rate_is_the_gradient_of_the_logarithm_on_both_sides_of_the_seam() {
        for z in [-1e4, -30.0, TAIL - 1e-9, TAIL + 1e-9, -1.0, 0.0, 2.0, 6.0] {
            let step = 1e-5 * f64::max(1.0, z.abs());
            let derivative = (log_cdf(z + step) - log_cdf(z - step)) / (2.0 * step);
            assert!(
                (derivative - log_and_rate(z).1).abs() < 1e-7 * log_and_rate(z).1.max(1e-2),
                "{z}: {derivative}"
            );
        }
    }

    #[test]
    fn the_rate_keeps_its_digits_far_in_the_tail() {
        // x + 1/x - 2/x^3, of which the last is 2e-12.
        close(log_and_rate(-1e4).1, 1e4 + 1e-4);
        close(log_and_rate(-1e6).1, 1e6 + 1e-6);
    }

    #[test]
    fn the_quantile_undoes_the_distribution() {
        for z in [-35.0, -5.0, -0.3, 0.0, 0.7, 4.0] {
            let found = quantile(log_cdf(z).exp()).unwrap();
            assert!((found - z).abs() < 1e-11, "{found} for {z}");
        }
        assert_eq!([quantile(0.0), quantile(1.0), quantile(f64::NAN)], [None; 3]);
    }
}
