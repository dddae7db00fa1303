//! What threads tell the loop: how far the loading is, and what arms say.

use super::{End, MESSAGES, Session};
use crate::console::{Failure, printable};
use crate::lab::Bench;
use crate::lab::drive::laboratory::Laboratory;
use crate::lab::drive::replay::replay;
use crate::lab::drive::worker::Message;
use crate::lab::record::history::Status;
use crate::ui::model::{Loading, RunSource};
use crate::ui::terminal::Cause;
use crate::ui::theme::StyleRole;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

impl Session {
    pub(super) fn take_messages(&mut self, first: Message) -> Option<End> {
        // As many as fit the channel: a flood cannot keep keys waiting.
        let waiting: Vec<Message> =
            std::iter::once(first).chain(self.inbox.try_iter().take(MESSAGES)).collect();
        for message in waiting {
            if let Some(end) = self.take_message(message) {
                return Some(end);
            }
        }
        let training = self.app.arms.iter().any(|arm| arm.history.status == Status::Training);
        self.app.clock.tick(Instant::now(), training);
        if self.app.frozen.is_none() {
            let cause = if self.focused { Cause::Data } else { Cause::UnseenData };
            self.screen.want(cause, Instant::now());
        }
        if let Some(crash) = self.screen.take_crash() {
            self.app.say(format!("a thread broke down: {crash}"), StyleRole::Bad);
        }
        None
    }

    fn take_message(&mut self, message: Message) -> Option<End> {
        match message {
            Message::Loading { load, .. } | Message::Loaded(load, _) if !self.awaits(load) => None,
            Message::Loading { load: _, what, done, total } => {
                // Reports of several threads may overtake each other.
                let done = if what == self.app.loading.what { done.max(self.app.loading.done) } else { done };
                self.app.loading = Loading { what, done, total };
                None
            }
            Message::Loaded(_, loaded) => match *loaded {
                Ok(bench) => self.start(bench),
                Err(error) => self.go_back(error.into()),
            },
            Message::Arm(number, event) => {
                let event = self.lab.as_mut().and_then(|lab| lab.hear(number, event));
                if let Some(event) = event {
                    self.app.apply(&event);
                    self.follow();
                }
                None
            }
        }
    }

    /// Whether a loading is the one that is waited for; a stored run has but one.
    fn awaits(&self, load: u64) -> bool {
        self.lab.as_ref().is_none_or(|lab| lab.awaits(load))
    }

    fn start(&mut self, bench: Arc<Bench>) -> Option<End> {
        self.app.set_bench(Arc::clone(&bench));
        match (&mut self.lab, &self.app.source) {
            (Some(lab), _) => {
                if let Err(error) = lab.start(bench) {
                    return self.go_back(error.into());
                }
            }
            (None, RunSource::Replay(path)) => match replay(path, &bench) {
                Ok(stored) => {
                    stored.events.iter().for_each(|event| self.app.apply(event));
                    if !stored.notes.is_empty() {
                        self.app.say(stored.notes.join("; "), StyleRole::Warning);
                    }
                }
                Err(error) => return Some(End::Failed(error.into())),
            },
            (None, RunSource::Live) => {}
        }
        self.follow();
        self.watch_again();
        None
    }

    /// What cannot be opened leaves the run before it, whose arms begin again; without one the program ends.
    fn go_back(&mut self, failure: Failure) -> Option<End> {
        let back = self.lab.as_mut().and_then(Laboratory::go_back);
        let Some((recipe, begun)) = back else { return Some(End::Failed(failure)) };
        self.app.begin(recipe);
        if let Some(bench) = self.lab.as_ref().and_then(|lab| lab.bench.clone()) {
            self.app.set_bench(bench);
        }
        self.follow();
        self.watch_again();
        let mut text = format!("{}; the arms before begin again", printable(&failure.to_string()));
        if let Err(error) = begun {
            text = format!("{text}: {error}");
        }
        self.app.say(text, StyleRole::Bad);
        None
    }

    /// Keeps what the laboratory knows better: recipe, pace, trouble with the run folder.
    pub(super) fn follow(&mut self) {
        if let Some(lab) = &mut self.lab {
            self.app.follow_recipe(&lab.recipe);
            self.app.pace = lab.pace();
            self.app.folder = lab.path().map(tilde);
            if let Some(error) = lab.store_error.take() {
                self.app.say(format!("the run is not stored: {error}"), StyleRole::Bad);
            }
        }
    }
}

/// A path with the person's home as `~`.
fn tilde(path: &Path) -> String {
    let home = etcetera::home_dir().ok().filter(|home| home.parent().is_some());
    let below = home.as_ref().and_then(|home| path.strip_prefix(home).ok());
    below.map_or_else(|| path.display().to_string(), |rest| format!("~/{}", rest.display()))
}
