//! What outputs say as probabilities.

use super::Real;
use super::index::Numbering;
use super::ordinal::ThresholdSteps;
use super::positive::Positive;
use super::stable::{LogPartition, log_sigmoid, sigmoid, softmax_in_place};

/// How outputs become probabilities of K classes. All but [`Self::Independent`] sum to 1, so that arms with different losses
/// can be compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ProbabilityMap {
    /// `exp(z_k) / sum_j exp(z_j)`.
    Softmax,
    /// The softmax of outputs times a factor: of cosines, which cannot grow by themselves.
    ScaledSoftmax(f64),
    /// `sigmoid(z_k) / sum_j sigmoid(z_j)`: one-vs-rest outputs, made to sum to 1.
    NormalisedSigmoid,
    /// `g(z_k) / sum_j g(z_j)`: divided by the L1 norm of what has been made positive.
    Normalised(&'static Positive),
    /// `K - 1` outputs are the logits of `P(y > k)`; a class has the difference of its neighbours. Where those contradict
    /// each other it has 0, and the others are made to sum to 1.
    Cumulative,
    /// `sigmoid(z_k)`, each for itself: they need not sum to 1.
    Independent,
    /// The output is the number of a class: no probability belongs to it, but a class does.
    Numbered(Numbering),
    /// The outputs are scores or numbers: no probability belongs to them.
    None,
}

impl ProbabilityMap {
    /// How many classes this many outputs tell apart.
    pub fn classes(&self, outputs: usize) -> usize {
        match self {
            Self::Numbered(numbering) => numbering.classes,
            _ => outputs + usize::from(*self == Self::Cumulative),
        }
    }

    /// Whether probabilities belong to the outputs.
    pub fn declares_probabilities(&self) -> bool {
        !matches!(self, Self::Numbered(_) | Self::None)
    }

    /// Writes the probabilities of all classes into `out` `[K]`.
    ///
    /// Returns false and leaves `out` alone where no probability belongs to the outputs.
    #[must_use]
    pub fn probabilities<F: Real>(&self, outputs: &[F], out: &mut [F]) -> bool {
        // In logarithms, because all sigmoids may be too small to divide by.
        if *self == Self::Cumulative {
            cumulative(&ThresholdSteps(outputs), out);
            return true;
        }
        for (out, &output) in out.iter_mut().zip(outputs) {
            *out = match self {
                Self::Softmax | Self::Independent => output,
                Self::ScaledSoftmax(scale) => F::of(*scale) * output,
                Self::NormalisedSigmoid => log_sigmoid(output),
                Self::Normalised(positive) => positive.log(output),
                Self::Cumulative | Self::Numbered(_) | Self::None => return false,
            };
        }
        if *self == Self::Independent {
            F::sigmoid_each(out);
        } else {
            softmax_in_place(out);
        }
        true
    }

    /// `ln` of the probability of `class`, never computed from the probability; `None` where the outputs choose no class.
    ///
    /// Negative infinity for a class whose thresholds contradict each other.
    pub fn log_probability<F: Real>(&self, outputs: &[F], class: usize) -> Option<F> {
        match self {
            Self::Softmax => Some(normalised(outputs, class, |z| z)),
            Self::ScaledSoftmax(scale) => Some(normalised(outputs, class, |z| F::of(*scale) * z)),
            Self::NormalisedSigmoid => Some(normalised(outputs, class, log_sigmoid)),
            Self::Normalised(positive) => Some(normalised(outputs, class, |z| positive.log(z))),
            Self::Cumulative => {
                let steps = ThresholdSteps(outputs);
                let shares = (0..=outputs.len()).map(|class| steps.log_share(class));
                let all = if steps.agree() { F::zero() } else { LogPartition::of(shares).value() };
                Some(steps.log_share(class) - all)
            }
            Self::Independent | Self::Numbered(_) | Self::None => None,
        }
    }

    /// The unweighted loss `-ln p_y` in nats, the one loss that compares across arms; `None` where the outputs choose no class.
    pub fn plain_loss<F: Real>(&self, outputs: &[F], label: usize) -> Option<F> {
        // Not `-log_p`, which would be shown as -0 for a certain prediction.
        self.log_probability(outputs, label).map(|log_p| F::zero() - log_p)
    }

