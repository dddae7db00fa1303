//! The driver of an arm on the screen: obeys commands, keeps the pace, and never waits for the screen.

mod keeping;
mod reports;

use super::examining::{ExaminationReply, Examining};
use super::outbox::{Outbox, ROOM};
use super::{Beginning, Inbox, Message, Share, Stopwatch, WantedLook};
use crate::lab::learn::inspect::Viewer;
use crate::lab::learn::trainer::{Driver, DriverVerdict, Trainer, change};
use crate::lab::learn::weights_file;
use crate::lab::record::event::{Body, Command, Event, Kept, StepPoint};
use crate::lab::record::sheets::Look;
use crossbeam_channel::{RecvTimeoutError, Sender, select};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Seconds between messages with training points: at most 30 a second.
const POINTS_EVERY: f64 = 1.0 / 30.0;
/// Seconds between words on the watched image.
const WATCHED_EVERY: f64 = 0.125;
/// Seconds between looks inside: they cost more to send to a terminal than all the rest of the screen.
const SEEN_EVERY: f64 = 0.25;
/// How long nothing has to happen until an arm that waits looks up.
const LONG: Duration = Duration::from_hours(1);

/// What an arm is doing between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Run,
    Pause,
    /// This many steps, then pause.
    Some(u64),
}

/// What an arm hears between two steps.
enum Heard {
    Command(Command),
    Examined(ExaminationReply),
}

pub(super) struct Live {
    inbox: Inbox,
    out: Outbox,
    wanted: Arc<WantedLook>,
    /// The threads it may use; taken anew before every slice of steps.
    pub(super) share: Share,
    watch: Stopwatch,
    mode: Mode,
    pace: f64,
    catch_up: u64,
    /// When the next step may begin.
    due: f64,
    image: Option<u32>,
    /// What is looked at inside.
    viewer: Option<Viewer>,
    /// The step of the last look.
    seen: Option<u64>,
    /// The step of the last word on the watched image.
    watched: Option<u64>,
    /// The step of the last evaluation or probe.
    told: Option<u64>,
    examining: Examining,
    /// Where it has written what it leaves behind.
    kept: Option<PathBuf>,
    /// When points, the watched image, an evaluation and a look inside were last sent.
    sent: [f64; 4],
    rates: Vec<f64>,
}

impl Live {
    pub(super) fn new(
        beginning: Beginning,
        inbox: Inbox,
        to: Sender<Message>,
        wanted: Arc<WantedLook>,
        share: Share,
    ) -> Self {
        let Beginning { number, paused, pace, catch_up } = beginning;
        Self {
            inbox,
            out: Outbox::new(number, to, Arc::clone(&wanted)),
            wanted,
            share,
            watch: Stopwatch::default(),
            mode: if paused { Mode::Pause } else { Mode::Run },
            pace,
            catch_up,
            due: 0.0,
            image: None,
            viewer: None,
            seen: None,
            watched: None,
            told: None,
            examining: Examining::default(),
            kept: None,
            sent: [0.0; 4],
            rates: Vec::new(),
        }
    }

    /// Images per second at each evaluation.
    pub(super) fn rates(&self) -> &[f64] {
        &self.rates
    }

    fn say(&mut self, trainer: &Trainer, body: Body) {
        self.emit(Event { arm: trainer.id, step: trainer.step(), body });
    }

    fn handle(&mut self, trainer: &mut Trainer, command: Command) {
        match command {
            Command::Pause => self.pause(trainer),
            Command::Resume => self.resume(trainer, Mode::Run),
            Command::Step(0) => {}
            Command::Step(n) => {
                self.report_numbers(trainer);
                self.resume(trainer, Mode::Some(n));
            }
            Command::Change(edit) => change(trainer, self, &edit),
            Command::Watch(index) => {
                self.image = Some(index);
                self.report_watched(trainer);
                if self.viewer.as_ref().is_some_and(|viewer| viewer.look() == Look::Maps) {
                    self.report_seen(trainer);
                }
            }
            Command::Look(look) => self.look(trainer, look),
            Command::Examine => self.examining.begin(|| trainer.subject()),
            Command::Keep(folder) => {
                let kept = self.keep(trainer, &folder);
                self.kept = Some(folder);
                self.say(trainer, Body::Kept(kept));
            }
            Command::Export(file) => {
                let written = weights_file::write(&file, trainer.network(), trainer.bench.dataset.shape());
                let kept = written.map(|()| Kept::Network(file.clone()));
                let kept = kept.map_err(|error| format!("{}: cannot be written: {error}", file.display()));
                self.say(trainer, Body::Kept(kept));
            }
            Command::Pace(pace) => {
                self.pace = pace;
                self.due = 0.0;
            }
            Command::Stop => self.wanted.stop.store(true, Ordering::Relaxed),
        }
    }

    fn pause(&mut self, trainer: &Trainer) {
        if self.mode != Mode::Pause {
            self.mode = Mode::Pause;
            self.say(trainer, Body::Paused);
            self.report_watched(trainer);
        }
    }

