//! One arm in training, as a plain struct without threads or clocks: step, evaluate, change.

mod begin;
mod build;
mod change;
mod measure;
mod order;
mod pace;
mod plan;
mod run;
mod safe_rate;
#[cfg(test)]
mod tests;

pub use run::{Driver, DriverVerdict, change, run};

use super::objective::{Objective, ShardSums};
use super::teacher_outputs::{TeacherOutputs, TeacherRun};
use crate::data::Task;
use crate::kernels::Vectors;
use crate::lab::bench::Bench;
use crate::lab::bench::optimum::Optimum;
use crate::lab::recipe::{Arm, ArmId, Change, CheckedRecipe, SettingError, Settings};
use crate::lab::record::event::{Ended, Started, StepPoint};
use crate::lab::record::sheets::WeightStep;
use crate::nn::{Network, Workspace};
use order::Turn;
use plan::ChangePlan;
use rayon::ThreadPool;
use std::sync::Arc;

/// An arm with everything it needs to go on.
pub struct Trainer {
    /// Which arm this is.
    pub id: ArmId,
    /// The data.
    pub bench: Arc<Bench>,
    /// How it trains now.
    pub settings: Settings,
    /// What there is to say of how it begins.
    pub notes: Vec<String>,
    network: Network,
    work: Workspace<ShardSums>,
    objective: Objective,
    pool: Arc<ThreadPool>,
    seed: u64,
    /// What is needed to find its learning rate, if that is still to be done.
    untested: Option<Box<(CheckedRecipe, Arm)>>,
    /// What is still to be heard before the first step.
    teacher_run: Option<Box<dyn TeacherRun>>,
    teacher_outputs: Option<Arc<TeacherOutputs>>,
    /// The moments before the last changes, the latest last.
    snapshots: Vec<Snapshot>,
    /// Changes that the recipe holds, those of the past removed.
    pending: Vec<Change>,
    /// The images of the current epoch.
    order: Vec<Turn>,
    /// Optimiser steps done.
    step: u64,
    plan: ChangePlan,
    /// Sum of |dL/dlogits| by class since the last evaluation.
    pull: Vec<f64>,
    /// The output whose weight is followed through the next step.
    tracing: Option<usize>,
    traced: Option<WeightStep>,
}

/// An arm at the moment before a change.
struct Snapshot {
    /// What was changed then.
    field: &'static str,
    settings: Settings,
    network: Network,
}

impl Trainer {
    /// An arm before its first step; what a teacher run teaches is heard before it. [`crate::lab::arm_of`] finds the teacher run of an
    /// arm that has a teacher.
    ///
    /// # Errors
    /// If a setting does not fit the bench's images or classes or the network, a file cannot be used, or a change stands behind the run's end.
    pub fn new(
        bench: Arc<Bench>,
        recipe: &CheckedRecipe,
        arm: &Arm,
        teacher_run: Option<Box<dyn TeacherRun>>,
        pool: Arc<ThreadPool>,
    ) -> Result<Self, SettingError> {
        let mut trainer = Self::at_rate(bench, recipe, arm, teacher_run, pool)?;
        match arm.settings.lr {
            Some(_) => trainer.notes.extend(pace::too_fast(&trainer.settings, &trainer.bench)),
            None => trainer.untested = Some(Box::new((recipe.clone(), arm.clone()))),
        }
        Ok(trainer)
    }

    /// Finds the learning rate of an arm whose recipe gives none, before its first step; does nothing where it is known. `is_over`
    /// is asked now and then: if so, the first rate that is tried stays.
    pub fn settle_rate(&mut self, is_over: &dyn Fn() -> bool) {
        let Some(untested) = self.untested.take() else { return };
        let (recipe, arm) = *untested;
        let trial = safe_rate::TrialArm { bench: &self.bench, recipe: &recipe, arm: &arm, pool: &self.pool };
        let (rate, note) = trial.find(is_over);
        self.settings.lr = Some(rate);
        self.notes.extend(note);
    }

    /// The same without a word on the learning rate, which may not be known yet.
    fn at_rate(
        bench: Arc<Bench>,
        recipe: &CheckedRecipe,
        arm: &Arm,
        teacher_run: Option<Box<dyn TeacherRun>>,
        pool: Arc<ThreadPool>,
    ) -> Result<Self, SettingError> {
        let mut settings = arm.settings.clone();
        let teacher_outputs =
            teacher_run.as_ref().map(|teacher_run| Arc::clone(teacher_run.teacher_outputs()));
        let objective = build::objective(&settings, &bench, teacher_outputs.as_ref())?;
        settings.loss = Some(objective.loss().clone());
        let seed = recipe.recipe.seed;
        let (network, mut notes) = build::network(&bench, arm, &objective, seed)?;
        let work = Workspace::new(&network, settings.batch.min(bench.dataset.parts.train.len()));
        let per_epoch = (bench.dataset.parts.train.len() as u64).div_ceil(settings.batch as u64);
        let total = recipe.recipe.steps.unwrap_or(recipe.recipe.epochs * per_epoch);
        notes.extend(build::deferred(&settings, total));
        notes.extend(build::corrected_twice(&settings));
        let pending =
            recipe.changes.iter().filter(|c| c.arm.is_none_or(|id| id == arm.id)).cloned().collect();
        let trainer = Self {
            id: arm.id,
            notes,
            pull: vec![0.0; bench.dataset.classes()],
            order: Vec::new(),
            step: 0,
            plan: ChangePlan::new(total, per_epoch),
            bench,
            settings,
            network,
            work,
            objective,
            pool,
            seed,
            untested: None,
            teacher_run,
            teacher_outputs,
            snapshots: Vec::new(),
            pending,
            tracing: None,
            traced: None,
        };
        trainer.plan.reaches(&trainer.pending, per_epoch)?;
        trainer.check_changes()
    }

