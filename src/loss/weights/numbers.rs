//! From a scheme and the training counts to numbers.

use super::{Normalise, WeightRule, Weights};
use crate::base::spec::SpecError;

impl Weights {
    /// The weight of every class once it has begun, `[K]`, for training counts `n_k`.
    ///
    /// All schemes but manual ones are rescaled so that `sum_k pi_k w_k = 1` under the training prior: the loss keeps its
    /// size, and the learning rate its meaning. A class without samples gets 0 and takes no part in the rescaling.
    /// `none` is 1 for every class.
    ///
    /// # Errors
    /// If there are no samples at all, if manual weights are not one per class, if those to be rescaled are 0 for every
    /// class that has samples, or if a weight does not fit single precision.
    pub fn for_counts(&self, counts: &[usize]) -> Result<Vec<f32>, SpecError> {
        if counts.iter().all(|&count| count == 0) {
            return Err(SpecError(format!("{}: there are no training samples to weigh", self.name())));
        }
        let weights = match &self.rule {
            WeightRule::None => vec![1.0; counts.len()],
            WeightRule::Manual { values, .. } if values.len() != counts.len() => {
                let (found, expected) = (values.len(), counts.len());
                return Err(SpecError(format!(
                    "manual: expected {expected} weights (one per class), found {found}"
                )));
            }
            WeightRule::Manual { values, normalise: Normalise::Never } => values.clone(),
            WeightRule::Manual { values, normalise: Normalise::Mean } => rescaled(values.clone(), counts),
            _ => rescaled(counts.iter().map(|&count| self.raw(count)).collect(), counts),
        };
        let weights: Vec<f32> = weights.into_iter().map(|weight| weight as f32).collect();
        if weights.iter().all(|weight| weight.is_finite()) {
            return Ok(weights);
        }
        Err(SpecError(format!("{self}: these weights cannot be used with these counts")))
    }

    /// Before rescaling; 0 for a class without samples.
    fn raw(&self, count: usize) -> f64 {
        let n = count as f64;
        match self.rule {
            _ if count == 0 => 0.0,
            WeightRule::Inverse | WeightRule::Balanced => n.recip(),
            WeightRule::SqrtInverse => n.sqrt().recip(),
            // 1 - beta^n, without cancellation for beta near 1.
            WeightRule::Effective { beta } => (1.0 - beta) / -(n * beta.ln()).exp_m1(),
            WeightRule::None | WeightRule::Manual { .. } => 1.0,
        }
    }
}

/// The weights over their mean under the prior; not finite where that mean is 0.
fn rescaled(weights: Vec<f64>, counts: &[usize]) -> Vec<f64> {
    let mean = mean(&weights, counts);
    weights.into_iter().map(|weight| weight / mean).collect()
}

fn mean(weights: &[f64], counts: &[usize]) -> f64 {
    let total = counts.iter().sum::<usize>() as f64;
    weights.iter().zip(counts).map(|(weight, &count)| weight * (count as f64 / total)).sum()
}

/// `sum_k pi_k w_k`: by how much the weights scale the loss, and with it the step, of a batch drawn from the training set.
///
/// `None` without samples.
///
/// # Panics
/// If there is not one weight per class.
pub fn implied_mean(weights: &[f32], counts: &[usize]) -> Option<f64> {
    assert_eq!(weights.len(), counts.len(), "one weight per class");
    let weights: Vec<f64> = weights.iter().copied().map(f64::from).collect();
    counts.iter().any(|&count| count > 0).then(|| mean(&weights, counts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::spec::Spec;

    const COUNTS: [usize; 5] = [5000, 1581, 500, 158, 50];

    fn weights(text: &str, counts: &[usize]) -> Result<Vec<f32>, SpecError> {
        Weights::parse(&Spec::parse(text).unwrap()).unwrap().for_counts(counts)
    }

    fn close(found: &[f32], expected: &[f64]) {
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (f64::from(*found) - expected).abs() < 1e-5 * expected.max(1.0),
                "{found} for {expected}"
            );
        }
        assert_eq!(found.len(), expected.len());
    }

    #[test]
    fn balanced_weights_are_those_of_scikit_learn() {
        let expected = [0.29156, 0.922_075, 2.9156, 9.226_582, 29.156];
        close(&weights("balanced", &COUNTS).unwrap(), &expected);
        close(&weights("inverse", &COUNTS).unwrap(), &expected);
    }

    #[test]
    fn every_scheme_keeps_the_mean_weight_at_one_even_with_an_absent_class() {
        for text in
            ["none", "inverse", "sqrt-inverse", "balanced", "effective", "manual:1,1,1,1,1,50,normalise=mean"]
        {
            let counts = [5000, 1581, 500, 158, 0, 50];
            let weights = weights(text, &counts).unwrap();
            assert!((implied_mean(&weights, &counts).unwrap() - 1.0).abs() < 1e-6, "{text}: {weights:?}");
            let computed = !text.starts_with("none") && !text.starts_with("manual");
            assert_eq!(weights[4] <= 0.0, computed, "{text}: {weights:?}");
        }
    }

    #[test]
    fn the_ratios_of_a_long_tail_are_the_published_ones() {
        let counts = [6000, 3596, 2156, 1292, 774, 464, 278, 166, 100, 60];
        for (text, ratio) in [
            ("inverse", 100.0),
            ("sqrt-inverse", 10.0),
            ("effective:beta=0", 1.0),
            ("effective:beta=0.9", 1.0),
            ("effective:beta=0.99", 2.2),
            ("effective:beta=0.999", 17.0),
            ("effective:beta=0.9999", 75.0),
        ] {
            let weights = weights(text, &counts).unwrap();
            let found = weights[9] / weights[0];
            assert!((found / ratio - 1.0).abs() < 0.02, "{text}: {found}");
        }
    }

    #[test]
    fn manual_weights_stand_as_given_unless_they_are_to_be_normalised() {
        let given = weights("manual:1,50", &[900, 100]).unwrap();
        close(&given, &[1.0, 50.0]);
        assert!((implied_mean(&given, &[900, 100]).unwrap() - 5.9).abs() < 1e-6);
        close(&weights("manual:1,50,normalise=mean", &[900, 100]).unwrap(), &[1.0 / 5.9, 50.0 / 5.9]);
        close(&weights("manual:0,1", &[900, 100]).unwrap(), &[0.0, 1.0]);
    }

    #[test]
    fn what_cannot_be_weighed_is_an_error() {
        let error = |text, counts: &[usize]| weights(text, counts).unwrap_err().0;
        assert_eq!(error("manual:1,2", &[1, 1, 1]), "manual: expected 3 weights (one per class), found 2");
        assert_eq!(error("inverse", &[0, 0]), "inverse: there are no training samples to weigh");
        assert!(error("manual:0,1,normalise=mean", &[5, 0]).contains("cannot be used"));
        assert!(error("manual:1,1e300", &[5, 5]).contains("cannot be used"));
        assert_eq!(implied_mean(&[1.0], &[0]), None);
    }

    #[test]
    fn a_weight_by_effective_number_is_its_formula_before_rescaling() {
        let effective = Weights::parse(&Spec::parse("effective:beta=0.9").unwrap()).unwrap();
        // (1 - 0.9) / (1 - 0.9^n)
        for (count, expected) in [(0, 0.0), (1, 1.0), (2, 0.1 / 0.19), (3, 0.1 / 0.271)] {
            assert!(
                (effective.raw(count) - expected).abs() < 1e-14,
                "{} for {expected}",
                effective.raw(count)
            );
        }
    }
}
