//! What lies over the panes and takes the keys: help, the command line, the filter, a choice, a question.

mod comparison;
mod draw;
mod explain;
mod findings;
mod help;
mod home;
mod lists;
mod typed;

pub use draw::draw;
pub use help::HelpPage;
pub use home::Home;
pub use lists::{draw_menu, entry_at};

pub(super) use findings::{findings_length, verdict_look};

use super::action::Choice;
use super::choices::{MenuEntry, offered};
use super::keymap::{self, KEYS};
use super::model::ScreenModel;
use crate::data::AUGMENTS;
use crate::lab::recipe::fields::FIELDS;
use crate::lab::recipe::{ArmId, Recipe, named_optimizers, named_schedules};
use crate::loss::Reduction;
use std::collections::BTreeMap;
use tui_input::Input;

/// Beside expectations of a recipe that was changed.
pub(super) const CHANGED: &str = "changed: its expectations are those of the recipe as written";

/// One thing over the panes.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// All keys, those of the focused pane first.
    Help(HelpPage),
    /// The command line.
    Palette(Palette),
    /// The filter being typed.
    Filter(Input),
    /// A list to choose from.
    Menu(Menu),
    /// A question that `y` confirms.
    Ask(Confirmation),
    /// The watched image's loss, taken apart.
    Explain(ExplainPage),
    /// The recipes by their questions, over the whole screen.
    Home(Home),
    /// What the recipe expected beside what was found.
    Findings {
        /// The first visible line.
        offset: usize,
    },
    /// Something to read; any key closes it.
    Note {
        /// What it is about.
        title: &'static str,
        /// Wrapped to the screen.
        text: String,
    },
}

/// What is explained.
#[derive(Clone, Debug, Default)]
pub struct ExplainPage {
    /// What is added to every logit.
    pub shift: i32,
    /// The outputs of each arm for the watched image as they were when it was opened, or after the last step: numbers that
    /// somebody reads stand still while training goes on.
    pub held: BTreeMap<ArmId, Vec<f32>>,
    /// The step from which on an arm's next word on the image is held.
    pub from: BTreeMap<ArmId, u64>,
}

impl ExplainPage {
    /// The page of what the arms say now.
    pub fn of(model: &ScreenModel, shift: i32) -> Self {
        Self { shift, held: model.watched_logits(), from: BTreeMap::new() }
    }

    /// Waits for what each arm says after its next step.
    pub fn forget(&mut self, model: &ScreenModel) {
        self.held.clear();
        self.from = model.shown().iter().map(|arm| (arm.id, arm.history.step + 1)).collect();
    }

    /// Holds what an arm says now, if it is waited for.
    pub fn hear(&mut self, model: &ScreenModel, arm: ArmId, step: u64) {
        if !self.held.contains_key(&arm) && self.from.get(&arm).is_none_or(|from| step >= *from) {
            self.held.extend(model.watched_logits().remove(&arm).map(|logits| (arm, logits)));
        }
    }
}

/// The command line: an action's name, or a field with its value.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// The selected suggestion.
    pub selected: usize,
}

/// A list of values to choose from, which typing filters.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Of what.
    pub choice: Choice,
    /// What is chosen, and what that costs.
    pub title: String,
    /// What there is to choose from.
    pub entries: Vec<MenuEntry>,
    /// What is typed: it filters, and a value with parameters is taken as it stands.
    pub input: Input,
    /// The selected one of those that fit.
    pub selected: usize,
}

/// A question.
#[derive(Clone, Debug)]
pub enum Confirmation {
    /// Leave while something trains?
    Quit,
    /// Drop this arm?
    Drop(ArmId),
    /// Start every arm again with this recipe, for this reason?
    Restart(Box<Recipe>, String),
    /// Leave what trains for this recipe?
    Open(Box<Recipe>),
}

/// What the palette offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What Enter does, or what Tab puts into the line.
    pub text: String,
    /// One sentence.
    pub summary: String,
}

