//! One logit for two classes.

use super::super::entry::{Arguments, Family, Head, LossEntry, Questions, ValueMeasure};
use super::super::formula::Formula;
use super::LABEL;
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Real, logit};

const PRODUCES: &str = "one logit; its sigmoid is the probability of class 1, the rest that of class 0";

/// Cross-entropy of two classes with one logit.
#[derive(Clone, Debug, PartialEq)]
pub struct Logistic;

impl Formula for Logistic {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "logistic",
        family: Family::Logit,
        head: Head::Logit,
        targets: LABEL,
        summary: "Surprise at the true one of two classes, with one logit: logistic regression.",
        formula: "-ln p_y = softplus(-z) of class 1, softplus(z) of class 0",
        questions: Questions {
            produces: PRODUCES,
            compared_with: "the true class, 0 or 1",
            how: "surprise: minus the logarithm of the truth's probability",
        },
        advice: "softmax-ce of two logits is the same of their difference; one has no constant to spare.",
        measure: ValueMeasure::Nll,
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn check(&self, classes: usize) -> Result<(), SpecError> {
        check_two(Self::ENTRY, classes)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        logit::logistic(sample, grad)
    }
}

/// Squared error of the sigmoid of one logit.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticSquare;

impl Formula for LogisticSquare {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "logistic-square",
        family: Family::Logit,
        head: Head::Logit,
        targets: LABEL,
        summary: "Squared error of a sigmoid: bounded, and nearly without gradient where it is confidently wrong.",
        formula: "(sigmoid(z) - y)^2",
        questions: Questions {
            produces: PRODUCES,
            compared_with: "0 or 1, the number of the true class",
            how: "the squared difference",
        },
        advice: "Half of brier on two logits; beside logistic it shows what the logarithm is for.",
        ..LossEntry::PLAIN
    };

    fn read(_: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self)
    }

    fn check(&self, classes: usize) -> Result<(), SpecError> {
        check_two(Self::ENTRY, classes)
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        logit::squared(sample, grad)
    }
}

fn check_two(entry: &LossEntry, classes: usize) -> Result<(), SpecError> {
    if classes == 2 {
        return Ok(());
    }
    let instead = "softmax-ce and brier take any number";
    entry.refuse("two classes, which one logit tells apart", format!("{classes}; {instead}"))
}
