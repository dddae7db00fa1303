//! Threads: one a loading, one an arm. The only place of the laboratory that starts threads and reads a clock.

mod live;

use super::bench::{Bench, BenchError};
use super::event::{Body, Command, Ended, Event, StepPoint, Steps};
use super::recipe::{ArmId, CheckedRecipe};
use super::summary::ArmSummary;
use super::trainer::{Driver, Trainer, Verdict, run};
use crate::data::Progress;
use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use live::Live;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

/// What threads tell the screen.
#[derive(Debug)]
pub enum Message {
    /// How far the loading is.
    Loading {
        /// What is being done.
        what: String,
        /// Units done.
        done: usize,
        /// Units in all; 0 where that is not known.
        total: usize,
    },
    /// The data are ready, or cannot be used.
    Loaded(Box<Result<Arc<Bench>, BenchError>>),
    /// An arm says something. The number tells workers of one letter apart.
    Arm(u64, Event),
}

/// The threads that share the work of a batch; also those that decode.
///
/// # Errors
/// If the system gives no threads.
pub fn pool(threads: Option<usize>) -> Result<Arc<ThreadPool>, rayon::ThreadPoolBuildError> {
    let builder =
        ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).thread_name(|i| format!("batch-{i}"));
    builder.build().map(Arc::new)
}

/// Reads or draws a bench's data in a thread of its own.
pub fn load(recipe: CheckedRecipe, pool: Arc<ThreadPool>, to: Sender<Message>) {
    let job = move || {
        let said = |progress: Progress<'_>| {
            let Progress { what, done, total } = progress;
            drop(to.try_send(Message::Loading { what: what.to_owned(), done, total }));
        };
        let bench = pool.install(|| Bench::prepare(&recipe, &said)).map(Arc::new);
        drop(to.send(Message::Loaded(Box::new(bench))));
    };
    drop(std::thread::Builder::new().name("loading".into()).spawn(job));
}

/// A clock that starts at 0.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Default for Stopwatch {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Stopwatch {
    /// Seconds since the start.
    pub fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// An arm in a thread of its own. Dropping it stops and joins it.
#[derive(Debug)]
pub struct Worker {
    /// Which arm.
    pub arm: ArmId,
    /// Tells this worker's messages from those of an earlier one of the same letter.
    pub number: u64,
    commands: Sender<Command>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Option<ArmSummary>>>,
}

/// How a worker begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beginning {
    /// Tells workers of one letter apart.
    pub number: u64,
    /// Waits for [`Command::Resume`] before the first step.
    pub paused: bool,
    /// The shortest time a step may take, in seconds.
    pub pace: f64,
    /// Goes at full speed up to this step: a twin catches up with its elders.
    pub catch_up: u64,
}

impl Worker {
    /// Starts training.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn spawn(mut trainer: Trainer, beginning: Beginning, to: Sender<Message>) -> std::io::Result<Self> {
        let arm = trainer.id;
        let (commands, inbox) = bounded(64);
        let stop = Arc::new(AtomicBool::new(false));
        let mut live = Live::new(beginning, inbox, to, Arc::clone(&stop));
        let job = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| run(&mut trainer, &mut live)));
            match outcome {
                Ok(ended @ Ended::Completed) => Some(ArmSummary::measure(&trainer, &ended, live.rates())),
                Ok(_) => None,
                Err(panic) => {
                    let message = panic_message(panic.as_ref());
                    live.emit(Event {
                        arm,
                        step: trainer.step(),
                        body: Body::Ended(Ended::Failed { message }),
                    });
                    None
                }
            }
        };
        let thread = std::thread::Builder::new().name(format!("arm {arm}")).spawn(job)?;
        Ok(Self { arm, number: beginning.number, commands, stop, thread: Some(thread) })
    }

    /// Sends a command; looked at between mini-batches. A worker that has ended ignores it.
    pub fn send(&self, command: Command) {
        if command == Command::Stop {
            self.stop.store(true, Ordering::Relaxed);
        }
        if let Err(TrySendError::Full(command)) = self.commands.try_send(command) {
            drop(self.commands.send(command));
        }
    }

    /// Stops within one batch; the final numbers if all steps were done.
    pub fn finish(mut self) -> Option<ArmSummary> {
        self.send(Command::Stop);
        self.thread.take().and_then(|thread| thread.join().ok()).flatten()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.send(Command::Stop);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// What a panic said.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic without a message".to_owned())
}

/// Trains an arm on the calling thread at full speed and hands every event to `each`; step points come in messages
/// of up to 100. Ends early once `stop` is set.
pub fn run_here(trainer: &mut Trainer, stop: &AtomicBool, each: &mut dyn FnMut(Event)) -> (Ended, Vec<f64>) {
    let mut driver =
        Here { watch: Stopwatch::default(), steps: Steps::default(), stop, each, rates: Vec::new() };
    let ended = run(trainer, &mut driver);
    (ended, driver.rates)
}

struct Here<'a> {
    watch: Stopwatch,
    steps: Steps,
    stop: &'a AtomicBool,
    each: &'a mut dyn FnMut(Event),
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
        if self.steps.len() == super::log::CHUNK {
            let steps = std::mem::take(&mut self.steps);
            (self.each)(Event { arm: trainer.id, step: number, body: Body::Steps(steps) });
        }
    }

    fn before_step(&mut self, trainer: &mut Trainer) -> Verdict {
        let done = trainer.step() >= trainer.total_steps();
        if done || self.stop.load(Ordering::Relaxed) { Verdict::Stop } else { Verdict::Go }
    }

    fn seconds(&self) -> f64 {
        self.watch.seconds()
    }
}

/// The inbox of a worker.
type Inbox = Receiver<Command>;
