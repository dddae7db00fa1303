//! Losses that know more of the classes than their names: how common they are, what mistakes cost, their order.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::{LABEL, SOFTMAX, TRUTH};
use crate::loss::Loss;

pub(in crate::loss) static LOGIT_ADJUSTED: Entry = Entry {
    name: "logit-adjusted",
    aliases: &["balanced-softmax"],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[Parameter::number(
        "tau",
        1.0,
        [0.0, 10.0],
        "how much of the training prior the loss supplies itself; 0 is softmax-ce",
    )],
    summary: "Cross-entropy that adds the training prior to the logits, so that the network need not learn it.",
    formula: "-ln softmax(z + tau ln pi)_y",
    questions: Questions {
        produces: "K logits, to which the training prior is added before the softmax",
        compared_with: TRUTH,
        how: "surprise: minus the logarithm of the truth's probability",
    },
    advice: "Add tau ln pi here or subtract it after training, never both; nor on top of weights or balanced sampling.",
    make: |arguments| Ok(Loss::LogitAdjusted { tau: arguments.number(0)? }),
};

pub(in crate::loss) static LDAM: Entry = Entry {
    name: "ldam",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Cosines,
    targets: LABEL,
    parameters: &[
        Parameter::number(
            "max_margin",
            0.5,
            [0.0, 2.0],
            "margin of the rarest class; each is proportional to n_k^(-1/4)",
        ),
        Parameter::number("scale", 30.0, [0.01, 1000.0], "what the cosines are multiplied by"),
    ],
    summary: "Cross-entropy on cosines, in which a rare class must lead by a larger margin.",
    formula: "-ln softmax(scale (z - margin_y e_y))_y",
    questions: Questions {
        produces: "K cosines of the features with each class's weights",
        compared_with: "the true class, whose cosine first gives up a margin that is larger for rare classes",
        how: "surprise: minus the logarithm of the truth's probability",
    },
    advice: "Published with weights that begin late: effective:beta=0.9999,after=0.8; it needs a head of cosines.",
    make: |arguments| Ok(Loss::Ldam { max_margin: arguments.number(0)?, scale: arguments.number(1)? }),
};

pub(in crate::loss) static EXPECTED_COST: Entry = Entry {
    name: "expected-cost",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[Parameter::list(
        "costs",
        [0.0, 1e9],
        "K x K numbers row by row, rows are truth, 0 on the diagonal; without them every mistake costs 1",
    )],
    summary: "What a guess drawn from the probabilities costs on average, given what each mistake costs.",
    formula: "sum_k C[y][k] p_k",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: "the true class's row of the table of costs",
        how: "the mean of the costs under the probabilities",
    },
    advice: "Without slope where the model is confidently wrong: train with softmax-ce first, then change over.",
    make: |arguments| Ok(Loss::ExpectedCost { costs: arguments.list(0)? }),
};

pub(in crate::loss) static ORDINAL: Entry = Entry {
    name: "ordinal",
    aliases: &[],
    family: Family::Cumulative,
    head: Head::Thresholds,
    targets: LABEL,
    parameters: &[],
    summary: "For ordered classes: a yes or no for every threshold, so that near misses cost less than far ones.",
    formula: "sum_{k < y} softplus(-z_k) + sum_{k >= y} softplus(z_k)",
    questions: Questions {
        produces: "K - 1 logits: is the class above 0, above 1, and so on",
        compared_with: "whether the true class lies above each threshold",
        how: "binary cross-entropy of every threshold, summed",
    },
    advice: "For grades and ages; the outputs are free to contradict each other, so look whether they stay in order.",
    make: |_| Ok(Loss::Ordinal),
};
