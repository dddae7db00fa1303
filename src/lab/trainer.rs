//! One arm in training, as a plain struct without threads or clocks: step, evaluate, change.

mod run;
#[cfg(test)]
mod tests;

pub use run::{Driver, Verdict, change, run};

use super::bench::Bench;
use super::evaluate::{Evaluation, Evaluator, Predictions};
use super::event::{Changed, Ended, Started, StepPoint, Watched};
use super::objective::{Losses, Objective, ShardSums};
use super::recipe::{Arm, ArmId, Change, CheckedRecipe, Edit, SettingError, Settings};
use crate::data::Dataset;
use crate::nn::{Network, Workspace};
use rayon::ThreadPool;
use std::sync::Arc;

/// Evaluations of a run, about: more would only cost.
const EVALUATIONS: u64 = 100;

/// An arm with everything it needs to go on.
pub struct Trainer {
    /// Which arm this is.
    pub id: ArmId,
    /// The data.
    pub bench: Arc<Bench>,
    /// How it trains now.
    pub settings: Settings,
    network: Network,
    work: Workspace<ShardSums>,
    objective: Objective,
    pool: Arc<ThreadPool>,
    seed: u64,
    /// Changes that the recipe holds, those of the past removed.
    pending: Vec<Change>,
    /// Positions into the training part, for the current epoch.
    order: Vec<u32>,
    /// Optimiser steps done.
    step: u64,
    /// Where the schedule began, and where it ends.
    segment: [u64; 2],
    /// Steps between evaluations.
    every: u64,
    /// Sum of |dL/dlogits| by class since the last evaluation.
    pull: Vec<f64>,
}

impl Trainer {
    /// An arm before its first step.
    ///
    /// # Errors
    /// If a setting does not fit the bench's classes.
    pub fn new(
        bench: Arc<Bench>,
        recipe: &CheckedRecipe,
        arm: &Arm,
        pool: Arc<ThreadPool>,
    ) -> Result<Self, SettingError> {
        let settings = arm.settings.clone();
        let objective = Objective::new(&settings, &bench)?;
        let seed = recipe.recipe.seed;
        let network = settings.model.build(bench.dataset.shape(), bench.dataset.classes(), seed);
        let work = Workspace::new(&network, settings.batch);
        let per_epoch = (bench.dataset.parts.train.len() as u64).div_ceil(settings.batch as u64);
        let total = recipe.recipe.steps.unwrap_or(recipe.recipe.epochs * per_epoch);
        let pending =
            recipe.changes.iter().filter(|c| c.arm.is_none_or(|id| id == arm.id)).cloned().collect();
        let trainer = Self {
            id: arm.id,
            pull: vec![0.0; bench.dataset.classes()],
            order: Vec::new(),
            step: 0,
            segment: [0, total],
            every: per_epoch * total.div_ceil(per_epoch).div_ceil(EVALUATIONS).max(1),
            bench,
            settings,
            network,
            work,
            objective,
            pool,
            seed,
            pending,
        };
        trainer.check_changes()
    }

    /// Finds changes that do not fit the classes before the first step, not in the middle of a run.
    fn check_changes(self) -> Result<Self, SettingError> {
        let mut settings = self.settings.clone();
        for change in &self.pending {
            apply(&mut settings, &change.edit);
            Objective::new(&settings, &self.bench)?;
        }
        Ok(self)
    }

    /// Optimiser steps done.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Optimiser steps of the whole run.
    pub fn total_steps(&self) -> u64 {
        self.segment[1]
    }

    /// Optimiser steps of one epoch: ceil(n / batch), whatever the sampler.
    pub fn steps_per_epoch(&self) -> u64 {
        (self.bench.dataset.parts.train.len() as u64).div_ceil(self.settings.batch as u64)
    }

    /// Whether an evaluation belongs to this step.
    pub fn is_evaluation_due(&self) -> bool {
        self.step.is_multiple_of(self.every) || self.step == self.segment[1]
    }

    /// The network as it stands.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The rate of the next step.
    pub fn rate(&self) -> f32 {
        let [first, end] = self.segment;
        self.settings.lr * self.settings.schedule.factor(self.step - first, end - first)
    }

    /// What the first event says.
    pub fn started(&self) -> Started {
        let text = |(name, value): (&str, String)| (name.to_owned(), value);
        Started {
            settings: self.settings.fields().map(text).to_vec(),
            parameters: self.network.parameter_count(),
            class_counts: self.bench.counts.clone(),
            class_weights: self.objective.class_weights(),
            steps_per_epoch: self.steps_per_epoch(),
            total_steps: self.total_steps(),
        }
    }

    /// One mini-batch: forward, loss, backward, update.
    ///
    /// # Errors
    /// [`Ended::Diverged`] if the objective left the finite range.
    pub fn advance(&mut self) -> Result<StepPoint, Ended> {
        let per_epoch = self.steps_per_epoch();
        let (epoch, within) = (self.step / per_epoch, self.step % per_epoch);
        if within == 0 || self.order.is_empty() {
            self.order = self.draw_order(epoch);
        }
        let first = within as usize * self.settings.batch;
        let end = self.order.len().min(first + self.settings.batch);
        let rate = self.rate();
        let pool = Arc::clone(&self.pool);
        let point = pool.install(|| self.learn(first, end, rate));
        self.step += 1;
        if point.objective.is_finite() { Ok(point) } else { Err(self.diverged()) }
    }

