//! Where a bench's images come from: an embedded set, a path, and what lies in the OOD set.

use super::BenchError;
use crate::base::spec::suggest;
use crate::data::generate::{self, Embedded};
use crate::data::{DataError, Dataset, OnProgress, OodSource, load, ood};
use crate::lab::recipe::folder::is_run;
use crate::lab::recipe::{CheckedRecipe, SettingError};
use std::path::Path;

/// Reads or draws the data of a recipe.
///
/// # Errors
/// If there are none, or they cannot be used.
pub(super) fn read(recipe: &CheckedRecipe, progress: OnProgress<'_>) -> Result<Dataset, BenchError> {
    ood_sources(recipe)?;
    let source = &recipe.recipe.data;
    let drawn = generate::find(source).map_err(|error| SettingError::new("data", error.0))?;
    match drawn {
        Some(set) => {
            has_its_size(set.set, recipe)?;
            Ok(set.draw(recipe.recipe.seed, &recipe.load, progress)?)
        }
        None if is_run(Path::new(source)) => Err(stored_run(source).into()),
        None if Path::new(source).exists() || source.contains(std::path::MAIN_SEPARATOR) => {
            Ok(load(Path::new(source), &recipe.load, progress)?)
        }
        None => Err(unknown_source(source).into()),
    }
}

/// Lays what the recipe lists into the out-of-domain OOD set. Cut the validation set before.
///
/// # Errors
/// If something listed is no set, or cannot be read.
pub(super) fn fill_tray(
    dataset: &mut Dataset,
    recipe: &CheckedRecipe,
    progress: OnProgress<'_>,
) -> Result<(), SettingError> {
    let ood_sources = ood_sources(recipe)?;
    ood::fill(dataset, &ood_sources, (recipe.recipe.seed, &recipe.load), progress).map_err(wrong_ood_set)
}

fn ood_sources(recipe: &CheckedRecipe) -> Result<Vec<OodSource>, SettingError> {
    recipe.recipe.ood.iter().map(|text| OodSource::parse(text).map_err(wrong_ood_set)).collect()
}

#[allow(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn wrong_ood_set(error: DataError) -> SettingError {
    SettingError::new("ood", error.to_string())
}

/// People give a stored run where its data belong.
fn stored_run(source: &str) -> DataError {
    let recipe = Path::new(source).join("recipe.toml");
    DataError::new(source, "an embedded set's name or the path of a data set", "a stored run")
        .advise(format!("see it with dl-lab {source}, or train it again with --recipe {}", recipe.display()))
}

/// Refuses a size or a way to resize for images that are drawn at one size.
fn has_its_size(set: &Embedded, recipe: &CheckedRecipe) -> Result<(), SettingError> {
    let size = recipe.load.size.map(|size| ("size", size.to_string()));
    let resize = recipe.load.resize.map(|resize| ("resize", resize.to_string()));
    size.or(resize).map_or(Ok(()), |(field, value)| {
        let Embedded { name, shape: [height, width, _], .. } = set;
        let problem = format!("expected none, as {name} is drawn at {height}x{width}, found {value}");
        Err(SettingError::new(field, problem))
    })
}

fn unknown_source(source: &str) -> DataError {
    let names: Vec<&str> = generate::EMBEDDED.iter().map(|set| set.name).collect();
    DataError::new(source, "an embedded set's name or the path of a data set", "neither")
        .advise(format!("give a path that exists{}", suggest(source, &names)))
}
