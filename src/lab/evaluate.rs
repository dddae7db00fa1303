//! One evaluation: the predictions on one set of pictures and every number that follows from them.
//!
//! The report on classes is always there, and empty where pictures have no one class; those on labels and on numbers
//! stand beside it. One enum of three would say the same, but every stored log and every pane of classes would have to
//! ask which it is.

use super::bench::Bench;
use super::objective::{Losses, Objective};
use super::outside::Outside;
use super::terms::{self, Terms};
use crate::data::Task;
use crate::loss::{Link, Loss, ProbabilityMap, stable};
use crate::metrics::{Confusion, LabelReport, Report, ValueReport, multilabel};
use crate::nn::Network;
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How the outputs of a network are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What is asked of every picture.
    pub task: Task,
    /// How logits become probabilities.
    pub map: ProbabilityMap,
    /// How outputs become numbers.
    pub link: Link,
}

impl Reading {
    /// How the outputs of a network that is trained with `loss` are read.
    pub fn of(task: Task, loss: &Loss) -> Self {
        let map = match task {
            Task::Classes => loss.probability_map(),
            Task::Labels => ProbabilityMap::Independent,
            Task::Values => ProbabilityMap::None,
        };
        Self { task, map, link: loss.link() }
    }

    /// The plain loss against a row of targets: for several labels the mean of their -ln p in nats, for numbers the mean
    /// squared error.
    pub fn plain_loss(&self, outputs: &[f32], row: impl IntoIterator<Item = f32>) -> f32 {
        let term: fn(Link, f32, f32) -> f32 = match self.task {
            Task::Labels => |_, z, t| t * stable::softplus(-z) + (1.0 - t) * stable::softplus(z),
            Task::Classes | Task::Values => |link, z, t| (link.value(z) - t).powi(2),
        };
        outputs.iter().zip(row).map(|(z, t)| term(self.link, *z, t)).sum::<f32>() / outputs.len() as f32
    }
}

impl From<ProbabilityMap> for Reading {
    /// As one of K classes.
    fn from(map: ProbabilityMap) -> Self {
        Self { task: Task::Classes, map, link: Link::Identity }
    }
}

/// Outputs on a set of pictures.
#[derive(Clone, Debug)]
pub struct Predictions {
    /// Which pictures, as indices into the data set, `[N]`.
    pub indices: Vec<u32>,
    /// `[N, outputs]`: a logit for each class or label, K - 1 thresholds, or a number each.
    pub logits: Array2<f32>,
    /// The predicted class of each, `[N]`; of the other tasks the largest output, which says nothing.
    pub predicted: Vec<u16>,
    /// How logits become probabilities.
    pub map: ProbabilityMap,
    /// What is asked of every picture.
    pub task: Task,
    link: Link,
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
    /// Rows are truth; empty where pictures have no one class.
    pub confusion: Confusion,
    /// What is known of each label, where a picture may have several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<Box<LabelReport>>,
    /// What is known of each number, where numbers are predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Box<ValueReport>>,
    /// What is said of pictures from elsewhere, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outside: Option<Box<Outside>>,
    /// The terms of the objective, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub terms: Option<Terms>,
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
    pub fn of(network: &Network, bench: &Bench, indices: &[u32], reading: impl Into<Reading>) -> Self {
        Self::from_logits(indices.to_vec(), outputs(network, bench, indices, 0), reading)
    }

    /// Predictions from their logits; the class with the largest logit wins, the first of equals.
    pub fn from_logits(indices: Vec<u32>, logits: Array2<f32>, reading: impl Into<Reading>) -> Self {
        let Reading { task, map, link } = reading.into();
        let predicted = logits.rows().into_iter().map(|row| map.predicted(&row.to_vec()) as u16).collect();
        Self { indices, logits, predicted, map, task, link }
    }

    /// The predicted numbers, `[N, D]`, in the units of the targets; `None` where no numbers are predicted.
    pub fn values(&self) -> Option<Array2<f32>> {
        (self.task == Task::Values).then(|| self.logits.mapv(|output| self.link.value(output)))
    }

