//! What a loss must say of itself, and what it may.

use super::entry::{Arguments, LossEntry, ValueMeasure};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Link, ProbabilityMap, Real};

/// A loss with its parameters. What has a default here is so of most losses; a loss for which it is not so says otherwise.
pub(in crate::loss) trait Formula: Clone {
    /// What the command line, the screen and the help know about it.
    const ENTRY: &'static LossEntry;

    /// Reads its parameters.
    ///
    /// # Errors
    /// If one is no number or out of its range.
    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError>;

    /// The values of its parameters, in the order of [`LossEntry::parameters`].
    fn values(&self) -> Vec<&[f64]> {
        Vec::new()
    }

    /// The loss of one sample. Takes logits or predictions `[outputs]` in `grad` and leaves the gradient there.
    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F>;

    /// What its value is, with these parameters.
    fn measure(&self) -> ValueMeasure {
        Self::ENTRY.measure
    }

    /// How its outputs become probabilities of classes that exclude each other.
    fn probability_map(&self) -> ProbabilityMap {
        Self::ENTRY.family.probability_map()
    }

    /// How an output becomes the predicted number.
    fn link(&self) -> Link {
        Link::Identity
    }

    /// Itself on data of this many classes, where it must know their number.
    #[must_use]
    fn for_classes(&self, _classes: usize) -> Self {
        self.clone()
    }

    /// Itself for one class, or for any, against all the others taken together, where its lists tell classes apart.
    #[must_use]
    fn for_one(&self, _class: Option<usize>) -> Self {
        self.clone()
    }

    /// Whether its parameters fit this many classes.
    ///
    /// # Errors
    /// Says what it expects and what it found.
    fn check(&self, _classes: usize) -> Result<(), SpecError> {
        Ok(())
    }

    /// Whether it is defined for such predictions.
    ///
    /// # Errors
    /// Names the first for which it is not.
    fn check_predictions(&self, _predictions: &[f64]) -> Result<(), SpecError> {
        Ok(())
    }

    /// Whether it is defined for such targets.
    ///
    /// # Errors
    /// Names the first for which it is not.
    fn check_targets(&self, _targets: &[f64]) -> Result<(), SpecError> {
        Ok(())
    }

    /// Whether it needs `log_prior` or `margins` of the [context](crate::loss::Context).
    fn needs_counts(&self) -> bool {
        false
    }

    /// [`margins`](crate::loss::Context::margins) for these training counts.
    fn margins<F: Real>(&self, _counts: &[usize]) -> Vec<F> {
        Vec::new()
    }

    /// How much of `ln pi_k` it adds to the logits before the softmax.
    fn prior_shift(&self) -> Option<f64> {
        None
    }

    /// What it divides the logits of both models by.
    fn temperature(&self) -> Option<f64> {
        None
    }

    /// The largest second derivative of its value by one of this many outputs, where it is the same everywhere.
    fn curvature(&self, _outputs: usize) -> Option<f64> {
        None
    }
}

/// The values of parameters that are numbers.
pub(super) fn each<const N: usize>(values: [&f64; N]) -> Vec<&[f64]> {
    values.into_iter().map(std::slice::from_ref).collect()
}
