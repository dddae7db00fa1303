//! What an event of an arm changes on the screen.

use super::App;
use crate::lab::recipe::PaneId;
use crate::lab::record::event::{Body, Changed, Event, Kept};
use crate::ui::model::{ArmView, AskedChange, RunSource};
use crate::ui::overlay::Overlay;
use crate::ui::theme::StyleRole;

impl App {
    /// Takes an event of an arm; an arm not seen before appears.
    pub fn apply(&mut self, event: &Event) {
        let at = self.arms.binary_search_by_key(&event.arm, |arm| arm.id).unwrap_or_else(|at| {
            self.arms.insert(at, ArmView::new(event.arm));
            at
        });
        let App { model, panes, overlay } = self;
        if let (Body::Changed(changed), RunSource::Live) = (&event.body, &model.source) {
            model.confirm(confirmation(event, changed));
        }
        let arm = &mut model.arms[at];
        if let Body::Changed(changed) = &event.body {
            let heard = |asked: &AskedChange| asked.field == changed.field && asked.value == changed.to;
            if let Some(at) = arm.asked.iter().position(heard) {
                arm.asked.remove(at);
            }
        }
        match &event.body {
            Body::Kept(Ok(Kept::Network(file))) => {
                model.say(format!("{}: network written to {}", event.arm, file.display()), StyleRole::Good);
            }
            Body::Kept(Err(why)) => model.say(format!("{}: {why}", event.arm), StyleRole::Bad),
            _ => {}
        }
        let arm = &mut model.arms[at];
        arm.measuring &= !matches!(event.body, Body::Examined(_) | Body::Ended(_));
        arm.history.apply(event);
        arm.journal.follow(&arm.history, event);
        let asked = matches!(overlay, Some(Overlay::Findings { .. })) || model.is_over();
        if asked && matches!(event.body, Body::Evaluated(_) | Body::Rested | Body::Ended(_)) {
            model.judge();
        }
        if matches!(event.body, Body::Evaluated(_) | Body::Probe(_)) {
            let seen = model.slots.top == PaneId::Decision;
            let wanted = panes.decision.wanted(model).filter(|_| seen);
            model.measure_arm(at, wanted);
            if !panes.images.is_listed() {
                panes.images.refresh(model);
            }
        }
        // Numbers that somebody reads stand still: an arm's word on the image is taken once.
        if let (Body::Watched(_), Some(Overlay::Explain(page))) = (&event.body, &mut self.overlay) {
            page.hear(&self.model, event.arm, event.step);
        }
        if matches!(event.body, Body::Evaluated(_) | Body::Probe(_) | Body::Changed(_)) {
            self.survey();
        }
        if matches!(event.body, Body::Started(_) | Body::Evaluated(_) | Body::Probe(_) | Body::Changed(_)) {
            self.panes.measure(&self.model);
        }
        if matches!(
            event.body,
            Body::Evaluated(_) | Body::Probe(_) | Body::Changed(_) | Body::Ended(_) | Body::Kept(_)
        ) {
            self.model.judge_arms();
        }
    }
}

/// What a change did, in a line.
fn confirmation(event: &Event, changed: &Changed) -> String {
    let Changed { field, from, to, restored, .. } = changed;
    let (arm, step) = (event.arm, event.step);
    match (field.as_str(), restored) {
        ("extend", _) => format!("{arm}: {to} more epochs after step {step}"),
        (_, true) => {
            format!("{arm}: {field} back from {from} to {to} at step {step}, and the network of that moment")
        }
        (_, false) => format!("{arm}: {field} {from} \u{2192} {to} at step {step}; u undoes"),
    }
}
