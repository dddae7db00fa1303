//! A recipe as a command line.

use crate::lab::recipe::{Recipe, fields};
use serde::Serialize;

/// The headless command that makes a recipe's run again.
pub fn command(recipe: &Recipe) -> String {
    let standard = toml::Table::try_from(Recipe::default()).unwrap_or_default();
    let table = toml::Table::try_from(recipe).unwrap_or_default();
    let mut words = vec!["dl-lab run".to_owned(), quoted(&recipe.data)];
    for field in fields::FIELDS.iter().filter(|field| field.name != "data") {
        let value = table.get(field.name).filter(|value| standard.get(field.name) != Some(value));
        match value {
            Some(toml::Value::Boolean(true)) => words.push(format!("--{}", field.name)),
            Some(value) => words.push(format!("--{} {}", field.name, quoted(&text_of(value)))),
            None => {}
        }
    }
    words.extend(
        recipe
            .arm
            .iter()
            .map(|arm| format!("--arm {}", quoted(&format!("{}:{}", arm.name, pairs(arm, &["name"]))))),
    );
    words.extend(recipe.change.iter().map(|change| {
        let place = change.arm.as_ref().map_or(String::new(), |arm| format!("{arm}@"));
        format!("--change {}", quoted(&format!("{place}{}:{}", change.step, pairs(change, &["step", "arm"]))))
    }));
    words.join(" ")
}

/// The fields of an entry as `field=value;field=value`.
fn pairs(entry: &impl Serialize, without: &[&str]) -> String {
    let table = toml::Table::try_from(entry).unwrap_or_default();
    let fields = table.iter().filter(|(name, _)| !without.contains(&name.as_str()));
    fields.map(|(name, value)| format!("{name}={}", text_of(value))).collect::<Vec<_>>().join(";")
}

fn text_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
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
             --arm 'B:lr=0.1;weights=balanced' --change B@420:loss=brier"
        );
    }
}
