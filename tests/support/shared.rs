//! Real data and reference numbers, which lie beside the repository and not in it.
#![allow(dead_code, reason = "every test file uses its own part")]

use std::path::{Path, PathBuf};

/// A file or folder of `../shared`, or of `DL_LAB_SHARED`; without it the test says so and is over.
#[allow(clippy::print_stdout, reason = "a test that is skipped says so")]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("DL_LAB_SHARED").map_or_else(beside, PathBuf::from);
    let path = root.join(name);
    if !path.exists() {
        println!("skipped: ../shared/{name} is not here");
        return None;
    }
    Some(path)
}

/// A file or folder of `../shared/data`.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    shared(&format!("data/{name}"))
}
