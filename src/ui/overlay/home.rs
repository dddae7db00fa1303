//! The start page: the built-in recipes by the question that they are about.

mod draw;

pub(in crate::ui) use draw::{draw, entry_at};

use crate::lab::recipe::Outline;
use tui_input::Input;

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
