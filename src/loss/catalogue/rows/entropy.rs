//! Cross-entropy and its near relations.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::{LABEL, LABEL_OR_SHARES, SOFTMAX, TRUTH, TRUTH_OR_SHARES};
use crate::loss::Loss;

pub(in crate::loss) static SOFTMAX_CE: Entry = Entry {
    name: "softmax-ce",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
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
    make: |arguments| Ok(Loss::SoftmaxCe { label_smoothing: arguments.number(0)? }),
};

pub(in crate::loss) static KL: Entry = Entry {
    name: "kl",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL_OR_SHARES,
    parameters: &[],
    summary: "Cross-entropy less the target's own entropy: the same gradient, and 0 where the model is right.",
    formula: "sum_k q_k ln(q_k / p_k)",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: "shares of the classes that sum to 1; a label is a share of 1",
        how: "the extra surprise of believing p where q is true",
    },
    advice: "Take it for soft targets, to see how far there is to go; on labels it is softmax-ce.",
    make: |_| Ok(Loss::Kl),
};

pub(in crate::loss) static FOCAL: Entry = Entry {
    name: "focal",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[Parameter::number(
        "gamma",
        2.0,
        [0.0, 20.0],
        "how strongly easy samples are turned down; 0 is softmax-ce",
    )],
    summary: "Cross-entropy that turns down what is already right, so that hard samples own the gradient.",
    formula: "-(1 - p_y)^gamma ln p_y",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: TRUTH,
        how: "surprise, times a power of the probability that is missing",
    },
    advice: "It weighs by hardness, not by rarity: wrong labels are hard too, and become loud.",
    make: |arguments| Ok(Loss::Focal { gamma: arguments.number(0)? }),
};

pub(in crate::loss) static POLY1: Entry = Entry {
    name: "poly1",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[Parameter::number(
        "epsilon",
        1.0,
        [-1.0, 100.0],
        "added to the first coefficient of the polynomial; 0 is softmax-ce",
    )],
    summary: "Cross-entropy with a stronger pull on samples that are nearly right.",
    formula: "-ln p_y + epsilon (1 - p_y)",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: TRUTH,
        how: "surprise, plus epsilon times the probability that is missing",
    },
    advice: "The opposite of focal for epsilon above 0: try 1 or 2, and tune it like a rate.",
    make: |arguments| Ok(Loss::Poly1 { epsilon: arguments.number(0)? }),
};

pub(in crate::loss) static L1_NORMALISED: Entry = Entry {
    name: "l1-normalised",
    aliases: &[],
    family: Family::Normalised,
    head: Head::Plain,
    targets: LABEL_OR_SHARES,
    parameters: &[],
    summary: "Cross-entropy on the other road to the simplex: outputs made positive and divided by their sum.",
    formula: "-ln(softplus(z_y) / sum_k softplus(z_k))",
    questions: Questions {
        produces: "K outputs, made positive by the softplus and divided by their sum",
        compared_with: TRUTH_OR_SHARES,
        how: "surprise: minus the logarithm of the truth's probability",
    },
    advice: "Set it beside softmax-ce: adding a constant to all outputs changes it, and confidence comes slowly.",
    make: |_| Ok(Loss::L1Normalised),
};