    fn resume(&mut self, trainer: &Trainer, mode: Mode) {
        let was = std::mem::replace(&mut self.mode, mode);
        self.due = 0.0;
        if was != Mode::Run && mode == Mode::Run {
            self.say(trainer, Body::Resumed);
        }
    }

    /// How long the next step still has to wait; `None`: until a command comes.
    fn wait(&self, trainer: &Trainer) -> Option<f64> {
        let resting = trainer.step() >= trainer.total_steps();
        let catching_up = trainer.step() < self.catch_up;
        match self.mode {
            _ if resting => None,
            Mode::Pause if !catching_up => None,
            Mode::Run if self.pace > 0.0 && !catching_up => Some((self.due - self.watch.seconds()).max(0.0)),
            _ => Some(0.0),
        }
    }

    /// The next thing to hear; waits for it as long as the next step has to wait, and leaves the threads to other arms.
    fn hear(&mut self, wait: Option<f64>) -> Result<Heard, RecvTimeoutError> {
        if wait.is_none_or(|seconds| seconds > 0.0) {
            self.share.rest();
        }
        let wait = match wait {
            Some(seconds) => Duration::from_secs_f64(seconds.clamp(0.0, 1.0)),
            None if self.out.is_empty() => LONG,
            None => ROOM,
        };
        select! {
            recv(self.inbox) -> command => {
                command.map(Heard::Command).map_err(|_| RecvTimeoutError::Disconnected)
            }
            recv(self.examining.answer()) -> answer => {
                Ok(Heard::Examined(answer.unwrap_or_else(|error| Err(error.to_string()))))
            }
            default(wait) => Err(RecvTimeoutError::Timeout),
        }
    }

    /// Obeys commands until the next step may begin or none is wanted any more.
    fn next_verdict(&mut self, trainer: &mut Trainer) -> DriverVerdict {
        loop {
            self.out.pass_on();
            if self.is_over() {
                return DriverVerdict::Stop;
            }
            let wait = self.wait(trainer);
            self.say_what_is_due(trainer, wait);
            match self.hear(wait) {
                Ok(Heard::Command(command)) => self.handle(trainer, command),
                Ok(Heard::Examined(answer)) => {
                    self.examining.end();
                    self.say(trainer, Body::Examined(answer));
                }
                Err(RecvTimeoutError::Disconnected) => return DriverVerdict::Stop,
                Err(RecvTimeoutError::Timeout) if self.wait(trainer).is_some_and(|wait| wait <= 0.0) => {
                    return DriverVerdict::Go;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn stepped(&mut self, trainer: &Trainer) {
        let now = self.watch.seconds();
        self.due = if self.due == 0.0 { now } else { self.due.max(now - self.pace) } + self.pace;
        if let Mode::Some(left) = self.mode {
            self.mode = Mode::Some(left - 1);
            if left <= 1 {
                self.report_traced(trainer);
                self.pause(trainer);
            }
        }
    }
}

impl Driver for Live {
    fn emit(&mut self, event: Event) {
        if let Body::Evaluated(evaluation) | Body::Probe(evaluation) = &event.body {
            self.rates.extend(evaluation.images_per_second);
            self.sent[2] = self.watch.seconds();
            self.told = Some(event.step);
        }
        self.out.say(event);
    }

    fn point(&mut self, trainer: &Trainer, number: u64, point: StepPoint) {
        self.out.add(number, point);
        let now = self.watch.seconds();
        if now - self.sent[0] >= POINTS_EVERY && self.out.has_room() {
            self.sent[0] = now;
            self.out.say_points(trainer.id);
        }
        if now - self.sent[1] >= WATCHED_EVERY && self.out.has_room() {
            self.report_watched(trainer);
        }
        if now - self.sent[3] >= SEEN_EVERY && self.out.has_room() {
            self.report_seen(trainer);
        }
        if matches!(self.mode, Mode::Some(_)) && point.objective.is_finite() {
            self.report_numbers(trainer);
        }
        self.stepped(trainer);
    }

    fn before_step(&mut self, trainer: &mut Trainer) -> DriverVerdict {
        if trainer.step() == 0 && self.mode == Mode::Pause && self.sent[0] == 0.0 {
            self.sent[0] = self.watch.seconds();
            self.say(trainer, Body::Paused);
        }
        self.report_probe(trainer);
        let verdict = self.next_verdict(trainer);
        trainer.work_in(self.share.take());
        // A weight is followed through a single step alone: gradients as a whole cost time.
        let image = self.image.filter(|_| self.mode == Mode::Some(1));
        trainer.trace(image.map(|image| trainer.output_of(image)));
        verdict
    }

    fn goes_on(&self, trainer: &Trainer) -> bool {
        let heard = !self.inbox.is_empty() || !self.examining.answer().is_empty();
        !self.is_over() && !heard && self.wait(trainer).is_some_and(|wait| wait <= 0.0)
    }

    fn is_over(&self) -> bool {
        self.wanted.stop.load(Ordering::Relaxed)
    }

    fn seconds(&self) -> f64 {
        self.watch.seconds()
    }
}
