//! The driver of an arm on the screen: obeys commands, keeps the pace, and never waits for the screen.

use super::{Beginning, Inbox, Message, Stopwatch};
use crate::lab::event::{Body, Command, Event, StepPoint, Steps};
use crate::lab::recipe::ArmId;
use crate::lab::trainer::{Driver, Trainer, Verdict, change};
use crossbeam_channel::{RecvTimeoutError, SendTimeoutError, Sender, TryRecvError};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Seconds between messages with training points: at most 30 a second.
const POINTS_EVERY: f64 = 1.0 / 30.0;
/// Seconds between words on the watched picture.
const WATCHED_EVERY: f64 = 0.125;
/// Seconds without an evaluation after which the probe speaks, and between its words.
const PROBE_EVERY: f64 = 1.5;
/// How long to wait for room before looking at the stop flag again.
const ROOM: Duration = Duration::from_millis(20);

/// What an arm is doing between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Run,
    Pause,
    /// So many steps, then pause.
    Some(u64),
}

pub(super) struct Live {
    number: u64,
    inbox: Inbox,
    to: Sender<Message>,
    stop: Arc<AtomicBool>,
    watch: Stopwatch,
    mode: Mode,
    pace: f64,
    catch_up: u64,
    /// When the next step may begin.
    due: f64,
    steps: Steps,
    /// Events that found no room; they keep their order.
    waiting: VecDeque<Event>,
    picture: Option<u32>,
    /// When points, the watched picture and an evaluation were last sent.
    sent: [f64; 3],
    rates: Vec<f64>,
}

impl Live {
    pub(super) fn new(
        beginning: Beginning,
        inbox: Inbox,
        to: Sender<Message>,
        stop: Arc<AtomicBool>,
    ) -> Self {
        let Beginning { number, paused, pace, catch_up } = beginning;
        Self {
            number,
            inbox,
            to,
            stop,
            watch: Stopwatch::default(),
            mode: if paused { Mode::Pause } else { Mode::Run },
            pace,
            catch_up,
            due: 0.0,
            steps: Steps::default(),
            waiting: VecDeque::new(),
            picture: None,
            sent: [0.0; 3],
            rates: Vec::new(),
        }
    }

    /// Pictures per second at each evaluation.
    pub(super) fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// Moves what waits into the channel as far as there is room.
    fn pass_on(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            if let Err(error) = self.to.try_send(Message::Arm(self.number, event)) {
                if let Message::Arm(_, event) = error.into_inner() {
                    self.waiting.push_front(event);
                }
                return;
            }
        }
    }

    fn say(&mut self, trainer: &Trainer, body: Body) {
        self.emit(Event { arm: trainer.id, step: trainer.step(), body });
    }

    fn queue_points(&mut self, arm: ArmId) {
        if !self.steps.is_empty() {
            let steps = std::mem::take(&mut self.steps);
            let step = steps.first + steps.len() as u64 - 1;
            self.waiting.push_back(Event { arm, step, body: Body::Steps(steps) });
            self.sent[0] = self.watch.seconds();
        }
    }

    fn report_watched(&mut self, trainer: &Trainer) {
        if let Some(index) = self.picture {
            self.sent[1] = self.watch.seconds();
            self.say(trainer, Body::Watched(trainer.watch(index)));
        }
    }

    fn report_probe(&mut self, trainer: &Trainer) {
        let now = self.watch.seconds();
        if self.pace == 0.0 && trainer.step() > 0 && now - self.sent[2] > PROBE_EVERY {
            self.sent[2] = now;
            self.say(trainer, Body::Probe(Box::new(trainer.probe())));
        }
    }

    fn obey(&mut self, trainer: &mut Trainer, command: Command) {
        match command {
            Command::Pause => self.pause(trainer),
            Command::Resume => self.resume(trainer, Mode::Run),
            Command::Step(n) => self.resume(trainer, Mode::Some(n)),
            Command::Change(edit) => change(trainer, self, &edit),
            Command::Watch(index) => {
                self.picture = Some(index);
                self.report_watched(trainer);
            }
            Command::Pace(pace) => {
                self.pace = pace;
                self.due = 0.0;
            }
            Command::Stop => self.stop.store(true, Ordering::Relaxed),
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

    /// The next command; waits for it as long as the next step has to wait.
    fn next_command(&mut self, wait: Option<f64>) -> Result<Command, RecvTimeoutError> {
        match wait {
            Some(seconds) if seconds <= 0.0 => match self.inbox.try_recv() {
                Ok(command) => Ok(command),
                Err(TryRecvError::Empty) => Err(RecvTimeoutError::Timeout),
                Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
            },
            Some(seconds) => self.inbox.recv_timeout(Duration::from_secs_f64(seconds.min(1.0))),
            None if self.waiting.is_empty() => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            None => self.inbox.recv_timeout(ROOM),
        }
    }

    fn stepped(&mut self, trainer: &Trainer) {
        let now = self.watch.seconds();
        self.due = if self.due == 0.0 { now } else { self.due.max(now - self.pace) } + self.pace;
        if let Mode::Some(left) = self.mode {
            self.mode = Mode::Some(left - 1);
            if left <= 1 {
                self.pause(trainer);
            }
        }
    }
}

impl Driver for Live {
    fn emit(&mut self, event: Event) {
        let evaluated = match &event.body {
            Body::Evaluated(evaluation) => Some(evaluation.images_per_second),
            _ => None,
        };
        self.queue_points(event.arm);
        let last = matches!(event.body, Body::Ended(_));
        self.waiting.push_back(event);
        self.pass_on();
        if let Some(rate) = evaluated {
            self.rates.extend(rate);
            self.sent[2] = self.watch.seconds();
        }
        // The last word is worth waiting for, but not for a screen that is gone.
        while last && !self.waiting.is_empty() {
            let Some(event) = self.waiting.pop_front() else { break };
            match self.to.send_timeout(Message::Arm(self.number, event), ROOM) {
                Ok(()) => {}
                Err(SendTimeoutError::Timeout(Message::Arm(_, event)))
                    if !self.stop.load(Ordering::Relaxed) =>
                {
                    self.waiting.push_front(event);
                }
                Err(_) => break,
            }
        }
    }

    fn point(&mut self, trainer: &Trainer, number: u64, point: StepPoint) {
        self.steps.push(number, point);
        let now = self.watch.seconds();
        if now - self.sent[0] >= POINTS_EVERY && !self.to.is_full() {
            self.queue_points(trainer.id);
            self.pass_on();
        }
        if now - self.sent[1] >= WATCHED_EVERY && !self.to.is_full() {
            self.report_watched(trainer);
        }
        self.stepped(trainer);
    }

    fn before_step(&mut self, trainer: &mut Trainer) -> Verdict {
        if trainer.step() == 0 && self.mode == Mode::Pause && self.sent[0] == 0.0 {
            self.sent[0] = self.watch.seconds();
            self.say(trainer, Body::Paused);
        }
        self.report_probe(trainer);
        loop {
            self.pass_on();
            if self.stop.load(Ordering::Relaxed) {
                return Verdict::Stop;
            }
            let wait = self.wait(trainer);
            if wait.is_none() {
                self.queue_points(trainer.id);
                self.pass_on();
            }
            match self.next_command(wait) {
                Ok(command) => self.obey(trainer, command),
                Err(RecvTimeoutError::Disconnected) => return Verdict::Stop,
                Err(RecvTimeoutError::Timeout) if self.wait(trainer).is_some_and(|wait| wait <= 0.0) => {
                    return Verdict::Go;
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn seconds(&self) -> f64 {
        self.watch.seconds()
    }
}
