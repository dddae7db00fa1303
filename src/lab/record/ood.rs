//! Images from out of the domain beside those of the domain: how sure a model is of either.

use crate::data::Task;
use crate::lab::record::predictions::Predictions;
use crate::metrics::information::entropy;
use crate::metrics::ood::{Score, Separation, Sureness};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a model says of images that it cannot know, beside what it says of those it can.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OodResults {
    /// Of the evaluated set.
    pub inside: OodSide,
    /// Of the OOD set.
    pub outside: OodSide,
    /// How well each score tells the two apart, in the order of [`Score::ALL`]; `None` where it cannot be measured.
    #[serde(with = "by_score")]
    pub separations: Vec<Option<Separation>>,
    /// The predictions on the OOD set.
    #[serde(skip)]
    pub predictions: Option<Arc<Predictions>>,
}

/// One of the two sets of images.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OodSide {
    /// Its images.
    #[serde(rename = "pictures")]
    pub images: usize,
    /// The top probability and the entropy; `None` where the loss declares no probabilities.
    pub sureness: Option<Sureness>,
    /// For sigmoids: the share of images for which every one says no.
    pub none_of_these: Option<f64>,
}

impl OodResults {
    /// From predictions on both; `None` without OOD images.
    pub fn of(inside: &Predictions, outside: Predictions) -> Option<Self> {
        if outside.indices.is_empty() {
            return None;
        }
        let [own, others] = [inside, &outside].map(Predictions::probabilities);
        let separation = |score: Score| {
            Separation::of(&scores(inside, own.as_ref(), score)?, &scores(&outside, others.as_ref(), score)?)
        };
        Some(Self {
            inside: OodSide::of(inside, own.as_ref()),
            outside: OodSide::of(&outside, others.as_ref()),
            separations: Score::ALL.into_iter().map(separation).collect(),
            predictions: Some(Arc::new(outside)),
        })
    }
}

/// A score of every image. The top probability is that of the arm's own map, not of a softmax that it does not use.
fn scores(predictions: &Predictions, probabilities: Option<&Array2<f32>>, score: Score) -> Option<Vec<f64>> {
    if score == Score::MaxProbability {
        return probabilities.map(tops);
    }
    let rows = predictions.logits.rows().into_iter();
    rows.map(|row| score.of(&row.to_vec())).collect()
}

/// The top probability of every row. Single precision may leave one a little above 1.
fn tops(probabilities: &Array2<f32>) -> Vec<f64> {
    let rows = probabilities.rows().into_iter();
    rows.map(|row| row.iter().fold(0.0, |top, p| f64::from(*p).max(top)).min(1.0)).collect()
}

impl OodSide {
    fn of(predictions: &Predictions, probabilities: Option<&Array2<f32>>) -> Self {
        let sureness = probabilities.and_then(|probabilities| {
            let rows = probabilities.rows().into_iter().map(|row| row.mapv(f64::from).to_vec());
            let entropies: Vec<f64> = rows.map(|row| uncertainty(predictions.task, &row)).collect();
            Sureness::of(&tops(probabilities), &entropies)
        });
        Self { images: predictions.indices.len(), sureness, none_of_these: predictions.none_of_these() }
    }
}

/// The entropy of a distribution; of labels that are each on or off, the sum of theirs.
fn uncertainty(task: Task, p: &[f64]) -> f64 {
    if task == Task::MultiLabel { p.iter().map(|p| entropy(&[*p, 1.0 - p])).sum() } else { entropy(p) }
}

/// Separations by the name of their score.
mod by_score {
    use super::{Score, Separation};
    use serde::{Deserialize, Deserializer, Serializer};
    use std::collections::BTreeMap;

    pub(super) fn serialize<S: Serializer>(
        separations: &[Option<Separation>],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Score::ALL.iter().map(|score| score.name()).zip(separations))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Option<Separation>>, D::Error> {
        let named = BTreeMap::<String, Option<Separation>>::deserialize(deserializer)?;
        Ok(Score::ALL.iter().map(|score| named.get(score.name()).copied().flatten()).collect())
    }
}
