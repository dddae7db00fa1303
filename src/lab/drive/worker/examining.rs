//! An examination under way: on a thread of its own, so that the arm goes on training.

use super::panic_message;
use crate::lab::learn::inspect::ProbeSubject;
use crate::lab::record::sheets::Examination;
use crossbeam_channel::{Receiver, Sender, bounded, never};
use rayon::ThreadPoolBuilder;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// What became of an examination; an error says why there is none.
pub(super) type ExaminationReply = Result<Box<Examination>, String>;

/// One examination at a time. Dropping it gives up the one under way.
pub(super) struct Examining {
    answer: Receiver<ExaminationReply>,
    given_up: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Default for Examining {
    fn default() -> Self {
        Self { answer: never(), given_up: Arc::default(), thread: None }
    }
}

impl Examining {
    /// Begins, unless one is under way already.
    pub(super) fn begin(&mut self, subject: impl FnOnce() -> ProbeSubject) {
        if self.thread.is_some() {
            return;
        }
        let (to, answer) = bounded(1);
        self.answer = answer;
        let (subject, given_up, own) = (subject(), Arc::clone(&self.given_up), to.clone());
        let job = move || drop(own.send(examine(&subject, &given_up)));
        match std::thread::Builder::new().name("layers".into()).spawn(job) {
            Ok(thread) => self.thread = Some(thread),
            Err(error) => no_thread(&to, &error),
        }
    }

    /// Where the answer comes; never anything while no examination is under way.
    pub(super) fn answer(&self) -> &Receiver<ExaminationReply> {
        &self.answer
    }

    /// Makes room for the next one, after the answer of this one was taken.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }
}

impl Drop for Examining {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
        // What it had to say was said, or nobody wants it any more.
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn no_thread(to: &Sender<ExaminationReply>, error: &std::io::Error) {
    drop(to.send(Err(error.to_string())));
}

/// The products get a pool of their own: those of the arms keep theirs.
fn examine(subject: &ProbeSubject, given_up: &AtomicBool) -> ExaminationReply {
    let pool = ThreadPoolBuilder::new().num_threads(1).build().map_err(|error| error.to_string())?;
    let examine = || pool.install(|| subject.examine(&|| given_up.load(Ordering::Relaxed)));
    match catch_unwind(AssertUnwindSafe(examine)) {
        Ok(examination) => examination.map(Box::new).ok_or_else(|| "given up".to_owned()),
        Err(panic) => Err(panic_message(panic.as_ref())),
    }
}
