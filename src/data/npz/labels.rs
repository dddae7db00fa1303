//! Arrays of labels of any kind to the targets of a set.

use super::archive::{Archive, Array, Bytes};
use super::element::Kind;
use super::roles::Roles;
use crate::data::answers::{Answers, Numbers};
use crate::data::error::Place;
use crate::data::{DataError, TargetKind};
use ndarray::Array2;
use std::path::Path;

/// Reads the labels of all pairs, one after the other.
///
/// Whole numbers are classes, texts are names of classes; rows of zeros and ones are labels, or classes where every
/// row has a single one; shares that sum to 1 are distributions; other numbers are numbers.
///
/// # Errors
/// If the arrays differ in kind or columns, are not one a picture, or hold numbers that no class can have.
pub(super) fn read<R: Bytes>(
    path: &Path,
    archive: &mut Archive<R>,
    roles: &Roles,
    target: Option<TargetKind>,
) -> Result<Answers, DataError> {
    let mut columns = None;
    for pair in &roles.pairs {
        let own = columns_of(path, &pair.labels, pair.images.header.shape[0])?;
        if *columns.get_or_insert(own) != own {
            let expected = format!("labels in {} columns, as the others have", columns.unwrap_or(1));
            return Err(DataError::new(path, expected, pair.labels.describe()));
        }
    }
    let columns = columns.unwrap_or(1);
    let arrays = || roles.pairs.iter().map(|pair| &pair.labels);
    if arrays().any(|array| array.header.element.is_text()) {
        return texts(path, archive, arrays(), columns);
    }
    let mut all = Vec::new();
    for array in arrays() {
        all.extend(archive.numbers(array)?);
    }
    let whole = arrays().all(|array| array.header.element.kind() != Kind::Float);
    let names = names(path, archive, roles.names.as_ref())?;
    if columns == 1 && whole && target != Some(TargetKind::Values) {
        return classes(path, &all, names);
    }
    let rows = Array2::from_shape_vec((all.len() / columns, columns), all)
        .map_err(|error| DataError::new(path, "labels in rows", error.to_string()))?;
    let numbers = Numbers { rows: rows.mapv(|number| number as f32), names, whole };
    numbers.answers(target).map_err(|found| DataError::new(path, "labels that are finite numbers", found))
}

/// The columns of an array of labels for `n` pictures.
fn columns_of(path: &Path, array: &Array, n: u64) -> Result<usize, DataError> {
    let columns = match *array.header.shape.as_slice() {
        [rows] if rows == n => Some(1),
        [rows, columns] if rows == n && columns > 0 => usize::try_from(columns).ok(),
        _ => None,
    };
    columns
        .ok_or_else(|| DataError::new(path, format!("{n} rows of labels, one a picture"), array.describe()))
}

fn texts<'a, R: Bytes>(
    path: &Path,
    archive: &mut Archive<R>,
    arrays: impl Iterator<Item = &'a Array>,
    columns: usize,
) -> Result<Answers, DataError> {
    let mut texts = Vec::new();
    for array in arrays {
        if !array.header.element.is_text() || columns != 1 {
            return Err(DataError::new(path, "one name of a class a picture", array.describe()));
        }
        texts.extend(archive.texts(array)?);
    }
    Answers::named(&texts).ok_or_else(|| DataError::new(path, "at most 65536 classes", "more"))
}

fn names<R: Bytes>(
    path: &Path,
    archive: &mut Archive<R>,
    array: Option<&Array>,
) -> Result<Option<Vec<String>>, DataError> {
    let Some(array) = array.filter(|array| array.header.element.is_text()) else { return Ok(None) };
    let names = archive.texts(array)?;
    match (1..names.len()).find(|row| names[..*row].contains(&names[*row])) {
        None => Ok(Some(names)),
        Some(row) => {
            let found = format!("'{}' again in {}", names[row], array.key);
            Err(DataError::new(path, "every class name once", found))
        }
    }
}

/// Whole numbers as classes.
fn classes(path: &Path, all: &[f64], names: Option<Vec<String>>) -> Result<Answers, DataError> {
    let known = names.as_ref().map_or(1 << 16, Vec::len);
    if let Some(row) = all.iter().position(|label| !(0.0..known as f64).contains(label)) {
        return Err(DataError::new(path, format!("a label from 0 to {}", known - 1), all[row].to_string())
            .at(Place::Row(row as u64))
            .advise("predict numbers with --target values"));
    }
    let labels: Vec<u16> = all.iter().map(|label| *label as u16).collect();
    let classes = 1 + labels.iter().copied().max().map_or(0, usize::from);
    let names = names.unwrap_or_else(|| (0..classes).map(|class| class.to_string()).collect());
    Ok(Answers::classes(labels, names))
}
