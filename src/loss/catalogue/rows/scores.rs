//! Losses on bare scores.

use super::super::entry::{Arguments, Family, LossEntry, Parameter, Questions};
use super::super::formula::{Formula, each};
use super::{LABEL, LABEL_OR_SHARES, SCORES, TRUTH};
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, scores};

/// Squared error of the logits.
#[derive(Clone, Debug, PartialEq)]
pub struct MseLogits;

impl Formula for MseLogits {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "mse-logits",
        family: Family::Scores,
        targets: LABEL_OR_SHARES,
        summary: "Squared error of the bare logits against 0 and 1: regression used for classification.",
        formula: "sum_k (z_k - e_k)^2",
        questions: Questions {
            produces: SCORES,
            compared_with: "1 for the true class and 0 for the others, or their shares",
            how: "the squared differences, summed over the classes",
        },
        advice: "Read the largest score, not a probability; it also pushes back scores that are more than right.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn curvature(&self, _: usize) -> Option<f64> {
        Some(2.0)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        scores::squared_error(sample, grad)
    }
}

/// Hinge of Weston and Watkins.
#[derive(Clone, Debug, PartialEq)]
pub struct Hinge {
    /// By how much the true class must lead.
    pub margin: f64,
}

impl Formula for Hinge {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "hinge",
        family: Family::Scores,
        targets: LABEL,
        parameters: &[Parameter::number(
            "margin",
            1.0,
            [0.0, 1000.0],
            "by how much the true class must lead every other",
        )],
        summary: "Asks the true class to lead every other by a margin; beyond it there is no loss.",
        formula: "sum_{k != y} max(0, margin + z_k - z_y)",
        questions: Questions {
            produces: SCORES,
            compared_with: TRUTH,
            how: "by how much each rival comes within the margin, summed",
        },
        advice: "Its scores are no probabilities; samples beyond the margin have no gradient.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { margin: arguments.number("margin")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.margin])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        scores::hinge(sample, F::of(self.margin), grad)
    }
}

/// Hinge of Crammer and Singer.
#[derive(Clone, Debug, PartialEq)]
pub struct CrammerSinger {
    /// By how much the true class must lead its strongest rival.
    pub margin: f64,
}

impl Formula for CrammerSinger {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "crammer-singer",
        family: Family::Scores,
        targets: LABEL,
        parameters: &[Parameter::number(
            "margin",
            1.0,
            [0.0, 1000.0],
            "by how much the true class must lead its strongest rival",
        )],
        summary: "Asks the true class to lead its strongest rival by a margin, and ignores the others.",
        formula: "max(0, margin + max_{k != y} z_k - z_y)",
        questions: Questions {
            produces: SCORES,
            compared_with: TRUTH,
            how: "by how much the strongest rival comes within the margin",
        },
        advice: "Only two scores of a sample are moved; hinge moves every rival within the margin.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { margin: arguments.number("margin")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.margin])
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        scores::strongest_rival(sample, F::of(self.margin), grad)
    }
}
