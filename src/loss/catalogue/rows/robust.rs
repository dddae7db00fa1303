//! Losses on softmax probabilities that are bounded, or nearly so: one wrong label cannot dominate them.

use super::super::entry::{Arguments, LossEntry, Parameter, Questions};
use super::super::formula::{Formula, each};
use super::{LABEL, LABEL_OR_SHARES, SOFTMAX, TRUTH, TRUTH_OR_SHARES};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, softmax};

/// Squared error of the softmax probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Brier;

impl Formula for Brier {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "brier",
        targets: LABEL_OR_SHARES,
        summary: "Squared error of the probabilities: bounded, and nearly without gradient where it is confidently wrong.",
        formula: "sum_k (p_k - e_k)^2",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH_OR_SHARES,
            how: "the squared differences of the probabilities, summed over the classes",
        },
        advice: "Bounded by 2; if it does not get started, begin with softmax-ce and change over.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::brier(sample, grad)
    }
}

/// Generalised cross-entropy.
#[derive(Clone, Debug, PartialEq)]
pub struct Gce {
    /// Between cross-entropy (towards 0) and half the absolute error (1).
    pub q: f64,
}

impl Formula for Gce {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "gce",
        targets: LABEL,
        parameters: &[Parameter::number(
            "q",
            0.7,
            [0.001, 1.0],
            "towards 0 it is softmax-ce, at 1 half of mae",
        )],
        summary: "Cross-entropy that gives up on samples it finds hopeless, such as wrong labels.",
        formula: "(1 - p_y^q) / q",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH,
            how: "what is missing from a power of the probability of the truth",
        },
        advice: "For noisy labels; the nearer q is to 1, the less it believes them and the slower it starts.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { q: arguments.number("q")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.q])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::of_truth(sample, grad, softmax::gce(F::of(self.q)))
    }
}

/// Symmetric cross-entropy.
#[derive(Clone, Debug, PartialEq)]
pub struct SymmetricCe {
    /// The factor of cross-entropy.
    pub alpha: f64,
    /// The factor of its reverse.
    pub beta: f64,
    /// What stands for `ln 0` in the reverse; not above 0.
    pub log_zero: f64,
}

impl Formula for SymmetricCe {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "symmetric-ce",
        targets: LABEL,
        parameters: &[
            Parameter::number("alpha", 0.1, [0.0, 1000.0], "factor of cross-entropy"),
            Parameter::number("beta", 1.0, [0.0, 1000.0], "factor of its reverse"),
            Parameter::number("log_zero", -4.0, [-1000.0, 0.0], "what stands for ln 0 in the reverse"),
        ],
        summary: "Cross-entropy with its reverse, which is bounded and does not insist on wrong labels.",
        formula: "-alpha ln p_y - beta log_zero (1 - p_y)",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH,
            how: "cross-entropy, plus the same with truth and model exchanged",
        },
        advice: "For noisy labels: alpha keeps learning quick, beta keeps it robust.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self {
            alpha: arguments.number("alpha")?,
            beta: arguments.number("beta")?,
            log_zero: arguments.number("log_zero")?,
        })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.alpha, &self.beta, &self.log_zero])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::of_truth(
            sample,
            grad,
            softmax::symmetric(F::of(self.alpha), F::of(self.beta), F::of(self.log_zero)),
        )
    }
}

/// Absolute error of the softmax probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Mae;

impl Formula for Mae {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "mae",
        targets: LABEL,
        summary: "Absolute error of the probabilities: robust against wrong labels, very slow to start.",
        formula: "sum_k |p_k - e_k| = 2 (1 - p_y)",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH,
            how: "the absolute differences of the probabilities, summed over the classes",
        },
        advice: "Its gradient is proportional to p_y: what is hopeless stays hopeless; gce lies between it and softmax-ce.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::of_truth(sample, grad, softmax::mae())
    }
}
