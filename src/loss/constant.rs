//! The outputs that say the same of every image: what a network that knows nothing yet should answer.

use super::ProbabilityMap;

impl ProbabilityMap {
    /// The outputs whose probabilities are these shares of the classes, which sum to 1, or these frequencies of labels;
    /// of numbered classes, their mean. Every share lies between 0 and 1, both excluded.
    ///
    /// `None` where the outputs choose no class, where they are bounded (cosines), and for a function that never has such
    /// a value.
    pub fn outputs_saying(&self, shares: &[f64]) -> Option<Vec<f64>> {
        let logit = |share: f64| share.ln() - (-share).ln_1p();
        match self {
            Self::Softmax => Some(shares.iter().map(|share| share.ln()).collect()),
            // Sigmoids that sum to 1 are not changed by the division by their sum.
            Self::NormalisedSigmoid | Self::Independent => Some(shares.iter().copied().map(logit).collect()),
            Self::Normalised(positive) => shares.iter().map(|share| (positive.inverse)(*share)).collect(),
            Self::Cumulative => {
                let above = |class: usize| shares[class + 1..].iter().sum::<f64>();
                Some((0..shares.len() - 1).map(|class| logit(above(class))).collect())
            }
            Self::Numbered(numbering) => {
                let number = |(class, share): (usize, &f64)| share * numbering.number_of(class) as f64;
                Some(vec![shares.iter().enumerate().map(number).sum()])
            }
            Self::ScaledSoftmax(_) | Self::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::loss::catalogue::{self, Family};
    use crate::loss::{Numbering, ProbabilityMap};

    #[test]
    fn the_probabilities_of_the_outputs_are_the_shares() {
        let shares = [0.7, 0.2, 0.1];
        let mut maps: Vec<ProbabilityMap> =
            catalogue::ALL.iter().map(|entry| entry.family.probability_map()).collect();
        maps.push(ProbabilityMap::Independent);
        for map in maps.iter().filter(|map| **map != ProbabilityMap::None) {
            let outputs = map.outputs_saying(&shares).unwrap();
            assert_eq!(map.classes(outputs.len()), shares.len(), "{map:?}");
            let mut said = [0.0; 3];
            assert!(map.probabilities(&outputs, &mut said));
            for (said, share) in said.into_iter().zip(shares) {
                assert!((said - share).abs() < 1e-9, "{map:?}: {said} for {share}");
            }
        }
        assert!(catalogue::ALL.iter().any(|entry| matches!(entry.family, Family::Normalised(_))));
    }

    #[test]
    fn numbers_have_a_mean_and_scores_and_cosines_nothing() {
        let numbered = ProbabilityMap::Numbered(Numbering { classes: 3, order: 0 });
        assert_eq!(numbered.outputs_saying(&[0.5, 0.25, 0.25]), Some(vec![0.75]));
        assert_eq!(ProbabilityMap::None.outputs_saying(&[0.5, 0.5]), None);
        assert_eq!(ProbabilityMap::ScaledSoftmax(30.0).outputs_saying(&[0.5, 0.5]), None);
    }
}
