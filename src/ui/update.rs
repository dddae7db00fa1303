//! What an action does to the state, and what it asks of the laboratory.

use super::action::{Action, Choice, Direction, Pick, Setting, Turn};
use super::app::{App, ArmView, Source};
use super::overlay::{Menu, Overlay, Palette, Question};
use super::pane::{Pane, PaneId};
use super::theme::Role;
use crate::data::Sampler;
use crate::lab::history::Status;
use crate::lab::objective::Objective;
use crate::lab::recipe::fields::{self, Scope};
use crate::lab::recipe::{ArmId, Edit, Recipe};
use crate::lab::{Command, SettingError};
use crate::loss::{Reduction, catalogue, weights};
use crate::metrics::Unit;

/// What the loop has to do because of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A command to one arm.
    Send(ArmId, Command),
    /// A command to every arm.
    SendAll(Command),
    /// A twin of this arm that differs in these assignments.
    Twin(ArmId, String),
    /// Drop an arm.
    Drop(ArmId),
    /// Start every arm again.
    Restart(Box<Recipe>),
    /// Multiply the pace by this factor.
    Pace(f64),
    /// Watch this picture.
    Watch(u32),
    /// Copy the headless command.
    Copy,
    /// Draw everything anew.
    Redraw,
    /// Give the terminal to the shell.
    Suspend,
    /// Leave.
    Quit,
}

/// Why another picture is not watched.
const PINNED: &str = "the picture is pinned; p lets it go";

impl App {
    /// Does an action.
    pub fn update(&mut self, action: &Action) -> Vec<Effect> {
        self.notice = None;
        match action {
            Action::Help => self.open(Overlay::Help { offset: 0 }),
            Action::Quit if self.is_training() => self.open(Overlay::Ask(Question::Quit)),
            Action::Quit | Action::QuitNow => vec![Effect::Quit],
            Action::Palette => self.open(Overlay::Palette(Palette::default())),
            Action::Filter => self.open(Overlay::Filter(self.filter.as_str().into())),
            Action::Back => self.back(),
            Action::Focus(digit) => self.focus_digit(*digit),
            Action::NextPane => self.cycle_focus(1),
            Action::PreviousPane => self.cycle_focus(-1),
            Action::Zoom => {
                self.zoomed = !self.zoomed;
                Vec::new()
            }
            Action::Move(direction) => self.move_cursor(*direction),
            Action::Open => self.open_selected(),
            Action::NextArm => self.next_arm(),
            Action::Freeze => self.freeze(),
            Action::Copy => vec![Effect::Copy],
            Action::Redraw => vec![Effect::Redraw],
            Action::Suspend => vec![Effect::Suspend],
            Action::Picture(Pick::Hardest) if self.focus == PaneId::Images => {
                self.refresh_images();
                Vec::new()
            }
            Action::Picture(pick) => self.pick_picture(*pick),
            _ => self.update_more(action),
        }
    }

    /// What panes show, and what arms do.
    fn update_more(&mut self, action: &Action) -> Vec<Effect> {
        match action {
            Action::Normalise => self.confusion.normalise(),
            Action::Difference => {
                let arms: Vec<ArmId> = self.shown().iter().map(|arm| arm.id).collect();
                self.confusion.next_matrix(&arms);
            }
            Action::Temperature => self.prediction.next_temperature(),
            Action::Unit => self.unit = if self.unit == Unit::Nats { Unit::Bits } else { Unit::Nats },
            Action::Measure(turn) => self.curves.turn_measure(*turn, self.class_names().len()),
            Action::LogAxis => self.curves.toggle_log(),
            Action::Pin => self.pinned = !self.pinned,
            Action::Sort => self.imbalance.next_order(),
            _ => return self.command(action),
        }
        Vec::new()
    }

