//! The ways to bring an image to another size.

use crate::base::spec::{SpecError, suggest};
use std::fmt;

/// What happens to an image whose shape is not the shape asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resize {
    /// Both sides are scaled on their own.
    Squish,
    /// Scaled until all of it fits, on black.
    Fit,
    /// Scaled until nothing stays empty; the middle is kept.
    Crop,
}

/// One row of [`RESIZES`].
pub struct ResizeRow {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The value it names.
    pub resize: Resize,
}

/// Every way, with its name.
pub const RESIZES: [ResizeRow; 3] = [
    ResizeRow {
        name: "squish",
        summary: "Scales both sides on their own: all of the image, its shape distorted.",
        resize: Resize::Squish,
    },
    ResizeRow {
        name: "fit",
        summary: "Scales until all of the image fits and fills the rest with black.",
        resize: Resize::Fit,
    },
    ResizeRow {
        name: "crop",
        summary: "Scales until nothing stays empty and keeps the middle: shapes stay true, borders are lost.",
        resize: Resize::Crop,
    },
];

impl Resize {
    /// The way that `name` means.
    ///
    /// # Errors
    /// If there is none, with the nearest names.
    pub fn parse(name: &str) -> Result<Self, SpecError> {
        let row = RESIZES.iter().find(|row| row.name == name.trim());
        row.map(|row| row.resize).ok_or_else(|| {
            let known = RESIZES.map(|row| row.name);
            SpecError(format!("no way to resize is called '{name}'{}", suggest(name, &known)))
        })
    }
}

impl fmt::Display for Resize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = RESIZES.iter().find(|row| row.resize == *self);
        f.write_str(row.map_or("", |row| row.name))
    }
}
