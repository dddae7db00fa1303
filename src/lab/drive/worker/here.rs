//! The driver of an arm without a screen: at full speed on the calling thread.

use super::Stopwatch;
use crate::lab::learn::trainer::{Driver, DriverVerdict, Trainer, run};
use crate::lab::record::event::{Body, Ended, Event, StepPoint, Steps};
use crate::lab::record::log;
use std::sync::atomic::{AtomicBool, Ordering};

/// Trains an arm on the calling thread at full speed and hands every event to `each`; step points come in messages
/// of up to 100. Ends early once `stop` is set.
pub fn run_here(
    trainer: &mut Trainer,
    stop: &AtomicBool,
    each: &mut (dyn FnMut(Event) + Send),
) -> (Ended, Vec<f64>) {
    let mut driver =
        Here { watch: Stopwatch::default(), steps: Steps::default(), stop, each, rates: Vec::new() };
    let ended = run(trainer, &mut driver);
    (ended, driver.rates)
}

struct Here<'a> {
    watch: Stopwatch,
    steps: Steps,
    stop: &'a AtomicBool,
    each: &'a mut (dyn FnMut(Event) + Send),
    rates: Vec<f64>,
}

impl Driver for Here<'_> {
    fn emit(&mut self, event: Event) {
        if !self.steps.is_empty() {
            let steps = std::mem::take(&mut self.steps);
            let step = steps.first + steps.len() as u64 - 1;
            (self.each)(Event { arm: event.arm, step, body: Body::Steps(steps) });
        }
        if let Body::Evaluated(evaluation) = &event.body {
            self.rates.extend(evaluation.images_per_second);
        }
        (self.each)(event);
    }

    fn point(&mut self, trainer: &Trainer, number: u64, point: StepPoint) {
        self.steps.push(number, point);
        if self.steps.len() == log::CHUNK {
            let steps = std::mem::take(&mut self.steps);
            (self.each)(Event { arm: trainer.id, step: number, body: Body::Steps(steps) });
        }
    }

    fn before_step(&mut self, trainer: &mut Trainer) -> DriverVerdict {
        let done = trainer.step() >= trainer.total_steps();
        if done || self.stop.load(Ordering::Relaxed) { DriverVerdict::Stop } else { DriverVerdict::Go }
    }

    fn goes_on(&self, _trainer: &Trainer) -> bool {
        !self.stop.load(Ordering::Relaxed)
    }

    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn seconds(&self) -> f64 {
        self.watch.seconds()
    }
}
