//! One evaluation: the predictions on one set of pictures and every number that follows from them.

use super::bench::Bench;
use super::objective::{Losses, Objective};
use crate::loss::ProbabilityMap;
use crate::metrics::{Confusion, Report};
use crate::nn::Network;
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Logits on a set of pictures.
#[derive(Clone, Debug)]
pub struct Predictions {
    /// Which pictures, as indices into the data set, `[N]`.
    pub indices: Vec<u32>,
    /// `[N, K]`.
    pub logits: Array2<f32>,
    /// The predicted class of each, `[N]`.
    pub predicted: Vec<u16>,
    /// How logits become probabilities.
    pub map: ProbabilityMap,
}

/// Everything that panes show of an arm at one step.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Evaluation {
    /// Loss on a fixed sample of the thinned training part.
    pub train: Losses,
    /// Loss on the evaluated part.
    pub validation: Losses,
    /// Numbers that follow from the confusion matrix and the training counts.
    pub report: Report,
    /// Rows are truth.
    pub confusion: Confusion,
    /// Each class's share of the sum of |dL/dlogits| since the last evaluation, `[K]`; `None` before the first step.
    pub gradient_share: Vec<Option<f64>>,
    /// For label models: the share of pictures for which every sigmoid says no.
    pub none_of_these: Option<f64>,
    /// The rate of the next step.
    pub lr: f32,
    /// Seconds of training steps since the last evaluation.
    pub seconds: f64,
    /// Pictures learnt from per second of training steps since the last evaluation.
    pub images_per_second: Option<f64>,
    /// The predictions; a run folder keeps the last ones beside its log.
    #[serde(skip)]
    pub predictions: Option<Arc<Predictions>>,
}

impl Predictions {
    /// Predicts the given pictures.
    pub fn of(network: &Network, bench: &Bench, indices: &[u32], map: ProbabilityMap) -> Self {
        let size = network.inputs();
        let fill = |first: usize, out: &mut [f32]| {
            bench.gather(indices[first..first + out.len() / size].iter().copied(), out);
        };
        Self::from_logits(indices.to_vec(), network.predict(indices.len(), fill), map)
    }

    /// Predictions from their logits; the class with the largest logit wins, the first of equals.
    pub fn from_logits(indices: Vec<u32>, logits: Array2<f32>, map: ProbabilityMap) -> Self {
        let predicted = logits.rows().into_iter().map(|row| argmax(row.iter().copied())).collect();
        Self { indices, logits, predicted, map }
    }

    /// The position of a picture of the data set among these.
    pub fn position(&self, index: u32) -> Option<usize> {
        self.indices.binary_search(&index).ok()
    }

    /// One picture's logits, `[K]`.
    ///
    /// # Panics
    /// If the position is not below N.
    pub fn row(&self, position: usize) -> Vec<f32> {
        self.logits.row(position).to_vec()
    }

    /// -ln p of a class for one picture; `None` where the loss declares no probabilities.
    ///
    /// # Panics
    /// If the position is not below N or the class not below K.
    pub fn surprisal(&self, position: usize, class: usize) -> Option<f32> {
        self.map.log_probability(&self.row(position), class).map(|log_p| -log_p)
    }

    /// `[N, K]`, each row summing to 1; `None` where the loss declares no probabilities.
    pub fn probabilities(&self) -> Option<Array2<f32>> {
        let mut all = Array2::zeros(self.logits.dim());
        for (logits, mut out) in self.logits.rows().into_iter().zip(all.rows_mut()) {
            let mut p = vec![0.0; logits.len()];
            if !self.map.probabilities(&logits.to_vec(), &mut p) {
                return None;
            }
            out.iter_mut().zip(p).for_each(|(out, p)| *out = p);
        }
        Some(all)
    }

    /// The confusion matrix against the labels of a bench.
    pub fn confusion(&self, bench: &Bench) -> Confusion {
        let mut confusion = Confusion::new(bench.dataset.classes());
        for (&index, &predicted) in self.indices.iter().zip(&self.predicted) {
            confusion.record(usize::from(bench.dataset.labels[index as usize]), usize::from(predicted));
        }
        confusion
    }

    /// The share of pictures for which every sigmoid says no; `None` without pictures and for maps that must choose.
    fn none_of_these(&self) -> Option<f64> {
        let says = self.logits.rows().into_iter().map(|row| self.map.none_of_these(&row.to_vec()));
        let none = says.collect::<Option<Vec<bool>>>().filter(|says| !says.is_empty())?;
        Some(none.iter().filter(|none| **none).count() as f64 / none.len() as f64)
    }
}

