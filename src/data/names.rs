//! Files of class names.

use super::DataError;
use super::error::ErrorPlace;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Most bytes read of a file of names or a README.
const MAX_TEXT: u64 = 1 << 20;

/// The names in a file, one a line; empty lines are passed over.
///
/// # Errors
/// If it cannot be read, or a name stands twice.
pub(super) fn from_file(path: &Path) -> Result<Vec<String>, DataError> {
    let text = read_text(path)?;
    let names: Vec<String> =
        text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    match (1..names.len()).find(|row| names[..*row].contains(&names[*row])) {
        None => Ok(names),
        Some(row) => {
            Err(DataError::new(path, "a new class name on every line", format!("'{}' again", names[row]))
                .at(ErrorPlace::Row(row as u64))
                .advise("rename the file if it does not name the classes"))
        }
    }
}

/// The beginning of a text file.
///
/// # Errors
/// If it cannot be read.
pub(super) fn read_text(path: &Path) -> Result<String, DataError> {
    let mut bytes = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(MAX_TEXT).read_to_end(&mut bytes));
    opened.map_err(|error| DataError::io(path, &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The folder that a file lies in, also where its path is a bare name.
pub(super) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
