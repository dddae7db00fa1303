//! What an arm has to say, in order, and never waiting for whoever listens.

use super::{Message, WantedLook};
use crate::lab::recipe::ArmId;
use crate::lab::record::event::{Body, Event, StepPoint, Steps};
use crossbeam_channel::{SendTimeoutError, Sender};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How long to wait for room before looking again whether anybody listens.
pub(super) const ROOM: Duration = Duration::from_millis(20);

/// Events on their way into the channel.
pub(super) struct Outbox {
    number: u64,
    to: Sender<Message>,
    wanted: Arc<WantedLook>,
    /// Points that were not yet said.
    steps: Steps,
    /// Events that found no room.
    waiting: VecDeque<Event>,
}

impl Outbox {
    pub(super) fn new(number: u64, to: Sender<Message>, wanted: Arc<WantedLook>) -> Self {
        Self { number, to, wanted, steps: Steps::default(), waiting: VecDeque::new() }
    }

    /// Whether everything said is in the channel.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Whether the channel has room now.
    pub(super) fn has_room(&self) -> bool {
        !self.to.is_full()
    }

    /// Keeps a step for the next word.
    pub(super) fn add(&mut self, number: u64, point: StepPoint) {
        self.steps.push(number, point);
    }

    /// Says an event behind the points so far. Only the last word waits for room.
    pub(super) fn say(&mut self, event: Event) {
        let last = matches!(event.body, Body::Ended(_));
        self.queue_points(event.arm);
        self.waiting.push_back(event);
        self.pass_on();
        if last {
            self.deliver();
        }
    }

    /// Says the points so far.
    pub(super) fn say_points(&mut self, arm: ArmId) {
        self.queue_points(arm);
        self.pass_on();
    }

    fn queue_points(&mut self, arm: ArmId) {
        if !self.steps.is_empty() {
            let steps = std::mem::take(&mut self.steps);
            let step = steps.first + steps.len() as u64 - 1;
            self.waiting.push_back(Event { arm, step, body: Body::Steps(steps) });
        }
    }

    /// Moves what waits into the channel as far as there is room.
    pub(super) fn pass_on(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            if let Err(error) = self.to.try_send(Message::Arm(self.number, event)) {
                if let Message::Arm(_, event) = error.into_inner() {
                    self.waiting.push_front(event);
                }
                return;
            }
        }
    }

    /// Waits for room for all that waits: the last word is worth it, but not where nobody listens any more.
    fn deliver(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            match self.to.send_timeout(Message::Arm(self.number, event), ROOM) {
                Ok(()) => {}
                Err(SendTimeoutError::Timeout(Message::Arm(_, event)))
                    if !self.wanted.silence.load(Ordering::Relaxed) =>
                {
                    self.waiting.push_front(event);
                }
                Err(_) => return,
            }
        }
    }
}
