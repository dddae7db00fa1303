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

/// A text in lines of at most `width` columns, broken between words; a longer word has a line of its own.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line =
            lines.last_mut().filter(|line| line.is_empty() || line.width() + 1 + word.width() <= width);
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => line.extend([" ", word]),
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Titles of the table of arms: narrow enough for 80 columns.
const TITLES: [&str; 9] = ["arm", "", "loss", "acc", "acc*", "bal", "F1", "rarest", "img/s"];

/// One arm's row, or that of the trivial answer.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its letter.
    pub arm: String,
    /// What arm A is, and in what the others differ from it.
    pub what: String,
    /// Plain loss; accuracy under the measured part's prior and under the training prior; balanced accuracy; macro F1;
    /// recall of the rarest class.
    pub numbers: [Option<f64>; 6],
    /// Pictures per second of training steps.
    pub rate: Option<f64>,
}

/// What the rows of arms come from.
#[derive(Clone, Copy, Debug)]
pub struct Measured<'a> {
    /// `test part` or `validation part`.
    pub part: &'a str,
    /// Accuracies of always answering the commonest class, under both priors.
    pub majority: [Option<f64>; 2],
    /// The rarest class's name.
    pub rarest: Option<&'a str>,
}

/// The table of arms at the end of a run, with what its columns mean.
pub fn arms(summaries: &[ArmSummary], names: &[String]) -> Vec<String> {
    let Some(first) = summaries.first() else { return Vec::new() };
    let row = |arm: &ArmSummary| Row {
        arm: arm.arm.to_string(),
        what: what(arm, first),
        numbers: [
            arm.loss_plain,
            arm.accuracy,
            arm.prior_accuracy,
            arm.balanced_accuracy,
            arm.macro_f1,
            arm.rarest.and_then(|class| arm.recall[class]),
        ],
        rate: arm.images_per_second,
    };
    let measured = Measured {
        part: if first.part == Part::Test { "test part" } else { "validation part" },
        majority: [first.majority_baseline, first.prior_majority_baseline],
        rarest: first.rarest.and_then(|class| names.get(class)).map(String::as_str),
    };
    rows(&summaries.iter().map(row).collect::<Vec<_>>(), &measured)
}

/// Rows of arms, the majority class below them, and what the columns mean.
pub fn rows(arms: &[Row], measured: &Measured<'_>) -> Vec<String> {
    let [own, prior] = measured.majority;
    let majority = Row {
        what: "always the commonest class".into(),
        numbers: [None, own, prior, None, None, None],
        ..Row::default()
    };
    let mut cells = vec![TITLES.map(str::to_owned).to_vec()];
    cells.extend(arms.iter().chain([&majority]).map(|row| {
        let rate = row.rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.0}"));
        let texts = [row.arm.clone(), row.what.clone()].into_iter();
        texts.chain(row.numbers.map(number)).chain([rate]).collect()
    }));
    let mut lines = aligned(&cells, 2);
    let rarest = measured.rarest.map_or(String::new(), |name| format!("; rarest: recall of '{name}'"));
    lines.push(format!("on the {}; loss: plain, in nats{rarest}", measured.part));
    lines.push("acc: under that part's own prior; acc*: under the prior of the training part".into());
    lines
}

/// What a plain run has in the fields that arm A names where they differ.
const USUAL: [(&str, &str); 5] =
    [("weights", "none"), ("sampler", "uniform"), ("augment", "none"), ("init", "none"), ("freeze", "none")];

/// Arm A by its model and loss and what is not the usual; the others by what differs from A.
fn what(arm: &ArmSummary, first: &ArmSummary) -> String {
    if arm.arm == first.arm {
        let fields = arm.settings.fields().into_iter();
        let unusual = fields
            .filter(|(name, value)| USUAL.iter().any(|(field, usual)| field == name && value != usual))
            .map(|(name, value)| format!("{name}={value}"));
        return [arm.model.clone(), arm.loss.clone()]
            .into_iter()
            .chain(unusual)
            .collect::<Vec<_>>()
            .join(" ");
    }
    let differences = arm.settings.differences(&first.settings).join(" ");
    if differences.is_empty() { "as A".into() } else { differences }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_width() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["\u{670d}".to_owned(), "10".to_owned()]];
        assert_eq!(aligned(&rows, 1), ["a    1", "\u{670d}  10"]);
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a verylongword b", 4), ["a", "verylongword", "b"]);
        assert_eq!(wrapped("", 4), [""]);
    }
}
