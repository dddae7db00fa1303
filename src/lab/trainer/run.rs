//! The training loop: a plain function that asks its driver between mini-batches.

use super::Trainer;
use crate::lab::event::{Body, Ended, Event, StepPoint};
use crate::lab::recipe::Edit;

/// What a driver answers between mini-batches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Goes on.
    Go,
    /// Ends the run.
    Stop,
}

/// Who runs an arm: takes what it says, answers whether it goes on, and holds the clock.
pub trait Driver {
    /// Takes an event; training goes on as soon as this returns.
    fn emit(&mut self, event: Event);
    /// Takes one training step: its number, counted from 1, and its values.
    fn point(&mut self, trainer: &Trainer, number: u64, point: StepPoint);
    /// Asked before every step, and again after the last one until the answer is [`Verdict::Stop`] or the run was
    /// extended; may change the trainer through [`Trainer::change`] and wait as long as it likes.
    fn before_step(&mut self, trainer: &mut Trainer) -> Verdict;
    /// Seconds since any fixed moment.
    fn seconds(&self) -> f64;
}

/// Trains until the driver says stop, the last step is done and the driver does not extend the run, or the numbers
/// leave the finite range. Emits `Started` first and `Ended` last.
pub fn run(trainer: &mut Trainer, driver: &mut dyn Driver) -> Ended {
    say(trainer, driver, Body::Started(trainer.started()));
    let mut interval = Interval::default();
    interval.evaluate(trainer, driver);
    let ended = loop {
        while let Some(edit) = trainer.due() {
            change(trainer, driver, &edit);
        }
        let resting = trainer.step() >= trainer.total_steps();
        if resting && !interval.rested {
            say(trainer, driver, Body::Rested);
            interval.rested = true;
        }
        if driver.before_step(trainer) == Verdict::Stop {
            break if resting { Ended::Completed } else { Ended::Stopped };
        }
        if trainer.step() >= trainer.total_steps() {
            continue;
        }
        if let Err(ended) = interval.step(trainer, driver) {
            break ended;
        }
        if trainer.is_evaluation_due() {
            interval.evaluate(trainer, driver);
        }
    };
    say(trainer, driver, Body::Ended(ended.clone()));
    ended
}

/// Applies a change and says so; a change that does not fit leaves everything as it was.
pub fn change(trainer: &mut Trainer, driver: &mut dyn Driver, edit: &Edit) {
    if let Ok(changed) = trainer.change(edit) {
        say(trainer, driver, Body::Changed(changed));
    }
}

fn say(trainer: &Trainer, driver: &mut dyn Driver, body: Body) {
    driver.emit(Event { arm: trainer.id, step: trainer.step(), body });
}

/// What is summed between two evaluations.
#[derive(Default)]
struct Interval {
    seconds: f64,
    images: u64,
    rested: bool,
}

impl Interval {
    fn step(&mut self, trainer: &mut Trainer, driver: &mut dyn Driver) -> Result<(), Ended> {
        let before = driver.seconds();
        let point = trainer.advance();
        self.seconds += driver.seconds() - before;
        let point = point?;
        self.images += point.images as u64;
        self.rested = false;
        driver.point(trainer, trainer.step(), point);
        Ok(())
    }

    fn evaluate(&mut self, trainer: &mut Trainer, driver: &mut dyn Driver) {
        let mut evaluation = trainer.evaluate();
        evaluation.seconds = self.seconds;
        evaluation.images_per_second = (self.seconds > 0.0).then(|| self.images as f64 / self.seconds);
        *self = Self { rested: self.rested, ..Self::default() };
        say(trainer, driver, Body::Evaluated(Box::new(evaluation)));
    }
}
