//! Predictions of any program, measured as this one measures its own.
//!
//! [`read`] takes an npz or a CSV file and checks every number of it; [`ClassScore`], [`LabelScore`] and [`ValueScore`] are
//! what follows for the three tasks, with the keys of the JSON object. What is undefined is null there, and `undefined`
//! gives the reason by the key's path (`precision.2`).

mod classes;
mod input;
mod labels;
mod npz;
mod table;
mod thresholds;
mod undefined;
mod values;

pub use classes::ClassScore;
pub use input::{ClassInput, Input, LabelInput, ScoreKind, ValueInput};
pub use labels::LabelScore;
pub use thresholds::{ThresholdChoice, Thresholds};
pub use undefined::Undefined;
pub use values::ValueScore;

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Most numbers of an array: a million rows of 128 classes, 1 GiB in double precision.
pub const MAX_NUMBERS: u64 = 1 << 27;

/// Most classes or labels: they are counted in pairs.
pub const MAX_CLASSES: usize = 4096;

/// Why a file cannot be scored.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct ScoreError {
    path: String,
    problem: String,
}

/// Reads predictions and truth: an npz archive by its first bytes, else CSV.
///
/// # Errors
/// One line that names the file, what was expected and what was found.
pub fn read(path: &Path) -> Result<Input, ScoreError> {
    let wrong = |problem: String| ScoreError { path: path.display().to_string(), problem };
    if crate::lab::recipe::folder::is_run(path) {
        return Err(wrong("expected a file, found the folder of a run; its npz files can be scored".into()));
    }
    let io = |error: std::io::Error| wrong(format!("expected a file that can be read, found {error}"));
    if !std::fs::metadata(path).map_err(io)?.is_file() {
        return Err(wrong("expected a regular file, found something else".into()));
    }
    let mut beginning = Vec::new();
    File::open(path).and_then(|file| file.take(6).read_to_end(&mut beginning)).map_err(io)?;
    let input = if beginning.starts_with(b"PK") {
        npz::read(path)
    } else if beginning == b"\x93NUMPY" {
        Err("expected predictions and truth in one file, found a single array; numpy.savez writes both"
            .into())
    } else {
        table::read(path)
    };
    input.map_err(wrong)
}

/// A square of what two classes or labels have.
fn rows<T>(size: usize, of: impl Fn(usize, usize) -> T) -> Vec<Vec<T>> {
    (0..size).map(|a| (0..size).map(|b| of(a, b)).collect()).collect()
}
