//! Predictions in a CSV file: the label, and one column of probabilities a class.
//!
//! Columns called p0, p1 ... say which class they are of and may stand in any order; others are classes 0, 1 ... from left to
//! right. A single column that is called as predictions are holds predicted classes. A first column without a name counts the
//! rows, as pandas writes it, and is passed over.

use super::input::{ClassInput, Input};
use csv::{ReaderBuilder, StringRecord, Trim};
use ndarray::Array2;
use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// Most bytes of a file: its numbers take four times as many in memory.
const MAX_FILE: u64 = 256 << 20;

/// What the column of labels may be called; without any of these it is the first.
const LABEL: [&str; 7] = ["label", "labels", "class", "target", "truth", "y", "y_true"];

/// What a column of predicted classes may be called.
const PREDICTED: [&str; 6] = ["prediction", "predictions", "predicted", "pred", "y_pred", "predicted_class"];

const EXPECTED: &str = "expected an npz file, or CSV with columns label,p0,p1,...";

/// What the first line says of the columns.
struct ScoreColumns {
    /// Where the label is.
    label: usize,
    /// Where the probability of each class is.
    classes: Vec<usize>,
    /// What the classes are called, where the columns say more than their numbers.
    names: Option<Vec<String>>,
    /// Where the predicted class is, if the file has no probabilities.
    predicted: Option<usize>,
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
    let mut rows =
        ScoreRows { columns, labels: Vec::new(), probabilities: Vec::new(), predicted: Vec::new() };
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
    /// Predicted classes, where there are no probabilities.
    predicted: Vec<String>,
}

impl ScoreRows {
    fn take(&mut self, record: &StringRecord) -> Result<(), String> {
        self.labels.push(record[self.columns.label].to_owned());
        self.predicted.extend(self.columns.predicted.map(|at| record[at].to_owned()));
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
        if self.columns.predicted.is_some() {
            return decisions(&self.labels, &self.predicted);
        }
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

/// Truth and prediction that are both classes, by number or by name.
fn decisions(labels: &[String], predicted: &[String]) -> Result<Input, String> {
    let numbers = |texts: &[String]| texts.iter().map(|text| text.parse().ok()).collect::<Option<Vec<i64>>>();
    if let (Some(labels), Some(predicted)) = (numbers(labels), numbers(predicted)) {
        return ClassInput::from_decisions(&predicted, &labels, None).map(Input::Classes);
    }
    let names: BTreeSet<&String> = labels.iter().chain(predicted).collect();
    let numbers: HashMap<&String, i64> = names.iter().copied().zip(0..).collect();
    let of = |texts: &[String]| texts.iter().map(|text| numbers[text]).collect::<Vec<_>>();
    let names = names.into_iter().cloned().collect();
    ClassInput::from_decisions(&of(predicted), &of(labels), Some(names)).map(Input::Classes)
}

/// Refuses two columns of one name: one of them would not be counted.
fn distinct(first: &StringRecord) -> Result<(), String> {
    let mut names: Vec<&str> = first.iter().filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(pair) => Err(format!("expected different names of columns, found {:?} twice", pair[0])),
    }
}

/// Whether a column counts the rows, as pandas writes it.
fn is_index(name: &str) -> bool {
    name.is_empty() || name == "Unnamed: 0"
}

/// Whether the first line names the columns, and if not, that it is a row.
fn columns(first: StringRecord) -> Result<(ScoreColumns, Option<StringRecord>), String> {
    let without = |label: usize| (0..first.len()).filter(move |at| *at != label);
    if first.iter().all(|cell| cell.parse::<f64>().is_ok()) {
        let columns = ScoreColumns { label: 0, classes: without(0).collect(), names: None, predicted: None };
        return Ok((columns, Some(first)));
    }
    let is_label = |cell: &str| LABEL.contains(&cell.to_lowercase().as_str());
    let start = usize::from(first.get(0).is_some_and(is_index));
    let label = first.iter().position(is_label).unwrap_or(start);
    let classes: Vec<usize> = without(label).filter(|at| *at >= start).collect();
    if classes.is_empty() {
        return Err(format!("{EXPECTED}, found no column beside the labels"));
    }
    let numbers = classes.iter().map(|at| number_of(&first[*at])).collect::<Option<Vec<usize>>>();
    if numbers.is_none() {
        distinct(&first)?;
    }
    if let [only] = classes.as_slice()
        && PREDICTED.contains(&first[*only].to_lowercase().as_str())
    {
        let columns = ScoreColumns { label, classes: Vec::new(), names: None, predicted: Some(*only) };
        return Ok((columns, None));
    }
    // p0, p1 ... say no more than the number of the class.
    if let Some(numbers) = numbers {
        let classes = in_order(&numbers)?.into_iter().map(|place| classes[place]).collect();
        return Ok((ScoreColumns { label, classes, names: None, predicted: None }, None));
    }
    let name = |at: &usize| first[*at].strip_prefix("p_").unwrap_or(&first[*at]).to_owned();
    let names = (classes.len() > 1).then(|| classes.iter().map(name).collect());
    Ok((ScoreColumns { label, classes, names, predicted: None }, None))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{ClassScore, ScoreKind, ThresholdChoice};

    fn classes(text: &str) -> ClassInput {
        match parse(text.as_bytes()) {
            Ok(Input::Classes(input)) => input,
            other => panic!("{other:?}"),
        }
    }

    fn accuracy(input: &ClassInput) -> (Option<f64>, Option<f64>) {
        let choice = ThresholdChoice::parse(None, None).unwrap();
        let score = ClassScore::new(input, &choice).unwrap();
        assert!(
            input.kind != ScoreKind::Decisions || score.undefined.iter().any(|(key, _)| key == "log_loss")
        );
        (score.accuracy, score.log_loss)
    }

    #[test]
    fn predicted_classes_are_scored_by_name_and_by_number() {
        let named = classes("label,prediction\ncat,cat\ndog,cat\ndog,dog\nbird,dog\n");
        assert_eq!(
            (named.names.as_slice(), named.kind),
            (&["bird", "cat", "dog"].map(str::to_owned)[..], ScoreKind::Decisions)
        );
        assert_eq!(accuracy(&named), (Some(0.5), None));
        let numbered = classes("y_true;y_pred\n0;0\n2;1\n1;1\n");
        assert_eq!((numbered.names.len(), accuracy(&numbered).0), (3, Some(2.0 / 3.0)));
        // Two columns of other names are a label and the probability of class 1.
        assert!(matches!(classes("label,p1\n0,0.5\n1,1\n").kind, ScoreKind::Probabilities { .. }));
    }

    #[test]
    fn a_column_that_counts_the_rows_is_passed_over() {
        let plain = classes("label,p0,p1\n0,0.9,0.1\n1,0.2,0.8\n");
        assert_eq!(classes(",label,p0,p1\n0,0,0.9,0.1\n1,1,0.2,0.8\n"), plain);
        assert_eq!(classes("Unnamed: 0,label,p0,p1\n7,0,0.9,0.1\n9,1,0.2,0.8\n"), plain);
        assert_eq!(classes(",label,cat,dog\n0,cat,0.9,0.1\n1,dog,0.2,0.8\n").names, ["cat", "dog"]);
    }

    #[test]
    fn two_columns_of_one_name_are_refused() {
        for text in ["label,cat,cat\n0,0.5,0.5\n", "label,label,p0,p1\n0,0,0.5,0.5\n"] {
            assert!(parse(text.as_bytes()).unwrap_err().contains("twice"), "{text}");
        }
        assert!(parse(b",label\n0,1\n".as_slice()).unwrap_err().contains("no column beside the labels"));
    }
}
