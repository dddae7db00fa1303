//! Learning from another model.

use super::super::{Entry, Family, Head, Parameter, Questions, TargetKind};
use super::{SOFTMAX, VALUES};
use crate::loss::Loss;

pub(in crate::loss) static DISTILLATION: Entry = Entry {
    name: "distillation",
    aliases: &[],
    family: Family::Softmax,
    head: Head::Plain,
    targets: &[TargetKind::Taught],
    parameters: &[
        Parameter::number(
            "temperature",
            4.0,
            [0.01, 1000.0],
            "what the logits of both models are divided by",
        ),
        Parameter::number("alpha", 0.7, [0.0, 1.0], "factor of the teacher's term; the label's has the rest"),
    ],
    summary: "Learns a teacher's softened probabilities, and the labels with what is left.",
    formula: "alpha T^2 KL(q^T || p^T) + (1 - alpha) (-ln p_y)",
    questions: Questions {
        produces: SOFTMAX,
        compared_with: "a teacher's probabilities at temperature T, and the true class",
        how: "KL from the teacher times T^2, and surprise at the truth, mixed by alpha",
    },
    advice: "T^2 keeps the teacher's gradient the same size whatever T; predict at T = 1; without a label only the teacher counts.",
    make: |arguments| {
        Ok(Loss::Distillation { temperature: arguments.number(0)?, alpha: arguments.number(1)? })
    },
};

pub(in crate::loss) static EMBEDDING: Entry = Entry {
    name: "embedding",
    aliases: &[],
    family: Family::Features,
    head: Head::Plain,
    targets: VALUES,
    parameters: &[],
    summary: "Half the squared distance between a layer's features and those of another model.",
    formula: "1/2 sum_k (h_k - t_k)^2",
    questions: Questions {
        produces: "the features h of a layer",
        compared_with: "another model's features for the same picture",
        how: "half the squared differences, summed",
    },
    advice: "Features of a large scale swamp the other losses: normalise them, or lower this loss's factor.",
    make: |_| Ok(Loss::Embedding),
};
