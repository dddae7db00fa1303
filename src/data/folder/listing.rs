//! What one folder holds, and counts of what is passed over.

use crate::data::DataError;
use std::path::{Path, PathBuf};

/// What one folder holds, sorted by name.
pub(super) struct Listing {
    /// Folders, also through links.
    pub(super) folders: Vec<PathBuf>,
    /// Regular files, also through links.
    pub(super) files: Vec<PathBuf>,
    /// As in [`Passed`].
    pub(super) hidden: usize,
    /// As in [`Passed`].
    pub(super) special: usize,
}

impl Listing {
    /// Lists a folder.
    ///
    /// # Errors
    /// If that cannot be done.
    pub(super) fn read(folder: &Path) -> Result<Self, DataError> {
        let wrong = |error: std::io::Error| DataError::io(folder, &error);
        let mut listing = Self { folders: Vec::new(), files: Vec::new(), hidden: 0, special: 0 };
        for entry in std::fs::read_dir(folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            let hidden = path.file_name().is_none_or(|name| {
                let name = name.to_string_lossy();
                name.starts_with('.') || matches!(&*name, "__MACOSX" | "Thumbs.db" | "desktop.ini")
            });
            match std::fs::metadata(&path) {
                _ if hidden => listing.hidden += 1,
                Ok(metadata) if metadata.is_dir() => listing.folders.push(path),
                Ok(metadata) if metadata.is_file() => listing.files.push(path),
                Ok(_) | Err(_) => listing.special += 1,
            }
        }
        listing.folders.sort();
        listing.files.sort();
        Ok(listing)
    }
}

/// What was passed over.
#[derive(Clone, Debug, Default)]
pub(super) struct Passed {
    /// Names that start with a dot, and what other systems leave behind.
    pub(super) hidden: usize,
    /// Files and folders beside the class folders.
    pub(super) outside: usize,
    /// Devices, pipes and dead links.
    pub(super) special: usize,
    /// Folders that links led to again.
    pub(super) loops: usize,
    /// Folders that hold the classes again that lie beside them.
    pub(super) copies: Vec<String>,
    /// Folders of masks and annotations beside those of classes.
    pub(super) answers: Vec<String>,
}

impl Passed {
    /// Counts what a folder that holds class folders holds besides them.
    pub(super) fn add(&mut self, listing: &Listing) {
        self.hidden += listing.hidden;
        self.special += listing.special;
        self.outside += listing.files.len();
    }

    /// What was passed over, for the user.
    pub(super) fn note(self) -> Option<String> {
        let Self { hidden, outside, special, loops, copies, answers } = self;
        let counts = [
            (hidden, "hidden"),
            (outside, "outside the class folders"),
            (special, "neither file nor folder"),
            (loops, "folders seen already (links)"),
        ];
        let named = |names: &[String], what: &str| {
            (!names.is_empty()).then(|| format!("{} ({what})", names.join(", ")))
        };
        let folders =
            [named(&copies, "holds the same classes again"), named(&answers, "no class by its name")];
        let texts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .chain(folders.into_iter().flatten())
            .collect();
        (!texts.is_empty()).then(|| format!("passed over: {}", texts.join(", ")))
    }
}
