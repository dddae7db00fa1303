//! Recipes that come with the program.

/// A recipe with its name and sentence.
#[derive(Debug)]
pub struct BuiltIn {
    /// What `--recipe` takes.
    pub name: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// TOML.
    pub text: &'static str,
}

macro_rules! built_in {
    ($name:literal, $summary:literal) => {
        BuiltIn {
            name: $name,
            summary: $summary,
            text: include_str!(concat!("../../../assets/recipes/", $name, ".toml")),
        }
    };
}

/// All of them.
pub const ALL: &[BuiltIn] = &[
    built_in!(
        "weights-on-a-tail",
        "A long tail, with and without class weights: what they win and what they cost."
    ),
    built_in!(
        "weight-or-oversample",
        "The same correction at two places: equal in expectation, different in noise."
    ),
    built_in!(
        "weight-or-adjust",
        "Class weights against logit adjustment on a long tail, in a network that can fit it."
    ),
    built_in!(
        "class-or-label",
        "Softmax must choose; sigmoids may say none or several of the same ten classes."
    ),
    built_in!(
        "square-or-log",
        "Square error and cross-entropy on the same probabilities: who learns faster."
    ),
    built_in!("zero-slope", "A step activation has no slope, so the layer below it learns nothing."),
];

/// The recipe of this name.
pub fn find(name: &str) -> Option<&'static BuiltIn> {
    ALL.iter().find(|recipe| recipe.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::Recipe;

    #[test]
    fn every_recipe_can_train_and_has_two_arms_or_more() {
        for built_in in ALL {
            let checked = Recipe::from_toml(built_in.text).and_then(|recipe| recipe.check());
            let arms = checked.unwrap_or_else(|error| panic!("{}: {error}", built_in.name)).arms.len();
            assert!((2..=4).contains(&arms), "{}: {arms} arms", built_in.name);
        }
    }
}
