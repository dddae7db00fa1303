//! `dl-lab score`: predictions of any program through the same metrics.

mod classes;
mod labels;
mod values;

use crate::cli::ScoreArgs;
use crate::console::table::number;
use crate::console::{Failure, printable};
use crate::metrics::Interval;
use crate::score::{self, ClassScore, Input, LabelScore, ThresholdChoice, Undefined, ValueScore};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Most classes or labels of a square table that people read.
const MAX_COLUMNS: usize = 20;

/// Reads a file of predictions and prints what they are worth.
///
/// # Errors
/// For a file or a setting that cannot be used, and if standard output cannot be written.
pub fn score(arguments: &ScoreArgs) -> Result<(), Failure> {
    let choice = ThresholdChoice::parse(arguments.thresholds.as_deref(), arguments.costs.as_deref())?;
    let lines = match score::read(&arguments.file)? {
        Input::Classes(input) => {
            let score = ClassScore::new(&input, &choice)?;
            if arguments.json { vec![json(&score)] } else { classes::report(&input, &score, choice.costs) }
        }
        Input::Labels(input) => {
            let score = LabelScore::new(&input, &choice)?;
            if arguments.json { vec![json(&score)] } else { labels::report(&input, &score) }
        }
        Input::Values(input) => {
            choice.refuse("numbers to predict")?;
            let score = ValueScore::new(&input);
            if arguments.json { vec![json(&score)] } else { values::report(&input, &score) }
        }
    };
    let mut out = BufWriter::new(io::stdout().lock());
    for line in lines {
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(out.flush()?)
}

fn json(score: &impl Serialize) -> String {
    serde_json::to_string(score).unwrap_or_else(|error| unreachable!("numbers and texts are JSON: {error}"))
}

/// `0.873`, or `0.873 [0.861, 0.884]` with its 95 % interval.
fn with_interval(value: Option<f64>, interval: Option<Interval>) -> String {
    let interval = interval.map(|Interval { low, high }| format!(" [{low:.3}, {high:.3}]"));
    number(value) + &interval.unwrap_or_default()
}

/// The reasons for the dashes that the tables do not show by themselves.
fn reasons(undefined: &Undefined) -> Vec<String> {
    let whole = undefined.iter().filter(|(key, _)| !key.contains('.'));
    whole.map(|(key, reason)| format!("{key} is undefined: {reason}")).collect()
}

/// Names of columns, shortened to this many characters.
fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        name.to_owned()
    } else {
        name.chars().take(most - 1).chain(['~']).collect()
    }
}
