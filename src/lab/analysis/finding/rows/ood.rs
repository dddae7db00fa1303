//! What is said of the images in the OOD set.

use crate::lab::analysis::finding::subject::Subject;
use crate::lab::recipe::metric::{Metric, OfOod};
use crate::lab::record::ood::OodResults;
use crate::metrics::ood::Score;

/// Measures one of them; `None` where it is not defined or was not measured.
pub(super) fn measure(of: OfOod, subject: &Subject<'_>, metric: &Metric) -> Option<f64> {
    match of {
        OfOod::Sureness => Some(tray(subject)?.outside.sureness.as_ref()?.mean),
        OfOod::OodNone => {
            let predictions = tray(subject)?.predictions.as_deref()?;
            let says_no = |row: &[f32]| predictions.map.none_of_these(row).unwrap_or(false);
            predictions.map.none_of_these(predictions.row(0))?;
            share(subject, metric, says_no)
        }
        OfOod::OodAuroc => {
            let at = Score::ALL.iter().position(|score| score.name() == metric.text("score"))?;
            Some(tray(subject)?.separations.get(at).copied().flatten()?.auroc)
        }
        OfOod::Several => {
            let predictions = tray(subject)?.predictions.as_deref()?;
            let free = predictions.map.none_of_these(predictions.row(0)).is_some();
            share(subject, metric, |row| free && row.iter().filter(|z| **z >= 0.0).count() > 1)
        }
    }
}

/// The share of the images from one source, or of all, of whose outputs something holds. `None` without such images.
fn share(subject: &Subject<'_>, metric: &Metric, holds: impl Fn(&[f32]) -> bool) -> Option<f64> {
    let predictions = tray(subject)?.predictions.as_deref()?;
    let (wanted, origins) = (metric.text("source"), &subject.bench.dataset.origins);
    let is_from =
        |at: &usize| wanted == "all" || origins.get(*at).is_some_and(|origin| origin.to_string() == wanted);
    let rows: Vec<usize> = (0..predictions.indices.len()).filter(is_from).collect();
    let found = rows.iter().filter(|row| holds(predictions.row(**row))).count();
    (!rows.is_empty()).then(|| found as f64 / rows.len() as f64)
}

fn tray<'a>(subject: &Subject<'a>) -> Option<&'a OodResults> {
    subject.evaluation()?.ood.as_deref()
}
