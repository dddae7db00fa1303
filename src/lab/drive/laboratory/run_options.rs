//! How a laboratory treats its runs: pace, and where they are stored.

use crate::lab::recipe::Recipe;
use crate::lab::record::store::{RunFolder, StoreError};
use std::path::{Path, PathBuf};

/// How the laboratory treats its runs.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Arms wait for the first resume.
    pub paused: bool,
    /// Seconds that a whole run takes at least; `None`: full speed.
    pub pace: Option<f64>,
    /// Where runs are stored; `None`: nowhere.
    pub store: Option<Store>,
}

/// Where runs are stored.
#[derive(Clone, Debug)]
pub enum Store {
    /// This folder, which must not hold a run; runs that are started again go to new folders beside it.
    At(PathBuf),
    /// A new folder below this one.
    Below(PathBuf),
}

impl RunOptions {
    /// The folder of the next run, if runs are stored; `again` if this laboratory has stored one before.
    pub(super) fn open_folder(&self, recipe: &Recipe, again: bool) -> Option<Result<RunFolder, StoreError>> {
        Some(match self.store.as_ref()? {
            Store::At(path) if !again => RunFolder::create(path, recipe),
            Store::At(path) => {
                RunFolder::create_below(path.parent().unwrap_or(Path::new("")), &last_part(path), recipe)
            }
            Store::Below(parent) => {
                RunFolder::create_below(parent, &last_part(Path::new(&recipe.data)), recipe)
            }
        })
    }
}

fn last_part(path: &Path) -> String {
    path.file_name().map_or_else(|| "run".to_owned(), |name| name.to_string_lossy().into_owned())
}
