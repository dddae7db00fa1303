//! The start page: the built-in recipes by the question that they are about.

mod draw;

pub(in crate::ui) use draw::draw;

use super::{Overlay, Question};
use crate::lab::recipe::Outline;
use crate::ui::app::App;
use crate::ui::model::Source;
use crate::ui::theme::Role;
use crate::ui::update::Effect;
use crossterm::event::{Event, KeyCode, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// Recipes that a page moves.
const PAGE: usize = 8;

/// What is typed and chosen on the start page.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// Recipes whose name, question or topic holds this are listed.
    pub input: Input,
    /// The chosen one of those.
    pub selected: usize,
}

impl Home {
    /// The page with the recipe of this name chosen, or the first.
    pub fn at(name: &str) -> Self {
        let at = Outline::built_in().iter().position(|outline| outline.experiment.name == name);
        Self { input: Input::default(), selected: at.unwrap_or(0) }
    }

    /// The recipes that are listed.
    pub fn listed(&self) -> Vec<&'static Outline> {
        let typed = self.input.value().trim().to_lowercase();
        let fits = |outline: &&Outline| {
            let words = [&outline.experiment.name, &outline.experiment.question].map(String::as_str);
            let all = [words[0], words[1], outline.topic.question];
            all.iter().any(|text| text.to_lowercase().contains(&typed))
        };
        Outline::built_in().iter().filter(fits).collect()
    }

    /// The chosen recipe; none where nothing is listed.
    pub fn chosen(&self) -> Option<&'static Outline> {
        self.listed().get(self.selected).copied()
    }
}

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

    /// Opens the chosen recipe, after a question where something trains.
    fn open_chosen(&mut self, home: Home) -> Vec<Effect> {
        let Some(outline) = home.chosen() else { return self.open(Overlay::Home(home)) };
        let why = match self.source {
            Source::Replay(_) => Some(format!(
                "a stored run is read only; leave it and run: dl-lab --recipe {}",
                outline.experiment.name
            )),
            Source::Live => self.arms.is_empty().then(|| "the data are still being loaded".to_owned()),
        };
        if let Some(why) = why {
            self.say(why, Role::Warning);
            return self.open(Overlay::Home(home));
        }
        let recipe = Box::new(outline.recipe.clone());
        if self.is_training() {
            return self.open(Overlay::Ask(Question::Open(recipe)));
        }
        vec![Effect::Open(recipe)]
    }
}
