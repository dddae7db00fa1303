//! Tables of numbers for people without a screen.

use crate::lab::drive::summary::{ArmSummary, SummaryPart};
use crate::lab::record::evaluation::{Evaluation, FoundOf, TaskReport};
use unicode_width::UnicodeWidthStr;

/// A number with three digits behind the point, or a power of ten where it is huge, or a dash.
pub fn number(value: Option<f64>) -> String {
    let text = |value: f64| if value.abs() < 1e6 { format!("{value:.3}") } else { format!("{value:.2e}") };
    value.map_or_else(|| "-".to_owned(), text)
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

/// What the columns between an arm and its rate are, by task: narrow enough for 80 columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArmColumns {
    /// Unweighted loss; accuracy under the measured set's prior and under the training prior; balanced accuracy; macro F1;
    /// recall of the rarest class.
    Classes,
    /// Unweighted loss; Hamming loss; subset accuracy; micro and macro F1; mean average precision; LRAP.
    Labels,
    /// Mean absolute error; root mean squared error; R2; RMSLE.
    Values,
}

impl ArmColumns {
    /// Those of an evaluation.
    pub fn of(evaluation: &Evaluation) -> Self {
        match &evaluation.by_task {
            TaskReport::MultiLabel(_) => Self::Labels,
            TaskReport::Regression(_) => Self::Values,
            TaskReport::Classification => Self::Classes,
        }
    }

    fn titles(self) -> &'static [&'static str] {
        match self {
            Self::Classes => &["loss", "acc", "acc*", "bal", "F1", "rarest"],
            Self::Labels => &["loss", "Hamming", "subset", "miF1", "maF1", "mAP", "LRAP"],
            Self::Values => &["MAE", "RMSE", "R2", "RMSLE"],
        }
    }

    /// The numbers of an evaluation under these titles.
    pub fn numbers(self, evaluation: &Evaluation, rarest: Option<usize>) -> Vec<Option<f64>> {
        let Evaluation { report, by_task, validation, .. } = evaluation;
        match (self, by_task) {
            (Self::Labels, TaskReport::MultiLabel(labels)) => {
                let [micro, macros] = [labels.micro_f1, labels.macro_f1];
                vec![
                    validation.unweighted,
                    labels.hamming,
                    labels.subset_accuracy,
                    micro,
                    macros,
                    labels.map,
                    labels.lrap,
                ]
            }
            (Self::Values, TaskReport::Regression(values)) => {
                let errors = &values.overall;
                vec![errors.mae, errors.rmse, errors.r2, errors.rmsle]
            }
            _ => vec![
                validation.unweighted,
                report.accuracy,
                report.prior_accuracy,
                report.balanced_accuracy,
                report.macro_f1,
                rarest.and_then(|class| report.recall.get(class).copied().flatten()),
            ],
        }
    }

    /// What an answer that looks at no image is called, and its numbers.
    fn trivial(self, evaluation: &Evaluation) -> (&'static str, Vec<Option<f64>>) {
        let report = &evaluation.report;
        match (self, &evaluation.by_task) {
            (Self::Values, TaskReport::Regression(values)) => {
                let errors = &values.overall;
                ("always the training mean", vec![errors.baseline_mae, errors.baseline_rmse, None, None])
            }
            (Self::Classes, _) => {
                let [own, prior] = [report.majority_baseline, report.prior_majority_baseline];
                ("always the majority class", vec![None, own, prior, None, None, None])
            }
            (_, _) => {
                let wrong = match &evaluation.by_task {
                    TaskReport::MultiLabel(labels) => labels.commoner(),
                    TaskReport::Classification | TaskReport::Regression(_) => None,
                };
                ("label majorities", vec![None, wrong, None, None, None, None, None])
            }
        }
    }

    fn meaning(self, part: &str, rarest: Option<&str>) -> Vec<String> {
        match self {
            Self::Classes => {
                let rarest = rarest.map_or(String::new(), |name| format!("; rarest: recall of '{name}'"));
                vec![
                    format!("on the {part}; loss: NLL in nats, unweighted{rarest}"),
                    "acc: under that set's own prior; acc*: under the prior of the training set".into(),
                ]
            }
            Self::Labels => vec![
                format!("on the {part}; a label is on at a probability of one half or more"),
                "loss: NLL in nats a label; Hamming: share of labels that are wrong; subset: all labels right".into(),
                "miF1, maF1: micro and macro F1; mAP: mean average precision; LRAP: label ranking AP".into(),
            ],
            Self::Values => {
                vec![format!("on the {part}, in the units of the targets; R2: share of the variance explained")]
            }
        }
    }
}

/// One arm's row, or that of the trivial answer.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// Its letter.
    pub arm: String,
    /// What arm A is, and in what the others differ from it.
    pub what: String,
    /// As the columns say.
    pub numbers: Vec<Option<f64>>,
    /// Images per second of training steps.
    pub rate: Option<f64>,
    /// What the recall of the rarest class rests on, where images have one class each.
    pub found: Option<FoundOf>,
}

