//! One logit for two classes.

use super::super::{Entry, Family, Head, Questions};
use super::LABEL;
use crate::loss::Loss;

const PRODUCES: &str = "one logit; its sigmoid is the probability of class 1, the rest that of class 0";

pub(in crate::loss) static LOGISTIC: Entry = Entry {
    name: "logistic",
    aliases: &[],
    family: Family::Logit,
    head: Head::Logit,
    targets: LABEL,
    parameters: &[],
    summary: "Surprise at the true one of two classes, with one logit: logistic regression.",
    formula: "-ln p_y = softplus(-z) of class 1, softplus(z) of class 0",
    questions: Questions {
        produces: PRODUCES,
        compared_with: "the true class, 0 or 1",
        how: "surprise: minus the logarithm of the truth's probability",
    },
    advice: "softmax-ce of two logits is the same of their difference; one has no constant to spare.",
    make: |_| Ok(Loss::Logistic),
};

pub(in crate::loss) static LOGISTIC_SQUARE: Entry = Entry {
    name: "logistic-square",
    aliases: &[],
    family: Family::Logit,
    head: Head::Logit,
    targets: LABEL,
    parameters: &[],
    summary: "Squared error of a sigmoid: bounded, and nearly without slope where it is confidently wrong.",
    formula: "(sigmoid(z) - y)^2",
    questions: Questions {
        produces: PRODUCES,
        compared_with: "0 or 1, the number of the true class",
        how: "the squared difference",
    },
    advice: "Half of brier on two logits; beside logistic it shows what the logarithm is for.",
    make: |_| Ok(Loss::LogisticSquare),
};
