//! Runs that were left for another, and the end of the last one.

use super::Laboratory;
use crate::lab::drive::summary::ArmSummary;
use crate::lab::drive::worker::Message;
use crate::lab::recipe::Recipe;
use crate::lab::record::event::Event;
use crossbeam_channel::{Receiver, RecvTimeoutError};
use std::path::PathBuf;
use std::time::Duration;

/// How long to listen for stopping arms before looking whether they are still there.
const LISTEN: Duration = Duration::from_millis(50);

/// What [`Laboratory::finish`] leaves.
#[derive(Debug)]
pub struct Finished {
    /// Final numbers of the arms whose last step was done.
    pub summaries: Vec<ArmSummary>,
    /// Where the run is stored.
    pub path: Option<PathBuf>,
}

impl Laboratory {
    /// The last words of a run that was left belong into its folder, which is closed behind them.
    pub(super) fn on_late_event(&mut self, number: u64, event: &Event) {
        let Some(at) = self.left.iter().position(|(run, ..)| run.holds(number)) else { return };
        let mut outcome = self.left[at].0.take(number, event);
        if self.left[at].0.is_over() {
            let (run, recipe, bench) = self.left.remove(at);
            outcome = outcome.and(run.close(&recipe, Some(&bench)).1.map(|_| ()));
        }
        if let Err(error) = outcome {
            self.store_error = Some(error.to_string());
        }
    }

    /// Tells all arms to stop, and keeps what is needed to close their folder when they have.
    pub(super) fn leave_run(&mut self, next: Recipe) {
        let run = std::mem::take(&mut self.run);
        run.stop();
        let recipe = std::mem::replace(&mut self.recipe, next);
        self.left.extend(self.bench.take().map(|bench| (run, recipe, bench)));
    }

    /// Stops every arm within one batch, measures those that are done, and closes the run folder. Messages that are
    /// still under way are taken from the inbox, so that the log has every arm's last word.
    pub fn finish(mut self, inbox: &Receiver<Message>) -> Finished {
        self.run.stop();
        while !(self.run.is_over() && self.left.iter().all(|(run, ..)| run.is_over())) {
            match inbox.recv_timeout(LISTEN) {
                Ok(Message::Arm(number, event)) => drop(self.hear(number, event)),
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) if !self.is_finished() => {}
                Err(_) => break,
            }
        }
        for (run, recipe, bench) in std::mem::take(&mut self.left) {
            drop(run.close(&recipe, Some(&bench)));
        }
        let (summaries, path) = self.run.close(&self.recipe, self.bench.as_deref());
        Finished { summaries, path: path.ok().flatten() }
    }

    fn is_finished(&self) -> bool {
        self.run.is_finished() && self.left.iter().all(|(run, ..)| run.is_finished())
    }
}
