//! Progress on stderr for people without a screen.

use crate::console::printable;
use crate::lab::drive::worker::Stopwatch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;

/// Seconds between lines where stderr is not a terminal.
const LINE_EVERY: f64 = 3.0;

/// Progress on stderr: a bar on a terminal, a line every few seconds elsewhere. Any thread may say how far it is.
pub(super) struct ProgressLine {
    bar: Option<ProgressBar>,
    watch: Stopwatch,
    /// When the last line was written.
    last: Mutex<f64>,
}

impl Default for ProgressLine {
    fn default() -> Self {
        let style = ProgressStyle::with_template("{msg:40} {bar:30} {pos}/{len} {elapsed}");
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, watch: Stopwatch::default(), last: Mutex::new(0.0) }
    }
}

impl ProgressLine {
    /// Says how far something is; `total` 0 where that is not known.
    pub(super) fn say(&self, what: &str, done: u64, total: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(printable(what).into_owned());
                bar.set_length(total);
                bar.set_position(done);
            }
            None => self.line(what, done, total),
        }
    }

    fn line(&self, what: &str, done: u64, total: u64) {
        let now = self.watch.seconds();
        let Ok(mut last) = self.last.lock() else { return };
        if now - *last >= LINE_EVERY {
            *last = now;
            drop(writeln!(io::stderr(), "{}: {done} of {total}", printable(what)));
        }
    }

    /// A line that stays, such as a note on the data.
    pub(super) fn note(&self, text: &str) {
        let text = printable(text);
        match &self.bar {
            Some(bar) => bar.suspend(|| drop(writeln!(io::stderr(), "{text}"))),
            None => drop(writeln!(io::stderr(), "{text}")),
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
