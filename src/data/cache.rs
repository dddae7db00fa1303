//! Decoded sets, kept for the next time.

use etcetera::BaseStrategy;
use std::path::PathBuf;

/// The variable that names another folder.
const VARIABLE: &str = "DL_LAB_CACHE";

/// Where decoded sets are kept: the folder that `DL_LAB_CACHE` names, or one in the user's cache directory. `None`
/// where there is neither.
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("dl-lab")))
}