    /// The unweighted loss against shares `[K]` of the classes, `-sum q ln p` in nats; `None` where the outputs choose no class.
    /// It is the entropy of the shares and the divergence of the outputs from them.
    pub fn cross_entropy<F: Real>(&self, outputs: &[F], shares: &[F]) -> Option<F> {
        let wanted = shares.iter().enumerate().filter(|(_, share)| **share > F::zero());
        wanted.map(|(class, share)| Some(*share * self.plain_loss(outputs, class)?)).sum()
    }

    /// The class chosen: that of the largest output, the first of equals; of thresholds, the most probable class; of a
    /// number, the class whose own is nearest.
    pub fn predicted<F: Real>(&self, outputs: &[F]) -> usize {
        if let (Self::Numbered(numbering), [output, ..]) = (self, outputs) {
            return numbering.nearest(*output);
        }
        if *self == Self::Cumulative {
            let steps = ThresholdSteps(outputs);
            let better = |best: usize, class: usize| {
                if steps.log_share(class) > steps.log_share(best) { class } else { best }
            };
            return (0..=outputs.len()).fold(0, better);
        }
        let larger = |(best, top): (usize, F), (class, &output): (usize, &F)| {
            if output > top { (class, output) } else { (best, top) }
        };
        outputs.iter().enumerate().fold((0, F::neg_infinity()), larger).0
    }

    /// Whether every sigmoid says no (is below one half); `None` for maps that must choose.
    pub fn none_of_these<F: Real>(&self, outputs: &[F]) -> Option<bool> {
        let half = F::of(0.5);
        let free = matches!(self, Self::NormalisedSigmoid | Self::Independent);
        free.then(|| outputs.iter().all(|&output| sigmoid(output) < half))
    }
}

/// `ln` of one class's part of the sum of what `log` is the logarithm of.
fn normalised<F: Real>(outputs: &[F], class: usize, log: impl Fn(F) -> F) -> F {
    LogPartition::of(outputs.iter().map(|&z| log(z))).log_probability(log(outputs[class]))
}

