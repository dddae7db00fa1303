//! NumPy's files, read without trusting them, and written: `.npz` archives of `.npy` arrays.
//!
//! ```
//! # use dl_lab::base::npz::{Array, Arrays, Npz, NpzWriter, Packing};
//! let mut writer = NpzWriter::new(Packing::Deflated);
//! writer.add("labels", &ndarray::arr1(&[2_i64, 0, 1]))?;
//! let file = std::io::Cursor::new(writer.finish()?);
//! let mut npz = Npz::new(file)?; // or Npz::open(path)
//! assert_eq!(npz.names().collect::<Vec<_>>(), ["labels"]);
//! assert_eq!(npz.header("labels")?.shape, [3]);
//! let labels = npz.array("labels", 1 << 20)?; // at most 1 MiB in memory
//! assert!(matches!(labels, Array::Whole(_)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Members may be stored or deflated, with zip64 sizes, and in any order; their checksums are compared. Arrays may have any
//! [`ElementKind`] of number, either byte order, C or Fortran order (what comes out is indexed the same), and up to
//! [`MAX_SIDES`] axes; texts are read apart ([`Arrays::texts`]). Objects and records are refused. Nothing here runs code that
//! a file brings.
//!
//! # Memory
//! The list of members takes at most [`MAX_DIRECTORY`] bytes, a header [`MAX_HEADER`]. An array is allocated once, after
//! its header, the archive's list and the length of the file agree that it can be there, and never takes more than the
//! bound given for it. Errors are one line; the caller puts the path in front.

mod damage;
mod directory;
mod folder;
mod header;
mod member;
mod values;
mod write;

pub use directory::MAX_DIRECTORY;
pub use folder::NpyFolder;
pub use header::{ElementKind, Header, MAX_HEADER, MAX_SIDES, StorageOrder};
pub use values::Array;
pub use write::{Element, NpzWriter, Packing, npy};

use directory::DirectoryEntry;
use member::NpzMember;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::path::Path;

/// Why an archive, or one of its arrays, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}expected {expected}, found {found}", member.as_ref().map(|name| format!("{name}: ")).unwrap_or_default())]
pub struct NpzError {
    /// Which array, where it is about one.
    pub member: Option<String>,
    /// What was expected.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl NpzError {
    fn new(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self { member: None, expected: expected.into(), found: found.into() }
    }

    fn io(expected: &str, error: &io::Error) -> Self {
        Self::new(expected, error.to_string())
    }

    fn of(self, member: &str) -> Self {
        Self { member: Some(member.to_owned()), ..self }
    }
}

/// Arrays by name, in an archive or beside each other.
pub trait Arrays {
    /// Their names, without `.npy`.
    fn array_names(&self) -> Vec<String>;

    /// What an array says of itself; nothing behind its header is read.
    ///
    /// # Errors
    /// If there is no such array or it cannot be read.
    fn header(&mut self, name: &str) -> Result<Header, NpzError>;

    /// Reads an array that takes at most `most` bytes in memory, and tells `progress` now and then how many of its elements
    /// have come.
    ///
    /// # Errors
    /// As [`Self::header`], if it holds no numbers, would take more, or ends early.
    fn array_with(
        &mut self,
        name: &str,
        most: u64,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Array, NpzError>;

    /// Reads an array of texts, in the order of the file, that takes at most `most` bytes in memory.
    ///
    /// # Errors
    /// As [`Self::array_with`], and if it holds no texts.
    fn texts(&mut self, name: &str, most: u64) -> Result<Vec<String>, NpzError>;

    /// Reads an array that takes at most `most` bytes in memory.
    ///
    /// # Errors
    /// As [`Self::array_with`].
    fn array(&mut self, name: &str, most: u64) -> Result<Array, NpzError> {
        self.array_with(name, most, &mut |_| ())
    }
}

/// An archive whose list of members is read.
#[derive(Debug)]
pub struct Npz<R> {
    reader: R,
    /// In the order of the archive.
    entries: Vec<DirectoryEntry>,
}

impl Npz<BufReader<File>> {
    /// Opens a file and reads its list of members.
    ///
    /// # Errors
    /// If it cannot be opened, is no regular file, or is no whole zip archive.
    pub fn open(path: &Path) -> Result<Self, NpzError> {
        let wrong = |error: io::Error| NpzError::io("a file that can be read", &error);
        if !std::fs::metadata(path).map_err(wrong)?.is_file() {
            return Err(NpzError::new("a regular file", "something else"));
        }
        Self::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(wrong)?))
    }
}

impl<R: Read + Seek> Npz<R> {
    /// Reads the list of members.
    ///
    /// # Errors
    /// If `reader` is no whole zip archive or lists more than [`MAX_DIRECTORY`] bytes.
    pub fn new(mut reader: R) -> Result<Self, NpzError> {
        let entries = directory::read(&mut reader)?;
        Ok(Self { reader, entries })
    }

    /// The arrays by name, without `.npy`, in the order of the archive.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// Whether there is an array of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    fn member(&mut self, name: &str) -> Result<NpzMember<'_>, NpzError> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            let names: Vec<&str> = self.names().take(12).collect();
            let found = if names.is_empty() { "none at all".to_owned() } else { names.join(", ") };
            return Err(NpzError::new("an array of this name", found));
        };
        NpzMember::open(&mut self.reader, entry)
    }

    /// What stands behind the header of an array; refuses one that takes more than `most` bytes in memory, has more than its
    /// header says, or fails its checksum.
    fn content<T>(
        &mut self,
        name: &str,
        most: u64,
        read: impl FnOnce(&Header, &mut NpzMember<'_>) -> Result<T, NpzError>,
    ) -> Result<T, NpzError> {
        let read = |mut member: NpzMember<'_>| {
            let header = Header::read(&mut member)?;
            header.bounded(most)?;
            member.holds_behind_header(&header)?;
            let content = read(&header, &mut member)?;
            member.finish()?;
            Ok(content)
        };
        self.member(name).and_then(read).map_err(|error| error.of(name))
    }
}

impl<R: Read + Seek> Arrays for Npz<R> {
    fn array_names(&self) -> Vec<String> {
        self.names().map(str::to_owned).collect()
    }

    fn header(&mut self, name: &str) -> Result<Header, NpzError> {
        self.member(name).and_then(|mut member| Header::read(&mut member)).map_err(|error| error.of(name))
    }

    fn array_with(
        &mut self,
        name: &str,
        most: u64,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Array, NpzError> {
        self.content(name, most, |header, member| Array::read(header, member, progress))
    }

    fn texts(&mut self, name: &str, most: u64) -> Result<Vec<String>, NpzError> {
        self.content(name, most, |header, member| values::texts(header, member))
    }
}

#[cfg(test)]
mod tests;