    fn learn(&mut self, first: usize, end: usize, rate: f32) -> StepPoint {
        let Self { bench, network, work, objective, order, settings, pull, .. } = self;
        let train = &bench.dataset.parts.train;
        let labels_of = &bench.dataset.labels;
        let size = network.inputs();
        work.resize(end - first);
        let batch = &order[first..end];
        let label = |position: u32| labels_of[train[position as usize] as usize];
        let divisor = objective.divisor(batch.iter().map(|position| label(*position)));
        network.propagate(
            work,
            |row, out| {
                bench.gather(batch[row..row + out.len() / size].iter().map(|p| train[*p as usize]), out)
            },
            |rows, sums| {
                let count = rows.logits.len() / pull.len();
                let labels = batch[rows.first..rows.first + count].iter().map(|position| label(*position));
                objective.shard(rows, labels, divisor, sums);
            },
        );
        network.descend(work, Some((&settings.optimizer, rate)));
        let mut point = StepPoint { plain: None, objective: 0.0, images: end - first };
        let mut plain = None;
        for shard in work.shards() {
            point.objective += shard.payload.objective as f32;
            plain = shard.payload.plain.map(|sum| plain.unwrap_or(0.0) + sum);
            pull.iter_mut().zip(&shard.payload.gradient).for_each(|(sum, share)| *sum += share);
        }
        point.plain = plain.map(|sum| (sum / (end - first) as f64) as f32);
        point
    }

    fn draw_order(&self, epoch: u64) -> Vec<u32> {
        let Dataset { labels, parts, .. } = &self.bench.dataset;
        let labels: Vec<u16> = parts.train.iter().map(|index| labels[*index as usize]).collect();
        self.settings.sampler.epoch_order(&labels, self.bench.dataset.classes(), self.seed, epoch)
    }

    fn diverged(&self) -> Ended {
        let layer = self.network.first_not_finite().unwrap_or("the logits").to_owned();
        Ended::Diverged { what: format!("the objective at step {}", self.step), layer }
    }

    /// Evaluates the validation part and a sample of the training part, and begins a new interval.
    pub fn evaluate(&mut self) -> Evaluation {
        let evaluation = self.pool.install(|| {
            let evaluator = self.evaluator();
            let train = evaluator.losses(&self.bench.train_sample);
            evaluator.evaluate(&self.bench.dataset.parts.validation, train)
        });
        let total: f64 = self.pull.iter().sum();
        let share = |pull: &f64| (total > 0.0).then(|| pull / total);
        let gradient_share = self.pull.iter().map(share).collect();
        self.pull.fill(0.0);
        Evaluation { gradient_share, lr: self.rate(), ..evaluation }
    }

    /// Evaluates the probe alone; the interval goes on.
    pub fn probe(&self) -> Evaluation {
        let none = Losses { plain: None, objective: None };
        self.pool.install(|| self.evaluator().evaluate(&self.bench.probe, none))
    }

    /// Evaluates other pictures, with the losses on the whole thinned training part.
    pub fn evaluate_finally(&self, indices: &[u32]) -> Evaluation {
        self.pool.install(|| {
            let evaluator = self.evaluator();
            evaluator.evaluate(indices, evaluator.losses(&self.bench.dataset.parts.train))
        })
    }

    /// Predictions on the given pictures now.
    pub fn predict(&self, indices: &[u32]) -> Predictions {
        let map = self.objective.probability_map();
        self.pool.install(|| Predictions::of(&self.network, &self.bench, indices, map))
    }

    /// One picture's logits now.
    pub fn watch(&self, index: u32) -> Watched {
        Watched { index, logits: self.predict(&[index]).row(0) }
    }

    fn evaluator(&self) -> Evaluator<'_> {
        Evaluator { network: &self.network, objective: &self.objective, bench: &self.bench }
    }

    /// Changes a setting before the next batch.
    ///
    /// # Errors
    /// If the new value does not fit the classes; nothing has changed then.
    pub fn change(&mut self, edit: &Edit) -> Result<Changed, SettingError> {
        let from = match edit {
            Edit::Extend(_) => format!("{} steps", self.segment[1]),
            _ => self
                .settings
                .fields()
                .into_iter()
                .find(|(name, _)| *name == edit.field())
                .map_or_else(String::new, |(_, value)| value),
        };
        let mut settings = self.settings.clone();
        apply(&mut settings, edit);
        self.objective = Objective::new(&settings, &self.bench)?;
        self.settings = settings;
        match edit {
            Edit::Extend(epochs) => {
                self.segment = [self.segment[1], self.segment[1] + epochs * self.steps_per_epoch()];
            }
            Edit::Sampler(_) => self.order = self.draw_order(self.step / self.steps_per_epoch()),
            _ => {}
        }
        Ok(Changed {
            field: edit.field().to_owned(),
            from,
            to: edit.value(),
            class_weights: self.objective.class_weights(),
            total_steps: self.total_steps(),
        })
    }

    /// Takes the next change of the recipe that is due now.
    fn due(&mut self) -> Option<Edit> {
        let due = self.pending.first().is_some_and(|change| change.step <= self.step);
        due.then(|| self.pending.remove(0).edit)
    }
}

fn apply(settings: &mut Settings, edit: &Edit) {
    match edit {
        Edit::Loss(loss) => settings.loss = loss.clone(),
        Edit::Weights(weights) => settings.weights = weights.clone(),
        Edit::Reduction(reduction) => settings.reduction = *reduction,
        Edit::Sampler(sampler) => settings.sampler = *sampler,
        Edit::Rate(rate) => settings.lr = *rate,
        Edit::Extend(_) => {}
    }
}
