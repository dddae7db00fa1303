//! The base learning rate as a recipe has it: a number, or to be found.

use super::AUTO;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};
use std::fmt;
use toml::Value;

/// The base learning rate of an arm.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum BaseRate {
    /// The largest of 0.05, 0.025 ... under which the loss falls in a short test before the first step: `auto`.
    #[default]
    Auto,
    /// This one, whatever it does.
    Given(f64),
}

impl fmt::Display for BaseRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str(AUTO),
            Self::Given(rate) => rate.fmt(f),
        }
    }
}

impl Serialize for BaseRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str(AUTO),
            Self::Given(rate) => serializer.serialize_f64(*rate),
        }
    }
}

impl<'de> Deserialize<'de> for BaseRate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Float(rate) => Ok(Self::Given(rate)),
            Value::Integer(rate) => Ok(Self::Given(rate as f64)),
            Value::String(text) if text == AUTO => Ok(Self::Auto),
            found => Err(D::Error::custom(format!("expected a number or {AUTO}, found {found}"))),
        }
    }
}
