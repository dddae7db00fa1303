//! The training loop: a plain function that asks its driver between mini-batches.

use super::Trainer;
use crate::lab::learn::teacher_outputs::TeacherRun;
use crate::lab::recipe::Edit;
use crate::lab::record::event::{Body, Ended, Event, StepPoint, TeacherProgress};

/// Seconds after which a slice of steps makes room for other arms, and the driver may send the arm to another pool.
const SLICE: f64 = 0.005;

/// How often a teacher's progress is told.
const LESSONS: u64 = 50;

/// What a driver answers between mini-batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DriverVerdict {
    /// Goes on.
    Go,
    /// Ends the run.
    Stop,
}

/// Who runs an arm: takes what it says, answers whether it goes on, and holds the clock.
pub trait Driver: Send {
    /// Takes an event; training goes on as soon as this returns.
    fn emit(&mut self, event: Event);
    /// Takes one training step: its number, counted from 1, and its values.
    fn point(&mut self, trainer: &Trainer, number: u64, point: StepPoint);
    /// Asked before every step, and again after the last one until the answer is [`DriverVerdict::Stop`] or the run was
    /// extended; may change the trainer through [`Trainer::change`] and wait as long as it likes.
    fn before_step(&mut self, trainer: &mut Trainer) -> DriverVerdict;
    /// Whether the next step may follow at once, because [`Self::before_step`] would only answer [`DriverVerdict::Go`].
    /// Asked within a slice of steps, from a thread of the pool; must not wait.
    fn goes_on(&self, _trainer: &Trainer) -> bool {
        false
    }
    /// Whether the run is to end; asked while a teacher is heard, when no step can be asked for.
    fn is_over(&self) -> bool;
    /// Seconds since any fixed moment.
    fn seconds(&self) -> f64;
}

/// Trains until the driver says stop, the last step is done and the driver does not extend the run, or the numbers
/// leave the finite range. Emits `Started` first and `Ended` last.
pub fn run(trainer: &mut Trainer, driver: &mut dyn Driver) -> Ended {
    trainer.settle_rate(&|| driver.is_over());
    say(trainer, driver, Body::Started(Box::new(trainer.started())));
    let heard = trainer.teacher_run.take().map_or(Ok(()), |teacher_run| attend(trainer, teacher_run, driver));
    let ended = match heard.and_then(|()| EvaluationInterval::default().train(trainer, driver)) {
        Ok(ended) | Err(ended) => ended,
    };
    say(trainer, driver, Body::Ended(ended.clone()));
    ended
}

/// Applies a change and says so; a change that does not fit leaves everything as it was.
pub fn change(trainer: &mut Trainer, driver: &mut dyn Driver, edit: &Edit) {
    if let Ok(changed) = trainer.change(edit) {
        let restored = changed.restored;
        say(trainer, driver, Body::Changed(changed));
        // Another network than a step before: its results are no longer those that were said last.
        if restored {
            let evaluation = trainer.evaluate();
            say(trainer, driver, Body::Evaluated(Box::new(evaluation)));
        }
    }
}

/// Hears what the teacher has to say before the first step: trains it, if it is another arm's recipe.
fn attend(
    trainer: &Trainer,
    mut teacher_run: Box<dyn TeacherRun>,
    driver: &mut dyn Driver,
) -> Result<(), Ended> {
    let mut reported = None;
    loop {
        let [done, total] = teacher_run.progress();
        let part = done * LESSONS / total.max(1);
        if reported.replace(part) != Some(part) {
            say(trainer, driver, Body::TeacherRun(TeacherProgress { done, total }));
        }
        if driver.is_over() {
            return Err(Ended::Stopped);
        }
        if teacher_run.go_on().map_err(|message| Ended::Failed { message })? {
            return Ok(());
        }
    }
}

fn say(trainer: &Trainer, driver: &mut dyn Driver, body: Body) {
    driver.emit(Event { arm: trainer.id, step: trainer.step(), body });
}

/// What is summed between two evaluations.
#[derive(Default)]
struct EvaluationInterval {
    seconds: f64,
    images: u64,
    rested: bool,
}

impl EvaluationInterval {
    /// All steps. The last step is followed by `Rested` before anything else, so that a change made while resting
    /// stands at the same place when a recipe makes it again.
    fn train(&mut self, trainer: &mut Trainer, driver: &mut dyn Driver) -> Result<Ended, Ended> {
        self.evaluate(trainer, driver)?;
        loop {
            if is_done(trainer) && !self.rested {
                say(trainer, driver, Body::Rested);
                self.rested = true;
            }
            while let Some(edit) = trainer.due() {
                change(trainer, driver, &edit);
            }
            if driver.before_step(trainer) == DriverVerdict::Stop {
                return Ok(if is_done(trainer) { Ended::Completed } else { Ended::Stopped });
            }
            if is_done(trainer) {
                continue;
            }
            self.slice(trainer, driver)?;
            if trainer.is_evaluation_due() {
                self.evaluate(trainer, driver)?;
            }
        }
    }

    /// One step, and those that may follow at once. They go to the pool as one job: waking its threads for every
    /// step costs as much as a small step itself.
    fn slice(&mut self, trainer: &mut Trainer, driver: &mut dyn Driver) -> Result<(), Ended> {
        let pool = trainer.pool();
        let end = driver.seconds() + SLICE;
        pool.install(|| {
            loop {
                self.step(trainer, driver)?;
                let stands = trainer.is_evaluation_due() || trainer.is_change_due() || is_done(trainer);
                if stands || driver.seconds() >= end || !driver.goes_on(trainer) {
                    return Ok(());
                }
            }
        })
    }

    fn step(&mut self, trainer: &mut Trainer, driver: &mut dyn Driver) -> Result<(), Ended> {
        let before = driver.seconds();
        let outcome = trainer.advance();
        self.seconds += driver.seconds() - before;
        // The step that diverged is a gap in the curves, not a step that never was.
        let gap = StepPoint { unweighted: None, objective: f32::NAN, images: 0 };
        let point = outcome.as_ref().map_or(gap, |point| *point);
        self.images += point.images as u64;
        self.rested = false;
        driver.point(trainer, trainer.step(), point);
        outcome.map(|_| ())
    }

    fn evaluate(&mut self, trainer: &mut Trainer, driver: &mut dyn Driver) -> Result<(), Ended> {
        if let Some(ended) = trainer.broken() {
            return Err(ended);
        }
        let mut evaluation = trainer.evaluate();
        evaluation.seconds = self.seconds;
        evaluation.images_per_second = (self.seconds > 0.0).then(|| self.images as f64 / self.seconds);
        *self = Self { rested: self.rested, ..Self::default() };
        say(trainer, driver, Body::Evaluated(Box::new(evaluation)));
        Ok(())
    }
}

fn is_done(trainer: &Trainer) -> bool {
    trainer.step() >= trainer.total_steps()
}
