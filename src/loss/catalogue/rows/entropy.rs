//! Cross-entropy and its near relations.

use super::super::entry::{Arguments, Family, LossEntry, Parameter, Questions, ValueMeasure};
use super::super::formula::{Formula, each};
use super::{LABEL, LABEL_OR_SHARES, SOFTMAX, TRUTH, TRUTH_OR_SHARES};
use crate::base::spec::SpecError;
use crate::loss::positive::SOFTPLUS;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, normalised, softmax};

/// Softmax cross-entropy.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftmaxCe {
    /// The share of the target that is spread over all classes, in `0..=1`.
    pub label_smoothing: f64,
}

impl Formula for SoftmaxCe {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "softmax-ce",
        targets: LABEL_OR_SHARES,
        parameters: &[Parameter::number(
            "label_smoothing",
            0.0,
            [0.0, 1.0],
            "share of the target that is spread over all classes, the true one included",
        )],
        summary: "Surprise at the true class: the usual loss of a classifier.",
        formula: "-ln p_y; of shares -sum_k q_k ln p_k",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH_OR_SHARES,
            how: "surprise: minus the logarithm of the truth's probability",
        },
        advice: "Begin here, and change it when you can say what is wrong with it.",
        measure: ValueMeasure::Nll,
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { label_smoothing: arguments.number("label_smoothing")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.label_smoothing])
    }

    fn measure(&self) -> ValueMeasure {
        if self.label_smoothing <= 0.0 { ValueMeasure::Nll } else { ValueMeasure::Surprisal }
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::cross_entropy(sample, F::of(self.label_smoothing), grad)
    }
}

/// Kullback-Leibler divergence of the softmax probabilities from the target.
#[derive(Clone, Debug, PartialEq)]
pub struct Kl;

impl Formula for Kl {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "kl",
        targets: LABEL_OR_SHARES,
        summary: "Cross-entropy less the target's own entropy: the same gradient, and 0 where the model is right.",
        formula: "sum_k q_k ln(q_k / p_k)",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: "shares of the classes that sum to 1; a label is a share of 1",
            how: "the extra surprisal of predicting p where q is true",
        },
        advice: "Take it for soft targets, to see how far there is to go; on labels it is softmax-ce.",
        measure: ValueMeasure::Nll,
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::divergence(sample, grad)
    }
}

/// Focal loss.
#[derive(Clone, Debug, PartialEq)]
pub struct Focal {
    /// How strongly easy samples are turned down; 0 is cross-entropy.
    pub gamma: f64,
}

impl Formula for Focal {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "focal",
        targets: LABEL,
        parameters: &[Parameter::number(
            "gamma",
            2.0,
            [0.0, 20.0],
            "how strongly easy samples are turned down; 0 is softmax-ce",
        )],
        summary: "Cross-entropy that turns down what is already right, so that hard samples have most of the gradient.",
        formula: "-(1 - p_y)^gamma ln p_y",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH,
            how: "surprise, times a power of the probability that is missing",
        },
        advice: "It weighs by hardness, not by rarity: wrong labels are hard too, and become loud.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { gamma: arguments.number("gamma")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.gamma])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::of_truth(sample, grad, softmax::focal(F::of(self.gamma)))
    }
}

/// Poly-1.
#[derive(Clone, Debug, PartialEq)]
pub struct Poly1 {
    /// Added to the first coefficient of the polynomial; 0 is cross-entropy.
    pub epsilon: f64,
}

impl Formula for Poly1 {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "poly1",
        targets: LABEL,
        parameters: &[Parameter::number(
            "epsilon",
            1.0,
            [-1.0, 100.0],
            "added to the first coefficient of the polynomial; 0 is softmax-ce",
        )],
        summary: "Cross-entropy with a larger gradient on samples that are nearly right.",
        formula: "-ln p_y + epsilon (1 - p_y)",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: TRUTH,
            how: "surprise, plus epsilon times the probability that is missing",
        },
        advice: "The opposite of focal for epsilon above 0: try 1 or 2, and tune it like a rate.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { epsilon: arguments.number("epsilon")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.epsilon])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        softmax::of_truth(sample, grad, softmax::poly1(F::of(self.epsilon)))
    }
}

/// Cross-entropy of softplus outputs over their sum.
#[derive(Clone, Debug, PartialEq)]
pub struct L1Normalised;

impl Formula for L1Normalised {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "l1-normalised",
        family: Family::Normalised(&SOFTPLUS),
        targets: LABEL_OR_SHARES,
        summary: "Cross-entropy on the other map to the simplex: outputs made positive and divided by their sum.",
        formula: "-ln(softplus(z_y) / sum_k softplus(z_k))",
        questions: Questions {
            produces: "K outputs, made positive by the softplus and divided by their sum",
            compared_with: TRUTH_OR_SHARES,
            how: "surprise: minus the logarithm of the truth's probability",
        },
        advice: "Set it beside softmax-ce: adding a constant to all outputs changes it, and confidence comes slowly.",
        measure: ValueMeasure::Surprisal,
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        normalised::cross_entropy(sample, &SOFTPLUS, grad)
    }
}