    /// One picture's predicted numbers, `[D]`; `None` where no numbers are predicted.
    ///
    /// # Panics
    /// If the position is not below N.
    pub fn row_values(&self, position: usize) -> Option<Vec<f32>> {
        let values = || self.row(position).into_iter().map(|output| self.link.value(output)).collect();
        (self.task == Task::Values).then(values)
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

    /// The plain loss of one picture, as [`Losses::plain`] has it; `None` where the loss declares no probabilities.
    ///
    /// # Panics
    /// If the position is not below N.
    pub fn plain_loss(&self, bench: &Bench, position: usize) -> Option<f32> {
        let picture = self.indices[position] as usize;
        if self.task == Task::Classes {
            return self.surprisal(position, usize::from(bench.dataset.labels[picture]));
        }
        let reading = Reading { task: self.task, map: self.map, link: self.link };
        let rows = bench.dataset.targets.rows()?;
        Some(reading.plain_loss(&self.row(position), rows.row(picture).iter().copied()))
    }

    /// `[N, K]`, each row summing to 1, but for labels, which need not; `None` where the loss declares no probabilities.
    pub fn probabilities(&self) -> Option<Array2<f32>> {
        let (n, outputs) = self.logits.dim();
        let mut all = Array2::zeros((n, self.map.classes(outputs)));
        for (logits, mut out) in self.logits.rows().into_iter().zip(all.rows_mut()) {
            let mut p = vec![0.0; out.len()];
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
        if self.task != Task::Classes {
            return confusion;
        }
        for (&index, &predicted) in self.indices.iter().zip(&self.predicted) {
            confusion.record(usize::from(bench.dataset.labels[index as usize]), usize::from(predicted));
        }
        confusion
    }

    /// The rows of the targets, `[N, outputs]`, where there are rows.
    pub fn truth(&self, bench: &Bench) -> Option<Array2<f32>> {
        let indices: Vec<usize> = self.indices.iter().map(|index| *index as usize).collect();
        bench.dataset.targets.rows().map(|rows| rows.select(Axis(0), &indices))
    }

    /// The report on labels that are on at these probabilities or above, `[K]`; `None` for other tasks.
    pub fn label_report(&self, bench: &Bench, thresholds: &[f64]) -> Option<LabelReport> {
        let truth = self.truth(bench).filter(|_| self.task == Task::Labels)?;
        let scores = self.probabilities()?.mapv(f64::from);
        Some(LabelReport::new(&truth.mapv(|on| on > 0.0), &scores, thresholds))
    }

    /// The share of pictures for which every sigmoid says no; `None` without pictures and for maps that must choose.
    pub fn none_of_these(&self) -> Option<f64> {
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
        self.objective.losses(self.bench, &self.heads(indices, None), indices, self.network.lengths())
    }

    /// What every head says of some pictures, `[N, outputs]` each; the main one's logits may be known.
    fn heads(&self, indices: &[u32], known: Option<&Array2<f32>>) -> Vec<Vec<f32>> {
        let heads = 0..=self.network.heads().len();
        let flat = |logits: &Array2<f32>| logits.iter().copied().collect();
        let of = |head| match known.filter(|_| head == 0) {
            Some(logits) => flat(logits),
            None => flat(&outputs(self.network, self.bench, indices, head)),
        };
        heads.map(of).collect()
    }

    /// Evaluates the given pictures; what depends on the training interval is left to the caller.
    pub fn evaluate(&self, indices: &[u32], train: Losses) -> Evaluation {
        let Self { network, objective, bench } = self;
        let predictions = Predictions::of(network, bench, indices, objective.reading());
        let confusion = predictions.confusion(bench);
        let heads = self.heads(indices, Some(&predictions.logits));
        let elsewhere = Predictions::of(network, bench, &bench.dataset.parts.outside, objective.reading());
        Evaluation {
            train,
            validation: objective.losses(bench, &heads, indices, network.lengths()),
            report: Report::new(&confusion, &bench.counts),
            confusion,
            labels: label_report(&predictions, bench),
            values: value_report(&predictions, bench),
            outside: Outside::of(&predictions, elsewhere).map(Box::new),
            terms: None,
            gradient_share: vec![None; bench.dataset.classes()],
            none_of_these: predictions.none_of_these(),
            lr: 0.0,
            seconds: 0.0,
            images_per_second: None,
            predictions: Some(Arc::new(predictions)),
        }
    }

    /// The terms of the objective on the given pictures, where it has several.
    pub fn terms(&self, indices: &[u32]) -> Option<Terms> {
        let Self { network, objective, bench } = self;
        let values = |indices: &[u32]| {
            objective.terms_of(bench, &self.heads(indices, None), indices, network.lengths()).0
        };
        let several = objective.terms().len() > 1 && !indices.is_empty() && objective.is_ready();
        let of = || terms::measure(network, objective, bench, &values(indices), &values(&bench.train_sample));
        several.then(of).flatten()
    }
}

/// The position of the largest value, the first of equals.
pub fn argmax(values: impl Iterator<Item = f32>) -> u16 {
    let best = values
        .enumerate()
        .fold((0, f32::NEG_INFINITY), |best, (at, value)| if value > best.1 { (at, value) } else { best });
    best.0 as u16
}

/// What a head of a network says of some pictures, `[N, outputs]`; 0 is the end of the stack.
fn outputs(network: &Network, bench: &Bench, indices: &[u32], head: usize) -> Array2<f32> {
    let size = network.inputs();
    let fill = |first: usize, out: &mut [f32]| {
        bench.gather(indices[first..first + out.len() / size].iter().copied(), out);
    };
    network.predict_head(head, indices.len(), fill)
}

/// The report on labels under thresholds of one half, where pictures may have several.
fn label_report(predictions: &Predictions, bench: &Bench) -> Option<Box<LabelReport>> {
    let thresholds = vec![multilabel::HALF; bench.dataset.classes()];
    predictions.label_report(bench, &thresholds).map(Box::new)
}

fn value_report(predictions: &Predictions, bench: &Bench) -> Option<Box<ValueReport>> {
    let (values, truth) = (predictions.values()?, predictions.truth(bench)?);
    Some(Box::new(ValueReport::new(&truth.mapv(f64::from), &values.mapv(f64::from), &bench.means)))
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
