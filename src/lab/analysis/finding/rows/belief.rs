//! What the probabilities say, and whether it is so.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::{Metric, OfBelief};
use crate::metrics::information::{entropy, prior_entropy};
use ndarray::Axis;

/// Bits of a byte in nats.
const BYTE: f64 = 8.0 * std::f64::consts::LN_2;

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfBelief, subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    match of {
        OfBelief::Ece => subject.calibration()?.declared.ece(),
        OfBelief::Temperature => {
            subject.calibration()?.tempered.as_ref().map(|(temperature, _)| *temperature)
        }
        OfBelief::CooledEce => subject.calibration()?.tempered.as_ref()?.1.ece(),
        OfBelief::CorrectedEce => subject.calibration()?.corrected.as_ref()?.ece(),
        OfBelief::CorrectedLoss => Some(subject.calibration()?.corrected.as_ref()?.loss),
        OfBelief::Overconfidence => {
            let bins = &subject.calibration()?.declared.reliability;
            let counted = bins.bins().iter().filter_map(|bin| Some((bin.confidence()?, bin)));
            let (mut gap, mut n) = (0.0, 0);
            for (confidence, bin) in counted {
                gap += confidence * bin.count as f64 - bin.correct as f64;
                n += bin.count;
            }
            Some(gap / n as f64)
        }
        OfBelief::Entropy => {
            let probabilities = subject.of_classes()?.probabilities()?.mapv(f64::from);
            probabilities.map_axis(Axis(1), |row| entropy(&row.to_vec())).mean()
        }
        OfBelief::TargetEntropy => target_entropy(subject),
        OfBelief::Kl => Some(subject.evaluation()?.validation.unweighted? - target_entropy(subject)?),
        OfBelief::Bytes => bytes(subject, metric),
    }
}

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
        "model" => subject.evaluation()?.validation.unweighted?,
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
