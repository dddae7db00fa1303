//! The letters of arms.

use super::SettingError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most arms that a screen can tell apart.
pub const MAX_ARMS: usize = 6;

/// An arm: A to F.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ArmId(u8);

impl ArmId {
    /// The first arm, whose fields stand at the top of a recipe.
    pub const A: Self = Self(0);

    /// All arms there may be.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..MAX_ARMS as u8).map(Self)
    }

    /// 0 for A, 1 for B ...
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Where a recipe holds this arm's value of a field: `lr`, `arm.B.lr`.
    pub fn path(self, field: &str) -> String {
        if self == Self::A { field.to_owned() } else { format!("arm.{self}.{field}") }
    }

    /// Reads a letter.
    ///
    /// # Errors
    /// For anything but A to F.
    pub fn parse(text: &str) -> Result<Self, SettingError> {
        let known = Self::all().find(|arm| text.trim() == arm.to_string());
        known.ok_or_else(|| SettingError::new("arm", format!("arms are called A to F, found '{text}'")))
    }
}

impl fmt::Display for ArmId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", char::from(b'A' + self.0))
    }
}

impl TryFrom<String> for ArmId {
    type Error = SettingError;
    fn try_from(text: String) -> Result<Self, SettingError> {
        Self::parse(&text)
    }
}

impl From<ArmId> for String {
    fn from(arm: ArmId) -> Self {
        arm.to_string()
    }
}
