//! Predictions in a CSV file: the label, and one column of probabilities a class.
//!
//! Columns called p0, p1 ... say which class they are of and may stand in any order; others are classes 0, 1 ... from left to
//! right.

use super::input::{ClassInput, Input};
use csv::{ReaderBuilder, StringRecord, Trim};
use ndarray::Array2;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Most bytes of a file: its numbers take four times as many in memory.
const MAX_FILE: u64 = 256 << 20;

/// What the column of labels may be called; without any of these it is the first.
const LABEL: [&str; 7] = ["label", "labels", "class", "target", "truth", "y", "y_true"];

const EXPECTED: &str = "expected an npz file, or CSV with columns label,p0,p1,...";

/// What the first line says of the columns.
struct ScoreColumns {
    /// Where the label is.
    label: usize,
    /// Where the probability of each class is.
    classes: Vec<usize>,
    /// What the classes are called, where the columns say more than their numbers.
    names: Option<Vec<String>>,
}

/// Reads a file with or without a line of names, with commas, semicolons or tabs, with or without a byte-order mark.
pub(super) fn read(path: &Path) -> Result<Input, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let length = file.metadata().map_err(|error| error.to_string())?.len();
    if length > MAX_FILE {
        return Err(format!("expected CSV of at most {MAX_FILE} bytes, found {length}; npz may be larger"));
    }
    // A file that grows meanwhile is cut.
    parse(BufReader::new(file.take(MAX_FILE)))
}

fn parse(mut text: impl BufRead) -> Result<Input, String> {
    let beginning = text.fill_buf().map_err(|error| error.to_string())?;
    if beginning.contains(&0) {
        return Err(format!("{EXPECTED}, found neither"));
    }
    if beginning.starts_with(b"\xef\xbb\xbf") {
        text.consume(3);
    }
    let delimiter = delimiter(text.fill_buf().map_err(|error| error.to_string())?);
    let mut reader =
        ReaderBuilder::new().has_headers(false).trim(Trim::All).delimiter(delimiter).from_reader(text);
    let mut records = reader.records().map(|record| record.map_err(|error| message(&error)));
    let first = records.next().unwrap_or_else(|| Err(format!("{EXPECTED}, found an empty file")))?;
    if first.len() < 2 {
        let beginning: String = first.iter().flat_map(str::chars).take(40).collect();
        return Err(format!("{EXPECTED}, found {beginning:?}"));
    }
    let (columns, first) = columns(first)?;
    let mut rows = ScoreRows { columns, labels: Vec::new(), probabilities: Vec::new() };
    for record in first.into_iter().map(Ok).chain(records) {
        rows.take(&record?)?;
    }
    rows.input()
}

/// The rows so far.
struct ScoreRows {
    columns: ScoreColumns,
    labels: Vec<String>,
    /// Row by row.
    probabilities: Vec<f64>,
}

impl ScoreRows {
    fn take(&mut self, record: &StringRecord) -> Result<(), String> {
        self.labels.push(record[self.columns.label].to_owned());
        for &at in &self.columns.classes {
            let cell = &record[at];
            let number = cell.parse().map_err(|_| {
                let line = record.position().map_or(0, csv::Position::line);
                let cell: String = cell.chars().take(40).collect();
                format!("line {line}: expected a number in column {}, found {cell:?}", at + 1)
            });
            self.probabilities.push(number?);
        }
        Ok(())
    }

    fn input(self) -> Result<Input, String> {
        let labels = self.numbers()?;
        let shape = (self.labels.len(), self.columns.classes.len());
        let probabilities =
            Array2::from_shape_vec(shape, self.probabilities).map_err(|error| error.to_string())?;
        let names = self.columns.names;
        ClassInput::from_probabilities(probabilities, &labels, f64::EPSILON, names).map(Input::Classes)
    }

    /// Labels are numbers of classes, or all of them are names of columns.
    fn numbers(&self) -> Result<Vec<i64>, String> {
        let names = self.columns.names.as_deref().unwrap_or_default();
        let place = |label: &String| i64::try_from(names.iter().position(|name| name == label)?).ok();
        if let Some(labels) = self.labels.iter().map(place).collect::<Option<Vec<i64>>>() {
            return Ok(labels);
        }
        let number = |(row, label): (usize, &String)| {
            label.parse().map_err(|_| {
                let label: String = label.chars().take(40).collect();
                let known = if names.is_empty() { "" } else { " or the name of a column" };
                format!("labels: expected the number of a class{known}, found {label:?} in row {row}")
            })
        };
        self.labels.iter().enumerate().map(number).collect()
    }
}

/// Whether the first line names the columns, and if not, that it is a row.
fn columns(first: StringRecord) -> Result<(ScoreColumns, Option<StringRecord>), String> {
    let without = |label: usize| (0..first.len()).filter(move |at| *at != label);
    if first.iter().all(|cell| cell.parse::<f64>().is_ok()) {
        let columns = ScoreColumns { label: 0, classes: without(0).collect(), names: None };
        return Ok((columns, Some(first)));
    }
    let is_label = |cell: &str| LABEL.contains(&cell.to_lowercase().as_str());
    let label = first.iter().position(is_label).unwrap_or(0);
    let classes: Vec<usize> = without(label).collect();
    // p0, p1 ... say no more than the number of the class.
    if let Some(numbers) = classes.iter().map(|at| number_of(&first[*at])).collect::<Option<Vec<usize>>>() {
        let classes = in_order(&numbers)?.into_iter().map(|place| classes[place]).collect();
        return Ok((ScoreColumns { label, classes, names: None }, None));
    }
    let name = |at: &usize| first[*at].strip_prefix("p_").unwrap_or(&first[*at]).to_owned();
    let names = (classes.len() > 1).then(|| classes.iter().map(name).collect());
    Ok((ScoreColumns { label, classes, names }, None))
}

/// The number in a name such as p12.
fn number_of(name: &str) -> Option<usize> {
    let digits = name.strip_prefix(['p', 'P'])?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// The places of classes 0, 1 ... among columns of these numbers; one column alone is that of class 1.
fn in_order(numbers: &[usize]) -> Result<Vec<usize>, String> {
    if let [number] = numbers {
        let problem = format!("expected p1, since one column alone is that of class 1, found p{number}");
        return if *number == 1 { Ok(vec![0]) } else { Err(problem) };
    }
    let mut places: Vec<usize> = (0..numbers.len()).collect();
    places.sort_by_key(|place| numbers[*place]);
    let last = numbers.len() - 1;
    match places.iter().enumerate().find(|(class, place)| numbers[**place] != *class) {
        None => Ok(places),
        Some((class, place)) if numbers[*place] < class => {
            Err(format!("expected columns p0 to p{last}, found p{} twice", numbers[*place]))
        }
        Some((class, _)) => Err(format!("expected columns p0 to p{last}, found no p{class}")),
    }
}

/// What stands most often in the first line.
fn delimiter(beginning: &[u8]) -> u8 {
    let line = beginning.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| line.split(|byte| *byte == delimiter).count();
    // The last of equals is taken: a comma where there is none.
    [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn message(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, csv::Position::line);
            format!("line {line}: expected {expected_len} columns as above, found {len}")
        }
        csv::ErrorKind::Utf8 { pos, .. } => {
            format!("line {}: expected UTF-8, found other bytes", pos.as_ref().map_or(0, csv::Position::line))
        }
        _ => error.to_string(),
    }
}
