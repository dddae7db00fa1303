//! Menus: what they offer, what keys do in them, what comes of a choice.

use crate::data::Task;
use crate::lab::recipe::PaneId;
use crate::lab::record::history::Status;
use crate::ui::action::{Action, Choice};
use crate::ui::app::App;
use crate::ui::choices::{EntryKind, entries};
use crate::ui::effect::Effect;
use crate::ui::overlay::{Menu, Overlay};
use crate::ui::theme::StyleRole;
use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::backend::crossterm::EventHandler;

impl App {
    /// Opens the menu of a choice, if there is anything to choose.
    pub(super) fn open_menu(&mut self, choice: Choice) -> Vec<Effect> {
        if choice == Choice::Weights && self.task() == Task::Regression {
            return self.refuse("numbers have no class weights");
        }
        let entries = match choice {
            Choice::Measure => self.panes.curves.entries(&self.model),
            _ => entries(&self.model, choice),
        };
        if entries.is_empty() {
            return self.refuse("the arm has not begun yet");
        }
        let title = self.menu_title(choice);
        self.open(Overlay::Menu(Menu::of(choice, title, entries)))
    }

    /// What is chosen, and what that costs.
    fn menu_title(&self, choice: Choice) -> String {
        let arm = self.arm;
        let done = self.live_arm().map_or(0.0, |arm| arm.history.epochs());
        let over =
            self.focused().is_some_and(|arm| matches!(arm.history.status, Status::Rested | Status::Ended(_)));
        let when = if over { "acts once training goes on (c)" } else { "acts from the next batch on" };
        match choice {
            Choice::Loss => format!("loss of {arm}: {when}"),
            Choice::Weights => format!("class weights of {arm}: {when}"),
            Choice::Sampler => format!("sampler of {arm}: {when}"),
            Choice::Model => format!("network of {arm}: every arm starts again, {done:.1} epochs are lost"),
            Choice::Imbalance => format!("imbalance: every arm starts again, {done:.1} epochs are lost"),
            Choice::Pane => "pane".to_owned(),
            Choice::Measure => "measure of Curves".to_owned(),
        }
    }

    pub(super) fn menu_key(&mut self, mut menu: Menu, key: &KeyEvent) -> Vec<Effect> {
        let last = menu.fitting().len().saturating_sub(1);
        match key.code {
            KeyCode::Enter => return self.take(menu),
            KeyCode::Up => menu.selected = menu.selected.checked_sub(1).unwrap_or(last),
            KeyCode::Down => menu.selected = if menu.selected >= last { 0 } else { menu.selected + 1 },
            KeyCode::PageUp => menu.selected = menu.selected.saturating_sub(8),
            KeyCode::PageDown => menu.selected = (menu.selected + 8).min(last),
            KeyCode::Tab => {
                if let Some(value) = menu.chosen().map(|entry| entry.value.clone()) {
                    (menu.input, menu.selected) = (value.into(), 0);
                }
            }
            _ => {
                let before = menu.input.value().to_owned();
                menu.input.handle_event(&Event::Key(*key));
                if menu.input.value() != before {
                    menu.selected = 0;
                }
            }
        }
        self.overlay = Some(Overlay::Menu(menu));
        Vec::new()
    }

    /// Takes what is typed with its parameters, or the selected entry.
    fn take(&mut self, mut menu: Menu) -> Vec<Effect> {
        let (value, kind) = match (menu.typed(), menu.chosen()) {
            (Some(typed), _) => (typed.to_owned(), EntryKind::Complete),
            (None, Some(entry)) => (entry.value.clone(), entry.kind),
            (None, None) => return Vec::new(),
        };
        if kind == EntryKind::Unfinished {
            (menu.input, menu.selected) = (value.into(), 0);
            self.overlay = Some(Overlay::Menu(menu));
            return Vec::new();
        }
        let is_set = menu.entries.iter().any(|entry| entry.present && entry.value == value);
        match (menu.choice, menu.choice.field()) {
            (_, Some(field)) if is_set => {
                self.say(format!("{field} is {value} already"), StyleRole::Dim);
                Vec::new()
            }
            (_, Some(field)) => self.update(&Action::Set(field.to_owned(), value)),
            (Choice::Measure, None) if self.panes.curves.show_named(&self.model, &value) => Vec::new(),
            (Choice::Measure, None) => self.refuse(&format!("no measure is called '{value}'")),
            (_, None) => match PaneId::parse(&value) {
                Ok(pane) => self.update(&Action::Focus(pane)),
                Err(why) => self.refuse(&why),
            },
        }
    }
}
