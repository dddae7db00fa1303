//! Losses on softmax probabilities that are bounded, or nearly so: one wrong label cannot dominate them.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::{LABEL, LABEL_OR_SHARES, SOFTMAX, TRUTH, TRUTH_OR_SHARES};
use crate::loss::Loss;

pub(in crate::loss) static BRIER: Entry = Entry {
    name: "brier",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL_OR_SHARES,
    parameters: &[],
    summary: "Squared error of the probabilities: bounded, and nearly without slope where it is confidently wrong.",
    formula: "sum_k (p_k - e_k)^2",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: TRUTH_OR_SHARES,
        how: "the squared differences of the probabilities, summed over the classes",
    },
    advice: "Bounded by 2; if it does not get started, begin with softmax-ce and change over.",
    make: |_| Ok(Loss::Brier),
};

pub(in crate::loss) static GCE: Entry = Entry {
    name: "gce",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[Parameter::number("q", 0.7, [0.001, 1.0], "towards 0 it is softmax-ce, at 1 half of mae")],
    summary: "Cross-entropy that gives up on samples it finds hopeless, such as wrong labels.",
    formula: "(1 - p_y^q) / q",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: TRUTH,
        how: "what is missing from a power of the probability of the truth",
    },
    advice: "For noisy labels; the nearer q is to 1, the less it believes them and the slower it starts.",
    make: |arguments| Ok(Loss::Gce { q: arguments.number(0)? }),
};

pub(in crate::loss) static SYMMETRIC_CE: Entry = Entry {
    name: "symmetric-ce",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
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
    make: |arguments| {
        Ok(Loss::SymmetricCe {
            alpha: arguments.number(0)?,
            beta: arguments.number(1)?,
            log_zero: arguments.number(2)?,
        })
    },
};

pub(in crate::loss) static MAE: Entry = Entry {
    name: "mae",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[],
    summary: "Absolute error of the probabilities: robust against wrong labels, very slow to start.",
    formula: "sum_k |p_k - e_k| = 2 (1 - p_y)",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: TRUTH,
        how: "the absolute differences of the probabilities, summed over the classes",
    },
    advice: "Its pull is proportional to p_y: what is hopeless stays hopeless; gce lies between it and softmax-ce.",
    make: |_| Ok(Loss::Mae),
};
