//! What an arm minimises: a loss on its logits, losses on heads of their own, and the length of its weights.

mod fit;
mod head;
mod source;
#[cfg(test)]
mod tests;

pub use fit::{Effort, default_loss, effort, fitting_loss, live_losses, sampler_fits};

use super::teacher_outputs::TeacherOutputs;
use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::recipe::{SettingError, Settings};
use crate::lab::record::evaluation::Losses;
use crate::lab::record::predictions::Reading;
use crate::loss::{Loss, Reduction, RowValue};
use crate::nn::network::Rows;
use crate::nn::{Penalty, zoo};
use head::TermHead;
use std::sync::Arc;

/// Losses ready for a bench.
#[derive(Clone, Debug)]
pub struct Objective {
    /// The main one first.
    heads: Vec<TermHead>,
    reduction: Reduction,
    penalty: Penalty,
    task: Task,
    /// Classes, labels or numbers.
    width: usize,
    /// The share of the run before which class weights are 1.
    after: f64,
    /// Whether that is over.
    weighted: bool,
}

/// What one shard leaves behind.
#[derive(Clone, Debug, Default)]
pub struct ShardSums {
    /// Sum of the weighted losses over the divisor, those of all heads with their factors.
    pub objective: f64,
    /// Sum of the unweighted losses.
    pub unweighted: Option<f64>,
    /// Sum of |dL/dlogits| over the samples of each class; of each label or number where a sample has several; `[K]`.
    pub gradient: Vec<f64>,
}

/// What some images cost under an objective.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// The value of every term, as [`Objective::terms`] names them; empty where nothing could be measured.
    pub terms: Vec<f64>,
    /// The mean unweighted loss.
    pub unweighted: Option<f64>,
}

impl Measured {
    /// The two numbers of it.
    pub fn losses(&self) -> Losses {
        let finite = |x: f64| Some(x).filter(|x| x.is_finite());
        let objective = (!self.terms.is_empty()).then(|| self.terms.iter().sum());
        Losses { unweighted: self.unweighted.and_then(finite), objective: objective.and_then(finite) }
    }
}

impl Objective {
    /// The objective of an arm on a bench; `teacher_outputs` are those that its teacher will have.
    ///
    /// # Errors
    /// If a loss does not fit its targets, or the class weights do not fit the classes.
    pub fn new(
        settings: &Settings,
        bench: &Bench,
        teacher_outputs: Option<&Arc<TeacherOutputs>>,
    ) -> Result<Self, SettingError> {
        let mut heads = vec![TermHead::main(settings, bench, teacher_outputs)?];
        for aux in &settings.aux {
            heads.push(TermHead::auxiliary(aux, bench, teacher_outputs)?);
        }
        let after = settings.weights.after();
        Ok(Self {
            heads,
            reduction: settings.reduction,
            penalty: settings.penalty,
            task: bench.dataset.task(),
            width: bench.dataset.classes(),
            after,
            weighted: after <= 0.0,
        })
    }

    /// How the network must end.
    pub fn output(&self) -> zoo::Output {
        zoo::Output { count: self.heads[0].outputs, normalised: self.loss().needs_normalised_head() }
    }

    /// The name and the number of outputs of every auxiliary head.
    pub fn auxiliary(&self) -> impl Iterator<Item = (&str, usize)> {
        self.heads[1..].iter().map(|head| (head.name.as_str(), head.outputs))
    }

    /// The loss on the logits.
    pub fn loss(&self) -> &Loss {
        &self.heads[0].loss
    }

    /// What the norm of the weights costs.
    pub fn penalty(&self) -> Penalty {
        self.penalty
    }

    /// The names of all terms, the main loss first, penalties last.
    pub fn terms(&self) -> Vec<String> {
        let penalties = [("L1", self.penalty.l1), ("L2", self.penalty.l2)];
        let costs =
            penalties.into_iter().filter(|(_, factor)| *factor > 0.0).map(|(name, _)| name.to_owned());
        self.heads.iter().map(|head| head.name.clone()).chain(costs).collect()
    }

    /// The class weights, all 1 where there are none, `[K]`.
    pub fn class_weights(&self) -> Vec<f32> {
        self.heads[0].class_weights.clone().unwrap_or_else(|| vec![1.0; self.width])
    }

    /// Goes on to a point of the run, from 0 to 1: deferred class weights begin to act.
    pub fn reach(&mut self, done: f64) {
        self.weighted = done >= self.after;
    }

    /// How the outputs are read.
    pub fn reading(&self) -> Reading {
        Reading::of(self.task, self.loss())
    }