    /// What needs arms in training.
    fn command(&mut self, action: &Action) -> Vec<Effect> {
        if let Some(why) = self.why_nothing_trains() {
            return self.refuse(why);
        }
        match action {
            Action::Pause | Action::Step if self.is_over() => {
                self.refuse("all steps are done: c goes on, r starts again")
            }
            Action::Pause if self.is_paused() => vec![Effect::SendAll(Command::Resume)],
            Action::Pause => vec![Effect::SendAll(Command::Pause)],
            Action::Step => vec![Effect::SendAll(Command::Step(1))],
            Action::Slower => vec![Effect::Pace(2.0)],
            Action::Faster => vec![Effect::Pace(0.5)],
            Action::Continue => self.extend(),
            Action::Restart => {
                self.ask_restart(self.current_recipe(), "start all arms again from the same seed")
            }
            Action::Cycle(setting, turn) => self.cycle(*setting, *turn),
            Action::Set(field, value) => self.set(field, value),
            Action::Choose(choice) => self.open(Overlay::Menu(Menu::of(*choice))),
            Action::Rate(factor) => self.change_rate(*factor),
            Action::Twin => self.open(Overlay::Palette(Palette::with(&self.twin_command()))),
            Action::Undo => self.undo(),
            Action::DropArm if self.arm == ArmId::A => self
                .refuse("A cannot be dropped: the others are what differs from it; a focuses the next arm"),
            Action::DropArm => self.open(Overlay::Ask(Question::Drop(self.arm))),
            _ => Vec::new(),
        }
    }

