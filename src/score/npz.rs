//! Predictions in an npz archive.

use super::MAX_NUMBERS;
use super::input::{ClassInput, Input, LabelInput, ValueInput};
use crate::base::npz::{Array, ElementKind, Npz};
use ndarray::{Array2, ArrayD, Ix2};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

type NpzFile = Npz<BufReader<File>>;

/// Reads `probabilities` and `labels`, or `predictions` and `targets`; of a loss without probabilities `logits` and `labels`.
pub(super) fn read(path: &Path) -> Result<Input, String> {
    let mut npz = Npz::open(path).map_err(|error| error.to_string())?;
    let both = |first, second| npz.holds(first) && npz.holds(second);
    if both("probabilities", "labels") {
        probabilities(&mut npz)
    } else if both("predictions", "targets") {
        values(&mut npz)
    } else if both("logits", "labels") {
        let (logits, labels) = (get(&mut npz, "logits")?, get(&mut npz, "labels")?);
        let logits = matrix("logits", &logits)?;
        let labels = classes(&labels, logits.nrows())?;
        ClassInput::from_logits(logits, &labels).map(Input::Classes)
    } else {
        let found: Vec<&str> = npz.names().take(12).collect();
        let found = if found.is_empty() { "no array".to_owned() } else { found.join(", ") };
        Err(format!("expected probabilities and labels, or predictions and targets, found {found}"))
    }
}

fn probabilities(npz: &mut NpzFile) -> Result<Input, String> {
    let kind = npz.header("probabilities").map_err(|error| error.to_string())?.kind;
    let (probabilities, labels) = (get(npz, "probabilities")?, get(npz, "labels")?);
    let probabilities = matrix("probabilities", &probabilities)?;
    if matches!(labels.shape(), [_, columns] if *columns != 1) {
        let shape = format!("{:?}", labels.shape());
        if labels.shape() != probabilities.shape() {
            let expected = format!("labels: expected the shape {:?} of probabilities", probabilities.shape());
            return Err(format!("{expected}, found {shape}"));
        }
        let labels = whole(&labels)?.into_dimensionality::<Ix2>();
        let labels = labels.map_err(|_| format!("labels: expected two axes, found {shape}"))?;
        return LabelInput::new(probabilities, &labels).map(Input::Labels);
    }
    let labels = classes(&labels, probabilities.nrows())?;
    ClassInput::from_probabilities(probabilities, &labels, step(kind), None).map(Input::Classes)
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

/// Labels `[N]` or `[N, 1]` beside N rows.
fn classes(labels: &Array, rows: usize) -> Result<Vec<i64>, String> {
    match *labels.shape() {
        [found] | [found, 1] if found == rows => Ok(whole(labels)?.into_iter().collect()),
        ref shape => Err(format!("labels: expected shape [{rows}], one for each row, found {shape:?}")),
    }
}

/// Labels as whole numbers, of whatever kind they are.
fn whole(labels: &Array) -> Result<ArrayD<i64>, String> {
    match labels {
        Array::Bytes(labels) => Ok(labels.mapv(i64::from)),
        Array::Whole(labels) => Ok(labels.clone()),
        Array::Single(_) | Array::Double(_) => {
            let labels = labels.to_f64();
            // Beyond these, a conversion would choose another number.
            let sound = |label: &f64| label.fract() == 0.0 && label.abs() < 1e9;
            match labels.iter().find(|label| !sound(label)) {
                Some(label) => Err(format!("labels: expected whole numbers, found {label}")),
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
