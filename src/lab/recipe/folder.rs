//! The folder of a stored run: the names of the files that make it one.

use crate::data::generate;
use std::path::Path;

/// The recipe, with the changes that were made.
pub const RECIPE: &str = "recipe.toml";
/// The canonical log.
pub const EVENTS: &str = "events.jsonl";

/// Whether a path is the folder of a stored run.
pub fn is_run(path: &Path) -> bool {
    path.join(EVENTS).is_file() && path.join(RECIPE).is_file()
}

/// What to say of a source's name that is an embedded set's and also a path's; `None` where it is clear which is meant.
pub fn clash(name: &str) -> Option<String> {
    generate::clash(name).filter(|_| !is_run(Path::new(name)))
}
