//! Losses on numbers.

use super::super::entry::{Arguments, Family, LossEntry, Parameter, Questions};
use super::super::formula::{Formula, each};
use super::{NUMBERS, TRUE_NUMBERS, VALUES};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Link, Real, regression};

/// Squared error.
#[derive(Clone, Debug, PartialEq)]
pub struct Mse;

impl Formula for Mse {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "mse",
        family: Family::Values,
        targets: VALUES,
        summary: "Mean squared error: the usual loss for numbers.",
        formula: "mean_k (z_k - t_k)^2",
        questions: Questions {
            produces: NUMBERS,
            compared_with: TRUE_NUMBERS,
            how: "the squared differences, averaged",
        },
        advice: "It is least at the mean of what is possible; a few far outliers draw it away.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn curvature(&self, outputs: usize) -> Option<f64> {
        Some(2.0 / outputs as f64)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::squared(sample, grad)
    }
}

/// Absolute error.
#[derive(Clone, Debug, PartialEq)]
pub struct MaeRegression;

impl Formula for MaeRegression {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "mae-regression",
        family: Family::Values,
        targets: VALUES,
        summary: "Mean absolute error: an outlier counts by its distance, not by its square.",
        formula: "mean_k |z_k - t_k|",
        questions: Questions {
            produces: NUMBERS,
            compared_with: TRUE_NUMBERS,
            how: "the absolute differences, averaged",
        },
        advice: "It is least at the median; its gradient does not shrink near the target, so let the rate decay.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::absolute(sample, grad)
    }
}

/// Squared error near the target, absolute error away from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Huber {
    /// The error at which the one becomes the other, above 0.
    pub delta: f64,
}

impl Formula for Huber {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "huber",
        family: Family::Values,
        targets: VALUES,
        parameters: &[Parameter::number(
            "delta",
            1.0,
            [1e-6, 1e9],
            "the error beyond which it grows linearly, in units of the target",
        )],
        summary: "Squared error near the target, absolute error away from it.",
        formula: "mean_k of r^2 / 2 if |r| <= delta, else delta (|r| - delta / 2), r = z_k - t_k",
        questions: Questions {
            produces: NUMBERS,
            compared_with: TRUE_NUMBERS,
            how: "the squared differences up to delta and the absolute ones beyond, averaged",
        },
        advice: "Set delta to the largest error that is not an outlier; PyTorch's SmoothL1 is this divided by delta.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { delta: arguments.number("delta")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.delta])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::huber(sample, F::of(self.delta), grad)
    }
}

/// Squared error of the logarithms.
#[derive(Clone, Debug, PartialEq)]
pub struct Msle;

impl Formula for Msle {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "msle",
        family: Family::Values,
        targets: VALUES,
        summary: "Squared error of the logarithms: being twice too high costs much the same at 10 as at 1000.",
        formula: "mean_k (ln(1 + z_k) - ln(1 + t_k))^2",
        questions: Questions {
            produces: "D numbers above -1; a network's outputs go through a softplus first",
            compared_with: "the true numbers, above -1 too",
            how: "the squared differences of ln(1 + .), averaged",
        },
        advice: "For counts and prices over many orders of magnitude; it is undefined at or below -1.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn link(&self) -> Link {
        Link::Softplus
    }

    fn check_predictions(&self, predictions: &[f64]) -> Result<(), SpecError> {
        let wrong = predictions.iter().find(|prediction| **prediction <= -1.0);
        let expected = "predictions above -1, for it takes ln(1 + prediction)";
        wrong.map_or(Ok(()), |wrong| Self::ENTRY.refuse(expected, wrong))
    }

    fn check_targets(&self, targets: &[f64]) -> Result<(), SpecError> {
        let wrong = targets.iter().find(|target| target.is_nan() || **target <= -1.0);
        wrong.map_or(Ok(()), |wrong| {
            Self::ENTRY.refuse("targets above -1, for it takes ln(1 + target)", wrong)
        })
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::squared_logarithmic(sample, grad)
    }
}

/// Negative log-likelihood of a Poisson count.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson;

impl Formula for Poisson {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "poisson",
        family: Family::Values,
        targets: VALUES,
        summary: "Surprise at a count, where the model gives the logarithm of its rate.",
        formula: "mean_k (exp(z_k) - t_k z_k); beyond z_k = 50 the tangent of exp there",
        questions: Questions {
            produces: "D logarithms of rates: exp(z) is the count to expect",
            compared_with: "the true counts",
            how: "the negative logarithm of the Poisson probability, without ln t!",
        },
        advice: "For counts that scatter like their mean; its value may be below 0, and is least at exp(z) = t. Beyond z = 50, a rate of 5e21, exp goes on along its tangent, in value and gradient.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn link(&self) -> Link {
        Link::Exp
    }

    fn check_targets(&self, targets: &[f64]) -> Result<(), SpecError> {
        let wrong = targets.iter().find(|target| target.is_nan() || **target < 0.0);
        wrong.map_or(Ok(()), |wrong| Self::ENTRY.refuse("counts of at least 0 as targets", wrong))
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::poisson(sample, grad)
    }
}

/// Prediction less target: no loss.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedDifference;

impl Formula for SignedDifference {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "signed-difference",
        family: Family::Values,
        targets: VALUES,
        summary: "Prediction less target: no loss, and here to show how a model cheats.",
        formula: "mean_k (z_k - t_k)",
        questions: Questions {
            produces: NUMBERS,
            compared_with: TRUE_NUMBERS,
            how: "the differences with their sign, averaged",
        },
        advice: "It has no smallest value: the model runs to minus infinity, whatever the target.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::signed_difference(sample, grad)
    }
}
