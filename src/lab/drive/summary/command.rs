//! A recipe as a command line.

use crate::lab::recipe::fields::FieldKind;
use crate::lab::recipe::{ChangeRecipe, Overrides, Recipe};

/// The headless command that makes a recipe's run again: a built-in recipe by its name, any other by its fields.
pub fn command(recipe: &Recipe) -> String {
    let by_name = recipe.experiment.as_ref().filter(|_| recipe.is_built_in() && recipe.is_as_written());
    if let Some(experiment) = by_name {
        return format!("dl-lab run --recipe {} --seed {}", quoted(&experiment.name), recipe.seed);
    }
    let mut words = vec!["dl-lab run".to_owned(), quoted(&recipe.data)];
    words.extend(recipe.given().iter().filter(|(field, _)| field.name != "data").map(|(field, value)| {
        match field.kind {
            FieldKind::Switch => format!("--{}", field.name),
            _ => format!("--{} {}", field.name, quoted(value)),
        }
    }));
    words.extend(
        recipe
            .arm
            .iter()
            .map(|arm| format!("--arm {}", quoted(&format!("{}:{}", arm.name, pairs(&arm.fields))))),
    );
    words.extend(recipe.change.iter().map(|change| {
        let place = change.arm.as_ref().map_or(String::new(), |arm| format!("{arm}@"));
        format!("--change {}", quoted(&format!("{place}{}:{}", change.step, changes(change))))
    }));
    words.join(" ")
}

/// The fields of an entry as `field=value;field=value`.
fn pairs(fields: &Overrides) -> String {
    fields.texts().map(|(field, text)| format!("{}={text}", field.name)).collect::<Vec<_>>().join(";")
}

/// The same of a change, with what is no field of an arm.
fn changes(change: &ChangeRecipe) -> String {
    let own = Some(pairs(&change.fields)).filter(|own| !own.is_empty());
    let undo = change.undo.as_ref().map(|field| format!("undo={field}"));
    let extend = change.extend.map(|epochs| format!("extend={epochs}"));
    own.into_iter().chain(undo).chain(extend).collect::<Vec<_>>().join(";")
}

/// A word for the shell, in quotes where it needs them.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::built_in;

    #[test]
    fn a_built_in_recipe_is_named_until_it_is_changed() {
        let mut recipe = Recipe { seed: 8, ..built_in::ALL[0].recipe() };
        let name = built_in::ALL[0].name;
        assert_eq!(command(&recipe), format!("dl-lab run --recipe {name} --seed 8"));
        recipe.steps = Some(20);
        let words = command(&recipe);
        assert!(words.contains("--steps 20") && !words.contains("--recipe"), "{words}");
    }

    #[test]
    fn the_command_names_what_is_not_the_default() {
        let mut recipe =
            Recipe { epochs: 30, loss: "focal:gamma=2".into(), strict: true, ..Recipe::default() };
        recipe.add_arm("B:weights=balanced;lr=0.1").unwrap();
        recipe.add_change("B@420:loss=brier").unwrap();
        recipe.classes = vec!["Ankle boot".into(), "Bag".into()];
        let command = command(&recipe);
        assert_eq!(
            command,
            "dl-lab run garments --classes 'Ankle boot,Bag' --strict --epochs 30 --loss focal:gamma=2 \
             --arm 'B:weights=balanced;lr=0.1' --change B@420:loss=brier"
        );
    }
}
