//! Recipes that come with the program.

use super::Recipe;

/// A recipe with its name.
#[derive(Debug)]
pub struct BuiltIn {
    /// What `--recipe` takes.
    pub name: &'static str,
    /// TOML.
    pub text: &'static str,
}

impl BuiltIn {
    /// The recipe as it is written.
    ///
    /// # Panics
    /// Never: a test reads all of them.
    pub fn recipe(&self) -> Recipe {
        Recipe::from_toml(self.text)
            .unwrap_or_else(|error| unreachable!("a test reads all built-in recipes: {}: {error}", self.name))
    }
}

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        &[$(BuiltIn {
            name: $name,
            text: include_str!(concat!("../../../assets/recipes/", $name, ".toml")),
        }),*]
    };
}

/// All of them, in the order of a course; recipes of one topic stand together.
pub const ALL: &[BuiltIn] = built_in!(
    "classify-pets",
    "tag-the-zoo",
    "album-of-the-zoo",
    "read-the-gauge",
    "how-many",
    "number-or-category",
    "grades-in-order",
    "class-or-label",
    "softmax-regression",
    "loss-is-coding",
    "soft-labels",
    "square-error-or-cross-entropy",
    "rare-disease",
    "screen-or-surgery",
    "the-reduction-trap",
    "oversample-or-weight",
    "long-tail-league",
    "weights-vanish",
    "weights-vanish-coat",
    "confident-and-wrong",
    "symptoms-help",
    "distil",
    "missing-class",
    "one-neuron",
    "why-minibatches",
    "zero-slope",
    "models-cheat",
    "models-cheat-shortcut",
);

/// The recipe of this name.
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    ALL.iter().find(|recipe| recipe.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::experiment::TOPICS;

    #[test]
    fn every_recipe_can_train_has_two_arms_or_more_and_says_what_it_asks() {
        let mut topics = Vec::new();
        for built_in in ALL {
            let name = built_in.name;
            let recipe = Recipe::from_toml(built_in.text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let checked = recipe.check().unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!((2..=6).contains(&checked.arms.len()), "{name}: {} arms", checked.arms.len());
            assert!(recipe.is_as_written(), "{name} is not what it says it is");
            let experiment = recipe.experiment.unwrap_or_else(|| panic!("{name} asks nothing"));
            assert_eq!(experiment.name, name);
            assert!(experiment.question.ends_with('?'), "{name}: {}", experiment.question);
            for words in [&experiment.watch, &experiment.found, &experiment.next] {
                assert!(words.ends_with('.'), "{name}: '{words}' is no sentence");
            }
            assert!(!checked.expectations.is_empty(), "{name} expects nothing");
            topics.push(experiment.topic().unwrap().name);
        }
        topics.dedup();
        assert_eq!(
            topics,
            TOPICS.map(|topic| topic.name),
            "recipes of one topic stand together, in their order"
        );
    }
}
