//! What a trainer can say of its network without moving it.

use super::{Trainer, order};
use crate::data::Task;
use crate::lab::learn::evaluate::Evaluator;
use crate::lab::learn::inspect::ProbeSubject;
use crate::lab::learn::objective::Measured;
use crate::lab::learn::predict::predict;
use crate::lab::learn::terms;
use crate::lab::record::evaluation::{Evaluation, MAX_PARAMETERS};
use crate::lab::record::event::{Ended, Watched};
use crate::lab::record::predictions::{Predictions, Reading};
use crate::lab::record::sheets::WeightStep;
use ndarray::Array2;
use std::sync::Arc;

impl Trainer {
    /// Evaluates the validation set and a sample of the training set, and begins a new interval.
    pub fn evaluate(&mut self) -> Evaluation {
        let evaluation = self.measure(&self.bench.dataset.parts.validation);
        let total: f64 = self.pull.iter().sum();
        let share = |pull: &f64| (total > 0.0 && total.is_finite()).then(|| pull / total);
        let gradient_share = self.pull.iter().map(share).collect();
        self.pull.fill(0.0);
        Evaluation { gradient_share, ..evaluation }
    }

    /// Evaluates some images and the sample of the training set, with the terms of the objective.
    fn measure(&self, indices: &[u32]) -> Evaluation {
        self.pool.install(|| {
            let evaluator = self.evaluator();
            let train = evaluator.measure(&self.bench.train_sample);
            let (evaluation, measured) = evaluator.evaluate(indices, &train);
            let Evaluator { network, objective, bench } = evaluator;
            let terms = terms::measure(network, objective, bench, &measured.terms, &train.terms);
            Evaluation { terms, lr: self.rate(), ..evaluation }
        })
    }

    /// The probe of a network that tells its numbers, with the losses on the training sample; the interval goes on. `None`
    /// for a larger one.
    pub fn probe_with_numbers(&self) -> Option<Evaluation> {
        let small = self.network.parameter_count() <= MAX_PARAMETERS;
        small.then(|| self.measure(&self.bench.probe)).filter(|probe| probe.parameters.is_some())
    }

    /// Evaluates the probe alone; the interval goes on.
    pub fn probe(&self) -> Evaluation {
        self.pool.install(|| self.evaluator().evaluate(&self.bench.probe, &Measured::default()).0)
    }

    /// What the arm minimises, on some images; `None` if it is not finite.
    pub(super) fn cost(&self, images: &[u32]) -> Option<f64> {
        self.pool.install(|| self.evaluator().measure(images)).losses().objective
    }

    /// Evaluates other images, with the losses on the whole thinned training set.
    pub fn evaluate_finally(&self, indices: &[u32]) -> Evaluation {
        self.pool.install(|| {
            let evaluator = self.evaluator();
            evaluator.evaluate(indices, &evaluator.measure(&self.bench.dataset.parts.train)).0
        })
    }

    /// Predictions on the given images now.
    pub fn predict(&self, indices: &[u32]) -> Predictions {
        let reading = self.objective.reading();
        self.pool.install(|| predict(&self.network, &self.bench, indices, reading))
    }

    /// How its outputs are read.
    pub(in crate::lab) fn reading(&self) -> Reading {
        self.objective.reading()
    }

    /// What the first `depth` layers make of the given images, `[N, outputs]`.
    pub(in crate::lab) fn outputs(&self, indices: &[u32], depth: usize) -> Array2<f32> {
        self.pool.install(|| self.network.outputs_of(depth, indices.len(), self.bench.inputs_of(indices)))
    }

    /// One image's logits now, and what the teacher says of it.
    pub fn watch(&self, index: u32) -> Watched {
        let teacher_outputs =
            self.teacher_outputs.as_ref().filter(|teacher_outputs| teacher_outputs.is_known());
        let teacher = teacher_outputs.map(|teacher_outputs| teacher_outputs.logits(index).to_vec());
        Watched { index, logits: self.predict(&[index]).row(0).to_vec(), teacher }
    }

    /// Follows one weight to this output through the next steps, or none.
    pub fn trace(&mut self, output: Option<usize>) {
        (self.tracing, self.traced) = (output, None);
    }

    /// What the last step did to the weight that was followed.
    pub fn traced(&self) -> Option<&WeightStep> {
        self.traced.as_ref()
    }

    /// The output that stands for what an image is: its class, or the first of its labels.
    pub fn output_of(&self, image: u32) -> usize {
        let set = &self.bench.dataset;
        let first =
            |rows: &Array2<f32>| rows.row(image as usize).iter().position(|on| *on > 0.0).unwrap_or(0);
        let own = match set.task() {
            Task::Classification => usize::from(set.labels[image as usize]),
            Task::MultiLabel | Task::Regression => set.targets.rows().map_or(0, first),
        };
        own.min(self.network.outputs() - 1)
    }

    /// A copy of the network with what it takes to examine it.
    pub fn subject(&self) -> ProbeSubject {
        ProbeSubject {
            network: self.network.clone(),
            bench: Arc::clone(&self.bench),
            seed: self.seed,
            step: self.step,
        }
    }

    fn evaluator(&self) -> Evaluator<'_> {
        Evaluator { network: &self.network, objective: &self.objective, bench: &self.bench }
    }

    /// Why the run cannot go on, if a tensor holds a number that is not finite.
    pub(super) fn broken(&self) -> Option<Ended> {
        let tensor = self.network.first_not_finite()?;
        let what = format!("a weight after step {}", self.step);
        Some(Ended::Diverged { what, layer: tensor.to_owned() })
    }

    /// Where the numbers of a batch left the finite range first: in a tensor, behind a layer, or in the loss.
    pub(super) fn diverged(&self, first: usize, end: usize) -> Ended {
        let Self { network, bench, .. } = self;
        let size = network.inputs();
        let batch = &self.order[first..end];
        let fill = |row: usize, out: &mut [f32]| {
            let turns = &batch[row..row + out.len() / size];
            order::fill(bench, &self.settings.augment, self.seed, turns, out);
        };
        let overflows = |depth: &usize| {
            self.pool.install(|| network.outputs_of(*depth, end - first, fill)).iter().any(|y| !y.is_finite())
        };
        let behind = || (1..=network.layers().len()).find(overflows);
        let layer = match (network.first_not_finite(), behind) {
            (Some(tensor), _) => tensor.to_owned(),
            (None, behind) => behind().map_or("the loss".to_owned(), |depth| {
                format!("the output of {}", network.layers()[depth - 1].name())
            }),
        };
        Ended::Diverged { what: format!("the objective at step {}", self.step), layer }
    }
}
