//! Some fields of a recipe with other values: what an arm or a change differs in.

use super::fields::{self, FIELDS, Field};
use super::{Recipe, SettingError, text_of};
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, Serializer};
use toml::{Table, Value};

/// Fields with values of their kinds, each once, in the order of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides(Vec<(&'static Field, Value)>);

impl Overrides {
    /// Writes a field, in the place of what it was.
    ///
    /// # Errors
    /// If the text is not of the field's kind.
    pub fn set(&mut self, field: &'static Field, text: &str) -> Result<(), SettingError> {
        self.insert(field, field.read(text)?);
        Ok(())
    }

    fn insert(&mut self, field: &'static Field, value: Value) {
        self.0.retain(|(own, _)| *own != field);
        self.0.push((field, value));
        let place = |field: &Field| FIELDS.iter().position(|own| own == field);
        self.0.sort_by_key(|(field, _)| place(field));
    }

    /// The value of a field as `--set` reads it, if there is one.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(field, _)| field.name == name).map(|(_, value)| text_of(value))
    }

    /// The fields with their values as `--set` reads them.
    pub fn texts(&self) -> impl Iterator<Item = (&'static Field, String)> {
        self.0.iter().map(|(field, value)| (*field, text_of(value)))
    }

    /// The recipe with these values.
    ///
    /// # Errors
    /// For a number that is too large for its field.
    pub(super) fn over(&self, recipe: &Recipe) -> Result<Recipe, SettingError> {
        let mut recipe = recipe.clone();
        self.0.iter().try_for_each(|(field, value)| field.set(&mut recipe, value.clone()))?;
        Ok(recipe)
    }
}

impl Serialize for Overrides {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        self.0.iter().try_for_each(|(field, value)| map.serialize_entry(field.name, value))?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Overrides {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut overrides = Self::default();
        for (name, value) in Table::deserialize(deserializer)? {
            let field = fields::find(&name, "recipe", |_| true).map_err(D::Error::custom)?;
            overrides.insert(field, field.accept(&value).map_err(D::Error::custom)?);
        }
        Ok(overrides)
    }
}
