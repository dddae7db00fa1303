//! What the events of one arm add up to: the numbers that a pane may show, bounded.

use super::curve::Curve;
use super::event::{Body, Changed, Ended, Event, Started, Steps, TeacherProgress, Watched};
use super::predictions::Predictions;
use crate::lab::recipe::{Edit, Settings};
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::sheets::{Examination, Seen, WeightStep};
use crate::loss::Loss;
use std::collections::BTreeMap;
use std::sync::Arc;

mod kept;
mod measures;
mod path;

pub use path::{PathOrigin, Waypoint};

/// What a curve shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Mean -ln p of the truth, in nats.
    Unweighted,
    /// The objective's own value.
    Objective,
    /// Accuracy on the validation set, under its own prior.
    Accuracy,
    /// Accuracy under the prior of the thinned training set.
    PriorAccuracy,
    /// The mean of the classes' recall.
    BalancedAccuracy,
    /// The mean of the classes' or labels' F1.
    MacroF1,
    /// F1 of all labels counted together.
    MicroF1,
    /// The mean of the labels' average precision.
    MeanPrecision,
    /// The share of images whose labels are all right.
    SubsetAccuracy,
    /// The share of labels that are wrong.
    Hamming,
    /// The mean absolute error of numbers.
    MeanError,
    /// The root of their mean squared error.
    RootMeanSquare,
    /// The share of their variance that is explained.
    R2,
    /// One class's or label's recall.
    Recall(usize),
    /// One term of the objective, by its place among them.
    Term(usize),
}

/// Where a value was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// On each training batch.
    Batch,
    /// On a fixed sample of the thinned training set.
    Train,
    /// On the validation set.
    Validation,
}

/// What an arm is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// It has not said anything.
    #[default]
    Waiting,
    /// It trains.
    Training,
    /// It was told to pause.
    Paused,
    /// Its last epoch is done.
    Rested,
    /// It says no more.
    Ended(Ended),
}

/// A change made while training.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Steps done when it was made.
    pub step: u64,
    /// What changed.
    pub changed: Changed,
}

/// One arm, as its events tell it.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The evaluation on the test set as it was measured when the arm had done its last step; `None` before, and once it goes
    /// on.
    pub tested: Option<Box<Evaluation>>,
    /// Whether what it leaves behind is written.
    pub is_kept: bool,
    /// What it is doing.
    pub status: Status,
    /// Whether it was told to pause; a resting arm stays at rest and would not go on either.
    paused: bool,
    /// Steps done, as far as is known.
    pub step: u64,
    /// How far the training of its teacher is, until that is over.
    pub teacher_run: Option<TeacherProgress>,
    /// What it is made of; settings and weights as they are now.
    pub started: Option<Started>,
    /// Values over steps.
    curves: BTreeMap<(Measure, Source), Curve>,
    /// Changes made while training.
    pub marks: Vec<Mark>,
    /// The latest evaluation, of the validation set or of the probe.
    pub latest: Option<Box<Evaluation>>,
    /// Whether [`Self::latest`] is of the probe alone.
    pub is_probe: bool,
    /// The latest word on the watched image.
    pub watched: Option<Watched>,
    /// The latest look inside.
    pub seen: Option<Box<Seen>>,
    /// What the last single step did to one weight.
    pub traced: Option<WeightStep>,
    /// What each layer knew when it was last measured, or why that could not be.
    pub examined: Option<Result<Box<Examination>, String>>,
    /// The numbers of a small network by step: the way of its descent. Thinned where there are many; the first and the last
    /// are always there.
    pub parameters: Vec<Waypoint>,
    /// Images per second of training steps, at each evaluation.
    rates: Curve,
    /// Seconds of training steps since the start, at each evaluation.
    seconds: Curve,
    /// Evaluations in a row in which a class was never predicted, `[K]`.
    pub silent: Vec<u32>,
}

impl History {
    /// Takes the next event of the arm.
    pub fn apply(&mut self, event: &Event) {
        self.step = self.step.max(event.step);
        match &event.body {
            Body::Started(started) => {
                self.started = Some(started.as_ref().clone());
                self.status = Status::Training;
            }
            Body::TeacherRun(progress) => self.teacher_run = Some(*progress).filter(|p| p.done < p.total),
            Body::Steps(steps) => self.apply_steps(steps),
            Body::Probe(evaluation) => {
                self.keep_numbers(event.step, evaluation, PathOrigin::Probe);
                self.latest = Some(evaluation.clone());
                self.is_probe = true;
            }
            Body::Watched(watched) => self.watched = Some(watched.clone()),
            Body::Seen(seen) => self.seen = Some(seen.clone()),
            Body::Traced(step) => self.traced = Some(step.clone()),
            Body::Kept(kept) => self.keep(kept),
            Body::Examined(examined) => self.examined = Some(examined.clone()),
            Body::Evaluated(evaluation) => self.apply_evaluation(event.step, evaluation),
            Body::Changed(changed) => self.apply_change(event.step, changed),
            Body::Paused => self.apply_pause(true),
            Body::Resumed => self.apply_pause(false),
            Body::Rested => self.status = Status::Rested,
            Body::Ended(ended) => self.end(ended),
        }
    }

