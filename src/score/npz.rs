//! Predictions in an npz archive.

use super::MAX_NUMBERS;
use super::input::{ClassInput, Input, LabelInput, ValueInput};
use crate::base::npz::{Array, Arrays, ElementKind, Npz};
use ndarray::{Array2, ArrayD, ArrayView1, Ix2};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

type NpzFile = Npz<BufReader<File>>;

/// Reads `probabilities` and `labels`, or `predictions` and `targets`; of a loss without probabilities `logits` and `labels`,
/// and of predicted classes `predictions` and `labels`. Labels may be texts, and `class_names` names the classes.
pub(super) fn read(path: &Path) -> Result<Input, String> {
    let mut npz = Npz::open(path).map_err(|error| error.to_string())?;
    let both = |first, second| npz.holds(first) && npz.holds(second);
    let found = [
        (both("probabilities", "labels"), probabilities as fn(&mut NpzFile) -> Result<Input, String>),
        (both("predictions", "targets"), values),
        (both("logits", "labels"), logits),
        (both("predictions", "labels"), decisions),
    ];
    if let Some((_, read)) = found.into_iter().find(|(there, _)| *there) {
        return read(&mut npz);
    }
    let names: Vec<&str> = npz.names().take(12).collect();
    let names = if names.is_empty() { "no array".to_owned() } else { names.join(", ") };
    Err(format!("expected probabilities and labels, or predictions and targets, found {names}"))
}

fn probabilities(npz: &mut NpzFile) -> Result<Input, String> {
    let kind = npz.header("probabilities").map_err(|error| error.to_string())?.kind;
    let probabilities = get(npz, "probabilities")?;
    let probabilities = matrix("probabilities", &probabilities)?;
    let names = names(npz)?;
    let columns = npz.header("labels").map_err(|error| error.to_string())?.shape;
    if !matches!(columns.as_slice(), [_, columns] if *columns != 1) {
        let labels = classes(npz, "labels", probabilities.nrows(), names.as_deref())?;
        return ClassInput::from_probabilities(probabilities, &labels, step(kind), names).map(Input::Classes);
    }
    let labels = get(npz, "labels")?;
    let shape = format!("{:?}", labels.shape());
    if labels.shape() != probabilities.shape() {
        let expected = format!("labels: expected the shape {:?} of probabilities", probabilities.shape());
        return Err(format!("{expected}, found {shape}"));
    }
    let labels = whole("labels", &labels)?.into_dimensionality::<Ix2>();
    let labels = labels.map_err(|_| format!("labels: expected two axes, found {shape}"))?;
    match one_hot(&labels).filter(|_| super::input::sum_to_one(&probabilities)) {
        Some(labels) => {
            ClassInput::from_probabilities(probabilities, &labels, step(kind), names).map(Input::Classes)
        }
        None => LabelInput::new(probabilities, &labels).map(Input::Labels),
    }
}

/// The classes of rows that are each a single 1 among zeros.
fn one_hot(labels: &Array2<i64>) -> Option<Vec<i64>> {
    let class = |row: ArrayView1<'_, i64>| {
        let sound = row.iter().all(|x| [0, 1].contains(x)) && row.sum() == 1;
        row.iter().position(|x| *x == 1).filter(|_| sound).and_then(|class| i64::try_from(class).ok())
    };
    labels.rows().into_iter().map(class).collect()
}

fn logits(npz: &mut NpzFile) -> Result<Input, String> {
    let logits = get(npz, "logits")?;
    let logits = matrix("logits", &logits)?;
    let names = names(npz)?;
    let labels = classes(npz, "labels", logits.nrows(), names.as_deref())?;
    ClassInput::from_logits(logits, &labels, names).map(Input::Classes)
}

