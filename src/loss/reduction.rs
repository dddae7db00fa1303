//! From the losses of samples to the loss of a batch.

use std::fmt;

use super::{Real, Target};
use crate::base::spec::{Spec, SpecError, suggest};

/// What the sum of the weighted losses is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reduction {
    /// The number of samples: a sample's weight means the same in every batch.
    #[default]
    Mean,
    /// The sum of the samples' weights, as PyTorch's `CrossEntropyLoss` does for labels (for rows it too divides by
    /// their number). A batch without rare samples is then scaled up again, which undoes much of the weighting.
    Torch,
}

impl Reduction {
    /// Every reduction, its name and what it does.
    pub const ALL: [(Self, &'static str, &'static str); 2] = [
        (Self::Mean, "mean", "Divide by the number of samples: a weight means the same in every batch."),
        (Self::Torch, "torch", "Divide by the sum of the samples' weights, as PyTorch does with labels."),
    ];

    /// Reads `mean` or `torch`.
    ///
    /// # Errors
    /// If there is no such reduction, or arguments follow its name.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        spec.only(0, &[])?;
        let found = Self::ALL.into_iter().find(|(_, name, _)| *name == spec.name);
        found.map(|(reduction, ..)| reduction).ok_or_else(|| {
            let names = Self::ALL.map(|(_, name, _)| name);
            SpecError(format!("unknown reduction '{}'{}", spec.name, suggest(&spec.name, &names)))
        })
    }

    /// What the sum over these samples is divided by; 0 for no samples, or under [`Self::Torch`] if all weights are 0.
    ///
    /// # Panics
    /// If a label has no weight.
    pub fn divisor<'a, F: Real>(
        self,
        targets: impl Iterator<Item = Target<'a, F>>,
        class_weights: Option<&[F]>,
    ) -> F {
        let weight = |target| match (self, target, class_weights) {
            (
                Self::Torch,
                Target::Label(label) | Target::Teacher { label: Some(label), .. },
                Some(weights),
            ) => weights[label],
            _ => F::one(),
        };
        targets.map(weight).fold(F::zero(), F::add)
    }

    /// The factor of every sample's loss and gradient, `1 / divisor`; 0 where the divisor is 0, so that a batch without
    /// weight has loss 0 and gradient 0.
    ///
    /// # Panics
    /// If a label has no weight.
    pub fn factor<'a, F: Real>(
        self,
        targets: impl Iterator<Item = Target<'a, F>>,
        class_weights: Option<&[F]>,
    ) -> F {
        let divisor = self.divisor(targets, class_weights);
        if divisor == F::zero() { F::zero() } else { divisor.recip() }
    }
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mean => "mean",
            Self::Torch => "torch",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn torch_divides_by_the_weights_of_labels_and_by_the_number_of_rows() {
        let labels = [0, 1, 1].map(Target::<f64>::Label);
        let weights = [2.0, 0.5];
        let divisor = |reduction: Reduction, weights| reduction.divisor(labels.into_iter(), weights);
        assert!((divisor(Reduction::Torch, Some(&weights)) - 3.0).abs() < 1e-12);
        assert!((divisor(Reduction::Torch, None) - 3.0).abs() < 1e-12);
        assert!((divisor(Reduction::Mean, Some(&[0.5, 0.5])) - 3.0).abs() < 1e-12);
        let rows = [Target::Row([1.0, 0.0].as_slice()); 4];
        assert!((Reduction::Torch.divisor(rows.into_iter(), Some(&weights)) - 4.0).abs() < 1e-12);
    }

    #[test]
    fn nothing_to_divide_by_is_a_factor_of_zero() {
        let none = Reduction::Mean.factor::<f64>(std::iter::empty(), None);
        let zero = Reduction::Torch.factor([Target::<f64>::Label(0)].into_iter(), Some(&[0.0]));
        assert_eq!([none.to_bits(), zero.to_bits()], [0, 0]);
    }

    #[test]
    fn names_are_read_and_written_back() {
        for (reduction, name, _) in Reduction::ALL {
            assert_eq!(Reduction::parse(&Spec::parse(name).unwrap()), Ok(reduction));
            assert_eq!(reduction.to_string(), name);
        }
        let error = Reduction::parse(&Spec::parse("torhc").unwrap()).unwrap_err();
        assert_eq!(error.0, "unknown reduction 'torhc'; did you mean 'torch'?");
        assert!(Reduction::parse(&Spec::parse("mean:1").unwrap()).is_err());
    }
}
