//! Arrays of labels of any kind to the targets of a set.

use super::member::ArrayMember;
use super::roles::ArrayPair;
use crate::base::npz::{Array, Arrays};
use crate::data::answers::{Numbers, Supervision};
use crate::data::classes::MAX_CLASSES;
use crate::data::error::ErrorPlace;
use crate::data::{DataError, Task, naming};
use ndarray::Array2;
use std::collections::HashSet;
use std::path::Path;

/// Reads the labels of all pairs, one after the other.
///
/// Whole numbers, also few of them stored as floats, are classes; rows of zeros and ones are labels, or classes where every row has a single one; shares
/// that sum to 1 are distributions; other numbers are numbers.
///
/// # Errors
/// If the arrays differ in columns, are not one an image, or hold numbers that no class can have.
pub(super) fn read(
    path: &Path,
    npz: &mut dyn Arrays,
    pairs: &[ArrayPair],
    target: Option<Task>,
) -> Result<Supervision, DataError> {
    if pairs.iter().any(|pair| pair.labels.is_text()) {
        return named(path, npz, pairs);
    }
    let mut columns = None;
    let mut all = Vec::new();
    let mut whole = true;
    for pair in pairs {
        let own = columns_of(path, &pair.labels, pair.images.header(path)?.shape[0])?;
        if *columns.get_or_insert(own) != own {
            let expected = format!("labels in {} columns, as the others have", columns.unwrap_or(1));
            return Err(DataError::new(path, expected, pair.labels.describe()));
        }
        let array = pair.labels.read(path, npz, &mut |_| ())?;
        whole &= matches!(array, Array::Bytes(_) | Array::Whole(_));
        all.extend(array.to_f64().iter());
    }
    let columns = columns.unwrap_or(1);
    // Few whole numbers are classes however they are stored; what is asked for always is.
    let few = || {
        all.iter().all(|x: &f64| x.fract() == 0.0)
            && distinct(&all) <= FEW
            && 2 * distinct(&all) <= all.len().max(4)
    };
    let asked = target == Some(Task::Classification);
    if columns == 1 && target != Some(Task::Regression) && (whole || asked || few()) {
        return classes(path, &all);
    }
    let rows = Array2::from_shape_vec((all.len() / columns, columns), all)
        .map_err(|error| DataError::new(path, "labels in rows", error.to_string()))?;
    let numbers = Numbers { rows: rows.mapv(|number| number as f32), names: None, whole };
    numbers.answers(target).map_err(|found| DataError::new(path, "labels that are finite numbers", found))
}

/// Most different whole numbers, stored as floats, that are taken for classes without being asked.
const FEW: usize = 100;

/// Labels that are texts: names of classes.
fn named(path: &Path, npz: &mut dyn Arrays, pairs: &[ArrayPair]) -> Result<Supervision, DataError> {
    let mut all = Vec::new();
    for pair in pairs {
        if columns_of(path, &pair.labels, pair.images.header(path)?.shape[0])? != 1 {
            return Err(DataError::new(path, "one text of label an image", pair.labels.describe()));
        }
        let texts = pair.labels.texts(path, npz)?;
        all.extend(texts.iter().map(|text| naming::composed(text)));
    }
    Supervision::named(&all).ok_or_else(|| DataError::new(path, "at most 65536 classes", "more"))
}

/// Names of arrays that name the classes.
const CLASS_NAMES: [&str; 6] =
    ["class_names", "classes", "label_names", "labels_names", "names", "categories"];

/// The names that an array of texts gives to classes that are numbers, which is then passed over no more; numbers beyond them
/// keep theirs.
pub(super) fn name_classes(
    path: &Path,
    npz: &mut dyn Arrays,
    others: &mut Vec<ArrayMember>,
    answers: &mut Supervision,
) -> Result<(), DataError> {
    let numbered = answers.names.iter().enumerate().all(|(at, name)| *name == at.to_string());
    let names =
        |array: &ArrayMember| array.is_text() && CLASS_NAMES.contains(&array.key.to_lowercase().as_str());
    let Some(at) = others.iter().position(names).filter(|_| numbered) else { return Ok(()) };
    let names: Vec<String> =
        others[at].texts(path, npz)?.iter().map(|name| naming::composed(name.trim())).collect();
    if names.len() < answers.names.len() {
        let expected = format!("a name for each of {} classes in {}", answers.names.len(), others[at].key);
        return Err(DataError::new(path, expected, names.len().to_string()));
    }
    if let Some(row) = (1..names.len()).find(|row| names[..*row].contains(&names[*row])) {
        let found = format!("'{}' twice", names[row]);
        return Err(DataError::new(path, format!("different names in {}", others[at].key), found));
    }
    answers.names = names;
    others.remove(at);
    Ok(())
}

/// How many different numbers there are.
fn distinct(all: &[f64]) -> usize {
    all.iter().map(|number| number.to_bits()).collect::<HashSet<u64>>().len()
}

/// The columns of an array of labels for `n` images.
fn columns_of(path: &Path, labels: &ArrayMember, n: usize) -> Result<usize, DataError> {
    match *labels.header(path)?.shape.as_slice() {
        [rows] if rows == n => Ok(1),
        [rows, columns] if rows == n && columns > 0 => Ok(columns),
        _ => Err(DataError::new(path, format!("{n} rows of labels, one an image"), labels.describe())),
    }
}

/// Whole numbers as classes.
fn classes(path: &Path, all: &[f64]) -> Result<Supervision, DataError> {
    let known = MAX_CLASSES as f64;
    if let Some(row) = all.iter().position(|label| !(0.0..known).contains(label) || label.fract() != 0.0) {
        return Err(DataError::new(
            path,
            format!("a label from 0 to {}", MAX_CLASSES - 1),
            all[row].to_string(),
        )
        .at(ErrorPlace::Row(row as u64))
        .advise("predict numbers with --target values"));
    }
    let labels: Vec<u16> = all.iter().map(|label| *label as u16).collect();
    let classes = 1 + labels.iter().copied().max().map_or(0, usize::from);
    Ok(Supervision::classes(labels, (0..classes).map(|class| class.to_string()).collect()))
}
