//! What logits say as probabilities.

use super::Real;
use super::stable::{LogPartition, log_sigmoid, sigmoid, softmax_in_place};

/// How logits `[K]` become probabilities that sum to 1, so that arms with different losses can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProbabilityMap {
    /// `exp(z_k) / sum_j exp(z_j)`.
    Softmax,
    /// `sigmoid(z_k) / sum_j sigmoid(z_j)`: one-vs-rest outputs, made to sum to 1.
    NormalisedSigmoid,
    /// The logits are scores: they have a largest one, and nothing more.
    None,
}

impl ProbabilityMap {
    /// Writes the probabilities of all classes into `out` `[K]`.
    ///
    /// Returns false and leaves `out` alone where the logits are only scores.
    #[must_use]
    pub fn probabilities<F: Real>(&self, logits: &[F], out: &mut [F]) -> bool {
        for (out, &logit) in out.iter_mut().zip(logits) {
            *out = match self {
                Self::Softmax => logit,
                // In logarithms, because all sigmoids may be too small to divide by.
                Self::NormalisedSigmoid => log_sigmoid(logit),
                Self::None => return false,
            };
        }
        softmax_in_place(out);
        true
    }

    /// `ln` of the probability of `class`, never computed from the probability; `None` where the logits are only scores.
    pub fn log_probability<F: Real>(&self, logits: &[F], class: usize) -> Option<F> {
        match self {
            Self::Softmax => Some(LogPartition::of(logits.iter().copied()).log_probability(logits[class])),
            Self::NormalisedSigmoid => {
                let logs = logits.iter().map(|&logit| log_sigmoid(logit));
                Some(LogPartition::of(logs).log_probability(log_sigmoid(logits[class])))
            }
            Self::None => None,
        }
    }

    /// The plain loss `-ln p_y` in nats, the one loss that compares across arms; `None` where the logits are only scores.
    pub fn plain_loss<F: Real>(&self, logits: &[F], label: usize) -> Option<F> {
        // Not `-log_p`, which would be shown as -0 for a certain prediction.
        self.log_probability(logits, label).map(|log_p| F::zero() - log_p)
    }

    /// Whether every sigmoid says no (is below one half); `None` for maps that must choose.
    pub fn none_of_these<F: Real>(&self, logits: &[F]) -> Option<bool> {
        let half = F::of(0.5);
        (*self == Self::NormalisedSigmoid).then(|| logits.iter().all(|&logit| sigmoid(logit) < half))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f64; 3] = [2.0, -1.0, 0.5];

    #[test]
    fn normalised_sigmoids_are_sigmoids_over_their_sum() {
        let mut p = [0.0; 3];
        assert!(ProbabilityMap::NormalisedSigmoid.probabilities(&LOGITS, &mut p));
        let sum: f64 = LOGITS.iter().map(|&z| sigmoid(z)).sum();
        for (class, p) in p.into_iter().enumerate() {
            assert!((p - sigmoid(LOGITS[class]) / sum).abs() < 1e-12);
            let log_p = ProbabilityMap::NormalisedSigmoid.log_probability(&LOGITS, class).unwrap();
            assert!((log_p - p.ln()).abs() < 1e-12);
        }
    }

    #[test]
    fn probabilities_sum_to_one_and_plain_losses_are_finite_for_huge_logits() {
        for map in [ProbabilityMap::Softmax, ProbabilityMap::NormalisedSigmoid] {
            for logits in [[1e4_f32, -1e4, 0.0], [-1e4, -1e4, -1e4], [300.0, 200.0, -300.0]] {
                let mut p = [0.0; 3];
                assert!(map.probabilities(&logits, &mut p));
                assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6, "{map:?} {logits:?} {p:?}");
                for label in 0..3 {
                    let loss = map.plain_loss(&logits, label).unwrap();
                    assert!(loss.is_finite() && loss.is_sign_positive(), "{map:?} {logits:?} {loss}");
                }
            }
        }
    }

    #[test]
    fn scores_have_no_probabilities() {
        let mut out = [7.0; 3];
        assert!(!ProbabilityMap::None.probabilities(&LOGITS, &mut out));
        assert!(out.iter().all(|&value| value > 6.0));
        assert_eq!(ProbabilityMap::None.plain_loss(&LOGITS, 0), None);
    }

    #[test]
    fn only_sigmoids_can_say_none_of_these() {
        let map = ProbabilityMap::NormalisedSigmoid;
        assert_eq!(map.none_of_these(&[-0.1, -3.0]), Some(true));
        assert_eq!(map.none_of_these(&[-0.1, 0.0]), Some(false));
        assert_eq!(ProbabilityMap::Softmax.none_of_these(&[-0.1, -3.0]), None);
    }
}
