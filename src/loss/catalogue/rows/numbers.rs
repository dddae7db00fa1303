//! Losses on numbers.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::{NUMBERS, TRUE_NUMBERS, VALUES};
use crate::loss::Loss;

pub(in crate::loss) static MSE: Entry = Entry {
    name: "mse",
    aliases: &[],
    family: Family::Values,
    head: Head::Plain,
    targets: VALUES,
    parameters: &[],
    summary: "Mean squared error: the usual loss for numbers.",
    formula: "mean_k (z_k - t_k)^2",
    questions: Questions {
        produces: NUMBERS,
        compared_with: TRUE_NUMBERS,
        how: "the squared differences, averaged",
    },
    advice: "It is least at the mean of what is possible; a few far outliers draw it away.",
    make: |_| Ok(Loss::Mse),
};

pub(in crate::loss) static MAE_REGRESSION: Entry = Entry {
    name: "mae-regression",
    aliases: &[],
    family: Family::Values,
    head: Head::Plain,
    targets: VALUES,
    parameters: &[],
    summary: "Mean absolute error: an outlier counts by its distance, not by its square.",
    formula: "mean_k |z_k - t_k|",
    questions: Questions {
        produces: NUMBERS,
        compared_with: TRUE_NUMBERS,
        how: "the absolute differences, averaged",
    },
    advice: "It is least at the median; its slope does not shrink near the target, so let the rate decay.",
    make: |_| Ok(Loss::MaeRegression),
};

pub(in crate::loss) static HUBER: Entry = Entry {
    name: "huber",
    aliases: &[],
    family: Family::Values,
    head: Head::Plain,
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
    make: |arguments| Ok(Loss::Huber { delta: arguments.number(0)? }),
};

pub(in crate::loss) static MSLE: Entry = Entry {
    name: "msle",
    aliases: &[],
    family: Family::Values,
    head: Head::Plain,
    targets: VALUES,
    parameters: &[],
    summary: "Squared error of the logarithms: being twice too high costs much the same at 10 as at 1000.",
    formula: "mean_k (ln(1 + z_k) - ln(1 + t_k))^2",
    questions: Questions {
        produces: "D numbers above -1; a network's outputs go through a softplus first",
        compared_with: "the true numbers, above -1 too",
        how: "the squared differences of ln(1 + .), averaged",
    },
    advice: "For counts and prices over many orders of magnitude; it is undefined at or below -1.",
    make: |_| Ok(Loss::Msle),
};

pub(in crate::loss) static POISSON: Entry = Entry {
    name: "poisson",
    aliases: &[],
    family: Family::Values,
    head: Head::Plain,
    targets: VALUES,
    parameters: &[],
    summary: "Surprise at a count, where the model gives the logarithm of its rate.",
    formula: "mean_k (exp(z_k) - t_k z_k)",
    questions: Questions {
        produces: "D logarithms of rates: exp(z) is the count to expect",
        compared_with: "the true counts",
        how: "the negative logarithm of the Poisson probability, without ln t!",
    },
    advice: "For counts that scatter like their mean; its value may be below 0, and is least at exp(z) = t.",
    make: |_| Ok(Loss::Poisson),
};

pub(in crate::loss) static SIGNED_DIFFERENCE: Entry = Entry {
    name: "signed-difference",
    aliases: &[],
    family: Family::Values,
    head: Head::Plain,
    targets: VALUES,
    parameters: &[],
    summary: "Prediction less target: no loss, and here to show how a model cheats.",
    formula: "mean_k (z_k - t_k)",
    questions: Questions {
        produces: NUMBERS,
        compared_with: TRUE_NUMBERS,
        how: "the differences with their sign, averaged",
    },
    advice: "It has no smallest value: the model runs to minus infinity, whatever the target.",
    make: |_| Ok(Loss::SignedDifference),
};
