//! The folder of a stored run: the names of the files that make it one.

use std::path::Path;

/// The recipe, with the changes that were made.
pub const RECIPE: &str = "recipe.toml";
/// The canonical log.
pub const EVENTS: &str = "events.jsonl";

/// Whether a path is the folder of a stored run.
pub fn is_run(path: &Path) -> bool {
    path.join(EVENTS).is_file() && path.join(RECIPE).is_file()
}
