//! Learning from another model.

use super::super::entry::{Arguments, Family, LossEntry, Parameter, Questions, TargetKind};
use super::super::formula::{Formula, each};
use super::{SOFTMAX, VALUES};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, regression, teacher};

/// Divergence from a teacher's softened probabilities, with cross-entropy of the label.
#[derive(Clone, Debug, PartialEq)]
pub struct Distillation {
    /// What both models' logits are divided by, above 0.
    pub temperature: f64,
    /// The factor of the teacher's term, in `0..=1`; the label's has the rest.
    pub alpha: f64,
}

impl Formula for Distillation {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "distillation",
        targets: &[TargetKind::Teacher],
        parameters: &[
            Parameter::number(
                "temperature",
                4.0,
                [0.01, 1000.0],
                "what the logits of both models are divided by",
            ),
            Parameter::number(
                "alpha",
                0.7,
                [0.0, 1.0],
                "factor of the teacher's term; the label's has the rest",
            ),
        ],
        summary: "Learns a teacher's softened probabilities, and the labels with what is left.",
        formula: "alpha T^2 KL(q^T || p^T) + (1 - alpha) (-ln p_y)",
        questions: Questions {
            produces: SOFTMAX,
            compared_with: "a teacher's probabilities at temperature T, and the true class",
            how: "KL from the teacher times T^2, and surprise at the truth, mixed by alpha",
        },
        advice: "T^2 keeps the teacher's gradient the same size whatever T; predict at T = 1; without a label only the teacher counts.",
        moved: Some("p-q has p and q of the teacher at the temperature of the loss"),
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { temperature: arguments.number("temperature")?, alpha: arguments.number("alpha")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.temperature, &self.alpha])
    }

    fn temperature(&self) -> Option<f64> {
        Some(self.temperature)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        teacher::distill(sample, F::of(self.temperature), F::of(self.alpha), grad)
    }
}

/// Half the squared distance of two vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding;

impl Formula for Embedding {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "embedding",
        family: Family::Features,
        targets: VALUES,
        summary: "Half the squared distance between a layer's features and those of another model.",
        formula: "1/2 sum_k (h_k - t_k)^2",
        questions: Questions {
            produces: "the features h of a layer",
            compared_with: "another model's features for the same image",
            how: "half the squared differences, summed",
        },
        advice: "Features of a large scale swamp the other losses: normalise them, or lower this loss's factor.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        regression::distance(sample, grad)
    }
}
