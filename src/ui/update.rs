//! What an action does to the state, and what it asks of the laboratory.

mod arms;
mod keys;
mod menus;
mod mouse;
mod moving;
mod panes;

use super::action::{Action, Choice};
use super::app::App;
use super::effect::Effect;
use super::model::RunSource;
use super::overlay::{Confirmation, ExplainPage, HelpPage, Home, Overlay, Palette};
use super::theme::StyleRole;
use crate::data::Task;
use crate::lab::recipe::ArmId;
use crate::lab::{Command, SettingError};
use crate::metrics::Unit;
use crate::ui::layout::Arrangement;

impl App {
    /// Does an action.
    pub fn update(&mut self, action: &Action) -> Vec<Effect> {
        self.on_next_key();
        self.by_pane(action).unwrap_or_else(|| self.do_action(action))
    }

    fn do_action(&mut self, action: &Action) -> Vec<Effect> {
        match action {
            Action::Help => self.open(Overlay::Help(self.help_page())),
            Action::Home => self.open(Overlay::Home(Home::at(self.recipe.name()))),
            Action::Findings => {
                self.judge();
                self.open(Overlay::Findings { offset: 0 })
            }
            Action::Quit if self.asks_before_leaving() => self.open(Overlay::Ask(Confirmation::Quit)),
            Action::Quit | Action::QuitNow => vec![Effect::Quit],
            Action::Palette => self.open(Overlay::Palette(Palette::default())),
            Action::Filter => self.open(Overlay::Filter(self.filter.as_str().into())),
            Action::Back => self.back(),
            Action::Focus(pane) => {
                self.focus_pane(*pane);
                Vec::new()
            }
            Action::NextPane => self.cycle_focus(1),
            Action::PreviousPane => self.cycle_focus(-1),
            // What opens nothing is looked at alone.
            Action::Zoom | Action::Open => {
                self.arrange(Arrangement::Zoomed);
                Vec::new()
            }
            Action::Present => {
                self.arrange(Arrangement::Presented);
                Vec::new()
            }
            Action::Move(direction) => self.move_cursor(*direction),
            Action::Explain => self.open(Overlay::Explain(ExplainPage::of(&self.model, 0))),
            Action::NextArm => self.next_arm(),
            Action::Choose(choice @ (Choice::Pane | Choice::Measure)) => self.open_menu(*choice),
            Action::Freeze => self.freeze(),
            Action::Copy => vec![Effect::Copy],
            Action::Redraw => vec![Effect::Redraw],
            Action::Suspend => vec![Effect::Suspend],
            Action::Image(pick) => self.pick_image(*pick),
            _ => self.update_more(action),
        }
    }

    /// What panes show, and what arms do.
    fn update_more(&mut self, action: &Action) -> Vec<Effect> {
        match action {
            Action::Mark => return self.mark(),
            Action::Unit => self.unit = if self.unit == Unit::Nats { Unit::Bits } else { Unit::Nats },
            Action::Pin => self.pinned = !self.pinned,
            Action::View => self.next_view(),
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
            Action::Save => vec![Effect::Keep],
            Action::Export => self.open(Overlay::Palette(Palette::with("export "))),
            Action::Slower => vec![Effect::Pace(2.0)],
            Action::Faster => vec![Effect::Pace(0.5)],
            Action::Continue => self.extend(),
            Action::Restart => {
                // A recipe that nobody changed stays what it is, with the changes that it plans.
                let recipe = if self.is_as_written() { self.recipe.clone() } else { self.current_recipe() };
                self.ask_restart(recipe, "start all arms again from the same seed")
            }
            Action::Set(field, value) => self.set(field, value),
            Action::Choose(Choice::Imbalance) if self.task() != Task::Classification => {
                self.refuse("only classes can be made rare: no image is of one label or number alone")
            }
            Action::Choose(choice) => self.open_menu(*choice),
            Action::Rate(factor) => self.change_rate(*factor),
            Action::Examine => self.examine(),
            Action::Twin => self.open(Overlay::Palette(Palette::with(&self.twin_command()))),
            Action::Undo => self.undo(),
            Action::DropArm if self.arm == ArmId::A => self
                .refuse("A cannot be dropped: the others are what differs from it; a focuses the next arm"),
            Action::DropArm => self.open(Overlay::Ask(Confirmation::Drop(self.arm))),
            _ => self.refuse("there is nothing to do here: ? shows what each key does"),
        }
    }

    /// The help as it begins in the focused pane.
    fn help_page(&self) -> HelpPage {
        let pane = self.panes.get(self.focus, self.task());
        HelpPage { pane: (pane.title(), pane.hints().to_vec()), ..HelpPage::default() }
    }

    /// Why no command can be given, if so.
    pub(super) fn why_nothing_trains(&self) -> Option<&'static str> {
        if self.source != RunSource::Live {
            return Some(
                "this is a stored run: nothing trains here; start it again with the copied command (y)",
            );
        }
        match (&self.bench, self.arms.is_empty()) {
            (None, _) => Some("the data are still being loaded"),
            (Some(_), true) => Some("the arms are about to begin: a learning rate is being found"),
            (Some(_), false) => None,
        }
    }

    /// Adds an arm that differs from the focused one in these assignments.
    pub(super) fn add_twin(&mut self, differences: &str) -> Vec<Effect> {
        match self.why_nothing_trains() {
            Some(why) => self.refuse(why),
            None => vec![Effect::Twin(self.arm, differences.to_owned())],
        }
    }

    pub(in crate::ui) fn open(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlay = Some(overlay);
        Vec::new()
    }

    /// Says why something is not done.
    pub(super) fn refuse(&mut self, why: &str) -> Vec<Effect> {
        self.say(why, StyleRole::Warning);
        Vec::new()
    }

    /// Says what is wrong with a setting.
    pub(super) fn wrong(&mut self, error: &SettingError) -> Vec<Effect> {
        self.say(error.to_string(), StyleRole::Bad);
        Vec::new()
    }
}

#[cfg(test)]
mod tests;
