//! One yes or no for every class.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::{LABEL_OR_HOTS, SIGMOIDS, YES_OR_NO};
use crate::loss::Loss;

pub(in crate::loss) static SIGMOID_BCE: Entry = Entry {
    name: "sigmoid-bce",
    aliases: &[],
    family: Family::Sigmoid,
    head: Head::Plain,
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
    advice: "For pictures with none or several of the labels; saying 'none' to pictures from elsewhere is not guaranteed.",
    make: |arguments| Ok(Loss::SigmoidBce { pos_weight: arguments.list(0)? }),
};

pub(in crate::loss) static SIGMOID_FOCAL: Entry = Entry {
    name: "sigmoid-focal",
    aliases: &[],
    family: Family::Sigmoid,
    head: Head::Plain,
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
    make: |arguments| Ok(Loss::SigmoidFocal { gamma: arguments.number(0)?, alpha: arguments.number(1)? }),
};

pub(in crate::loss) static ASL: Entry = Entry {
    name: "asl",
    aliases: &[],
    family: Family::Sigmoid,
    head: Head::Plain,
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
    make: |arguments| {
        Ok(Loss::Asl {
            gamma_pos: arguments.number(0)?,
            gamma_neg: arguments.number(1)?,
            clip: arguments.number(2)?,
        })
    },
};
