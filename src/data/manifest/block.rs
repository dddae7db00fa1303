//! Columns of a table that make targets together.

use super::several::LabelList;

/// How cells become targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockReading {
    /// One class a row, by name.
    Class,
    /// Any number of labels a row, so.
    Several(LabelList),
    /// A number a column.
    Numbers,
    /// The class is the folder of the image.
    Folder,
}

/// Columns that make targets together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// What they are called as extra targets.
    pub(super) name: String,
    /// Which they are; none where the folder says the class.
    pub(super) columns: Vec<usize>,
    /// How they are read.
    pub(super) reading: BlockReading,
}
