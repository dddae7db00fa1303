//! Recipes: TOML, and the assignments of flags. What is accepted comes back from its own text.
#![no_main]

use dl_lab::lab::Recipe;
use dl_lab_fuzz::said_in_one_line;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Recipe::from_toml(text) {
        Ok(recipe) => {
            let written = recipe.to_toml();
            assert_eq!(Recipe::from_toml(&written).expect("its own text"), recipe, "{written}");
            if let Err(error) = recipe.check() {
                said_in_one_line(&error.to_string());
            }
        }
        Err(error) => said_in_one_line(&error.to_string()),
    }
    let mut recipe = Recipe::default();
    for line in text.lines() {
        for result in [recipe.set(line), recipe.add_arm(line), recipe.add_change(line)] {
            if let Err(error) = result {
                said_in_one_line(&error.to_string());
            }
        }
    }
    if let Err(error) = recipe.check() {
        said_in_one_line(&error.to_string());
    }
});
