//! The report on one class a row.

use super::{MAX_COLUMNS, reasons, short, with_interval};
use crate::console::table::{aligned, number};
use crate::metrics::Costs;
use crate::metrics::interval::wilson;
use crate::score::{ClassInput, ClassScore, ScoreKind};

/// Longest name of a class in a table.
const NAME: usize = 20;

pub(super) fn report(input: &ClassInput, score: &ClassScore, costs: Option<Costs>) -> Vec<String> {
    let what = match input.kind {
        ScoreKind::Probabilities { .. } => "probabilities",
        ScoreKind::Logits => "logits",
        ScoreKind::Decisions => "predicted classes",
    };
    let mut lines = vec![format!("{} rows, {} classes, {what}", input.labels.len(), input.names.len())];
    lines.extend(
        score.threshold.map(|t| format!("class {} is predicted from probability {t:.4} on", input.names[1])),
    );
    lines.push(String::new());
    lines.extend(by_class(input, score));
    lines.push(String::new());
    lines.extend(overall(score));
    lines.extend(expense(score, costs));
    lines.extend(reasons(&score.undefined));
    lines.push(String::new());
    lines.extend(confusion(input, score));
    lines
}

fn by_class(input: &ClassInput, score: &ClassScore) -> Vec<String> {
    let titles =
        ["class", "rows", "predicted", "precision", "recall", "recall, 95 %", "F1", "avg. precision"];
    let mut cells = vec![titles.map(str::to_owned).to_vec()];
    cells.extend(input.names.iter().enumerate().map(|(class, name)| {
        let (rows, right) = (score.counts.row_sum(class), score.counts.count(class, class));
        let interval = wilson(right, rows).map(|i| format!("{:.3} to {:.3}", i.low, i.high));
        vec![
            short(name, NAME),
            rows.to_string(),
            score.counts.column_sum(class).to_string(),
            number(score.precision[class]),
            number(score.recall[class]),
            interval.unwrap_or_else(|| "-".to_owned()),
            number(score.f1[class]),
            number(score.average_precision[class]),
        ]
    }));
    let means = ["macro mean", "", ""].map(str::to_owned).into_iter();
    let means = means.chain([number(score.macro_precision), number(score.macro_recall)]);
    cells.push(means.chain([String::new(), number(score.macro_f1)]).collect());
    aligned(&cells, 1)
}

fn overall(score: &ClassScore) -> Vec<String> {
    let of_all = wilson(score.counts.trace(), score.counts.total());
    let baseline = format!("always the majority class: {}", number(score.majority_baseline));
    let row = |name: &str, value: String, remark: &str| vec![name.to_owned(), value, remark.to_owned()];
    aligned(
        &[
            row("accuracy", with_interval(score.accuracy, of_all), &baseline),
            row(
                "balanced accuracy",
                number(score.balanced_accuracy),
                "the mean recall of the classes with rows",
            ),
            row("weighted F1", number(score.weighted_f1), "each class weighs its rows"),
            row("G-mean", number(score.g_mean), "the geometric mean of the recalls"),
            row("MCC", number(score.mcc), "0 is chance"),
            row("Cohen's kappa", number(score.cohen_kappa), "agreement beyond chance"),
            row("quadratic kappa", number(score.quadratic_kappa), "where classes are grades"),
            row("ROC-AUC", number(score.roc_auc_ovr_macro), area(score)),
            row("log loss", number(score.log_loss), "nats"),
            row("Brier score", number(score.brier), "summed over classes, 0 to 2"),
            row("ECE", number(score.ece_15), "15 bins of the largest probability"),
        ],
        3,
    )
}

fn area(score: &ClassScore) -> &'static str {
    if score.counts.classes() == 2 { "of class 1" } else { "each class against the others, mean" }
}

/// What mistakes cost where there are two kinds of them.
fn expense(score: &ClassScore, costs: Option<Costs>) -> Option<String> {
    let costs = costs?;
    let cost = score.mean_cost(costs)?;
    let best = costs.threshold().map(|t| format!("; calibrated probabilities cost least from {t:.4} on"));
    Some(format!("mean cost  {cost:.4} a row{}", best.unwrap_or_default()))
}

/// The matrix, or of many classes its largest mistakes.
fn confusion(input: &ClassInput, score: &ClassScore) -> Vec<String> {
    let classes = input.names.len();
    if classes > MAX_COLUMNS {
        return mistakes(input, score);
    }
    let mut cells =
        vec![[String::new()].into_iter().chain(input.names.iter().map(|name| short(name, 8))).collect()];
    cells.extend(score.confusion.iter().zip(&input.names).map(|(row, name)| {
        [short(name, NAME)].into_iter().chain(row.iter().map(u64::to_string)).collect::<Vec<_>>()
    }));
    let mut lines = vec!["confusion: rows are the truth, columns the prediction".to_owned()];
    lines.extend(aligned(&cells, 1));
    lines
}

fn mistakes(input: &ClassInput, score: &ClassScore) -> Vec<String> {
    let classes = 0..input.names.len();
    let pairs = classes.clone().flat_map(|truth| classes.clone().map(move |predicted| (truth, predicted)));
    let mut wrong: Vec<(u64, usize, usize)> = pairs
        .filter(|(truth, predicted)| truth != predicted)
        .map(|(truth, predicted)| (score.counts.count(truth, predicted), truth, predicted))
        .filter(|(count, ..)| *count > 0)
        .collect();
    wrong.sort_by_key(|(count, truth, predicted)| (std::cmp::Reverse(*count), *truth, *predicted));
    let mut lines = vec!["the most frequent mistakes; --json has the whole confusion matrix".to_owned()];
    lines.extend(wrong.iter().take(10).map(|(count, truth, predicted)| {
        format!("{count:>7}  {} taken for {}", input.names[*truth], input.names[*predicted])
    }));
    lines
}
