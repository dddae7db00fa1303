//! From what a network emits to the number it predicts.

use super::Real;
use super::positive::softplus_inverse;
use super::stable::{sigmoid, softplus};

/// What stands between an output and the predicted number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Nothing.
    #[default]
    Identity,
    /// `ln(1 + exp(z))`: never below 0.
    Softplus,
    /// `exp(z)`: the output is the logarithm of a rate.
    Exp,
}

impl Link {
    /// The predicted number.
    pub fn value<F: Real>(self, output: F) -> F {
        match self {
            Self::Identity => output,
            Self::Softplus => softplus(output),
            Self::Exp => output.exp(),
        }
    }

    /// The output whose number this is; `None` where there is none.
    pub fn inverse(self, number: f64) -> Option<f64> {
        match self {
            Self::Identity => Some(number),
            Self::Softplus => softplus_inverse(number),
            Self::Exp => (number > 0.0).then(|| number.ln()),
        }
    }

    /// How fast the predicted number grows with the output.
    pub fn derivative<F: Real>(self, output: F) -> F {
        match self {
            Self::Identity => F::one(),
            Self::Softplus => sigmoid(output),
            Self::Exp => output.exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Link;
    use crate::loss::catalogue;

    #[test]
    fn the_inverse_leads_back_and_is_none_where_there_is_no_way() {
        for link in [Link::Identity, Link::Softplus, Link::Exp] {
            for output in [-3.0, -0.5, 0.0, 1.0, 2.5] {
                let back = link.inverse(link.value(output)).unwrap();
                assert!((back - output).abs() < 1e-9, "{link:?}: {back} for {output}");
            }
        }
        assert_eq!([Link::Softplus, Link::Exp].map(|link| link.inverse(0.0)), [None, None]);
        assert_eq!(Link::Identity.inverse(-2.0), Some(-2.0));
    }

    #[test]
    fn against_an_output_of_zero_a_share_has_the_output_that_gives_it() {
        use crate::loss::ProbabilityMap;
        let mut seen: Vec<&crate::loss::Positive> = Vec::new();
        for entry in catalogue::ALL {
            let ProbabilityMap::Normalised(positive) = entry.family.probability_map() else { continue };
            assert!(seen.iter().all(|other| (other.name == positive.name) == (**other == *positive)));
            assert_eq!(format!("{positive:?}"), positive.name);
            seen.push(positive);
            for share in [0.1, 0.4, 0.6] {
                let output = positive.against_zero(share).unwrap();
                let [own, other] = [output, 0.0].map(|z: f64| positive.value(z));
                assert!((own / (own + other) - share).abs() < 1e-9, "{}: {share}", positive.name);
            }
        }
        assert!(seen.len() > 1 && seen[0] != seen[1]);
        let reach = |share: f64| seen.iter().map(move |positive| positive.against_zero(share).is_some());
        // Phi(0) is one half, so that nothing above 2/3 is reached.
        assert!(reach(0.7).eq([true, false]), "softplus has no largest value, Phi has 1");
    }
}
