//! What a panic does to the screen.
//!
//! ratatui's own hook restores the terminal for a panic on any thread, which tears the modes away under a user
//! interface that keeps drawing.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::fmt;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// A panic on a thread other than the user interface's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crash {
    /// The thread's name, or "unnamed".
    pub thread: String,
    /// The panic's message.
    pub message: String,
    /// File, line and column.
    pub location: String,
}

impl fmt::Display for Crash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "thread '{}' panicked at {}: {}", self.thread, self.location, self.message)
    }
}

/// Where the hook leaves the panics of other threads.
#[derive(Debug, Clone, Default)]
pub(super) struct Crashes {
    /// The first one not taken yet: later ones are mostly its consequences.
    first: Arc<Mutex<Option<Crash>>>,
}

impl Crashes {
    /// Takes the oldest crash that nobody has seen.
    pub(super) fn take(&self) -> Option<Crash> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn store(&self, crash: Crash) {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(crash);
    }
}

/// Installs the hook. A panic on the calling thread runs `restore` and then reports on standard error; a panic on any
/// other thread is stored and touches nothing.
pub(super) fn install(restore: impl Fn() + Send + Sync + 'static) -> Crashes {
    let crashes = Crashes::default();
    let stored = crashes.clone();
    let ui_thread = thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        let crash = describe(info);
        if thread::current().id() == ui_thread {
            restore();
            report(&crash);
        } else {
            stored.store(crash);
        }
    }));
    crashes
}

/// Puts the standard library's hook back. Not while panicking, where that would abort.
pub(super) fn uninstall() {
    if !thread::panicking() {
        drop(std::panic::take_hook());
    }
}

fn describe(info: &PanicHookInfo) -> Crash {
    Crash {
        thread: thread::current().name().unwrap_or("unnamed").to_owned(),
        message: message(info),
        location: info.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string),
    }
}

/// `panic!` gives a `&str` when it has nothing to format, else a `String`.
fn message(info: &PanicHookInfo) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").to_owned()
}

/// Never panics in turn: standard error may be a terminal that is gone.
fn report(crash: &Crash) {
    let mut stderr = std::io::stderr().lock();
    let _nobody_is_looking = writeln!(stderr, "dl-lab: {crash}");
    let trace = Backtrace::capture();
    if trace.status() == BacktraceStatus::Captured {
        let _nobody_is_looking = writeln!(stderr, "{trace}");
    }
}
