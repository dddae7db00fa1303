//! What a recipe says of how its data are read.

use super::{Recipe, SettingError};
use crate::base::spec::SpecError;
use crate::data::{Columns, LabelPattern, LoadOptions, PixelRange, Resize, SIZES, Task, cache};
use std::path::PathBuf;

/// Checks the fields that decide how data are read.
///
/// # Errors
/// Names the first that cannot be.
pub(super) fn options(recipe: &Recipe) -> Result<LoadOptions, SettingError> {
    if let Some(size) = recipe.size.filter(|size| !SIZES.contains(size)) {
        let problem = format!("expected {} to {}, found {size}", SIZES.start(), SIZES.end());
        return Err(SettingError::new("size", problem));
    }
    let extras = recipe.extra.as_deref().unwrap_or_default();
    Ok(LoadOptions {
        size: recipe.size,
        resize: named("resize", recipe.resize.as_deref(), Resize::parse)?,
        range: named("range", recipe.range.as_deref(), PixelRange::parse)?,
        classes: recipe.classes.clone(),
        hold_out: recipe.hold_out.clone(),
        target: named("target", recipe.target.as_deref(), Task::of_targets)?,
        columns: Columns {
            path: recipe.path_column.clone(),
            labels: recipe.label_column.clone(),
            split: recipe.split_column.clone(),
            group: recipe.group_column.clone(),
            folder: recipe.image_folder.as_ref().map(PathBuf::from),
            suffix: recipe.image_suffix.clone(),
            separator: recipe.label_separator.as_deref().map(separator).transpose()?,
            extras: Columns::parse_extras(extras).map_err(|error| SettingError::new("extra", error.0))?,
        },
        label_from: named("label-from", recipe.label_from.as_deref(), LabelPattern::parse)?,
        strict: recipe.strict,
        cache: if recipe.no_cache { None } else { cache::folder() },
    })
}

/// One letter, or the name of one that is hard to type.
fn separator(text: &str) -> Result<char, SettingError> {
    let mut letters = text.chars();
    match (text, letters.next(), letters.next()) {
        ("tab", ..) => Ok('\t'),
        ("space", ..) => Ok(' '),
        (_, Some(letter), None) => Ok(letter),
        _ => {
            let problem = format!("expected one letter, space or tab, found '{text}'");
            Err(SettingError::new("label-separator", problem))
        }
    }
}

fn named<T>(
    field: &str,
    text: Option<&str>,
    parse: fn(&str) -> Result<T, SpecError>,
) -> Result<Option<T>, SettingError> {
    text.map(|text| parse(text).map_err(|error| SettingError::new(field, error.0))).transpose()
}
