//! The arrays of an archive, as far as their names and headers say what they are.

use crate::base::npz::{Array, Arrays, Header, NpzError};
use crate::data::{DataError, images, limits};
use std::path::Path;

/// Most arrays that are looked at.
const MAX_ARRAYS: usize = 1000;
/// Most arrays that an error lists.
const LISTED: usize = 12;

/// One array.
#[derive(Clone, Debug)]
pub(super) struct ArrayMember {
    /// Its name without `.npy`.
    pub(super) key: String,
    /// What it says of itself, or why that cannot be used.
    header: Result<Header, NpzError>,
}

impl ArrayMember {
    /// The arrays of an archive, in its order.
    ///
    /// # Errors
    /// If there is none.
    pub(super) fn all(path: &Path, npz: &mut dyn Arrays) -> Result<Vec<Self>, DataError> {
        let names: Vec<String> = npz.array_names().into_iter().take(MAX_ARRAYS).collect();
        if names.is_empty() {
            return Err(DataError::new(path, "arrays (.npy) in the archive", "none")
                .advise("unpack it if it holds images"));
        }
        let images = names.iter().filter(|name| images::is_called_image(Path::new(name))).count();
        if 2 * images >= names.len() {
            return Err(DataError::new(
                path,
                "arrays (.npy) in the archive",
                format!("images: {}", listed(names.into_iter())),
            )
            .advise("unpack it and give the folder"));
        }
        let member = |key: String| Self { header: npz.header(&key), key };
        Ok(names.into_iter().map(member).collect())
    }

    /// What it says of itself.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn header(&self, path: &Path) -> Result<&Header, DataError> {
        self.header.as_ref().map_err(|error| wrong(path, error))
    }

    /// Its numbers; `progress` hears how many have come.
    ///
    /// # Errors
    /// If the array is damaged or would take more memory than a set may.
    pub(super) fn read(
        &self,
        path: &Path,
        npz: &mut dyn Arrays,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Array, DataError> {
        npz.array_with(&self.key, limits::SET_BYTES, progress).map_err(|error| wrong(path, &error))
    }

    /// Whether it holds texts.
    pub(super) fn is_text(&self) -> bool {
        self.header.as_ref().is_ok_and(|header| header.kind.is_text())
    }

    /// Its texts.
    ///
    /// # Errors
    /// If the array is damaged, holds none or would take more memory than a set may.
    pub(super) fn texts(&self, path: &Path, npz: &mut dyn Arrays) -> Result<Vec<String>, DataError> {
        npz.texts(&self.key, limits::SET_BYTES).map_err(|error| wrong(path, &error))
    }

    /// Name and content, for a user.
    pub(super) fn describe(&self) -> String {
        match &self.header {
            Err(error) => format!("{} ({})", self.key, error.found),
            Ok(header) => {
                let sides: Vec<String> = header.shape.iter().map(usize::to_string).collect();
                let shape = if sides.is_empty() { "one".to_owned() } else { sides.join(" x ") };
                format!("{} ({shape} {})", self.key, header.kind.name())
            }
        }
    }
}

/// Whether an archive holds an array of numbers.
pub(super) fn holds_arrays(npz: &mut dyn Arrays) -> bool {
    let names: Vec<String> = npz.array_names().into_iter().take(MAX_ARRAYS).collect();
    names.iter().any(|name| npz.header(name).is_ok())
}

/// An archive's error about a file.
pub(super) fn wrong(path: &Path, error: &NpzError) -> DataError {
    let member = error.member.as_ref().map_or(String::new(), |name| format!("array {name} to be "));
    DataError::new(path, format!("{member}{}", error.expected), error.found.clone())
        .advise("if the file is damaged or cut short, fetch it again")
}

/// Names of arrays for an error.
pub(super) fn listed(mut names: impl Iterator<Item = String>) -> String {
    let first: Vec<String> = names.by_ref().take(LISTED).collect();
    let more = names.count();
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", first.join(", "))
}
