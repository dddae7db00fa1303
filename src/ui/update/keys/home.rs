//! Keys on the start page.

use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::model::RunSource;
use crate::ui::overlay::{Confirmation, Home, Overlay};
use crate::ui::theme::StyleRole;
use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::backend::crossterm::EventHandler;

/// Recipes that a page moves.
const PAGE: usize = 8;

impl App {
    /// Chooses, filters by what is typed, opens.
    pub(super) fn home_key(&mut self, mut home: Home, key: &KeyEvent) -> Vec<Effect> {
        self.notice = None;
        let last = home.listed().len().saturating_sub(1);
        home.selected = match key.code {
            KeyCode::Enter => return self.open_chosen(home),
            KeyCode::Char('H') if home.input.value().is_empty() => return Vec::new(),
            KeyCode::Up => home.selected.saturating_sub(1),
            KeyCode::Down => home.selected + 1,
            KeyCode::PageUp => home.selected.saturating_sub(PAGE),
            KeyCode::PageDown => home.selected + PAGE,
            KeyCode::Home => 0,
            KeyCode::End => last,
            _ => {
                let chosen = home.chosen().map_or("", |outline| outline.experiment.name.as_str());
                home.input.handle_event(&Event::Key(*key));
                // The choice stays as long as it is listed.
                home.listed().iter().position(|outline| outline.experiment.name == chosen).unwrap_or(0)
            }
        };
        home.selected = home.selected.min(home.listed().len().saturating_sub(1));
        self.open(Overlay::Home(home))
    }

    /// Opens the chosen recipe, after a question where that ends something that somebody has worked on.
    fn open_chosen(&mut self, home: Home) -> Vec<Effect> {
        let Some(outline) = home.chosen() else { return self.open(Overlay::Home(home)) };
        if let RunSource::Replay(_) = self.source {
            let name = &outline.experiment.name;
            let why = format!("a stored run is read only; leave it and run: dl-lab --recipe {name}");
            self.say(why, StyleRole::Warning);
            return self.open(Overlay::Home(home));
        }
        let recipe = Box::new(outline.recipe.clone());
        if self.asks_before_leaving() {
            return self.open(Overlay::Ask(Confirmation::Open(recipe)));
        }
        vec![Effect::Open(recipe)]
    }
}