/// Predicted classes, as numbers or names.
fn decisions(npz: &mut NpzFile) -> Result<Input, String> {
    let shape = npz.header("predictions").map_err(|error| error.to_string())?.shape;
    let rows = shape.first().copied().unwrap_or(0);
    let mut names = names(npz)?;
    if names.is_none() && is_text(npz, "labels") && is_text(npz, "predictions") {
        let all: BTreeSet<String> =
            [texts(npz, "labels")?, texts(npz, "predictions")?].into_iter().flatten().collect();
        names = Some(all.into_iter().collect());
    }
    let labels = classes(npz, "labels", rows, names.as_deref())?;
    let predicted = classes(npz, "predictions", rows, names.as_deref())?;
    ClassInput::from_decisions(&predicted, &labels, names).map(Input::Classes)
}

fn is_text(npz: &mut NpzFile, name: &str) -> bool {
    npz.header(name).is_ok_and(|header| header.kind.is_text())
}

fn texts(npz: &mut NpzFile, name: &str) -> Result<Vec<String>, String> {
    npz.texts(name, 8 * MAX_NUMBERS).map_err(|error| error.to_string())
}

/// What `class_names` says.
fn names(npz: &mut NpzFile) -> Result<Option<Vec<String>>, String> {
    if !npz.holds("class_names") {
        return Ok(None);
    }
    let names = texts(npz, "class_names")?;
    match (1..names.len()).find(|row| names[..*row].contains(&names[*row])) {
        None => Ok(Some(names)),
        Some(row) => Err(format!("class_names: expected different names, found {:?} twice", names[row])),
    }
}

fn values(npz: &mut NpzFile) -> Result<Input, String> {
    let (predictions, targets) = (get(npz, "predictions")?, get(npz, "targets")?);
    let (predictions, targets) = (matrix("predictions", &predictions)?, matrix("targets", &targets)?);
    if predictions.dim() != targets.dim() {
        let (expected, found) = (predictions.shape(), targets.shape());
        return Err(format!("targets: expected the shape {expected:?} of predictions, found {found:?}"));
    }
    ValueInput::new(predictions, targets).map(Input::Values)
}

fn get(npz: &mut NpzFile, name: &str) -> Result<Array, String> {
    let header = npz.header(name).map_err(|error| error.to_string())?;
    if header.elements().is_none_or(|count| count > MAX_NUMBERS) {
        return Err(format!(
            "{name}: expected at most {MAX_NUMBERS} numbers, found shape {:?}",
            header.shape
        ));
    }
    npz.array(name, 8 * MAX_NUMBERS).map_err(|error| error.to_string())
}

/// `[N, D]`; `[N]` is one column.
fn matrix(name: &str, array: &Array) -> Result<Array2<f64>, String> {
    let shape = match *array.shape() {
        [rows] => (rows, 1),
        [rows, columns] if columns > 0 => (rows, columns),
        _ => return Err(format!("{name}: expected shape [N] or [N, K], found {:?}", array.shape())),
    };
    // In the order of the indices, whatever that of the file was.
    let values = array.to_f64();
    Array2::from_shape_vec(shape, values.iter().copied().collect())
        .map_err(|error| format!("{name}: {error}"))
}

/// Classes `[N]` or `[N, 1]` beside N rows, as numbers or as some of these names.
fn classes(npz: &mut NpzFile, name: &str, rows: usize, names: Option<&[String]>) -> Result<Vec<i64>, String> {
    let shape = npz.header(name).map_err(|error| error.to_string())?.shape;
    if !matches!(*shape.as_slice(), [found] | [found, 1] if found == rows) {
        return Err(format!("{name}: expected shape [{rows}], one for each row, found {shape:?}"));
    }
    if !is_text(npz, name) {
        return whole(name, &get(npz, name)?).map(|classes| classes.into_iter().collect());
    }
    let names = names.ok_or_else(|| {
        format!("{name}: expected numbers of classes, or class_names beside their names, found texts alone")
    })?;
    let class = |(row, text): (usize, &String)| {
        let class = names.iter().position(|name| name == text).and_then(|class| i64::try_from(class).ok());
        class.ok_or_else(|| format!("{name}: expected one of class_names, found {text:?} in row {row}"))
    };
    texts(npz, name)?.iter().enumerate().map(class).collect()
}

