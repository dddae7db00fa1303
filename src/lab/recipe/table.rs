//! Recipes to and from text: TOML files, `--set`, `--arm` and `--change`.

use super::fields::{self, Field, Scope};
use super::{ArmRecipe, ChangeRecipe, Overrides, Recipe, SettingError};
use toml::{Table, Value};

impl Recipe {
    /// Reads a TOML text.
    ///
    /// # Errors
    /// For text that is not TOML, unknown keys (with the nearest known one) and values of the wrong kind.
    pub fn from_toml(text: &str) -> Result<Self, SettingError> {
        let table: Table =
            text.parse().map_err(|error: toml::de::Error| SettingError::new("recipe", one_line(&error)))?;
        Self::from_table(table)
    }

    fn from_table(table: Table) -> Result<Self, SettingError> {
        let mut checked = Table::new();
        for (key, value) in table {
            let value = match key.as_str() {
                "arm" => entries(&key, &value, &[fields::NAME], |field| field.scope != Scope::Bench)?,
                "change" => entries(
                    &key,
                    &value,
                    &[fields::STEP, fields::ARM, fields::EXTEND, fields::UNDO],
                    |field| field.scope == Scope::Live,
                )?,
                // Their own definitions check their keys.
                "experiment" | "expect" => value,
                _ => fields::find(&key, "recipe", |_| true)?.accept(&value)?,
            };
            checked.insert(key, value);
        }
        checked.try_into().map_err(|error: toml::de::Error| SettingError::new("recipe", one_line(&error)))
    }

    /// The recipe as TOML.
    pub fn to_toml(&self) -> String {
        toml::to_string(self).unwrap_or_else(|error| format!("# the recipe could not be written: {error}\n"))
    }

    /// Sets one field: `path=value`, where the path is a field (`lr`) or an arm's field (`arm.B.lr`).
    ///
    /// # Errors
    /// For an unknown field or arm, or a value of the wrong kind.
    pub fn set(&mut self, assignment: &str) -> Result<(), SettingError> {
        let (path, text) = assignment.split_once('=').ok_or_else(|| {
            SettingError::new("--set", format!("expected path=value, found '{assignment}'"))
        })?;
        match path.trim().split('.').collect::<Vec<_>>().as_slice() {
            ["arm", letter, name] => {
                let missing = || {
                    let problem = format!("there is no arm '{letter}'; add it with --arm {letter}:...");
                    SettingError::new("--set", problem)
                };
                self.arm.iter_mut().find(|arm| arm.name == **letter).ok_or_else(missing)?.set(name, text)
            }
            [name] => {
                let field = fields::find(name, "--set", |_| true)?;
                field.set(self, field.read(text)?)
            }
            _ => Err(SettingError::new("--set", format!("expected a field or arm.B.field, found '{path}'"))),
        }
    }

    /// Adds an arm from `B:weights=balanced;model=mlp:256,128`.
    ///
    /// # Errors
    /// For a text without a colon, a letter that is taken, an unknown field or a value of the wrong kind.
    pub fn add_arm(&mut self, text: &str) -> Result<(), SettingError> {
        let (letter, rest) = text.split_once(':').ok_or_else(|| {
            SettingError::new("--arm", format!("expected LETTER:field=value;field=value, found '{text}'"))
        })?;
        let mut arm = ArmRecipe { name: letter.trim().to_owned(), fields: Overrides::default() };
        for (name, value) in assignments("--arm", rest)? {
            arm.set(name, value)?;
        }
        self.arm.push(arm);
        Ok(())
    }

    /// Adds a change from `420:loss=focal:gamma=2`, or `B@420:lr=0.01` for one arm.
    ///
    /// # Errors
    /// For a text without a step, a field that cannot change while training or a value of the wrong kind.
    pub fn add_change(&mut self, text: &str) -> Result<(), SettingError> {
        let wrong = || {
            SettingError::new(
                "--change",
                format!("expected STEP:field=value or B@STEP:field=value, found '{text}'"),
            )
        };
        let (place, rest) = text.split_once(':').ok_or_else(wrong)?;
        let (arm, step) = place.split_once('@').map_or((None, place), |(arm, step)| (Some(arm), step));
        let step = step.trim().parse().ok().filter(|step| i64::try_from(*step).is_ok()).ok_or_else(wrong)?;
        let mut entry =
            ChangeRecipe { step, arm: arm.map(|arm| arm.trim().to_owned()), ..ChangeRecipe::default() };
        for (name, value) in assignments("--change", rest)? {
            if name == fields::EXTEND.name {
                let epochs = fields::EXTEND.read(value)?;
                entry.extend = epochs.as_integer().and_then(|epochs| epochs.try_into().ok());
                continue;
            }
            if name == fields::UNDO.name {
                entry.undo = Some(value.to_owned());
                continue;
            }
            let field = fields::find(name, "--change", |field| field.scope == Scope::Live)?;
            entry.fields.set(field, value)?;
        }
        self.change.push(entry);
        Ok(())
    }
}

/// `a=1;b=2` as pairs.
fn assignments<'a>(place: &str, text: &'a str) -> Result<Vec<(&'a str, &'a str)>, SettingError> {
    let pair = |part: &'a str| part.split_once('=').map(|(name, value)| (name.trim(), value.trim()));
    let parts = text.split(';').filter(|part| !part.trim().is_empty());
    parts
        .map(|part| {
            pair(part)
                .ok_or_else(|| SettingError::new(place, format!("expected field=value, found '{part}'")))
        })
        .collect()
}

/// Checks the entries of a list of tables: each key is one of `own` or a field that fits.
fn entries(
    list: &str,
    value: &Value,
    own: &[Field],
    fits: fn(&Field) -> bool,
) -> Result<Value, SettingError> {
    let wrong = || SettingError::new(list, format!("expected [[{list}]] entries, found {value}"));
    let mut checked = Vec::new();
    for entry in value.as_array().ok_or_else(wrong)? {
        let mut table = Table::new();
        for (key, value) in entry.as_table().ok_or_else(wrong)? {
            let field = match own.iter().find(|field| field.name == key) {
                Some(own) => own,
                None => fields::find(key, &format!("[[{list}]]"), fits)?,
            };
            let value = field.accept(value)?;
            table.insert(key.clone(), value);
        }
        checked.push(Value::Table(table));
    }
    Ok(Value::Array(checked))
}

/// A TOML error on one line, with its place.
fn one_line(error: &toml::de::Error) -> String {
    let place = error.span().map_or(String::new(), |span| format!(" (at byte {})", span.start));
    format!("{}{place}", error.message().replace('\n', " "))
}