    /// Why no command can be given, if so.
    fn why_nothing_trains(&self) -> Option<&'static str> {
        if self.source != Source::Live {
            return Some(
                "this is a stored run: nothing trains here; start it again with the copied command (y)",
            );
        }
        self.arms.is_empty().then_some("the data are still being loaded")
    }

    /// Adds an arm that differs from the focused one in these assignments.
    pub(super) fn add_twin(&mut self, differences: &str) -> Vec<Effect> {
        match self.why_nothing_trains() {
            Some(why) => self.refuse(why),
            None => vec![Effect::Twin(self.arm, differences.to_owned())],
        }
    }

    fn open(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlay = Some(overlay);
        Vec::new()
    }

    /// Says why something is not done.
    pub(super) fn refuse(&mut self, why: &str) -> Vec<Effect> {
        self.say(why, Role::Warning);
        Vec::new()
    }

    /// Says what is wrong with a setting.
    pub(super) fn wrong(&mut self, error: &SettingError) -> Vec<Effect> {
        self.say(error.to_string(), Role::Bad);
        Vec::new()
    }

    /// From the inside out: the filter, the chosen cell, the zoom.
    fn back(&mut self) -> Vec<Effect> {
        if !self.filter.is_empty() {
            self.filter.clear();
        } else if self.focus == PaneId::Images && self.images.leave_cell() {
            self.refresh_images();
        } else {
            self.zoomed = false;
        }
        Vec::new()
    }

    fn focus_digit(&mut self, digit: u8) -> Vec<Effect> {
        if let Some(pane) = PaneId::of_digit(digit) {
            self.focus_pane(pane);
        }
        Vec::new()
    }

    /// Focuses a pane and puts it on the screen.
    pub(super) fn focus_pane(&mut self, pane: PaneId) {
        self.focus = pane;
        self.slots.show(pane);
        if pane == PaneId::Images {
            self.refresh_images();
        }
    }

    /// Lists the pictures of the Images pane anew.
    pub(super) fn refresh_images(&mut self) {
        let mut images = std::mem::take(&mut self.images);
        images.refresh(self);
        self.images = images;
    }

    fn cycle_focus(&mut self, by: isize) -> Vec<Effect> {
        let order = super::pane::PANES;
        let at = order.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        let next = (at + order.len()).wrapping_add_signed(by) % order.len();
        self.focus_pane(order[next]);
        Vec::new()
    }

    fn move_cursor(&mut self, direction: Direction) -> Vec<Effect> {
        if self.focus == PaneId::Prediction {
            return match direction {
                Direction::Left | Direction::Up => self.pick_picture(Pick::Previous),
                Direction::Right | Direction::Down => self.pick_picture(Pick::Next),
                _ => Vec::new(),
            };
        }
        // A pane looks at the whole state while it changes its own part, so it steps out for the time being.
        macro_rules! act {
            ($pane:ident) => {{
                let mut pane = std::mem::take(&mut self.$pane);
                pane.act(self, direction);
                self.$pane = pane;
            }};
        }
        match self.focus {
            PaneId::Curves => act!(curves),
            PaneId::Confusion => act!(confusion),
            PaneId::Imbalance => act!(imbalance),
            PaneId::Images => act!(images),
            PaneId::Journal => act!(journal),
            PaneId::Prediction => {}
        }
        Vec::new()
    }

    fn open_selected(&mut self) -> Vec<Effect> {
        match self.focus {
            PaneId::Confusion => {
                self.arm = self.confusion.arm();
                self.images.show_cell(self.confusion.cursor());
                self.focus_pane(PaneId::Images);
                Vec::new()
            }
            PaneId::Images => {
                let Some(index) = self.images.selected(self) else { return Vec::new() };
                if self.pinned && self.watched != Some(index) {
                    return self.refuse(PINNED);
                }
                self.focus_pane(PaneId::Prediction);
                self.watch(index)
            }
            PaneId::Imbalance => {
                let Some(class) = self.imbalance.selected(self) else { return Vec::new() };
                self.curves.show_recall(class);
                self.focus_pane(PaneId::Curves);
                Vec::new()
            }
            PaneId::Curves | PaneId::Prediction | PaneId::Journal => {
                self.zoomed = !self.zoomed;
                Vec::new()
            }
        }
    }

    fn pick_picture(&mut self, pick: Pick) -> Vec<Effect> {
        if self.pinned {
            return self.refuse(PINNED);
        }
        self.pick(pick).map_or_else(Vec::new, |index| self.watch(index))
    }

    fn watch(&mut self, index: u32) -> Vec<Effect> {
        self.watched = Some(index);
        vec![Effect::Watch(index)]
    }

    fn next_arm(&mut self) -> Vec<Effect> {
        let at = self.arms.iter().position(|arm| arm.id == self.arm).unwrap_or(0);
        if let Some(next) = self.arms.get((at + 1) % self.arms.len().max(1)) {
            self.arm = next.id;
            self.confusion.show_arm(next.id);
            self.refresh_images();
        }
        Vec::new()
    }

    fn freeze(&mut self) -> Vec<Effect> {
        self.frozen = if self.frozen.is_some() { None } else { Some(self.arms.clone()) };
        Vec::new()
    }

    fn live_arm(&self) -> Option<&ArmView> {
        self.arms.iter().find(|arm| arm.id == self.arm)
    }

    /// Changes the focused arm, so that it can be undone.
    fn send(&mut self, edit: Edit) -> Vec<Effect> {
        let field = edit.field();
        let before = self.live_arm().map(|arm| arm.setting(field).to_owned());
        let effects = self.ask(edit);
        if let (Some(arm), Some(before), [_, ..]) = (self.live_arm_mut(), before, effects.as_slice()) {
            arm.undo.push((field.to_owned(), before));
        }
        effects
    }

    /// Asks the focused arm for a change; several may be under way, each on top of the one before.
    fn ask(&mut self, edit: Edit) -> Vec<Effect> {
        let Some(arm) = self.live_arm_mut() else { return Vec::new() };
        if let Status::Ended(_) = arm.history.status {
            return self.refuse("this arm has ended; r starts all arms again");
        }
        arm.asked.push((edit.field().to_owned(), edit.value()));
        vec![Effect::Send(self.arm, Command::Change(edit))]
    }

    fn live_arm_mut(&mut self) -> Option<&mut ArmView> {
        self.arms.iter_mut().find(|arm| arm.id == self.arm)
    }

    fn cycle(&mut self, setting: Setting, turn: Turn) -> Vec<Effect> {
        let (field, values) = values_of(setting);
        let Some(arm) = self.live_arm() else { return Vec::new() };
        let now = arm.setting(field);
        let name = now.split(':').next().unwrap_or(now);
        let at = values.iter().position(|value| *value == name);
        let n = values.len();
        let next = match (at, turn) {
            (None, _) => 0,
            (Some(at), Turn::Forwards) => (at + 1) % n,
            (Some(at), Turn::Back) => (at + n - 1) % n,
        };
        self.set(field, values[next])
    }

    /// Sets a field: at the next batch where that can be, else after a restart that is asked for.
    fn set(&mut self, field: &str, value: &str) -> Vec<Effect> {
        let known = match fields::find(field, ":", |_| true) {
            Ok(known) => known,
            Err(error) => return self.wrong(&error),
        };
        if known.scope == Scope::Live {
            return match Edit::parse(field, value).and_then(|edit| self.fit(&edit).map(|()| edit)) {
                Ok(edit) => self.send(edit),
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

    /// Whether a value fits the classes of the data: the arm itself would pass over one that does not.
    fn fit(&self, edit: &Edit) -> Result<(), SettingError> {
        self.bench.as_ref().map_or(Ok(()), |bench| Objective::accepts(edit, bench))
    }

    fn change_rate(&mut self, factor: f32) -> Vec<Effect> {
        let rate = self.live_arm().and_then(|arm| arm.setting("lr").parse::<f32>().ok());
        rate.map_or_else(Vec::new, |rate| self.send(Edit::Rate(rate * factor)))
    }

    fn undo(&mut self) -> Vec<Effect> {
        let Some((field, value)) = self.live_arm_mut().and_then(|arm| arm.undo.pop()) else {
            return self.refuse("nothing was changed in this arm since it began");
        };
        match Edit::parse(&field, &value) {
            Ok(edit) => self.ask(edit),
            Err(error) => self.wrong(&error),
        }
    }

    /// As many epochs again for the arms that rest.
    fn extend(&mut self) -> Vec<Effect> {
        let rested: Vec<ArmId> =
            self.arms.iter().filter(|arm| arm.history.status == Status::Rested).map(|arm| arm.id).collect();
        if rested.is_empty() {
            return self.refuse("c goes on after the last epoch; Space pauses and resumes");
        }
        let epochs = self.recipe.epochs.max(1);
        rested.into_iter().map(|arm| Effect::Send(arm, Command::Change(Edit::Extend(epochs)))).collect()
    }

    pub(super) fn ask_restart(&mut self, recipe: Recipe, why: &str) -> Vec<Effect> {
        self.open(Overlay::Ask(Question::Restart(Box::new(recipe), why.to_owned())))
    }

    /// The recipe with every arm as it is set now, and no changes: what a restart begins with.
    pub fn current_recipe(&self) -> Recipe {
        let mut recipe = Recipe { change: Vec::new(), ..self.recipe.clone() };
        for arm in &self.arms {
            for field in fields::FIELDS.iter().filter(|field| field.scope == Scope::Live) {
                let value = arm.setting(field.name);
                let path = arm.id.path(field.name);
                if !value.is_empty() {
                    // The value came from an arm in training, so it can be.
                    drop(recipe.set(&format!("{path}={value}")));
                }
            }
        }
        recipe
    }

    /// What the palette offers for a twin: the first factor that no arm has yet.
    fn twin_command(&self) -> String {
        let has =
            |field: &str, value: &str| self.arms.iter().any(|arm| arm.setting(field).starts_with(value));
        let new = TWINS.iter().find(|(field, value)| !has(field, value)).unwrap_or(&TWINS[0]);
        format!("twin {}={}", new.0, new.1)
    }
}

/// Factors that are worth a twin, the most telling first.
const TWINS: [(&str, &str); 5] = [
    ("weights", "balanced"),
    ("loss", "logit-adjusted"),
    ("sampler", "class-balanced"),
    ("loss", "focal"),
    ("loss", "sigmoid-bce"),
];

/// What a key walks through.
fn values_of(setting: Setting) -> (&'static str, Vec<&'static str>) {
    match setting {
        Setting::Loss => ("loss", catalogue::ALL.iter().map(|entry| entry.name).collect()),
        // Manual weights need numbers, which only the palette can take.
        Setting::Weights => {
            ("weights", weights::ALL.iter().map(|row| row.name).filter(|name| *name != "manual").collect())
        }
        Setting::Sampler => ("sampler", Sampler::ALL.iter().map(|row| row.name).collect()),
        Setting::Reduction => ("reduction", Reduction::ALL.iter().map(|(_, name, _)| *name).collect()),
    }
}

/// What a choice can be chosen from, with its sentence.
pub(super) fn choices(choice: Choice) -> (&'static str, &'static [(&'static str, &'static str)]) {
    match choice {
        Choice::Model => (
            "model",
            &[
                ("linear", "softmax regression"),
                ("mlp:32", "one small hidden layer"),
                ("mlp:256,128", "two hidden layers"),
                ("mlp:512,256,128", "three hidden layers"),
                ("mlp:128,activation=sigmoid", "sigmoids flatten the gradient"),
                ("mlp:128,activation=tanh", "a centred sigmoid"),
                ("mlp:128,activation=step", "no slope: only the last layer learns"),
            ],
        ),
        Choice::Imbalance => (
            "imbalance",
            &[
                ("none", "the classes as they are"),
                ("exp:10", "a tail, 10 to 1"),
                ("exp:50", "a long tail, 50 to 1"),
                ("exp:100", "a long tail, 100 to 1"),
                ("exp:100,order=seed", "100 to 1, the seed decides who is rare"),
                ("step:100,0.5", "half the classes rare, 100 to 1"),
                ("linear:10", "falling evenly, 10 to 1"),
                ("binary:100", "one class against all others, 1 to 100"),
                ("binary:1000", "one class against all others, 1 to 1,000"),
            ],
        ),
    }
}

#[cfg(test)]
mod tests;
