//! Images from elsewhere: how sure a model is of them, and whether a score tells them from its own.

use super::ranking::{average_precision, by_falling_score, roc_auc};
use serde::{Deserialize, Serialize};

/// Bins of the histogram of the top probability.
pub const BINS: usize = 10;

/// A number of a row of logits that should be higher on images of the domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Score {
    /// The largest softmax probability.
    MaxProbability,
    /// The largest logit.
    MaxLogit,
    /// `ln sum exp z`, the negative of the energy (Liu et al. 2020, at temperature 1).
    Energy,
    /// The largest sigmoid. It orders images as the largest logit does, until it rounds to 1.
    MaxSigmoid,
}

impl Score {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::MaxProbability, Self::MaxLogit, Self::Energy, Self::MaxSigmoid];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::MaxProbability => "max-probability",
            Self::MaxLogit => "max-logit",
            Self::Energy => "energy",
            Self::MaxSigmoid => "max-sigmoid",
        }
    }

    /// Of one row of logits, `[K]`; `None` of an empty one and where a logit is not finite.
    pub fn of(self, logits: &[f32]) -> Option<f64> {
        let finite = logits.iter().all(|z| z.is_finite());
        let largest = logits.iter().copied().reduce(f32::max).filter(|_| finite).map(f64::from)?;
        // Relative to the largest, so that no exponential overflows.
        let sum = || logits.iter().map(|z| (f64::from(*z) - largest).exp()).sum::<f64>();
        Some(match self {
            Self::MaxProbability => 1.0 / sum(),
            Self::MaxLogit => largest,
            Self::Energy => largest + sum().ln(),
            Self::MaxSigmoid => 1.0 / (1.0 + (-largest).exp()),
        })
    }
}

/// How well a score tells images of the domain (high) from others (low).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Separation {
    /// The chance that an image of the domain scores above another, ties counting half; one half tells nothing.
    pub auroc: f64,
    /// Average precision with the domain as the positives; its share of all images tells nothing.
    pub aupr_in: f64,
    /// The same with the others as the positives and scores turned around.
    pub aupr_out: f64,
    /// Of the others, the share that is accepted where some 95 % of the domain are: at the threshold that comes closest
    /// to 95 %, the more generous of two that are as close.
    pub fpr_95: f64,
}

impl Separation {
    /// From the scores of both; `None` if one is empty or a score is NaN.
    pub fn of(inside: &[f64], outside: &[f64]) -> Option<Self> {
        let scores: Vec<f64> = inside.iter().chain(outside).copied().collect();
        let is_inside: Vec<bool> = (0..scores.len()).map(|at| at < inside.len()).collect();
        let is_outside: Vec<bool> = is_inside.iter().map(|inside| !inside).collect();
        let turned: Vec<f64> = scores.iter().map(|score| -score).collect();
        Some(Self {
            auroc: roc_auc(&scores, &is_inside)?,
            aupr_in: average_precision(&scores, &is_inside)?,
            aupr_out: average_precision(&turned, &is_outside)?,
            fpr_95: fpr_95(&scores, &is_inside)?,
        })
    }
}

fn fpr_95(scores: &[f64], inside: &[bool]) -> Option<f64> {
    let of_inside = inside.iter().filter(|inside| **inside).count() as u128;
    let (mut accepted, mut wrongly) = (0, 0);
    let mut best: Option<(u128, u128)> = None;
    for tie in by_falling_score(scores, inside)? {
        accepted += tie.positives;
        wrongly += tie.negatives;
        // Twenty times the distance from 95 % of the domain: whole numbers, so that as close is as close.
        let off = (20 * accepted).abs_diff(19 * of_inside);
        // Further thresholds that only take in more of the others are no better.
        if tie.positives > 0 && best.is_none_or(|(least, _)| off <= least) {
            best = Some((off, wrongly));
        }
    }
    best.filter(|_| wrongly > 0).map(|(_, at_best)| at_best as f64 / wrongly as f64)
}

/// How sure a model is of some images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sureness {
    /// The mean of the top probability.
    pub mean: f64,
    /// The least of them.
    pub least: f64,
    /// The largest.
    pub largest: f64,
    /// The mean entropy of the distributions, in nats.
    pub entropy: f64,
    /// How many top probabilities are in each tenth, `(low, high]`; 0 is in the first.
    pub histogram: [u64; BINS],
}

