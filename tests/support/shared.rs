//! Real data and reference numbers, which lie beside the repository and not in it. Tests that need them are ignored where
//! nobody asks for them: `cargo test -- --include-ignored`.
#![allow(dead_code, reason = "every test file uses its own part")]

use std::path::{Path, PathBuf};

/// A file or folder of `../shared`, or of `DL_LAB_SHARED`.
///
/// # Panics
/// If it is not there: only tests that were asked for by `--include-ignored` come here.
pub(crate) fn shared(name: &str) -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("DL_LAB_SHARED").map_or_else(beside, PathBuf::from);
    let path = root.join(name);
    assert!(path.exists(), "this test needs ../shared/{name}");
    path
}

/// A file or folder of `../shared/data`.
pub(crate) fn data(name: &str) -> PathBuf {
    shared(&format!("data/{name}"))
}
