//! IDX files as they lie in a folder, judged by their first bytes.

use super::header;
use super::source::IdxSource;
use crate::data::DataError;
use std::path::{Path, PathBuf};

/// What an IDX file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IdxRole {
    /// Three or four dimensions.
    Images,
    /// One dimension, or two where each row has several numbers.
    Labels,
}

/// An IDX file of a folder.
pub(super) struct IdxMember {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it holds.
    pub(super) role: IdxRole,
    /// What the names of partners have in common.
    pub(super) key: String,
}

impl IdxMember {
    /// Looks at a file; `None` if it is no IDX.
    pub(super) fn new(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        if name.starts_with('.') || !path.is_file() {
            return None;
        }
        let role = match sniff(path) {
            Some((_, 1 | 2)) => IdxRole::Labels,
            None if !name.contains("ubyte") => return None,
            None if name.contains("labels") => IdxRole::Labels,
            Some(_) | None => IdxRole::Images,
        };
        let plain = name.strip_suffix(".gz").unwrap_or(&name);
        let cut = plain.find("images").or_else(|| plain.find("labels")).unwrap_or(plain.len());
        Some(Self { path: path.to_owned(), role, key: plain[..cut].to_owned() })
    }
}

fn sniff(path: &Path) -> Option<(header::IdxElement, u8)> {
    let mut start = [0; 4];
    IdxSource::open(path).ok()?.fill(&mut start, None).ok()?;
    header::magic(start)
}

/// The IDX files of a folder by name; of a file that is there plain and packed, the plain one.
///
/// # Errors
/// If the folder cannot be listed.
pub(super) fn members(folder: &Path) -> Result<Vec<IdxMember>, DataError> {
    let entries = std::fs::read_dir(folder).map_err(|error| DataError::io(folder, &error))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut members: Vec<IdxMember> = Vec::new();
    for member in paths.iter().filter_map(|path| IdxMember::new(path)) {
        let unpacked = member.path.with_extension("");
        let packed = member.path.extension().is_some_and(|extension| extension == "gz");
        if !(packed && members.iter().any(|other| other.path == unpacked)) {
            members.push(member);
        }
    }
    Ok(members)
}