/// What an evaluation is made of, beside its predictions.
pub struct Evaluator<'a> {
    /// The network as it stands.
    pub network: &'a Network,
    /// What it minimises.
    pub objective: &'a Objective,
    /// The data.
    pub bench: &'a Bench,
}

impl Evaluator<'_> {
    /// Both losses on the given pictures.
    pub fn losses(&self, indices: &[u32]) -> Losses {
        let predictions =
            Predictions::of(self.network, self.bench, indices, self.objective.probability_map());
        self.losses_of(&predictions)
    }

    fn losses_of(&self, predictions: &Predictions) -> Losses {
        let labels: Vec<u16> =
            predictions.indices.iter().map(|i| self.bench.dataset.labels[*i as usize]).collect();
        let logits: Vec<f32> = predictions.logits.iter().copied().collect();
        self.objective.losses(&logits, &labels)
    }

    /// Evaluates the given pictures; what depends on the training interval is left to the caller.
    pub fn evaluate(&self, indices: &[u32], train: Losses) -> Evaluation {
        let predictions =
            Predictions::of(self.network, self.bench, indices, self.objective.probability_map());
        let confusion = predictions.confusion(self.bench);
        Evaluation {
            train,
            validation: self.losses_of(&predictions),
            report: Report::new(&confusion, &self.bench.counts),
            confusion,
            gradient_share: vec![None; self.bench.dataset.classes()],
            none_of_these: predictions.none_of_these(),
            lr: 0.0,
            seconds: 0.0,
            images_per_second: None,
            predictions: Some(Arc::new(predictions)),
        }
    }
}

/// The position of the largest value, the first of equals.
pub fn argmax(values: impl Iterator<Item = f32>) -> u16 {
    let best = values
        .enumerate()
        .fold((0, f32::NEG_INFINITY), |best, (at, value)| if value > best.1 { (at, value) } else { best });
    best.0 as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::trainer_with;

    fn predictions(logits: [[f32; 3]; 2], map: ProbabilityMap) -> Predictions {
        Predictions::from_logits(vec![4, 9], Array2::from(logits.to_vec()), map)
    }

    #[test]
    fn the_first_of_the_largest_wins() {
        assert_eq!(
            [[1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [-2.0, -3.0, -1.0]].map(|row| argmax(row.into_iter())),
            [1, 0, 2]
        );
    }

    #[test]
    fn surprisal_and_probabilities_are_two_views_of_one_map() {
        let predictions = predictions([[2.0, 0.0, -1.0], [0.5, 0.5, 3.0]], ProbabilityMap::NormalisedSigmoid);
        let probabilities = predictions.probabilities().unwrap();
        for row in 0..2 {
            assert!((probabilities.row(row).sum() - 1.0).abs() < 1e-6);
            for class in 0..3 {
                let surprisal = predictions.surprisal(row, class).unwrap();
                assert!((surprisal + probabilities[[row, class]].ln()).abs() < 1e-5);
            }
        }
        assert_eq!((predictions.position(9), predictions.position(5)), (Some(1), None));
    }

    #[test]
    fn a_loss_without_probabilities_declares_none() {
        let predictions = predictions([[2.0, 0.0, -1.0]; 2], ProbabilityMap::None);
        assert!(predictions.probabilities().is_none() && predictions.surprisal(0, 0).is_none());
        assert_eq!(predictions.predicted, [0, 0]);
    }

    #[test]
    fn only_a_label_model_may_say_none_of_these() {
        let logits = [[-2.0, -0.1, -1.0], [-2.0, 0.1, -1.0]];
        assert_eq!(predictions(logits, ProbabilityMap::NormalisedSigmoid).none_of_these(), Some(0.5));
        assert_eq!(predictions(logits, ProbabilityMap::Softmax).none_of_these(), None);
    }

    #[test]
    fn an_empty_part_has_no_numbers() {
        let evaluation = trainer_with(&[]).evaluate_finally(&[]);
        assert_eq!(evaluation.validation, Losses { plain: None, objective: None });
        assert_eq!((evaluation.report.accuracy, evaluation.report.macro_f1), (None, None));
        assert!(evaluation.train.plain.is_some());
    }
}
