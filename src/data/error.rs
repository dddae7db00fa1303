//! What is wrong with data: where, what was expected, what was found, what to do.

use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Where in a file something is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorPlace {
    /// The file or folder as a whole.
    Whole,
    /// A byte offset from the start (of the unpacked content where the file is compressed).
    Byte(u64),
    /// A row or record, counted from 0.
    Row(u64),
    /// A line of a text, counted from 1 as editors do.
    Line(u64),
}

/// Data that cannot be used. Displayed as one line: path, place, expected, found, advice.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct DataError {
    /// The file, folder or set's name.
    pub path: PathBuf,
    /// Where in it.
    pub place: ErrorPlace,
    /// What should have stood there.
    pub expected: String,
    /// What stood there.
    pub found: String,
    /// What the user can do about it.
    pub advice: String,
}

impl DataError {
    /// An error about the whole of `path`.
    pub fn new(path: impl AsRef<Path>, expected: impl Into<String>, found: impl Into<String>) -> Self {
        let (expected, found) = (expected.into(), found.into());
        Self {
            path: path.as_ref().to_owned(),
            place: ErrorPlace::Whole,
            expected,
            found,
            advice: String::new(),
        }
    }

    /// An error about a file or folder that the system would not open, list or read.
    pub fn io(path: impl AsRef<Path>, error: &io::Error) -> Self {
        let (found, advice) = match error.kind() {
            io::ErrorKind::NotFound => ("nothing there".to_owned(), "check the path"),
            io::ErrorKind::PermissionDenied => {
                ("no permission to read it".to_owned(), "check its permissions")
            }
            _ => (error.to_string(), ""),
        };
        Self::new(path, "a file or folder that can be read", found).advise(advice)
    }

    /// The same error at a place within the file.
    #[must_use]
    pub fn at(mut self, place: ErrorPlace) -> Self {
        self.place = place;
        self
    }

    /// The same error with advice.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match self.place {
            ErrorPlace::Whole => {}
            ErrorPlace::Byte(offset) => write!(f, " at byte {offset}")?,
            ErrorPlace::Row(row) => write!(f, " row {row}")?,
            ErrorPlace::Line(line) => write!(f, " line {line}")?,
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, "; {}", self.advice) }
    }
}
