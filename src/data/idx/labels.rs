//! A labels file: one whole number an image, or a row of them of which the first is the class.

use super::header::IdxHeader;
use super::source::IdxSource;
use crate::data::error::ErrorPlace;
use crate::data::{DataError, limits};
use std::path::Path;

/// Most columns beside the class.
const MAX_COLUMNS: u64 = 16;

/// Reads all labels of a file.
///
/// # Errors
/// If the file is no sound IDX of one dimension, or of two with few columns, its elements are floats, or a label is not within 0 to 65,535.
pub(super) fn read(path: &Path) -> Result<Vec<u16>, DataError> {
    from_source(path, IdxSource::open(path)?)
}

/// Reads all labels of a source that is at its start.
pub(super) fn from_source(path: &Path, mut source: IdxSource) -> Result<Vec<u16>, DataError> {
    let header = IdxHeader::read(&mut source)?;
    let columns = match *header.sizes.as_slice() {
        [_] => 1,
        // Whoever wrote the digit and the like beside the class, as QMNIST has it: the class stands first.
        [_, columns] if (1..=MAX_COLUMNS).contains(&columns) => columns,
        _ => return Err(DataError::new(path, "labels: N whole numbers", header.describe())),
    };
    if header.element.integer(&vec![0; header.element.bytes as usize]).is_none() {
        return Err(DataError::new(path, "labels: N whole numbers", header.describe()));
    }
    header.check_length(&source)?;
    let mut bytes = vec![0; limits::set_bytes(path, &[header.sizes[0], columns, header.element.bytes])?];
    source.fill(&mut bytes, None)?;
    source.finish()?;
    let rows = bytes.chunks_exact(header.element.bytes as usize).step_by(columns as usize);
    let labels = rows.enumerate().map(|(row, element)| {
        let label = header.element.integer(element).unwrap_or(-1);
        u16::try_from(label).map_err(|_| {
            DataError::new(path, "a label from 0 to 65535", label.to_string()).at(ErrorPlace::Row(row as u64))
        })
    });
    labels.collect()
}
