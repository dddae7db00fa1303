//! Threads: one a loading, one an arm. The only place of the laboratory that starts threads and reads a clock.

mod examining;
mod here;
mod live;
mod outbox;
mod share;

pub use here::run_here;
pub use share::Threads;

use super::summary::ArmSummary;
use crate::data::Progress;
use crate::lab::bench::{Bench, BenchError};
use crate::lab::learn::trainer::{Driver, Trainer, run};
use crate::lab::recipe::{ArmId, CheckedRecipe, SettingError};
use crate::lab::record::event::{Body, Command, Ended, Event};
use crossbeam_channel::{Receiver, Sender, unbounded};
use live::Live;
use rayon::{ThreadPool, ThreadPoolBuilder};
use share::Share;
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
        /// Which loading says so.
        load: u64,
        /// What is being done.
        what: String,
        /// Units done.
        done: usize,
        /// Units in all; 0 where that is not known.
        total: usize,
    },
    /// The data of this loading are ready, or cannot be used.
    Loaded(u64, Box<Result<Arc<Bench>, BenchError>>),
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

/// Reads or draws a bench's data in a thread of its own. Always ends with [`Message::Loaded`] of this number, by which a
/// listener tells it from loadings that it no longer waits for.
pub fn load(load: u64, recipe: CheckedRecipe, pool: Arc<ThreadPool>, to: Sender<Message>) {
    let answer = to.clone();
    let job = move || {
        let report = |progress: Progress<'_>| {
            let Progress { what, done, total } = progress;
            drop(to.try_send(Message::Loading { load, what: what.to_owned(), done, total }));
        };
        let prepare = || pool.install(|| Bench::prepare(&recipe, &report)).map(Arc::new);
        let bench = catch_unwind(AssertUnwindSafe(prepare))
            .unwrap_or_else(|panic| Err(not_loaded(&panic_message(panic.as_ref()))));
        drop(to.send(Message::Loaded(load, Box::new(bench))));
    };
    if let Err(error) = std::thread::Builder::new().name("loading".into()).spawn(job) {
        drop(answer.try_send(Message::Loaded(load, Box::new(Err(not_loaded(&error.to_string()))))));
    }
}

fn not_loaded(why: &str) -> BenchError {
    SettingError::new("data", format!("could not be loaded: {why}")).into()
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
    wanted: Arc<WantedLook>,
    thread: Option<JoinHandle<Option<ArmSummary>>>,
}

/// What is still wanted of an arm; looked at between mini-batches.
#[derive(Debug, Default)]
struct WantedLook {
    /// No more steps.
    stop: AtomicBool,
    /// No more words: nobody listens, so nothing is worth waiting for.
    silence: AtomicBool,
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
    /// Starts training, on a share of the threads.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn spawn(
        mut trainer: Trainer,
        beginning: Beginning,
        threads: &Arc<Threads>,
        to: Sender<Message>,
    ) -> std::io::Result<Self> {
        let arm = trainer.id;
        // Commands come from a person's hand; a bounded channel would let a busy arm stop the screen.
        let (commands, inbox) = unbounded();
        let wanted = Arc::new(WantedLook::default());
        let mut live = Live::new(beginning, inbox, to, Arc::clone(&wanted), Share::new(threads));
        let job = move || {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                trainer.work_in(live.share.take());
                run(&mut trainer, &mut live)
            }));
            match outcome {
                Ok(ended @ Ended::Completed) => Some(ArmSummary::measure(&trainer, &ended, live.rates())),
                Ok(Ended::Stopped) => {
                    live.keep_again(&trainer);
                    None
                }
                Ok(Ended::Diverged { .. } | Ended::Failed { .. }) => None,
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
        Ok(Self { arm, number: beginning.number, commands, wanted, thread: Some(thread) })
    }

    /// Sends a command; looked at between mini-batches. A worker that has ended ignores it.
    pub fn send(&self, command: Command) {
        if command == Command::Stop {
            self.wanted.stop.store(true, Ordering::Relaxed);
        }
        drop(self.commands.send(command));
    }

    /// Whether it has ended, its last word included.
    pub fn is_finished(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops within one batch; the final numbers if all steps were done. What it had to say and found no room for is
    /// lost.
    pub fn finish(mut self) -> Option<ArmSummary> {
        self.join()
    }

    fn join(&mut self) -> Option<ArmSummary> {
        self.wanted.silence.store(true, Ordering::Relaxed);
        self.send(Command::Stop);
        self.thread.take()?.join().ok().flatten()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.join());
    }
}

/// What a panic said.
fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "panic without a message".to_owned())
}

/// The inbox of a worker.
type Inbox = Receiver<Command>;

#[cfg(test)]
mod tests;