/// Labels as whole numbers, of whatever kind they are.
fn whole(name: &str, labels: &Array) -> Result<ArrayD<i64>, String> {
    match labels {
        Array::Bytes(labels) => Ok(labels.mapv(i64::from)),
        Array::Whole(labels) => Ok(labels.clone()),
        Array::Single(_) | Array::Double(_) => {
            let labels = labels.to_f64();
            // Beyond these, a conversion would choose another number.
            let sound = |label: &f64| label.fract() == 0.0 && label.abs() < 1e9;
            match labels.iter().find(|label| !sound(label)) {
                Some(label) => Err(format!("{name}: expected whole numbers, found {label}")),
                None => Ok(labels.mapv(|label| label as i64)),
            }
        }
    }
}

/// The step of a kind of number just above 1, where scikit-learn clips probabilities.
fn step(kind: ElementKind) -> f64 {
    match kind {
        ElementKind::F16 => 1.0 / 1024.0,
        ElementKind::F32 => f64::from(f32::EPSILON),
        _ => f64::EPSILON,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::npz::{NpzWriter, Packing};
    use crate::score::{ClassInput, ScoreKind};
    use ndarray::{arr1, arr2};

    fn read_with(add: impl Fn(&mut NpzWriter)) -> Result<Input, String> {
        let mut npz = NpzWriter::new(Packing::Stored);
        add(&mut npz);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), npz.finish().unwrap()).unwrap();
        read(file.path())
    }

    fn classes(input: Result<Input, String>) -> ClassInput {
        if let Ok(Input::Classes(input)) = input { input } else { panic!("{input:?}") }
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn labels_may_be_one_hot_or_names_of_classes() {
        let p = arr2(&[[0.75, 0.25], [0.5, 0.5], [0.0, 1.0]]);
        let with = |add: &dyn Fn(&mut NpzWriter)| {
            read_with(|npz| {
                npz.add("probabilities", &p).unwrap();
                add(npz);
            })
        };
        let plain = classes(with(&|npz| npz.add("labels", &arr1(&[1_i64, 0, 1])).unwrap()));
        let one_hot = with(&|npz| npz.add("labels", &arr2(&[[0_i64, 1], [1, 0], [0, 1]])).unwrap());
        assert_eq!(classes(one_hot), plain);
        let several = with(&|npz| npz.add("labels", &arr2(&[[1_i64, 1], [1, 0], [0, 1]])).unwrap());
        assert!(matches!(several, Ok(Input::Labels(_))));
        let named = classes(with(&|npz| {
            npz.add_texts("class_names", &names(&["well", "ill"])).unwrap();
            npz.add_texts("labels", &names(&["ill", "well", "ill"])).unwrap();
        }));
        assert_eq!((&named.labels, named.names), (&plain.labels, names(&["well", "ill"])));
        let alone = with(&|npz| npz.add_texts("labels", &names(&["ill", "well", "ill"])).unwrap());
        assert!(alone.unwrap_err().contains("class_names"));
    }

    #[test]
    fn predicted_classes_are_numbers_or_names() {
        let numbers = classes(read_with(|npz| {
            npz.add("predictions", &arr1(&[2_u8, 0])).unwrap();
            npz.add("labels", &arr1(&[2_u8, 1])).unwrap();
        }));
        assert_eq!(
            (numbers.labels, numbers.scores.ncols(), numbers.kind),
            (vec![2, 1], 3, ScoreKind::Decisions)
        );
        let named = classes(read_with(|npz| {
            npz.add_texts("predictions", &names(&["b", "a"])).unwrap();
            npz.add_texts("labels", &names(&["b", "c"])).unwrap();
        }));
        assert_eq!((named.labels, named.names), (vec![1, 2], names(&["a", "b", "c"])));
    }
}