/// What the rows of arms come from.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredPart<'a> {
    /// `test set` or `validation set`.
    pub part: &'a str,
    /// The first arm's evaluation, which also knows what trivial answers are worth.
    pub first: &'a Evaluation,
    /// The rarest class's name.
    pub rarest: Option<&'a str>,
}

/// Columns of what an arm is, in its row; what is longer stands below the table, so that rows fit 80 columns.
const LONGEST: usize = 25;

/// A rate in few columns: `950`, `447k`, `2.9M`.
fn thousands(rate: f64) -> String {
    match rate {
        millions if millions >= 999_500.0 => format!("{:.1}M", millions / 1e6),
        many if many >= 9_999.5 => format!("{:.0}k", many / 1e3),
        few => format!("{few:.0}"),
    }
}

/// The table of arms at the end of a run, with what its columns mean.
pub fn arms(summaries: &[ArmSummary], names: &[String]) -> Vec<String> {
    let Some(first) = summaries.first() else { return Vec::new() };
    let columns = ArmColumns::of(&first.evaluation);
    let row = |arm: &ArmSummary| SummaryRow {
        arm: arm.arm.to_string(),
        what: what(arm, first),
        numbers: columns.numbers(&arm.evaluation, arm.rarest),
        rate: arm.images_per_second,
        found: arm.rarest.and_then(|class| arm.evaluation.found_of(class)),
    };
    // An arm that diverged has no numbers, not even those of trivial answers.
    let sound = summaries.iter().find(|arm| arm.network.is_some()).unwrap_or(first);
    let measured = MeasuredPart {
        part: if first.part == SummaryPart::Test { "test set" } else { "validation set" },
        first: &sound.evaluation,
        rarest: first.rarest.and_then(|class| names.get(class)).map(String::as_str),
    };
    rows(&summaries.iter().map(row).collect::<Vec<_>>(), &measured)
}

/// Rows of arms, the trivial answer below them, and what the columns mean.
pub fn rows(arms: &[SummaryRow], measured: &MeasuredPart<'_>) -> Vec<String> {
    let columns = ArmColumns::of(measured.first);
    let (what, numbers) = columns.trivial(measured.first);
    let trivial = SummaryRow { what: what.into(), numbers, ..SummaryRow::default() };
    let titles = ["arm", ""].into_iter().chain(columns.titles().iter().copied()).chain(["img/s"]);
    let mut cells = vec![titles.map(str::to_owned).collect::<Vec<_>>()];
    cells.extend(arms.iter().chain([&trivial]).map(|row| {
        let rate = row.rate.map_or_else(|| "-".to_owned(), thousands);
        let what = if row.what.width() > LONGEST { "see below".to_owned() } else { row.what.clone() };
        let texts = [row.arm.clone(), what].into_iter();
        texts.chain(row.numbers.iter().map(|value| number(*value))).chain([rate]).collect()
    }));
    let mut lines = aligned(&cells, 2);
    let long = arms.iter().filter(|row| row.what.width() > LONGEST);
    lines.extend(long.map(|row| format!("{}: {}", row.arm, row.what)));
    lines.extend(columns.meaning(measured.part, measured.rarest));
    lines.extend(recall_of_rarest(arms));
    lines
}

/// How few images the recall of the rarest class rests on, and how sure that leaves it, in one line for all arms.
fn recall_of_rarest(arms: &[SummaryRow]) -> Option<String> {
    let all = arms.iter().find_map(|arm| arm.found)?.all;
    let images = if all == 1 { "image" } else { "images" };
    let interval = |arm: &SummaryRow| {
        let [low, high] = arm.found?.interval?;
        Some(format!("{} {low:.3} to {high:.3}", arm.arm))
    };
    let intervals: Vec<String> = arms.iter().filter_map(interval).collect();
    let text = if intervals.is_empty() { "none".to_owned() } else { intervals.join(", ") };
    Some(format!("rarest, 95 % intervals on {all} {images}: {text}"))
}

/// What a plain run has in the fields that arm A names where they differ.
const USUAL: [(&str, &str); 10] = [
    ("weights", "none"),
    ("sampler", "uniform"),
    ("augment", "none"),
    ("aux", "none"),
    ("l1", "0"),
    ("l2", "0"),
    ("teacher", "none"),
    // Of embedded sets and of a person's own.
    ("init", "none"),
    ("init", "prior"),
    ("freeze", "none"),
];

/// Arm A by its model and loss and what is not the usual; the others by what differs from A.
fn what(arm: &ArmSummary, first: &ArmSummary) -> String {
    if arm.arm == first.arm {
        let fields = arm.settings.fields().into_iter();
        let unusual = fields
            .filter(|(name, _)| USUAL.iter().any(|(field, _)| field == name))
            .filter(|(name, value)| !USUAL.contains(&(name, value.as_str())))
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
