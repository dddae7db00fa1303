//! Tables of numbers for people without a screen.

use crate::lab::summary::{ArmSummary, Part};
use unicode_width::UnicodeWidthStr;

/// A number with three digits behind the point, or a dash.
pub fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"))
}

/// Rows of texts with aligned columns: the first `left` to the left, the others to the right.
pub fn aligned(rows: &[Vec<String>], left: usize) -> Vec<String> {
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
    let mut lines = aligned(&rows, 5);
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
        assert_eq!(aligned(&rows, 1), ["a    1", "\u{670d}  10"]);
    }
}