impl Sureness {
    /// From the top probability and the entropy of every image, `[N]` each; `None` without images and where a number is
    /// no probability or NaN.
    ///
    /// # Panics
    /// If there is not one entropy per top probability.
    pub fn of(top: &[f64], entropy: &[f64]) -> Option<Self> {
        assert_eq!(top.len(), entropy.len(), "one entropy per image");
        let sound = top.iter().all(|p| (0.0..=1.0).contains(p)) && entropy.iter().all(|h| !h.is_nan());
        if top.is_empty() || !sound {
            return None;
        }
        let mut histogram = [0; BINS];
        for p in top {
            let above = (1..BINS).take_while(|edge| *p > *edge as f64 / BINS as f64).count();
            histogram[above] += 1;
        }
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        Some(Self {
            mean: mean(top),
            least: top.iter().copied().fold(1.0, f64::min),
            largest: top.iter().copied().fold(0.0, f64::max),
            entropy: mean(entropy),
            histogram,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_their_known_values() {
        let of = |score: Score| score.of(&[2.0, 1.0, 0.1, -1.0, 0.5]).unwrap();
        let known = [0.558_545_1, 2.0, 2.582_419_9, 0.880_797_1];
        for (score, expected) in Score::ALL.into_iter().zip(known) {
            assert!((of(score) - expected).abs() < 1e-6, "{}: {}", score.name(), of(score));
        }
        assert_eq!(Score::Energy.of(&[1e4, -1e4]), Some(1e4));
        assert_eq!((Score::MaxLogit.of(&[]), Score::MaxLogit.of(&[f32::INFINITY])), (None, None));
    }

    #[test]
    fn a_score_is_stored_under_the_name_that_is_shown() {
        let names = ["max-probability", "max-logit", "energy", "max-sigmoid"];
        assert_eq!(Score::ALL.map(Score::name), names);
        assert_eq!(serde_json::to_value(Score::ALL).unwrap(), serde_json::json!(names));
    }

    #[test]
    fn a_score_that_tells_all_apart_accepts_none_of_the_others() {
        let found = Separation::of(&[0.9, 0.8, 0.7], &[0.3, 0.2]).unwrap();
        assert_eq!(found, Separation { auroc: 1.0, aupr_in: 1.0, aupr_out: 1.0, fpr_95: 0.0 });
        let blind = Separation::of(&[0.5; 3], &[0.5; 2]).unwrap();
        assert_eq!(blind, Separation { auroc: 0.5, aupr_in: 0.6, aupr_out: 0.4, fpr_95: 1.0 });
        assert_eq!((Separation::of(&[], &[1.0]), Separation::of(&[1.0], &[f64::NAN])), (None, None));
        assert_eq!(fpr_95(&[0.9, 0.8], &[true, true]), None, "a share of no others");
    }

    #[test]
    fn the_threshold_is_the_one_closest_to_95_percent() {
        // 20 of the domain: the 19th is exactly 95 %, and five of ten others score above it.
        let inside: Vec<f64> = (0..20).map(|at| 100.0 - f64::from(at)).collect();
        let outside: Vec<f64> = (0..10).map(|at| 86.5 - f64::from(at)).collect();
        assert_eq!(Separation::of(&inside, &outside).unwrap().fpr_95, 0.5);
        // Of 10, nine and ten are as close: ten are taken.
        let found = Separation::of(&inside[..10], &[91.5, 90.5, 0.0, 0.0]).unwrap();
        assert_eq!(found.fpr_95, 0.25, "91.5 alone is above the tenth, 91");
    }

    #[test]
    fn a_top_probability_on_an_edge_is_in_the_bin_below() {
        let found = Sureness::of(&[0.0, 0.1, 0.100_001, 0.95, 1.0], &[1.0; 5]).unwrap();
        assert_eq!(found.histogram, [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((found.least, found.largest, found.entropy), (0.0, 1.0, 1.0));
        assert_eq!((Sureness::of(&[], &[]), Sureness::of(&[1.5], &[0.0])), (None, None));
    }
}
