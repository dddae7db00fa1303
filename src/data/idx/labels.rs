//! A labels file: one whole number an image.

use super::header::IdxHeader;
use super::source::IdxSource;
use crate::data::error::ErrorPlace;
use crate::data::{DataError, limits};
use std::path::Path;

/// Reads all labels of a file.
///
/// # Errors
/// If the file is no sound IDX of one dimension, its elements are floats, or a label is not within 0 to 65,535.
pub(super) fn read(path: &Path) -> Result<Vec<u16>, DataError> {
    from_source(path, IdxSource::open(path)?)
}

/// Reads all labels of a source that is at its start.
pub(super) fn from_source(path: &Path, mut source: IdxSource) -> Result<Vec<u16>, DataError> {
    let header = IdxHeader::read(&mut source)?;
    let ([_], Some(_)) =
        (header.sizes.as_slice(), header.element.integer(&vec![0; header.element.bytes as usize]))
    else {
        return Err(DataError::new(path, "labels: N whole numbers", header.describe()));
    };
    header.check_length(&source)?;
    let mut bytes = vec![0; limits::set_bytes(path, &[header.sizes[0], header.element.bytes])?];
    source.fill(&mut bytes, None)?;
    source.finish()?;
    let labels = bytes.chunks_exact(header.element.bytes as usize).enumerate().map(|(row, element)| {
        let label = header.element.integer(element).unwrap_or(-1);
        u16::try_from(label).map_err(|_| {
            DataError::new(path, "a label from 0 to 65535", label.to_string()).at(ErrorPlace::Row(row as u64))
        })
    });
    labels.collect()
}
