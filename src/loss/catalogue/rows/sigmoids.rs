//! One yes or no for every class.

use super::super::entry::{Arguments, Family, LossEntry, Parameter, Questions, ValueMeasure};
use super::super::formula::{Formula, each};
use super::{LABEL_OR_HOTS, SIGMOIDS, YES_OR_NO};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, sigmoid};

/// Binary cross-entropy of every output.
#[derive(Clone, Debug, PartialEq)]
pub struct SigmoidBce {
    /// Multiplies the positive terms: empty, one value for all classes or one for each.
    pub pos_weight: Vec<f64>,
}

impl Formula for SigmoidBce {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "sigmoid-bce",
        family: Family::Sigmoid,
        targets: LABEL_OR_HOTS,
        parameters: &[Parameter::list(
            "pos_weight",
            [0.0, 1e9],
            "multiplies the positive terms: one value for all classes, or one for each",
        )],
        summary: "One yes or no for every class: it can answer 'none of these', which a softmax cannot.",
        formula: "sum_k (t_k softplus(-z_k) + (1 - t_k) softplus(z_k)); on rows the mean",
        questions: Questions {
            produces: SIGMOIDS,
            compared_with: YES_OR_NO,
            how: "binary cross-entropy of every class: summed on a label, the mean where several may be on",
        },
        advice: "For images with none or several of the labels; saying 'none' to OOD images is not guaranteed.",
        measure: ValueMeasure::Surprisal,
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { pos_weight: arguments.list("pos_weight")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        vec![&self.pos_weight]
    }

    fn measure(&self) -> ValueMeasure {
        if self.pos_weight.is_empty() { ValueMeasure::Surprisal } else { ValueMeasure::Other }
    }

    fn for_one(&self, class: Option<usize>) -> Self {
        if self.pos_weight.len() < 2 {
            return self.clone();
        }
        Self { pos_weight: class.and_then(|class| self.pos_weight.get(class)).copied().into_iter().collect() }
    }

    fn check(&self, classes: usize) -> Result<(), SpecError> {
        match self.pos_weight.len() {
            0 | 1 => Ok(()),
            found if found == classes => Ok(()),
            found => Err(SpecError(format!(
                "sigmoid-bce: pos_weight takes one value or {classes} (one per class), found {found}"
            ))),
        }
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        sigmoid::binary_cross_entropy(sample, &self.pos_weight, grad)
    }
}

/// Focal loss of every sigmoid.
#[derive(Clone, Debug, PartialEq)]
pub struct SigmoidFocal {
    /// How strongly easy terms are turned down.
    pub gamma: f64,
    /// Multiplies the positive terms, `1 - alpha` the negative ones.
    pub alpha: f64,
}

impl Formula for SigmoidFocal {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "sigmoid-focal",
        family: Family::Sigmoid,
        targets: LABEL_OR_HOTS,
        parameters: &[
            Parameter::number("gamma", 2.0, [0.0, 20.0], "how strongly easy terms are turned down"),
            Parameter::number("alpha", 0.25, [0.0, 1.0], "multiplies the positives, 1 - alpha the negatives"),
        ],
        summary: "Binary cross-entropy of every class, with the many easy terms turned down.",
        formula: "sum_k -alpha_k (1 - p_k)^gamma ln p_k, p_k being the probability of the right answer",
        questions: Questions {
            produces: SIGMOIDS,
            compared_with: YES_OR_NO,
            how: "surprise at each answer, times a power of the probability that is missing",
        },
        advice: "alpha = 0.25 turns the positives down, not up: it was tuned together with gamma = 2.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { gamma: arguments.number("gamma")?, alpha: arguments.number("alpha")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.gamma, &self.alpha])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        sigmoid::focal(sample, F::of(self.gamma), F::of(self.alpha), grad)
    }
}

/// Asymmetric loss of every sigmoid.
#[derive(Clone, Debug, PartialEq)]
pub struct Asl {
    /// How strongly easy positives are turned down.
    pub gamma_pos: f64,
    /// How strongly easy negatives are turned down.
    pub gamma_neg: f64,
    /// What the probability of a negative is lowered by first.
    pub clip: f64,
}

impl Formula for Asl {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "asl",
        family: Family::Sigmoid,
        targets: LABEL_OR_HOTS,
        parameters: &[
            Parameter::number("gamma_pos", 1.0, [0.0, 20.0], "how strongly easy positives are turned down"),
            Parameter::number("gamma_neg", 4.0, [0.0, 20.0], "how strongly easy negatives are turned down"),
            Parameter::number("clip", 0.05, [0.0, 0.9], "negatives less probable than this cost nothing"),
        ],
        summary: "Binary cross-entropy that turns down the many easy noes more than the few yeses.",
        formula: "yes: -(1 - s)^gamma_pos ln s; no: -m^gamma_neg ln(1 - m), m = max(0, s - clip)",
        questions: Questions {
            produces: SIGMOIDS,
            compared_with: YES_OR_NO,
            how: "focal terms with one power for yes and one for no, easy noes left out altogether",
        },
        advice: "For many labels of which few are on; the gradient here is that of the value, focusing included.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self {
            gamma_pos: arguments.number("gamma_pos")?,
            gamma_neg: arguments.number("gamma_neg")?,
            clip: arguments.number("clip")?,
        })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.gamma_pos, &self.gamma_neg, &self.clip])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        sigmoid::asymmetric(sample, [self.gamma_pos, self.gamma_neg, self.clip].map(F::of), grad)
    }
}
