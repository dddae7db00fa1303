//! A recipe as it is offered: what it asks, on what, with which arms, for how long.

use super::fields::{FIELDS, Field, Scope};
use super::{ArmId, Experiment, Recipe, SettingError, Settings, built_in};
use crate::lab::recipe::experiment::ExperimentTopic;
use std::sync::LazyLock;
use toml::{Table, Value};

/// Fields of the bench that say nothing of what is asked.
const ASIDE: [&str; 6] = ["data", "strict", "no-cache", "seed", "epochs", "steps"];

/// A recipe in words.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The recipe itself.
    pub recipe: Recipe,
    /// What it is for.
    pub experiment: Experiment,
    /// The topic it belongs to.
    pub topic: &'static ExperimentTopic,
    /// What it trains on, and for how long: `garments imbalance=exp:100, 10 epochs`.
    pub data: String,
    /// Arm A by its model, its loss and what is not the default; the others by what differs from A.
    pub arms: Vec<(ArmId, String)>,
}

/// Every built-in recipe, in the order of a course.
static BUILT_IN: LazyLock<Vec<Outline>> = LazyLock::new(|| {
    let outline = |built_in: &built_in::BuiltIn| {
        Outline::of(built_in.recipe()).unwrap_or_else(|error| {
            unreachable!("a test checks all built-in recipes: {}: {error}", built_in.name)
        })
    };
    built_in::ALL.iter().map(outline).collect()
});

impl Outline {
    /// Puts a recipe into words.
    ///
    /// # Errors
    /// If it cannot train, or its topic is unknown.
    pub fn of(recipe: Recipe) -> Result<Self, SettingError> {
        let checked = recipe.check()?;
        let usual =
            Recipe { data: recipe.data.clone(), ..Recipe::default() }.check()?.arms.remove(0).settings;
        let first = checked.arms[0].settings.clone();
        let text = |id, settings: &Settings| match id {
            // As the recipe has it: an optimiser with all its parameters is a line of its own.
            ArmId::A => {
                described(settings, &usual).replace(&settings.optimizer.to_string(), &recipe.optimizer)
            }
            _ => beside(settings, &first),
        };
        let arms = checked.arms.iter().map(|arm| (arm.id, text(arm.id, &arm.settings))).collect();
        let experiment = recipe.experiment.clone().unwrap_or_default();
        Ok(Self { topic: experiment.topic()?, data: data(&recipe), arms, experiment, recipe })
    }

    /// Every built-in recipe, in the order of a course; recipes of one topic stand together.
    pub fn built_in() -> &'static [Self] {
        &BUILT_IN
    }

    /// The arms in one line: `A linear default loss; B weights=balanced`.
    pub fn arms_in_words(&self) -> Vec<String> {
        self.arms.iter().map(|(id, text)| format!("{id} {text}")).collect()
    }
}

/// Model and loss, then what is not as usual.
fn described(settings: &Settings, usual: &Settings) -> String {
    let loss = settings.loss.as_ref().map_or_else(|| "default loss".to_owned(), ToString::to_string);
    let named = |text: &String| !text.starts_with("model=") && !text.starts_with("loss=");
    let unusual = settings.differences(usual).into_iter().filter(named);
    [settings.model.to_string(), loss].into_iter().chain(unusual).collect::<Vec<_>>().join(" ")
}

/// What differs from arm A.
fn beside(settings: &Settings, first: &Settings) -> String {
    let differences = settings.differences(first).join(" ");
    if differences.is_empty() { "as A".into() } else { differences }
}

fn data(recipe: &Recipe) -> String {
    let given = recipe.given();
    let fields = given.iter().filter(|(field, _)| field.scope == Scope::Bench);
    let fields = fields.filter(|(field, _)| !ASIDE.contains(&field.name));
    let fields = fields.map(|(field, value)| format!("{}={value}", field.name));
    let words: Vec<String> = [recipe.data.clone()].into_iter().chain(fields).collect();
    let (count, unit) = recipe.steps.map_or((recipe.epochs, "epoch"), |steps| (steps, "step"));
    let plural = if count == 1 { "" } else { "s" };
    format!("{}, {count} {unit}{plural}", words.join(" "))
}

impl Recipe {
    /// Fields that are not the default, with their values as `--set` reads them.
    pub fn given(&self) -> Vec<(&'static Field, String)> {
        // Both are texts, numbers and lists, which TOML holds.
        let standard = Table::try_from(Self::default()).unwrap_or_default();
        let table = Table::try_from(self).unwrap_or_default();
        let given = |field: &'static Field| {
            let value = table.get(field.name).filter(|value| standard.get(field.name) != Some(value))?;
            Some((field, text_of(value)))
        };
        FIELDS.iter().filter_map(given).collect()
    }
}

/// A value as `--set` reads it.
pub(in crate::lab) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(text: &str) -> Outline {
        Outline::of(Recipe::from_toml(text).unwrap()).unwrap()
    }

    #[test]
    fn arm_a_is_what_it_is_and_the_others_what_differs_from_it() {
        let text = "epochs = 1\nimbalance = \"exp:100\"\nseed = 3\nclasses = [\"Bag\", \"Coat\"]\nlr = 0.1\n\
                    [experiment]\ntopic = \"rare\"\nquestion = \"So?\"\n\
                    [[arm]]\nname = \"B\"\nweights = \"balanced\"\nlr = 0.2\n[[arm]]\nname = \"C\"";
        let outline = outline(text);
        assert_eq!(outline.data, "garments imbalance=exp:100 classes=Bag,Coat, 1 epoch");
        let arms = outline.arms_in_words();
        assert_eq!(arms, ["A linear default loss lr=0.1", "B weights=balanced lr=0.2", "C as A"]);
        assert_eq!(outline.topic.name, "rare");
    }

    #[test]
    fn every_built_in_recipe_has_its_outline() {
        let names: Vec<&str> = Outline::built_in().iter().map(|row| row.experiment.name.as_str()).collect();
        assert_eq!(names, built_in::ALL.iter().map(|row| row.name).collect::<Vec<_>>());
    }
}