fn cumulative<F: Real>(steps: &ThresholdSteps<'_, F>, out: &mut [F]) {
    for (class, out) in out.iter_mut().enumerate() {
        *out = steps.share(class);
    }
    if !steps.agree() {
        // At least 1: what the contradictions took away is missing here.
        let scale = out.iter().copied().sum::<F>().recip();
        out.iter_mut().for_each(|p| *p *= scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loss::positive::SOFTPLUS;

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
        let maps = [
            ProbabilityMap::Softmax,
            ProbabilityMap::ScaledSoftmax(30.0),
            ProbabilityMap::NormalisedSigmoid,
            ProbabilityMap::Normalised(&SOFTPLUS),
        ];
        for map in maps {
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
    fn shares_cost_the_mean_of_what_their_classes_cost() {
        let map = ProbabilityMap::Softmax;
        let cost = |class| map.plain_loss(&LOGITS, class).unwrap();
        let found = map.cross_entropy(&LOGITS, &[0.25, 0.75, 0.0]).unwrap();
        assert!((found - 0.25 * cost(0) - 0.75 * cost(1)).abs() < 1e-12);
        let impossible = [f64::NEG_INFINITY, 0.0, 0.0];
        assert!(map.cross_entropy(&impossible, &[0.0, 0.5, 0.5]).unwrap().is_finite(), "nobody asks for it");
        assert_eq!(ProbabilityMap::None.cross_entropy(&LOGITS, &[1.0, 0.0, 0.0]), None);
    }

    #[test]
    fn dividing_by_the_l1_norm_gives_other_probabilities_than_the_softmax() {
        let map = ProbabilityMap::Normalised(&SOFTPLUS);
        let mut p = [0.0; 3];
        assert!(map.probabilities(&LOGITS, &mut p));
        let positive = LOGITS.map(crate::loss::stable::softplus);
        for (class, p) in p.into_iter().enumerate() {
            assert!((p - positive[class] / positive.iter().sum::<f64>()).abs() < 1e-12);
            assert!((map.log_probability(&LOGITS, class).unwrap() - p.ln()).abs() < 1e-12);
        }
    }

    #[test]
    fn thresholds_in_order_leave_the_difference_of_their_sigmoids() {
        let map = ProbabilityMap::Cumulative;
        let outputs = [2.0_f64, 0.5, -1.0];
        let above = outputs.map(sigmoid);
        let expected = [1.0 - above[0], above[0] - above[1], above[1] - above[2], above[2]];
        let mut p = [0.0; 4];
        assert!(map.probabilities(&outputs, &mut p));
        for class in 0..4 {
            assert!((p[class] - expected[class]).abs() < 1e-12, "{p:?}");
            assert!((map.log_probability(&outputs, class).unwrap() - expected[class].ln()).abs() < 1e-12);
        }
        assert_eq!((map.classes(3), map.predicted(&outputs), map.predicted(&[-1.0, -2.0, -3.0])), (4, 2, 0));
        // A difference of two sigmoids that are both 1 in single precision.
        let log_p = map.log_probability(&[120.0_f32, 100.0], 1).unwrap();
        assert!((log_p + 100.0).abs() < 1e-4, "{log_p}");
    }

    #[test]
    fn thresholds_that_contradict_each_other_leave_no_probability_between_them() {
        let map = ProbabilityMap::Cumulative;
        for outputs in [[0.0_f64, 1.0, -1.0], [-1e4, 1e4, 0.0], [0.0; 3]] {
            let mut p = [0.0; 4];
            assert!(map.probabilities(&outputs, &mut p));
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12 && p[1] <= 0.0, "{p:?}");
            assert_eq!(map.plain_loss(&outputs, 1), Some(f64::INFINITY));
            for (class, p) in p.into_iter().enumerate() {
                let log_p = map.log_probability(&outputs, class).unwrap();
                assert!((log_p.exp() - p).abs() < 1e-12, "{outputs:?}");
            }
        }
    }

    #[test]
    fn thresholds_in_order_keep_the_sigmoids_of_the_ends_to_the_last_bit() {
        let map = ProbabilityMap::Cumulative;
        for turn in 0..20_u8 {
            let outputs = [1.3_f32, 0.4, -0.6].map(|z| z + 0.17 * f32::from(turn));
            let mut p = [0.0; 4];
            assert!(map.probabilities(&outputs, &mut p));
            let ends = [log_sigmoid(-outputs[0]), log_sigmoid(outputs[2])];
            assert_eq!([p[0], p[3]], ends.map(f32::exp));
            assert_eq!([0, 3].map(|class| map.log_probability(&outputs, class)), ends.map(Some));
        }
    }

    #[test]
    fn thresholds_in_reverse_order_leave_the_ends_made_to_sum_to_one() {
        let map = ProbabilityMap::Cumulative;
        let mut p = [0.0; 3];
        assert!(map.probabilities(&[-1.0_f64, 2.0], &mut p));
        let ends = [sigmoid(1.0_f64), sigmoid(2.0)];
        let expected = [ends[0] / (ends[0] + ends[1]), 0.0, ends[1] / (ends[0] + ends[1])];
        assert!(p.iter().zip(expected).all(|(p, expected)| (p - expected).abs() < 1e-15), "{p:?}");
        assert_eq!(map.predicted(&[0.0; 2]), 0, "the first of two that are as probable");
    }

    #[test]
    fn a_scaled_softmax_multiplies_its_outputs() {
        let map = ProbabilityMap::ScaledSoftmax(3.0);
        let (cosines, mut p) = ([0.5_f64, -0.25], [0.0; 2]);
        assert!(map.probabilities(&cosines, &mut p));
        assert!((p[0] - sigmoid(2.25)).abs() < 1e-15 && (p[1] - sigmoid(-2.25)).abs() < 1e-15, "{p:?}");
        for (class, logit) in [2.25, -2.25].into_iter().enumerate() {
            assert!((map.log_probability(&cosines, class).unwrap() - log_sigmoid(logit)).abs() < 1e-15);
        }
    }

    #[test]
    fn a_numbering_has_its_own_number_of_classes() {
        let maps = [ProbabilityMap::Numbered(Numbering { classes: 7, order: 0 }), ProbabilityMap::Softmax];
        assert_eq!(maps.map(|map| map.classes(1)), [7, 1]);
    }

    #[test]
    fn independent_sigmoids_need_not_sum_to_one_and_choose_no_class() {
        let mut p = [0.0; 3];
        assert!(ProbabilityMap::Independent.probabilities(&[0.0, 0.0, 0.0], &mut p));
        assert_eq!((p, ProbabilityMap::Independent.plain_loss(&p, 0)), ([0.5; 3], None));
        assert_eq!(ProbabilityMap::Independent.none_of_these(&[-0.1, -3.0]), Some(true));
    }

    #[test]
    fn the_first_of_the_largest_is_chosen() {
        let chosen = |outputs: [f64; 3]| ProbabilityMap::Softmax.predicted(&outputs);
        assert_eq!([chosen([1.0, 3.0, 3.0]), chosen([0.0; 3]), chosen([-2.0, -3.0, -1.0])], [1, 0, 2]);
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