    /// What the sum of the main loss over these images is divided by: their number, or the sum of their weights.
    pub fn divisor(&self, bench: &Bench, images: impl Iterator<Item = u32>) -> f32 {
        self.heads[0].divisor(self.reduction, bench, images, self.weighted)
    }

    /// Value and gradient of a shard's rows on one head; `images` are those of its rows. The main head comes first. Others are
    /// divided by `count`, the number of images in the batch.
    pub fn shard(
        &self,
        bench: &Bench,
        rows: &mut Rows<'_>,
        images: impl Iterator<Item = u32>,
        [divisor, count]: [f32; 2],
        sums: &mut ShardSums,
    ) {
        let head = &self.heads[rows.head];
        let main = rows.head == 0;
        if main {
            *sums =
                ShardSums { objective: 0.0, unweighted: None, gradient: std::mem::take(&mut sums.gradient) };
            sums.gradient.clear();
            sums.gradient.resize(self.width, 0.0);
        }
        let divisor = if main { divisor } else { count };
        let scale = if divisor > 0.0 { head.factor / divisor } else { 0.0 };
        let Rows { logits, delta, .. } = rows;
        let each = logits.chunks_exact(head.outputs).zip(delta.chunks_exact_mut(head.outputs));
        for ((outputs, delta), image) in each.zip(images) {
            let target = head.target(bench, image);
            let value = head.row(outputs, target, self.weighted, delta);
            delta.iter_mut().for_each(|d| *d *= scale);
            sums.objective += f64::from(value.weighted * scale);
            if main {
                let unweighted = self.unweighted(bench, image, outputs, value);
                sums.unweighted =
                    unweighted.map(|unweighted| sums.unweighted.unwrap_or(0.0) + f64::from(unweighted));
                self.attribute(usize::from(bench.dataset.labels[image as usize]), delta, &mut sums.gradient);
            }
        }
    }

    /// Adds the size of the gradient of one row to the class that it belongs to, or to each of its outputs.
    fn attribute(&self, label: usize, delta: &[f32], gradient: &mut [f64]) {
        if self.task == Task::Classification {
            gradient[label] += f64::from(delta.iter().map(|d| d.abs()).sum::<f32>());
        } else {
            gradient.iter_mut().zip(delta).for_each(|(sum, d)| *sum += f64::from(d.abs()));
        }
    }

    /// The unweighted loss of one row, which may be its value already.
    fn unweighted(&self, bench: &Bench, image: u32, outputs: &[f32], value: RowValue<f32>) -> Option<f32> {
        let hard = self.task == Task::Classification && bench.dataset.targets.rows().is_none();
        if hard && self.loss().is_nll() {
            return Some(value.value);
        }
        self.reading().plain_loss(bench, image, outputs)
    }

    /// Whether all targets are known: a teacher may not have spoken yet, and if its teacher run was broken off it never will.
    fn is_ready(&self) -> bool {
        self.heads.iter().all(|head| head.source.is_ready())
    }

    /// What the heads say of some images, `[N, outputs]` each, with what the norm of the weights costs. Nothing
    /// without images, and before a teacher has spoken.
    pub fn measure(&self, bench: &Bench, heads: &[&[f32]], images: &[u32], [l1, l2]: [f64; 2]) -> Measured {
        if images.is_empty() || !self.is_ready() {
            return Measured::default();
        }
        let count = images.len() as f32;
        let divisor = self.divisor(bench, images.iter().copied());
        let mut terms = Vec::with_capacity(heads.len() + 2);
        let mut unweighted = None;
        for (head, logits) in heads.iter().copied().enumerate() {
            let (mut delta, mut sums) = (vec![0.0; logits.len()], ShardSums::default());
            let mut rows = Rows { head, first: 0, logits, delta: &mut delta };
            self.shard(bench, &mut rows, images.iter().copied(), [divisor, count], &mut sums);
            terms.push(sums.objective);
            unweighted = unweighted.or(sums.unweighted);
        }
        let costs = [(self.penalty.l1, l1), (self.penalty.l2, l2)];
        terms.extend(
            costs
                .iter()
                .filter(|(factor, _)| *factor > 0.0)
                .map(|(factor, length)| f64::from(*factor) * length),
        );
        Measured { terms, unweighted: unweighted.map(|sum| sum / f64::from(count)) }
    }

    /// What the norm of the weights costs, from [`crate::nn::Network::lengths`].
    pub fn cost(&self, [l1, l2]: [f64; 2]) -> f64 {
        f64::from(self.penalty.l1) * l1 + f64::from(self.penalty.l2) * l2
    }
}
