//! Every field of a recipe, as rows: the command line, `--set`, `--arm`, `--change` and error messages read them here.

use super::{AUTO, Recipe, SettingError};
use crate::base::spec::suggest;
use toml::Value;

mod rows;

pub use rows::FIELDS;

/// What a field's text becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A name with parameters, or a path.
    Text,
    /// A whole number, 0 or more.
    Count,
    /// A number.
    Number,
    /// A number, or `auto`.
    Rate,
    /// `true` or `false`.
    Switch,
    /// Values separated by commas.
    List,
}

/// What a field belongs to, and so where it may be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One value for all arms of a bench.
    Bench,
    /// A value for each arm, fixed when the arm starts.
    Arm,
    /// A value for each arm that may change while it trains.
    Live,
}

/// How the command line takes a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the first word that is no flag.
    Positional,
    /// As a flag with a value, which the help calls so.
    Value(&'static str),
    /// As a flag with a value that may begin with a hyphen, as negative numbers do.
    Signed(&'static str),
    /// As a flag without a value.
    Switch,
}

/// One field.
#[derive(Debug)]
pub struct Field {
    /// Its name everywhere.
    pub name: &'static str,
    /// How its text is read.
    pub kind: FieldKind,
    /// Where it may be set.
    pub scope: Scope,
    /// How the command line takes it.
    pub form: Form,
    /// What it is, for the help.
    pub help: &'static str,
    /// The field and a value that it may have.
    pub example: &'static str,
    set: fn(&mut Recipe, Value) -> Result<(), toml::de::Error>,
}

/// There is one of each name.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// A key of an entry that is no field of a recipe.
const fn key(name: &'static str, kind: FieldKind, scope: Scope) -> Field {
    let set = |_: &mut Recipe, _| Ok(());
    Field { name, kind, scope, form: Form::Positional, help: "", example: "", set }
}

/// The letter of an entry of `[[arm]]`.
pub(super) const NAME: Field = key("name", FieldKind::Text, Scope::Arm);
/// The arm that an entry of `[[change]]` acts on.
pub(super) const ARM: Field = key("arm", FieldKind::Text, Scope::Live);
/// When an entry of `[[change]]` acts.
pub(super) const STEP: Field = key("step", FieldKind::Count, Scope::Live);
/// How many epochs more an entry of `[[change]]` gives.
pub(super) const EXTEND: Field = key("extend", FieldKind::Count, Scope::Live);

/// Whose last change an entry of `[[change]]` takes back.
pub(super) const UNDO: Field = key("undo", FieldKind::Text, Scope::Live);

/// The field of this name among those that `fits`.
///
/// # Errors
/// Names the nearest fields that fit.
pub fn find(name: &str, place: &str, fits: impl Fn(&Field) -> bool) -> Result<&'static Field, SettingError> {
    FIELDS.iter().find(|field| field.name == name && fits(field)).ok_or_else(|| {
        let known: Vec<&str> = FIELDS.iter().filter(|field| fits(field)).map(|field| field.name).collect();
        SettingError::new(place, format!("no field '{name}' here{}", suggest(name, &known)))
    })
}

impl Field {
    /// Writes a value of its kind into a recipe.
    ///
    /// # Errors
    /// For a number that is too large for the field.
    pub fn set(&self, recipe: &mut Recipe, value: Value) -> Result<(), SettingError> {
        (self.set)(recipe, value).map_err(|error| SettingError::new(self.name, error.message()))
    }

    /// Reads the field's value from text.
    ///
    /// # Errors
    /// If the text is not of the field's kind.
    pub fn read(&self, text: &str) -> Result<Value, SettingError> {
        let text = text.trim();
        let wrong =
            |expected: &str| SettingError::new(self.name, format!("expected {expected}, found '{text}'"));
        match self.kind {
            FieldKind::Text if text.is_empty() => Err(wrong("a name")),
            FieldKind::Text => Ok(Value::String(text.to_owned())),
            FieldKind::Count => {
                let count = text.parse().ok().filter(|count: &i64| *count >= 0);
                count.map(Value::Integer).ok_or_else(|| wrong("a whole number, 0 or more"))
            }
            FieldKind::Number => text.parse().map(Value::Float).map_err(|_| wrong("a number")),
            FieldKind::Rate if text == AUTO => Ok(Value::String(AUTO.to_owned())),
            FieldKind::Rate => text.parse().map(Value::Float).map_err(|_| wrong("a number or auto")),
            FieldKind::Switch => text.parse().map(Value::Boolean).map_err(|_| wrong("true or false")),
            FieldKind::List => {
                Ok(Value::Array(text.split(',').map(|item| Value::String(item.trim().to_owned())).collect()))
            }
        }
    }

    /// Checks a value that came from a file, and turns whole numbers into numbers where those are wanted.
    ///
    /// # Errors
    /// If the value is not of the field's kind.
    pub fn accept(&self, value: &Value) -> Result<Value, SettingError> {
        match (self.kind, value) {
            (FieldKind::Text, Value::String(_))
            | (FieldKind::Number | FieldKind::Rate, Value::Float(_))
            | (FieldKind::Switch, Value::Boolean(_)) => Ok(value.clone()),
            (FieldKind::List, Value::Array(items)) if items.iter().all(Value::is_str) => Ok(value.clone()),
            (FieldKind::Count, Value::Integer(count)) if *count >= 0 => Ok(value.clone()),
            (FieldKind::Rate, Value::String(text)) if text == AUTO => Ok(value.clone()),
            (FieldKind::Number | FieldKind::Rate, Value::Integer(whole)) => Ok(Value::Float(*whole as f64)),
            (kind, found) => {
                let expected = match kind {
                    FieldKind::Text => "a text in quotes",
                    FieldKind::Count => "a whole number, 0 or more",
                    FieldKind::Number => "a number",
                    FieldKind::Rate => "a number or \"auto\"",
                    FieldKind::Switch => "true or false",
                    FieldKind::List => "a list of texts",
                };
                Err(SettingError::new(self.name, format!("expected {expected}, found {found}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_values_of_the_field_or_errors_that_name_it() {
        let lr = find("lr", "recipe", |_| true).unwrap();
        assert_eq!(lr.read("0.1").unwrap(), Value::Float(0.1));
        assert_eq!(lr.accept(&Value::Integer(1)).unwrap(), Value::Float(1.0));
        assert_eq!(lr.read("fast").unwrap_err().to_string(), "lr: expected a number or auto, found 'fast'");
        assert_eq!(lr.read("auto").unwrap(), lr.accept(&Value::String("auto".into())).unwrap());
        assert!(lr.accept(&Value::String("fast".into())).is_err());
        let seed = find("seed", "recipe", |_| true).unwrap();
        assert!(seed.read("-1").is_err() && seed.accept(&Value::Float(1.5)).is_err());
    }

    #[test]
    fn a_field_that_cannot_change_while_training_is_not_found_among_those_that_can() {
        let error = find("model", "change", |field| field.scope == Scope::Live).unwrap_err();
        assert!(error.to_string().starts_with("change: no field 'model' here"), "{error}");
        let error = find("wieghts", "arm B", |_| true).unwrap_err();
        assert!(error.to_string().contains("did you mean 'weights'?"), "{error}");
    }
}
