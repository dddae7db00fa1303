//! What an arm says of itself between two steps.

use super::{Live, POINTS_EVERY, SEEN_EVERY, WATCHED_EVERY};
use crate::lab::learn::inspect::Viewer;
use crate::lab::learn::trainer::Trainer;
use crate::lab::record::event::Body;
use crate::lab::record::sheets::Look;

/// Seconds without an evaluation after which the probe speaks, and between its words.
const PROBE_EVERY: f64 = 1.5;

impl Live {
    pub(super) fn report_watched(&mut self, trainer: &Trainer) {
        if let Some(index) = self.image {
            self.sent[1] = self.watch.seconds();
            self.watched = Some(trainer.step());
            self.say(trainer, Body::Watched(trainer.watch(index)));
        }
    }

    pub(super) fn report_seen(&mut self, trainer: &Trainer) {
        self.sent[3] = self.watch.seconds();
        self.seen = Some(trainer.step());
        let seen =
            self.viewer.as_ref().and_then(|viewer| viewer.see(trainer.network(), &trainer.bench, self.image));
        if let Some(seen) = seen {
            self.say(trainer, Body::Seen(Box::new(seen)));
        }
    }

    pub(super) fn look(&mut self, trainer: &Trainer, look: Option<Look>) {
        self.viewer = look.map(|look| Viewer::new(look, trainer.network(), trainer.step()));
        self.report_seen(trainer);
    }

    /// Before a long wait: what would otherwise have come with one of the next steps.
    pub(super) fn say_what_is_due(&mut self, trainer: &Trainer, wait: Option<f64>) {
        if wait.is_none_or(|seconds| seconds > POINTS_EVERY) {
            self.out.say_points(trainer.id);
        }
        if wait.is_none_or(|seconds| seconds > WATCHED_EVERY) && self.watched != Some(trainer.step()) {
            self.report_watched(trainer);
        }
        if wait.is_none_or(|seconds| seconds > SEEN_EVERY) && self.seen != Some(trainer.step()) {
            self.report_seen(trainer);
        }
    }

    pub(super) fn report_probe(&mut self, trainer: &Trainer) {
        let late = self.watch.seconds() - self.sent[2] > PROBE_EVERY;
        if self.pace == 0.0 && trainer.step() > 0 && late && self.told != Some(trainer.step()) {
            self.say(trainer, Body::Probe(Box::new(trainer.probe())));
        }
    }

    /// Before and after a step that was asked for: what it did to the numbers of a small network is what there is to see.
    /// An evaluation that is due tells them itself.
    pub(super) fn report_numbers(&mut self, trainer: &Trainer) {
        if trainer.is_evaluation_due() || self.told == Some(trainer.step()) {
            return;
        }
        if let Some(evaluation) = trainer.probe_with_numbers() {
            self.say(trainer, Body::Probe(Box::new(evaluation)));
        }
    }

    pub(super) fn report_traced(&mut self, trainer: &Trainer) {
        if let Some(step) = trainer.traced() {
            self.say(trainer, Body::Traced(step.clone()));
        }
    }
}