    /// Optimiser steps done.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// Optimiser steps of the whole run.
    pub fn total_steps(&self) -> u64 {
        self.plan.total()
    }

    /// Optimiser steps of one epoch: ceil(n / batch), whatever the sampler.
    pub fn steps_per_epoch(&self) -> u64 {
        (self.bench.dataset.parts.train.len() as u64).div_ceil(self.settings.batch as u64)
    }

    /// Whether an evaluation belongs to this step.
    pub fn is_evaluation_due(&self) -> bool {
        self.plan.is_evaluation_due(self.step)
    }

    /// The network as it stands.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The rate of the next step.
    pub fn rate(&self) -> f32 {
        let [done, of] = self.plan.progress(self.step);
        self.base_rate() * self.settings.schedule.factor(done, of)
    }

    fn base_rate(&self) -> f32 {
        self.settings.lr.unwrap_or(safe_rate::FIRST)
    }

    /// What the first event says.
    pub fn started(&self) -> Started {
        Started {
            settings: self.settings.clone(),
            vectors: Vectors::current().name().to_owned(),
            parameters: self.network.parameter_count(),
            class_names: self.bench.dataset.class_names.clone(),
            data: self.bench.fingerprint.clone(),
            class_counts: self.bench.counts.clone(),
            class_weights: self.objective.class_weights(),
            steps_per_epoch: self.steps_per_epoch(),
            total_steps: self.total_steps(),
            optimum: self.optimum(),
            notes: self.notes.clone(),
        }
    }

    /// The optimum that it is bound for: of a linear model of numbers under the squared error, and nothing beside it.
    pub fn optimum(&self) -> Option<Optimum> {
        let Settings { loss, penalty, model, .. } = &self.settings;
        let squared = loss.as_ref().is_none_or(|loss| loss.name() == "mse");
        let bound = squared && penalty.is_none() && model.is_linear();
        if bound && self.bench.dataset.task() == Task::Regression { self.bench.optimum() } else { None }
    }

    /// What its teacher says, if it has one.
    #[cfg(test)]
    pub(super) fn teacher_outputs(&self) -> Option<&Arc<TeacherOutputs>> {
        self.teacher_outputs.as_ref()
    }

    /// The threads that share the work of a batch.
    pub(in crate::lab) fn pool(&self) -> Arc<ThreadPool> {
        Arc::clone(&self.pool)
    }

    /// Goes on in another pool, which changes no bit of what follows.
    pub(in crate::lab) fn work_in(&mut self, pool: Arc<ThreadPool>) {
        self.pool = pool;
    }

    /// One mini-batch: forward, loss, backward, update.
    ///
    /// # Errors
    /// [`Ended::Diverged`] if the objective left the finite range. The network is left as it was before the step.
    pub fn advance(&mut self) -> Result<StepPoint, Ended> {
        let per_epoch = self.steps_per_epoch();
        let (epoch, within) = (self.step / per_epoch, self.step % per_epoch);
        if within == 0 || self.order.is_empty() {
            self.order = self.draw_order(epoch);
        }
        let first = within as usize * self.settings.batch;
        let end = self.order.len().min(first + self.settings.batch);
        let rate = self.rate();
        self.objective.reach(self.step as f64 / self.total_steps() as f64);
        let pool = Arc::clone(&self.pool);
        let point = pool.install(|| self.learn(first, end, rate));
        self.step += 1;
        if point.objective.is_finite() { Ok(point) } else { Err(self.diverged(first, end)) }
    }

    fn learn(&mut self, first: usize, end: usize, rate: f32) -> StepPoint {
        let number = self.step + 1;
        let Self { bench, network, work, objective, order, settings, pull, seed, tracing, traced, .. } = self;
        let size = network.inputs();
        work.resize(end - first);
        let batch = &order[first..end];
        work.set_keys(batch.iter().map(|turn| turn.key));
        let image = |turn: &Turn| turn.image;
        let divisors = [objective.divisor(bench, batch.iter().map(image)), batch.len() as f32];
        network.forward_backward(
            work,
            |row, out| {
                order::fill(bench, &settings.augment, *seed, &batch[row..row + out.len() / size], out);
            },
            |mut rows, sums| {
                let images = batch[rows.first..].iter().map(image);
                objective.shard(bench, &mut rows, images, divisors, sums);
            },
        );
        let penalty = objective.penalty();
        let cost = if penalty.is_none() { 0.0 } else { objective.cost(network.lengths()) };
        let mut point = StepPoint { unweighted: None, objective: cost as f32, images: end - first };
        let mut plain = None;
        for shard in work.shards() {
            point.objective += shard.payload.objective as f32;
            plain = shard.payload.unweighted.map(|sum| plain.unwrap_or(0.0) + sum);
            pull.iter_mut().zip(&shard.payload.gradient).for_each(|(sum, share)| *sum += share);
        }
        point.unweighted = plain.map(|sum| (sum / (end - first) as f64) as f32);
        // A step along a gradient that is not finite would spoil every tensor, and hide where it came from.
        if point.objective.is_finite() {
            let begun =
                tracing.and_then(|output| WeightStep::begin(network, work, output, (number, rate, penalty)));
            network.step_penalised(work, &settings.optimizer, rate, penalty);
            *traced = begun.map(|step| step.end(network));
        }
        point
    }

    fn draw_order(&self, epoch: u64) -> Vec<Turn> {
        order::epoch(&self.bench, &self.settings.sampler, self.seed, epoch)
    }
}
