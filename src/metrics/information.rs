//! Surprise and uncertainty, in nats.

use ndarray::ArrayViewMut1;
use std::fmt;

/// The unit in which the screen shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Natural logarithms, as losses have them.
    #[default]
    Nats,
    /// Binary ones: 1 bit is a fair yes or no.
    Bits,
}

impl Unit {
    /// A value in nats, in this unit.
    pub fn of_nats(self, nats: f64) -> f64 {
        match self {
            Self::Nats => nats,
            Self::Bits => nats / std::f64::consts::LN_2,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nats => "nats",
            Self::Bits => "bits",
        })
    }
}

/// `-ln p` of what happened.
pub fn surprisal(log_p: f64) -> f64 {
    // Not `-log_p`, which would be shown as -0 for a certain event.
    0.0 - log_p
}

/// `-sum p ln p` from log-probabilities; between 0 and `ln K`. A class with `ln p` of negative infinity adds nothing.
pub fn entropy_of_logs(log_p: &[f64]) -> f64 {
    let possible = log_p.iter().filter(|log_p| **log_p != f64::NEG_INFINITY);
    possible.fold(0.0, |sum, log_p| sum - log_p.exp() * log_p)
}

/// `z - ln sum exp z` in place: logits become log-probabilities. What is negative infinity stays so; a row of nothing else
/// has no distribution and is left alone.
pub(super) fn log_softmax(mut row: ArrayViewMut1<'_, f64>) {
    let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most > f64::NEG_INFINITY {
        let all = most + row.iter().map(|z| (z - most).exp()).sum::<f64>().ln();
        row.mapv_inplace(|z| z - all);
    }
}

/// `-sum p ln p` of a distribution, with `0 ln 0 = 0`.
pub fn entropy(p: &[f64]) -> f64 {
    p.iter().filter(|p| **p != 0.0).fold(0.0, |sum, p| sum - p * p.ln())
}

/// `-sum q ln p`: the mean surprise of one who expects p where q holds. `None` if p rules out what q allows.
///
/// # Panics
/// If the distributions differ in length.
pub fn cross_entropy(q: &[f64], p: &[f64]) -> Option<f64> {
    assert_eq!(q.len(), p.len(), "distributions over the same classes");
    let allowed = q.iter().zip(p).filter(|(q, _)| **q != 0.0);
    allowed.map(|(q, p)| (*p > 0.0).then(|| -q * p.ln())).sum()
}

/// `KL(q || p) = sum q ln(q / p)`, the surprise that knowing q would have spared. `None` if p rules out what q allows.
///
/// # Panics
/// If the distributions differ in length.
pub fn kl_divergence(q: &[f64], p: &[f64]) -> Option<f64> {
    // Rounding may take equal distributions just below 0.
    cross_entropy(q, p).map(|cross| (cross - entropy(q)).max(0.0))
}

/// The entropy of the class frequencies: the best unweighted loss of a model that never looks at the image. `None` without
/// samples.
pub fn prior_entropy(counts: &[usize]) -> Option<f64> {
    let total: usize = counts.iter().sum();
    (total > 0).then(|| entropy(&counts.iter().map(|&n| n as f64 / total as f64).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
    }

    #[test]
    fn the_entropy_of_equal_classes_is_the_logarithm_of_their_number() {
        close(entropy(&[0.25; 4]), 4_f64.ln());
        close(Unit::Bits.of_nats(entropy(&[0.25; 4])), 2.0);
        close(Unit::Nats.of_nats(1.5), 1.5);
        close(entropy_of_logs(&[0.25_f64.ln(); 4]), 4_f64.ln());
        assert_eq!((Unit::Nats.to_string(), Unit::Bits.to_string()), ("nats".to_owned(), "bits".to_owned()));
    }

    #[test]
    fn certainty_has_no_entropy_and_no_surprise() {
        close(entropy(&[1.0, 0.0]), 0.0);
        close(entropy_of_logs(&[0.0, f64::NEG_INFINITY]), 0.0);
        for zero in [entropy(&[1.0]), entropy_of_logs(&[0.0]), surprisal(0.0)] {
            assert_eq!(zero.to_string(), "0");
        }
        close(Unit::Bits.of_nats(surprisal(0.125_f64.ln())), 3.0);
    }

    /// The two directions differ; the numbers are those of the losses with the same targets.
    #[test]
    fn divergences_have_their_known_values() {
        let p = [0.558_545_1, 0.205_477_3, 0.083_541_2, 0.027_808_0, 0.124_628_4];
        let q = [0.1, 0.2, 0.5, 0.1, 0.1];
        let near = |found: Option<f64>, expected: f64| {
            assert!(found.is_some_and(|found| (found - expected).abs() < 1e-5), "{found:?} for {expected}");
        };
        near(cross_entropy(&q, &p), 2.182_420);
        near(kl_divergence(&q, &p), 0.823_183);
        near(kl_divergence(&p, &q), 0.808_713);
        near(kl_divergence(&q, &q), 0.0);
    }

    #[test]
    fn what_p_rules_out_has_no_finite_divergence() {
        assert_eq!(kl_divergence(&[0.5, 0.5], &[1.0, 0.0]), None);
        assert_eq!(cross_entropy(&[0.5, 0.5], &[1.0, 0.0]), None);
        assert!((kl_divergence(&[1.0, 0.0], &[0.5, 0.5]).unwrap() - 2_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn the_prior_entropy_is_that_of_the_frequencies() {
        close(prior_entropy(&[3, 1, 0]).unwrap(), entropy(&[0.75, 0.25]));
        assert_eq!((prior_entropy(&[0, 0]), prior_entropy(&[])), (None, None));
    }

    #[test]
    fn a_row_that_rules_out_everything_is_left_alone() {
        let out = f64::NEG_INFINITY;
        let mut rows = ndarray::array![[out, out], [out, 3.0]];
        rows.rows_mut().into_iter().for_each(log_softmax);
        assert_eq!(rows, ndarray::array![[out, out], [out, 0.0]]);
    }
}