impl Palette {
    /// Whether the line is a command or a setting as it stands.
    pub fn is_whole(&self) -> bool {
        let typed = self.input.value().trim();
        let known = |word: &str| {
            matches!(word, "twin" | "export") || FIELDS.iter().any(|field| field.name == word.trim())
        };
        keymap::find(typed).is_some() || typed.split_once([' ', '=']).is_some_and(|(word, _)| known(word))
    }

    /// A line with something typed already.
    pub fn with(text: &str) -> Self {
        Self { input: text.into(), selected: 0 }
    }

    /// What fits the line so far: actions, then fields, then whole settings such as `loss focal`.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        let typed = self.input.value().trim_start().to_lowercase();
        let starts = |suggestion: &Suggestion| suggestion.text.starts_with(&typed);
        let fits = |suggestion: &Suggestion| suggestion.text.contains(&typed);
        let mut found: Vec<Suggestion> = everything().into_iter().filter(fits).collect();
        found.sort_by_key(|suggestion| !starts(suggestion));
        found
    }
}

/// All that can be typed. What ends in a blank wants a value.
fn everything() -> Vec<Suggestion> {
    let actions = KEYS.iter().map(|row| Suggestion {
        text: row.name.to_owned(),
        summary: format!("{} ({})", row.summary, keymap::label(row)),
    });
    let twin = ("twin ", "a copy of the focused arm that differs: twin weights=balanced;lr=0.1");
    let twin = std::iter::once(Suggestion { text: twin.0.into(), summary: twin.1.into() });
    let fields = FIELDS.iter().map(|field| Suggestion {
        text: format!("{} ", field.name),
        summary: format!("for example: {}", field.example),
    });
    actions.chain(twin).chain(fields).chain(settings()).collect()
}

/// Every field with every value that has a name.
fn settings() -> impl Iterator<Item = Suggestion> {
    let menus = [Choice::Loss, Choice::Weights, Choice::Sampler, Choice::Model, Choice::Imbalance];
    let chosen = menus.into_iter().flat_map(|choice| {
        let field = choice.field().unwrap_or_default();
        offered(choice).into_iter().map(move |(value, summary)| (field, value, summary))
    });
    let row = |field, name: &str, summary| (field, name.to_owned(), summary);
    let augments = AUGMENTS.into_iter().map(move |own| row("augment", own.usage, own.summary));
    let reductions =
        Reduction::ALL.into_iter().map(move |(_, name, summary)| row("reduction", name, summary));
    let optimizers = named_optimizers().map(move |(name, summary)| row("optimizer", name, summary));
    let schedules = named_schedules().map(move |(name, summary)| row("schedule", name, summary));
    let all = chosen.chain(augments).chain(reductions).chain(optimizers).chain(schedules);
    all.map(|(field, value, summary)| Suggestion {
        text: format!("{field} {value}"),
        summary: summary.to_owned(),
    })
}

impl Menu {
    /// A menu with the value that is set selected.
    pub fn of(choice: Choice, title: String, entries: Vec<MenuEntry>) -> Self {
        let selected = entries.iter().position(|entry| entry.present).unwrap_or(0);
        Self { choice, title, entries, input: Input::default(), selected }
    }

    /// The entries that fit what is typed, those whose value begins with it first.
    pub fn fitting(&self) -> Vec<&MenuEntry> {
        let typed = self.input.value().trim().to_lowercase();
        let typed = typed.split(':').next().unwrap_or_default();
        let value = |entry: &MenuEntry| entry.value.to_lowercase();
        let fits = |entry: &&MenuEntry| {
            value(entry).contains(typed) || entry.sentence.to_lowercase().contains(typed)
        };
        let mut found: Vec<&MenuEntry> = self.entries.iter().filter(fits).collect();
        found.sort_by_key(|entry| (!value(entry).starts_with(typed), !value(entry).contains(typed)));
        found
    }

    /// The selected entry.
    pub fn chosen(&self) -> Option<&MenuEntry> {
        self.fitting().get(self.selected).copied()
    }

    /// What is typed, where it is a value with parameters or fits no entry.
    pub fn typed(&self) -> Option<&str> {
        let typed = self.input.value().trim();
        (typed.contains(':') || !typed.is_empty() && self.fitting().is_empty()).then_some(typed)
    }
}
