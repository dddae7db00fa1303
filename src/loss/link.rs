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