    /// What an arm said before its numbers left the finite range is no answer of the arm as it is: its curves stay, its
    /// predictions go.
    fn end(&mut self, ended: &Ended) {
        self.status = Status::Ended(ended.clone());
        if matches!(ended, Ended::Diverged { .. } | Ended::Failed { .. }) {
            (self.latest, self.watched, self.seen, self.examined) = (None, None, None, None);
        }
    }

    fn apply_pause(&mut self, paused: bool) {
        self.paused = paused;
        if self.status != Status::Rested {
            self.status = if paused { Status::Paused } else { Status::Training };
        }
    }

    fn apply_steps(&mut self, steps: &Steps) {
        self.go_on();
        let finite = |x: &Option<f32>| x.map(f64::from);
        for (offset, (plain, objective)) in steps.unweighted.iter().zip(&steps.objective).enumerate() {
            let x = (steps.first + offset as u64) as f64;
            self.curve_mut(Measure::Unweighted, Source::Batch).push(x, finite(plain));
            self.curve_mut(Measure::Objective, Source::Batch).push(x, finite(objective));
        }
        self.step = self.step.max(steps.first + steps.len() as u64 - u64::from(!steps.is_empty()));
    }

    fn apply_evaluation(&mut self, step: u64, evaluation: &Evaluation) {
        for (measure, source, value) in measures::of(evaluation) {
            self.curve_mut(measure, source).push(step as f64, value);
        }
        let before = self.seconds.last().unwrap_or(0.0);
        self.seconds.push(step as f64, Some(before + evaluation.seconds));
        if let Some(rate) = evaluation.images_per_second {
            self.rates.push(step as f64, Some(rate));
        }
        self.keep_numbers(step, evaluation, PathOrigin::Evaluation);
        let classes = evaluation.report.recall.len();
        self.silent.resize(classes, 0);
        for (class, silent) in self.silent.iter_mut().enumerate() {
            let never =
                evaluation.confusion.column_sum(class) == 0 && evaluation.confusion.row_sum(class) > 0;
            *silent = if never && step > 0 { *silent + 1 } else { 0 };
        }
        self.latest = Some(Box::new(evaluation.clone()));
        self.is_probe = false;
    }

    fn keep_numbers(&mut self, step: u64, evaluation: &Evaluation, origin: PathOrigin) {
        if let Some(numbers) = evaluation.parameters.clone() {
            path::push(&mut self.parameters, Waypoint { step, numbers, origin });
        }
    }

    fn apply_change(&mut self, step: u64, changed: &Changed) {
        if changed.restored {
            self.go_on();
        }
        if let Some(started) = &mut self.started {
            started.class_weights.clone_from(&changed.class_weights);
            started.total_steps = changed.total_steps;
            if let Ok(edit) = Edit::parse(&changed.field, &changed.to) {
                edit.apply(&mut started.settings);
            }
        }
        if changed.field == "extend" {
            self.status = if self.paused { Status::Paused } else { Status::Training };
        }
        self.marks.push(Mark { step, changed: changed.clone() });
    }

    fn curve_mut(&mut self, measure: Measure, source: Source) -> &mut Curve {
        self.curves.entry((measure, source)).or_default()
    }

    /// A curve, if a value was ever measured.
    pub fn curve(&self, measure: Measure, source: Source) -> Option<&Curve> {
        self.curves.get(&(measure, source))
    }

    /// Seconds of training steps since the start, at each evaluation.
    pub fn seconds(&self) -> &Curve {
        &self.seconds
    }

    /// How the arm trains now; `None` before it has begun.
    pub fn settings(&self) -> Option<&Settings> {
        self.started.as_ref().map(|started| &started.settings)
    }

    /// A setting as it is now, as a recipe has it; empty before the arm has begun.
    pub fn setting(&self, field: &str) -> String {
        self.settings().map_or_else(String::new, |settings| settings.text(field))
    }

    /// The loss that the arm minimises now; `None` before it has begun.
    pub fn loss(&self) -> Option<&Loss> {
        self.settings()?.loss.as_ref()
    }

    /// The predictions of the latest evaluation, where they are known.
    pub fn predictions(&self) -> Option<&Arc<Predictions>> {
        self.latest.as_ref()?.predictions.as_ref()
    }

    /// Epochs done.
    pub fn epochs(&self) -> f64 {
        let per_epoch = self.started.as_ref().map_or(1, |started| started.steps_per_epoch.max(1));
        self.step as f64 / per_epoch as f64
    }

    /// Epochs of the whole run.
    pub fn total_epochs(&self) -> f64 {
        self.started
            .as_ref()
            .map_or(0.0, |started| started.total_steps as f64 / started.steps_per_epoch.max(1) as f64)
    }

    /// The last rate in images per second.
    pub fn images_per_second(&self) -> Option<f64> {
        self.rates.last()
    }
}

#[cfg(test)]
mod stored;
#[cfg(test)]
mod tests;
