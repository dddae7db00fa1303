//! What keys and the palette change in arms.

use crate::lab::Command;
use crate::lab::learn::objective::Effort;
use crate::lab::recipe::fields::{self, Scope};
use crate::lab::recipe::{ArmId, Edit, Recipe};
use crate::lab::record::history::Status;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::model::{ArmView, AskedChange};
use crate::ui::overlay::{Confirmation, Overlay};

impl App {
    /// Asks the focused arm for a change; several may be under way, each on top of the one before.
    fn send(&mut self, edit: Edit) -> Vec<Effect> {
        let Some(arm) = self.live_arm_mut() else { return Vec::new() };
        if let Status::Ended(_) = arm.history.status {
            return self.ask_restart_with(&edit);
        }
        arm.asked.push(AskedChange { field: edit.field().to_owned(), value: edit.value(), is_undo: false });
        vec![Effect::Send(self.arm, Command::Change(edit))]
    }

    /// An arm that has ended can only begin again, with the change made; so can one whose network must end in another way.
    fn ask_restart_with(&mut self, edit: &Edit) -> Vec<Effect> {
        let (arm, field, value) = (self.arm, edit.field(), edit.value());
        let mut recipe = self.current_recipe();
        match recipe.set(&format!("{}={value}", arm.path(field))) {
            Ok(()) => {
                let ended = self.live_arm().is_some_and(|arm| matches!(arm.history.status, Status::Ended(_)));
                let why = if ended { "has ended" } else { "ends in other outputs" };
                self.ask_restart(recipe, &format!("arm {arm} {why}; {field} {value} needs a new start"))
            }
            Err(error) => self.wrong(&error),
        }
    }

    fn live_arm_mut(&mut self) -> Option<&mut ArmView> {
        let id = self.arm;
        self.arms.iter_mut().find(|arm| arm.id == id)
    }

    /// Sets a field: at the next batch where that can be, else after a restart that is asked for.
    pub(super) fn set(&mut self, field: &str, value: &str) -> Vec<Effect> {
        let known = match fields::find(field, "command", |_| true) {
            Ok(known) => known,
            Err(error) => return self.wrong(&error),
        };
        if known.scope == Scope::Live {
            return match Edit::parse(field, value).and_then(|edit| Ok((self.fit(&edit)?, edit))) {
                Ok((Effort::Live, edit)) => self.send(edit),
                Ok((Effort::Restart, edit)) => self.ask_restart_with(&edit),
                Err(error) => self.wrong(&error),
            };
        }
        let mut recipe = self.current_recipe();
        let path = if known.scope == Scope::Bench { field.to_owned() } else { self.arm.path(field) };
        if field == "epochs" {
            recipe.steps = None;
        }
        let set = recipe.set(&format!("{path}={value}")).and_then(|()| recipe.check());
        match set {
            Ok(_) => {
                self.ask_restart(recipe, &format!("{field} {value}: this cannot change while arms train"))
            }
            Err(error) => self.wrong(&error),
        }
    }

    pub(super) fn change_rate(&mut self, factor: f32) -> Vec<Effect> {
        let rate = self.live_arm().and_then(|arm| arm.setting("lr").parse::<f32>().ok());
        rate.map_or_else(Vec::new, |rate| self.send(Edit::Rate(rate * factor)))
    }

    pub(super) fn undo(&mut self) -> Vec<Effect> {
        let arm = self.live_arm().filter(|arm| !matches!(arm.history.status, Status::Ended(_)));
        let Some((field, before)) = arm.and_then(ArmView::last_change) else {
            return self.refuse("nothing was changed in this arm that could be taken back");
        };
        match Edit::parse("undo", &field) {
            Ok(edit) => {
                if let Some(arm) = self.live_arm_mut() {
                    arm.asked.push(AskedChange { field, value: before, is_undo: true });
                }
                vec![Effect::Send(self.arm, Command::Change(edit))]
            }
            Err(error) => self.wrong(&error),
        }
    }

    /// As many epochs again for the arms that rest.
    pub(super) fn extend(&mut self) -> Vec<Effect> {
        let rested: Vec<ArmId> =
            self.arms.iter().filter(|arm| arm.history.status == Status::Rested).map(|arm| arm.id).collect();
        if rested.is_empty() {
            return self.refuse("c goes on after the last epoch; Space pauses and resumes");
        }
        let epochs = self.recipe.epochs.max(1);
        rested.into_iter().map(|arm| Effect::Send(arm, Command::Change(Edit::Extend(epochs)))).collect()
    }

    pub(in crate::ui) fn ask_restart(&mut self, recipe: Recipe, why: &str) -> Vec<Effect> {
        self.open(Overlay::Ask(Confirmation::Restart(Box::new(recipe), why.to_owned())))
    }

    /// What the palette offers for a twin: the first factor that no arm has yet.
    pub(super) fn twin_command(&self) -> String {
        let has =
            |field: &str, value: &str| self.arms.iter().any(|arm| arm.setting(field).starts_with(value));
        let fits =
            |field: &str, value: &str| Edit::parse(field, value).is_ok_and(|edit| self.fit(&edit).is_ok());
        let new = TWINS.iter().find(|(field, value)| !has(field, value) && fits(field, value));
        let new = new.or_else(|| TWINS.iter().find(|(field, value)| fits(field, value))).unwrap_or(&TWINS[0]);
        format!("twin {}={}", new.0, new.1)
    }
}

/// Factors that are worth a twin, the most telling first.
const TWINS: [(&str, &str); 8] = [
    ("weights", "balanced"),
    ("loss", "logit-adjusted"),
    ("sampler", "class-balanced"),
    ("loss", "focal"),
    ("loss", "sigmoid-bce"),
    ("loss", "sigmoid-focal"),
    ("loss", "huber"),
    ("loss", "mae-regression"),
];
