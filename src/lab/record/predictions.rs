//! What a network answers on some images, and how its outputs are read.

use crate::data::Task;
use crate::lab::bench::Bench;
use crate::loss::{Link, Loss, ProbabilityMap, stable};
use crate::metrics::{Confusion, LabelReport};
use ndarray::{Array2, ArrayView1, Axis};

/// How the outputs of a network are read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// What is asked of every image.
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
            Task::Classification => loss.probability_map(),
            Task::MultiLabel => ProbabilityMap::Independent,
            Task::Regression => ProbabilityMap::None,
        };
        Self { task, map, link: loss.link() }
    }

    /// The unweighted loss of one image of the data set with these outputs, as
    /// [`Losses::unweighted`](crate::lab::record::evaluation::Losses::unweighted) has it: for several labels the mean of their -ln p in
    /// nats, for numbers the mean squared error. `None` where the loss declares no probabilities.
    pub fn plain_loss(&self, bench: &Bench, image: u32, outputs: &[f32]) -> Option<f32> {
        let set = &bench.dataset;
        match set.targets.rows() {
            Some(rows) => self.against(outputs, contiguous(&rows.row(image as usize))),
            None => self.map.plain_loss(outputs, usize::from(set.labels[image as usize])),
        }
    }

    /// The unweighted loss against a row of targets, `[outputs]`: shares of the classes, labels or numbers.
    pub fn against(&self, outputs: &[f32], row: &[f32]) -> Option<f32> {
        let mean = |term: fn(Link, f32, f32) -> f32| {
            let terms = outputs.iter().zip(row).map(|(z, t)| term(self.link, *z, *t));
            Some(terms.sum::<f32>() / outputs.len() as f32)
        };
        match self.task {
            Task::Classification => self.map.cross_entropy(outputs, row),
            Task::MultiLabel => mean(|_, z, t| t * stable::softplus(-z) + (1.0 - t) * stable::softplus(z)),
            Task::Regression => mean(|link, z, t| (link.value(z) - t).powi(2)),
        }
    }
}

impl From<ProbabilityMap> for Reading {
    /// As one of K classes.
    fn from(map: ProbabilityMap) -> Self {
        Self { task: Task::Classification, map, link: Link::Identity }
    }
}

/// Outputs on a set of images.
#[derive(Clone, Debug)]
pub struct Predictions {
    /// Which images, as indices into the data set, `[N]`.
    pub indices: Vec<u32>,
    /// `[N, outputs]`: a logit for each class or label, K - 1 thresholds, or a number each.
    pub logits: Array2<f32>,
    /// The predicted class of each, `[N]`; of the other tasks the largest output, which says nothing.
    pub predicted: Vec<u16>,
    /// How logits become probabilities.
    pub map: ProbabilityMap,
    /// What is asked of every image.
    pub task: Task,
    link: Link,
}

impl Predictions {
    /// Predictions from their logits; the class with the largest logit wins, the first of equals.
    pub fn from_logits(indices: Vec<u32>, logits: Array2<f32>, reading: impl Into<Reading>) -> Self {
        let Reading { task, map, link } = reading.into();
        let predicted = logits.rows().into_iter().map(|row| map.predicted(contiguous(&row)) as u16).collect();
        Self { indices, logits, predicted, map, task, link }
    }

    /// The predicted numbers, `[N, D]`, in the units of the targets; `None` where no numbers are predicted.
    pub fn values(&self) -> Option<Array2<f32>> {
        (self.task == Task::Regression).then(|| self.logits.mapv(|output| self.link.value(output)))
    }

    /// One image's predicted numbers, `[D]`; `None` where no numbers are predicted.
    ///
    /// # Panics
    /// If the position is not below N.
    pub fn row_values(&self, position: usize) -> Option<Vec<f32>> {
        let values = || self.row(position).iter().map(|output| self.link.value(*output)).collect();
        (self.task == Task::Regression).then(values)
    }

    /// The position of an image of the data set among these.
    pub fn position(&self, index: u32) -> Option<usize> {
        self.indices.binary_search(&index).ok()
    }

    /// One image's logits, `[K]`.
    ///
    /// # Panics
    /// If the position is not below N.
    pub fn row(&self, position: usize) -> &[f32] {
        let outputs = self.logits.ncols();
        let all = self.logits.as_slice().unwrap_or_else(|| unreachable!("logits lie row by row"));
        &all[position * outputs..][..outputs]
    }

    /// -ln p of a class for one image; `None` where the loss declares no probabilities.
    ///
    /// # Panics
    /// If the position is not below N or the class not below K.
    pub fn surprisal(&self, position: usize, class: usize) -> Option<f32> {
        self.map.log_probability(self.row(position), class).map(|log_p| -log_p)
    }

    /// The unweighted loss of one image, as [`Losses::unweighted`](crate::lab::record::evaluation::Losses::unweighted) has it; `None` where the
    /// loss declares no probabilities.
    ///
    /// # Panics
    /// If the position is not below N.
    pub fn plain_loss(&self, bench: &Bench, position: usize) -> Option<f32> {
        let reading = Reading { task: self.task, map: self.map, link: self.link };
        reading.plain_loss(bench, self.indices[position], self.row(position))
    }

    /// `[N, K]`, each row summing to 1, but for labels, which need not; `None` where the loss declares no probabilities.
    pub fn probabilities(&self) -> Option<Array2<f32>> {
        let (n, outputs) = self.logits.dim();
        let mut all = Array2::zeros((n, self.map.classes(outputs)));
        for (logits, mut out) in self.logits.rows().into_iter().zip(all.rows_mut()) {
            let out = out.as_slice_mut().unwrap_or_else(|| unreachable!("a new array lies row by row"));
            if !self.map.probabilities(contiguous(&logits), out) {
                return None;
            }
        }
        Some(all)
    }

    /// The confusion matrix against the labels of a bench.
    pub fn confusion(&self, bench: &Bench) -> Confusion {
        let mut confusion = Confusion::new(bench.dataset.classes());
        if self.task != Task::Classification {
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
        let truth = self.truth(bench).filter(|_| self.task == Task::MultiLabel)?;
        let scores = self.probabilities()?.mapv(f64::from);
        Some(LabelReport::new(&truth.mapv(|on| on > 0.0), &scores, thresholds))
    }

    /// The share of images for which every sigmoid says no; `None` without images and for maps that must choose.
    pub fn none_of_these(&self) -> Option<f64> {
        let says = self.logits.rows().into_iter().map(|row| self.map.none_of_these(contiguous(&row)));
        let none = says.collect::<Option<Vec<bool>>>().filter(|says| !says.is_empty())?;
        Some(none.iter().filter(|none| **none).count() as f64 / none.len() as f64)
    }
}

/// A row as a slice.
///
/// # Panics
/// For a row of an array that lies column by column, which nothing here makes.
fn contiguous<'a>(row: &ArrayView1<'a, f32>) -> &'a [f32] {
    row.to_slice().unwrap_or_else(|| unreachable!("rows lie one behind the other"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn predictions(logits: [[f32; 3]; 2], map: ProbabilityMap) -> Predictions {
        Predictions::from_logits(vec![4, 9], Array2::from(logits.to_vec()), map)
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
}
