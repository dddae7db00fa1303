//! Images as rows of a table: a column for each pixel, as Kaggle's digits have them, or all pixels of an image in one cell.

mod columns;
mod rows;

use super::meter::Meter;
use super::{DataError, Dataset, LoadOptions, OnProgress, Part, Parts, limits, naming};
use crate::data::answers::Supervision;
use columns::PixelColumns;
use ndarray::Array4;
use rows::PixelRows;
use std::path::{Path, PathBuf};

/// Whether `path` is a table of pixels, or a folder with one of labelled images.
pub(super) fn detect(path: &Path) -> bool {
    if path.is_dir() {
        tables(path).iter().any(|(.., columns)| columns.label.is_some())
    } else {
        columns(path).is_some()
    }
}

/// Reads the table at `path`, or the tables of a folder.
///
/// # Errors
/// If rows differ in length, a pixel is no whole number from 0 to 255, or there are no labels.
pub(super) fn read(path: &Path, _: &LoadOptions, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let mut all = if path.is_dir() { tables(path) } else { Vec::new() };
    if !path.is_dir() {
        all.extend(columns(path).map(|columns| (path.to_owned(), None, columns)));
    }
    let (labelled, aside): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|(.., columns)| columns.label.is_some());
    let Some((first, _, shape)) =
        labelled.first().map(|(path, part, columns)| (path.clone(), *part, columns.shape))
    else {
        return Err(DataError::new(path, "a column of labels beside those of pixels", "pixels alone")
            .advise("name the column of labels 'label'"));
    };
    let lone = labelled.len() == 1;
    let (mut rows, mut parts, mut notes) = (PixelRows::default(), Vec::new(), Vec::new());
    for (table, part, columns) in &labelled {
        if columns.shape != shape {
            let expected =
                format!("images of {} x {} pixels as in {}", shape[0], shape[1], naming::name_of(&first));
            return Err(DataError::new(
                table,
                expected,
                format!("{} x {}", columns.shape[0], columns.shape[1]),
            ));
        }
        let length = std::fs::metadata(table).map_err(|error| DataError::io(table, &error))?.len();
        let meter = Meter::new(format!("reading {}", naming::name_of(table)), length as usize, progress);
        let before = rows.labels.len();
        rows.read(table, columns, &meter)?;
        let whole = part.filter(|_| !lone).unwrap_or(Part::Train);
        let said = rows.parts[before..].iter().map(|own| own.unwrap_or(whole));
        parts.extend(said);
    }
    let [height, width, channels] = shape;
    notes.push(format!("rows of pixels: {height} x {width}, {}", if channels == 3 { "RGB" } else { "grey" }));
    notes.push(format!("labels from {}", labelled[0].2.label_name()));
    if !aside.is_empty() {
        let names: Vec<String> = aside.iter().map(|(table, ..)| naming::name_of(table)).collect();
        notes.push(format!("tables without labels left aside: {}", names.join(", ")));
    }
    let images = Array4::from_shape_vec((rows.labels.len(), height, width, channels), rows.pixels)
        .map_err(|error| DataError::new(path, "images of one shape", error.to_string()))?;
    let answers = Supervision::named(&rows.labels)
        .ok_or_else(|| DataError::new(path, "at most 65536 classes", "more"))?;
    let set = answers.with_images(naming::name_of(path), images, Parts::of(parts))?;
    Ok(Dataset { notes, ..set })
}

/// The columns of a file, if it is a table of pixels.
fn columns(path: &Path) -> Option<PixelColumns> {
    let ending = path.extension()?.to_string_lossy().to_lowercase();
    if !["csv", "tsv", "txt"].contains(&ending.as_str()) || !path.is_file() {
        return None;
    }
    PixelColumns::of_file(path)
}

/// The tables of pixels of a folder, each with the part that its name speaks of, training first.
fn tables(folder: &Path) -> Vec<(PathBuf, Option<Part>, PixelColumns)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let part = |path: &Path| {
        let stem = path.file_stem()?.to_string_lossy().into_owned();
        stem.split(['_', '-', '.', ' ']).find_map(Part::named)
    };
    let table = |path: PathBuf| {
        let columns = columns(&path)?;
        Some((part(&path), path, columns))
    };
    let mut tables: Vec<_> =
        paths.into_iter().filter_map(table).map(|(part, path, columns)| (path, part, columns)).collect();
    tables.sort_by_key(|(_, part, _)| part.unwrap_or(Part::Train));
    tables
}

/// Refuses more pixels than a set may have.
fn bounded(path: &Path, rows: usize, shape: [usize; 3]) -> Result<(), DataError> {
    let [height, width, channels] = shape;
    limits::set_bytes(path, &[rows, height, width, channels].map(|side| side as u64)).map(drop)
}

#[cfg(test)]
mod tests;
