//! What the cells of a column are.

use super::several::LabelList;
use super::table::ManifestTable;
use crate::data::{Part, images};
use std::collections::HashSet;
use std::path::Path;

/// What stands for what is not known, in letters of any case.
const UNKNOWN: [&str; 7] = ["", "nan", "na", "n/a", "<na>", "null", "?"];
/// The same as Python writes it; in small letters it may be a class of its own.
const PYTHONS: &str = "None";

/// Whether a cell says that what it stands for is not known.
pub(super) fn is_unknown(cell: &str) -> bool {
    cell == PYTHONS || UNKNOWN.iter().any(|unknown| cell.eq_ignore_ascii_case(unknown))
}

/// What all cells of a column are; those that are not known do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Content {
    /// Not all numbers.
    #[default]
    Text,
    /// Finite numbers.
    Numbers,
    /// Whole ones.
    Whole,
    /// 0 or 1, or -1 or 1, all of them known.
    Binary,
    /// The rows, counted.
    RowNumbers,
}

/// Counts of a column's cells, each out of those that are known.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnFacts {
    /// Known.
    pub(super) filled: usize,
    /// Called as image files are.
    pub(super) images: usize,
    /// Parts of a set.
    pub(super) parts: usize,
    /// Different ones.
    pub(super) distinct: usize,
    /// What they are.
    pub(super) content: Content,
    /// How cells hold several labels, if they do without doubt.
    pub(super) between: Option<LabelList>,
}

impl Content {
    /// What numbers in this many rows are.
    fn of(numbers: &[f64], rows: usize) -> Self {
        let complete = numbers.len() == rows;
        let steps = || numbers.windows(2).all(|pair| pair[1] == pair[0] + 1.0);
        match () {
            () if numbers.is_empty() => Self::Text,
            () if complete && rows > 2 && steps() => Self::RowNumbers,
            () if complete && numbers.iter().all(|number| [0.0, 1.0].contains(number)) => Self::Binary,
            () if complete && numbers.iter().all(|number| number.abs() == 1.0) => Self::Binary,
            () if numbers.iter().all(|number| number.fract() == 0.0) => Self::Whole,
            () => Self::Numbers,
        }
    }
}

impl ColumnFacts {
    /// Whether its cells are numbers.
    pub(super) fn is_numeric(&self) -> bool {
        self.content != Content::Text
    }

    /// Looks at every cell of a column.
    pub(super) fn of(table: &ManifestTable, column: usize) -> Self {
        let cells = || table.rows.iter().map(|row| row.cell(column));
        let filled = || cells().filter(|cell| !is_unknown(cell));
        let numbers: Option<Vec<f64>> =
            filled().map(|cell| cell.parse().ok().filter(|number: &f64| number.is_finite())).collect();
        Self {
            filled: filled().count(),
            images: filled().filter(|cell| images::is_called_image(Path::new(cell))).count(),
            parts: filled().filter(|cell| Part::named(cell).is_some()).count(),
            distinct: numbers.as_ref().map_or_else(
                || filled().collect::<HashSet<_>>().len(),
                |numbers| numbers.iter().map(|number| number.to_bits()).collect::<HashSet<_>>().len(),
            ),
            content: numbers.map_or(Content::Text, |numbers| Content::of(&numbers, table.rows.len())),
            between: LabelList::of(&filled()),
        }
    }
}
