//! The rows of the catalogue.

use super::{Entry, Family, Loss, Parameter, TargetKind};

pub(in crate::loss) static SOFTMAX_CE: Entry = Entry {
    name: "softmax-ce",
    aliases: &[],
    family: Family::Softmax,
    targets: TargetKind::LabelsOrRows,
    parameters: &[Parameter {
        name: "label_smoothing",
        default: Some(0.0),
        min: 0.0,
        max: 1.0,
        meaning: "share of the target that is spread over all classes",
    }],
    summary: "Surprise at the true class: the usual loss of a classifier.",
    formula: "-ln p_y",
    make: |arguments| Ok(Loss::SoftmaxCe { label_smoothing: arguments.number(0)? }),
};

pub(in crate::loss) static FOCAL: Entry = Entry {
    name: "focal",
    aliases: &[],
    family: Family::Softmax,
    targets: TargetKind::Labels,
    parameters: &[Parameter {
        name: "gamma",
        default: Some(2.0),
        min: 0.0,
        max: 20.0,
        meaning: "how strongly easy samples are turned down; 0 is softmax-ce",
    }],
    summary: "Cross-entropy that turns down what is already right, so that hard samples own the gradient.",
    formula: "-(1 - p_y)^gamma ln p_y",
    make: |arguments| Ok(Loss::Focal { gamma: arguments.number(0)? }),
};

pub(in crate::loss) static LOGIT_ADJUSTED: Entry = Entry {
    name: "logit-adjusted",
    aliases: &["balanced-softmax"],
    family: Family::Softmax,
    targets: TargetKind::Labels,
    parameters: &[Parameter {
        name: "tau",
        default: Some(1.0),
        min: 0.0,
        max: 10.0,
        meaning: "how much of the training prior the loss supplies itself; 0 is softmax-ce",
    }],
    summary: "Cross-entropy that adds the training prior to the logits, so that the network need not learn it.",
    formula: "-ln softmax(z + tau ln pi)_y",
    make: |arguments| Ok(Loss::LogitAdjusted { tau: arguments.number(0)? }),
};

pub(in crate::loss) static BRIER: Entry = Entry {
    name: "brier",
    aliases: &[],
    family: Family::Softmax,
    targets: TargetKind::LabelsOrRows,
    parameters: &[],
    summary: "Squared error of the probabilities: bounded, and nearly without slope where it is confidently wrong.",
    formula: "sum_k (p_k - e_k)^2",
    make: |_| Ok(Loss::Brier),
};

pub(in crate::loss) static MSE_LOGITS: Entry = Entry {
    name: "mse-logits",
    aliases: &[],
    family: Family::Scores,
    targets: TargetKind::LabelsOrRows,
    parameters: &[],
    summary: "Squared error of the bare logits against 0 and 1: regression used for classification.",
    formula: "sum_k (z_k - e_k)^2",
    make: |_| Ok(Loss::MseLogits),
};

pub(in crate::loss) static SIGMOID_BCE: Entry = Entry {
    name: "sigmoid-bce",
    aliases: &[],
    family: Family::Sigmoid,
    targets: TargetKind::LabelsOrRows,
    parameters: &[Parameter {
        name: "pos_weight",
        default: None,
        min: 0.0,
        max: 1e9,
        meaning: "multiplies the positive terms: one value for all classes, or one for each",
    }],
    summary: "One yes or no for every class: it can answer 'none of these', which a softmax cannot.",
    formula: "softplus(-z_y) + sum_{k != y} softplus(z_k)",
    make: |arguments| Ok(Loss::SigmoidBce { pos_weight: arguments.list(0)? }),
};

pub(in crate::loss) static POLY1: Entry = Entry {
    name: "poly1",
    aliases: &[],
    family: Family::Softmax,
    targets: TargetKind::Labels,
    parameters: &[Parameter {
        name: "epsilon",
        default: Some(1.0),
        min: -1.0,
        max: 100.0,
        meaning: "added to the first coefficient of the polynomial; 0 is softmax-ce",
    }],
    summary: "Cross-entropy with a stronger pull on samples that are nearly right.",
    formula: "-ln p_y + epsilon (1 - p_y)",
    make: |arguments| Ok(Loss::Poly1 { epsilon: arguments.number(0)? }),
};

pub(in crate::loss) static GCE: Entry = Entry {
    name: "gce",
    aliases: &[],
    family: Family::Softmax,
    targets: TargetKind::Labels,
    parameters: &[Parameter {
        name: "q",
        default: Some(0.7),
        min: 0.001,
        max: 1.0,
        meaning: "towards 0 it is softmax-ce, at 1 half of mae",
    }],
    summary: "Cross-entropy that gives up on samples it finds hopeless, such as wrong labels.",
    formula: "(1 - p_y^q) / q",
    make: |arguments| Ok(Loss::Gce { q: arguments.number(0)? }),
};

pub(in crate::loss) static MAE: Entry = Entry {
    name: "mae",
    aliases: &[],
    family: Family::Softmax,
    targets: TargetKind::Labels,
    parameters: &[],
    summary: "Absolute error of the probabilities: robust against wrong labels, very slow to start.",
    formula: "sum_k |p_k - e_k| = 2 (1 - p_y)",
    make: |_| Ok(Loss::Mae),
};

pub(in crate::loss) static HINGE: Entry = Entry {
    name: "hinge",
    aliases: &[],
    family: Family::Scores,
    targets: TargetKind::Labels,
    parameters: &[Parameter {
        name: "margin",
        default: Some(1.0),
        min: 0.0,
        max: 1000.0,
        meaning: "by how much the true class must lead every other",
    }],
    summary: "Asks the true class to lead every other by a margin, and is content beyond it.",
    formula: "sum_{k != y} max(0, margin + z_k - z_y)",
    make: |arguments| Ok(Loss::Hinge { margin: arguments.number(0)? }),
};
