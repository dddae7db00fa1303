//! What the probabilities say, and whether it is so.

use crate::lab::analysis::finding::metric::{Metric, MetricRow};
use crate::lab::analysis::finding::subject::Subject;
use crate::metrics::information::{entropy, prior_entropy};
use ndarray::Axis;

/// Bits of a byte in nats.
const BYTE: f64 = 8.0 * std::f64::consts::LN_2;

pub(super) const ECE: MetricRow = MetricRow {
    name: "ece",
    takes: &[],
    summary: "Expected calibration error in 15 bins: how far confidence is from accuracy on average.",
    measure: |subject, _| subject.calibration()?.declared.ece(),
};

pub(super) const TEMPERATURE: MetricRow = MetricRow {
    name: "temperature",
    takes: &[],
    summary: "What the logits are best divided by, fitted on every second picture of each class; above 1 the model was too sure.",
    measure: |subject, _| subject.calibration()?.tempered.as_ref().map(|(temperature, _)| *temperature),
};

pub(super) const COOLED_ECE: MetricRow = MetricRow {
    name: "tempered-ece",
    takes: &[],
    summary: "Expected calibration error with that temperature, on the other pictures.",
    measure: |subject, _| subject.calibration()?.tempered.as_ref()?.1.ece(),
};

pub(super) const CORRECTED_ECE: MetricRow = MetricRow {
    name: "corrected-ece",
    takes: &[],
    summary: "Expected calibration error once the prior that was taught is exchanged for that of the validation part.",
    measure: |subject, _| subject.calibration()?.corrected.as_ref()?.ece(),
};

pub(super) const CORRECTED_LOSS: MetricRow = MetricRow {
    name: "corrected-loss",
    takes: &[],
    summary: "The plain loss once the prior that was taught is exchanged for that of the validation part, in nats.",
    measure: |subject, _| Some(subject.calibration()?.corrected.as_ref()?.loss),
};

pub(super) const OVERCONFIDENCE: MetricRow = MetricRow {
    name: "overconfidence",
    takes: &[],
    summary: "The mean top probability less the accuracy; below 0 the model is more right than it says.",
    measure: |subject, _| {
        let bins = &subject.calibration()?.declared.reliability;
        let counted = bins.bins().iter().filter_map(|bin| Some((bin.confidence()?, bin)));
        let (mut gap, mut n) = (0.0, 0);
        for (confidence, bin) in counted {
            gap += confidence * bin.count as f64 - bin.correct as f64;
            n += bin.count;
        }
        Some(gap / n as f64)
    },
};

pub(super) const ENTROPY: MetricRow = MetricRow {
    name: "entropy",
    takes: &[],
    summary: "The mean entropy of the predicted distributions, in nats: the surprise that the model itself expects.",
    measure: |subject, _| {
        let probabilities = subject.of_classes()?.probabilities()?.mapv(f64::from);
        probabilities.map_axis(Axis(1), |row| entropy(&row.to_vec())).mean()
    },
};

pub(super) const TARGET_ENTROPY: MetricRow = MetricRow {
    name: "target-entropy",
    takes: &[],
    summary: "The mean entropy of the targets, in nats: the floor of the loss; 0 where every picture has one class.",
    measure: |subject, _| target_entropy(subject),
};

pub(super) const KL: MetricRow = MetricRow {
    name: "kl",
    takes: &[],
    summary: "The mean divergence of the targets from the predictions, in nats: the loss above its floor.",
    measure: |subject, _| Some(subject.evaluation()?.validation.plain? - target_entropy(subject)?),
};

pub(super) const BYTES: MetricRow = MetricRow {
    name: "bytes",
    takes: &["code"],
    summary: "Bytes to send the labels of the validation part in an ideal code for: uniform classes, the prior of the part, or \
              what the model says of each picture.",
    measure: |subject, metric| bytes(subject, metric),
};

fn bytes(subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    let labels = subject.labels()?;
    let classes = subject.bench.dataset.classes();
    let counts = || {
        let mut counts = vec![0; classes];
        labels.iter().for_each(|label| counts[*label] += 1);
        counts
    };
    let nats = match metric.text("code") {
        "uniform" => (classes as f64).ln(),
        "prior" => prior_entropy(&counts())?,
        "model" => subject.evaluation()?.validation.plain?,
        _ => return None,
    };
    Some(labels.len() as f64 * nats / BYTE)
}

fn target_entropy(subject: &Subject<'_>) -> Option<f64> {
    match subject.of_classes()?.truth(subject.bench) {
        None => Some(0.0),
        Some(rows) => rows.mapv(f64::from).map_axis(Axis(1), |row| entropy(&row.to_vec())).mean(),
    }
}
