//! What lies over the panes and takes the keys: help, the command line, the filter, a choice, a question.

mod draw;
mod keys;

pub use draw::draw;

use super::action::Choice;
use super::keymap::KEYS;
use super::update::choices;
use crate::lab::recipe::fields::FIELDS;
use crate::lab::recipe::{ArmId, Recipe};
use tui_input::Input;

/// One thing over the panes.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// All keys.
    Help {
        /// The first visible line.
        offset: usize,
    },
    /// The command line.
    Palette(Palette),
    /// The filter being typed.
    Filter(Input),
    /// A list to choose from.
    Menu(Menu),
    /// A question that `y` confirms.
    Ask(Question),
}

/// The command line: an action's name, or a field with its value.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: Input,
    /// The selected suggestion.
    pub selected: usize,
}

/// A list of values for a setting.
#[derive(Clone, Debug)]
pub struct Menu {
    /// Of what.
    pub choice: Choice,
    /// The selected value.
    pub selected: usize,
}

/// A question.
#[derive(Clone, Debug)]
pub enum Question {
    /// Leave while something trains?
    Quit,
    /// Drop this arm?
    Drop(ArmId),
    /// Start every arm again with this recipe, for this reason?
    Restart(Box<Recipe>, String),
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
    /// A line with something typed already.
    pub fn with(text: &str) -> Self {
        Self { input: text.into(), selected: 0 }
    }

    /// What fits the line so far: actions by name, then fields.
    pub fn suggestions(&self) -> Vec<Suggestion> {
        let typed = self.input.value().trim_start().to_lowercase();
        let fits = |name: &str| name.contains(&typed) || typed.starts_with(&format!("{name} "));
        let actions =
            KEYS.iter().filter(|row| fits(row.name) && !typed.contains(' ') || row.name == typed.trim());
        let actions = actions.map(|row| Suggestion {
            text: row.name.to_owned(),
            summary: format!("{} ({})", row.summary, super::keymap::label(row)),
        });
        let fields = FIELDS.iter().filter(|field| fits(field.name)).map(|field| Suggestion {
            text: format!("{} ", field.name),
            summary: format!("set {}, for example: {}", field.name, example(field.name)),
        });
        let twin = fits("twin").then(|| Suggestion {
            text: "twin ".into(),
            summary: "a copy of the focused arm that differs: twin weights=balanced;lr=0.1".into(),
        });
        fields.chain(twin).chain(actions).collect()
    }
}

/// An example for every field.
fn example(field: &str) -> &'static str {
    match field {
        "data" => "data ~/pictures",
        "imbalance" => "imbalance exp:100",
        "classes" => "classes Coat,Shirt",
        "size" => "size 32",
        "resize" => "resize crop",
        "valid" => "valid 0.2",
        "pixels" => "pixels standardised",
        "strict" => "strict true",
        "seed" => "seed 8",
        "epochs" => "epochs 60",
        "steps" => "steps 1000",
        "model" => "model mlp:256,128",
        "batch" => "batch 32",
        "optimizer" => "optimizer adam",
        "schedule" => "schedule constant",
        "loss" => "loss focal:gamma=2",
        "weights" => "weights manual:1,1,50",
        "reduction" => "reduction torch",
        "sampler" => "sampler class-balanced",
        _ => "lr 0.01",
    }
}

impl Menu {
    /// A menu with its first value selected.
    pub fn of(choice: Choice) -> Self {
        Self { choice, selected: 0 }
    }

    /// The field and the selected value.
    pub fn chosen(&self) -> (&'static str, &'static str) {
        let (field, values) = choices(self.choice);
        (field, values[self.selected.min(values.len() - 1)].0)
    }
}
