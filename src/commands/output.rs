//! Tables and progress for people without a screen.

use crate::lab::summary::{ArmSummary, Part};
use crate::lab::worker::Stopwatch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use unicode_width::UnicodeWidthStr;

/// Seconds between lines where stderr is not a terminal.
const LINE_EVERY: f64 = 3.0;

/// Progress on stderr: a bar on a terminal, a line every few seconds elsewhere. Any thread may say how far it is.
pub struct Progress {
    bar: Option<ProgressBar>,
    watch: Stopwatch,
    /// When the last line was written.
    last: Mutex<f64>,
}

impl Default for Progress {
    fn default() -> Self {
        let style = ProgressStyle::with_template("{msg:40} {bar:30} {pos}/{len} {elapsed}");
        let bar = io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, watch: Stopwatch::default(), last: Mutex::new(0.0) }
    }
}

impl Progress {
    /// Says how far something is; `total` 0 where that is not known.
    pub fn say(&self, what: &str, done: u64, total: u64) {
        match &self.bar {
            Some(bar) => {
                bar.set_message(what.to_owned());
                bar.set_length(total);
                bar.set_position(done);
            }
            None => self.line(what, done, total),
        }
    }

    fn line(&self, what: &str, done: u64, total: u64) {
        let now = self.watch.seconds();
        let Ok(mut last) = self.last.lock() else { return };
        if now - *last >= LINE_EVERY {
            *last = now;
            drop(writeln!(io::stderr(), "{what}: {done} of {total}"));
        }
    }

    /// A line that stays, such as a note on the data.
    pub fn note(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| drop(writeln!(io::stderr(), "{text}"))),
            None => drop(writeln!(io::stderr(), "{text}")),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// A number with three digits behind the point, or a dash.
pub fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// Rows of texts with aligned columns: the first `left` to the left, the others to the right.
pub fn table(rows: &[Vec<String>], left: usize) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max();
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let cell = |(column, text): (usize, &String)| {
        let space = " ".repeat(widths[column].saturating_sub(text.width()));
        if column < left { format!("{text}{space}") } else { format!("{space}{text}") }
    };
    let line = |row: &Vec<String>| row.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ");
    rows.iter().map(|row| line(row).trim_end().to_owned()).collect()
}

/// Titles of the table of arms.
const TITLES: [&str; 15] = [
    "arm",
    "model",
    "loss",
    "weights",
    "sampler",
    "steps",
    "plain loss",
    "accuracy",
    "(majority)",
    "accuracy*",
    "(majority*)",
    "balanced",
    "macro F1",
    "rarest",
    "images/s",
];

/// The table of arms at the end of a run, with what its columns mean.
pub fn arms(summaries: &[ArmSummary], names: &[String]) -> Vec<String> {
    let mut rows = vec![TITLES.map(str::to_owned).to_vec()];
    rows.extend(summaries.iter().map(|arm| {
        let texts = [
            arm.arm.to_string(),
            arm.model.clone(),
            arm.loss.clone(),
            arm.weights.clone(),
            arm.sampler.clone(),
        ];
        let rarest = arm.rarest.and_then(|class| arm.recall[class]);
        let shares = [arm.accuracy, arm.majority_baseline, arm.prior_accuracy, arm.prior_majority_baseline];
        let rate = arm.images_per_second.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.0}"));
        let numbers =
            [arm.loss_plain].into_iter().chain(shares).chain([arm.balanced_accuracy, arm.macro_f1, rarest]);
        let steps = arm.steps.to_string();
        texts.into_iter().chain([steps]).chain(numbers.map(number)).chain([rate]).collect()
    }));
    let mut lines = table(&rows, 5);
    let part = match summaries.first().map(|arm| arm.part) {
        Some(Part::Test) => "test part",
        _ => "validation part",
    };
    let rarest = summaries.first().and_then(|arm| arm.rarest).and_then(|class| names.get(class));
    let rarest = rarest.map_or(String::new(), |name| format!("; rarest: recall of '{name}'"));
    lines.push(format!(
        "on the {part}; (majority): always answering the commonest class; *: under the prior of the training part{rarest}"
    ));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_width() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["\u{670d}".to_owned(), "10".to_owned()]];
        assert_eq!(table(&rows, 1), ["a    1", "\u{670d}  10"]);
    }
}
