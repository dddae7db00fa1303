//! What an event of an arm changes on the screen.

use super::{App, ArmView};
use crate::data::Task;
use crate::lab::record::event::{Body, Event};
use crate::ui::pane::PaneId;

impl App {
    /// Takes an event of an arm; an arm not seen before appears.
    pub fn apply(&mut self, event: &Event) {
        let at = self.arms.binary_search_by_key(&event.arm, |arm| arm.id).unwrap_or_else(|at| {
            self.arms.insert(at, ArmView::new(event.arm));
            at
        });
        let seen = self.slots.top == PaneId::Decision;
        let arm = &mut self.arms[at];
        if let Body::Changed(changed) = &event.body {
            let heard = |(field, value): &(String, String)| *field == changed.field && *value == changed.to;
            if let Some(at) = arm.asked.iter().position(heard) {
                arm.asked.remove(at);
            }
        }
        arm.measuring &= !matches!(event.body, Body::Examined(_) | Body::Ended(_));
        arm.history.apply(event);
        arm.journal.follow(&arm.history, event);
        self.judge_after(event);
        let wanted = self.decision.wanted(self.bench.as_deref(), &self.labels).filter(|_| seen);
        let arm = &mut self.arms[at];
        if matches!(event.body, Body::Evaluated(_) | Body::Probe(_)) {
            if let Some(bench) = self.bench.as_ref().filter(|bench| bench.dataset.task() == Task::Labels) {
                arm.measure_labels(bench, (self.labels.choices(), self.labels.costs()));
            }
            if let Some((bench, wanted)) = self.bench.as_ref().zip(wanted) {
                arm.measure_decision(bench, wanted);
            }
            if !self.images.is_listed() {
                self.refresh_images();
            }
        }
        if matches!(event.body, Body::Evaluated(_) | Body::Probe(_) | Body::Changed(_)) {
            self.survey();
        }
    }
}
