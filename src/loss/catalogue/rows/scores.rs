//! Losses on bare scores.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::{LABEL, LABEL_OR_SHARES, SCORES, TRUTH};
use crate::loss::Loss;

pub(in crate::loss) static MSE_LOGITS: Entry = Entry {
    name: "mse-logits",
    aliases: &[],
    family: Family::Scores,
    head: Head::Plain,
    targets: LABEL_OR_SHARES,
    parameters: &[],
    summary: "Squared error of the bare logits against 0 and 1: regression used for classification.",
    formula: "sum_k (z_k - e_k)^2",
    questions: Questions {
        produces: SCORES,
        compared_with: "1 for the true class and 0 for the others, or their shares",
        how: "the squared differences, summed over the classes",
    },
    advice: "Read the largest score, not a probability; it also pushes back scores that are more than right.",
    make: |_| Ok(Loss::MseLogits),
};

pub(in crate::loss) static HINGE: Entry = Entry {
    name: "hinge",
    aliases: &[],
    family: Family::Scores,
    head: Head::Plain,
    targets: LABEL,
    parameters: &[Parameter::number(
        "margin",
        1.0,
        [0.0, 1000.0],
        "by how much the true class must lead every other",
    )],
    summary: "Asks the true class to lead every other by a margin, and is content beyond it.",
    formula: "sum_{k != y} max(0, margin + z_k - z_y)",
    questions: Questions {
        produces: SCORES,
        compared_with: TRUTH,
        how: "by how much each rival comes within the margin, summed",
    },
    advice: "Its scores are no probabilities; samples beyond the margin stop teaching.",
    make: |arguments| Ok(Loss::Hinge { margin: arguments.number(0)? }),
};

pub(in crate::loss) static CRAMMER_SINGER: Entry = Entry {
    name: "crammer-singer",
    aliases: &[],
    family: Family::Scores,
    head: Head::Plain,
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
    make: |arguments| Ok(Loss::CrammerSinger { margin: arguments.number(0)? }),
};
