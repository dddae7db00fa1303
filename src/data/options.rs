//! What is asked for while a set is read.

use super::{LabelPattern, PixelRange, Resize, Task};
use crate::base::spec::SpecError;
use std::ops::RangeInclusive;
use std::path::PathBuf;

/// What to do with images while they are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoadOptions {
    /// Side of the square images are brought to, within [`SIZES`]; `None` decides from the data.
    pub size: Option<u32>,
    /// How images are brought to that size; `None` decides from the data.
    pub resize: Option<Resize>,
    /// Which numbers are black and white; `None` decides from the data.
    pub range: Option<PixelRange>,
    /// Classes (labels, numbers) to keep, by name or index, in the order of the set; empty keeps all.
    pub classes: Vec<String>,
    /// Classes or labels whose images go to [`Parts::ood`](super::Parts::ood).
    pub hold_out: Vec<String>,
    /// What the targets are; `None` decides from the data.
    pub target: Option<Task>,
    /// Which columns of a table mean what.
    pub columns: Columns,
    /// How the label follows from an image's path; where given, folders and tables say nothing of labels.
    pub label_from: Option<LabelPattern>,
    /// Whether an image that cannot be decoded is an error instead of a note.
    pub strict: bool,
    /// The folder that keeps decoded sets; `None` keeps none.
    pub cache: Option<PathBuf>,
}

/// Sides that can be asked for.
pub const SIZES: RangeInclusive<u32> = 4..=512;

/// Roles of a table's columns, by name or index from 0; what is not given is guessed from the content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The image files.
    pub path: Option<String>,
    /// The targets.
    pub labels: Vec<String>,
    /// Which part an image is for.
    pub split: Option<String>,
    /// Which images belong together.
    pub group: Option<String>,
    /// Where the images lie that a table names; guessed where not given.
    pub folder: Option<PathBuf>,
    /// What follows names of images in the table where they are files, such as `.jpg` or `_left.png`.
    pub suffix: Option<String>,
    /// What separates several labels in one cell; guessed where not given.
    pub separator: Option<char>,
    /// Targets beside the main ones: a name and its columns. None at all: guessed.
    pub extras: Vec<(String, Vec<String>)>,
}

impl Columns {
    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// All names that columns are asked for by.
    pub(crate) fn names(&self) -> Vec<&str> {
        let single = [&self.path, &self.split, &self.group].into_iter().flatten();
        let extras = self.extras.iter().flat_map(|(_, columns)| columns);
        single.chain(&self.labels).chain(extras).map(String::as_str).collect()
    }

    /// Reads `name=column,column;name=column`.
    ///
    /// # Errors
    /// If a name or its columns are missing, or a name stands twice.
    pub fn parse_extras(text: &str) -> Result<Vec<(String, Vec<String>)>, SpecError> {
        let wrong = |part: &str| SpecError(format!("expected NAME=COLUMN,COLUMN, found '{part}'"));
        let mut extras: Vec<(String, Vec<String>)> = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, columns) = part.split_once('=').ok_or_else(|| wrong(part))?;
            let columns: Vec<String> = columns.split(',').map(|column| column.trim().to_owned()).collect();
            let name = name.trim();
            if name.is_empty() || columns.iter().any(String::is_empty) {
                return Err(wrong(part));
            }
            if extras.iter().any(|(other, _)| other == name) {
                return Err(SpecError(format!("expected every name once, found '{name}' twice")));
            }
            extras.push((name.to_owned(), columns));
        }
        Ok(extras)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extras_are_named_lists_of_columns() {
        let extras = Columns::parse_extras("counts=a, b ;age=2").unwrap();
        assert_eq!(extras[0], ("counts".to_owned(), vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(extras[1], ("age".to_owned(), vec!["2".to_owned()]));
        for (text, part) in
            [("counts", "'counts'"), ("=a", "'=a'"), ("a=b,", "'a=b,'"), ("a=b;a=c", "'a' twice")]
        {
            assert!(Columns::parse_extras(text).unwrap_err().0.contains(part));
        }
    }
}
