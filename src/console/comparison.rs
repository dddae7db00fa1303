//! Arms side by side: balanced accuracy with its 95 % interval, and the distance from arm A with its own.

use super::table::aligned;
use crate::lab::analysis::comparison::{CAUTION, ComparisonRow, MEASURED, TITLES};

/// The table with what it is; nothing of no rows.
pub fn lines(rows: &[ComparisonRow]) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let titles = TITLES.map(str::to_owned).to_vec();
    let cells: Vec<Vec<String>> =
        std::iter::once(titles).chain(rows.iter().map(|row| row.cells("-").to_vec())).collect();
    let mut lines = vec![String::new(), MEASURED.to_owned()];
    lines.extend(aligned(&cells, 1));
    lines.push(CAUTION.into());
    lines
}
