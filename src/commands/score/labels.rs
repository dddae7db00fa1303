//! The report on several labels a row.

use super::{MAX_COLUMNS, reasons};
use crate::console::table::{aligned, number};
use crate::metrics::interval::wilson;
use crate::score::{LabelInput, LabelScore};

pub(super) fn report(input: &LabelInput, score: &LabelScore) -> Vec<String> {
    let (rows, labels) = input.truth.dim();
    let mut lines = vec![format!("{rows} rows, {labels} labels, any of them on"), String::new()];
    lines.extend(by_label(score));
    lines.push(String::new());
    lines.extend(overall(score));
    lines.extend(score.cost_threshold.map(|t| format!("calibrated probabilities cost least from {t:.4} on")));
    lines.extend(reasons(&score.undefined));
    if labels <= MAX_COLUMNS {
        lines.push(String::new());
        lines.extend(together(score));
    }
    lines
}

fn by_label(score: &LabelScore) -> Vec<String> {
    let titles = [
        "label",
        "from",
        "TP",
        "FP",
        "FN",
        "TN",
        "precision",
        "recall",
        "recall, 95 %",
        "F1",
        "best from",
        "AP",
        "prior",
    ];
    let mut cells = vec![titles.map(str::to_owned).to_vec()];
    if score.mean_costs.is_some() {
        cells[0].push("cost".to_owned());
    }
    cells.extend(score.counts.iter().enumerate().map(|(label, counts)| {
        let interval = wilson(counts.true_positives, counts.support());
        let interval = interval.map(|i| format!("{:.3} to {:.3}", i.low, i.high));
        let mut row = vec![
            label.to_string(),
            number(Some(score.thresholds[label])),
            counts.true_positives.to_string(),
            counts.false_positives.to_string(),
            counts.false_negatives.to_string(),
            counts.true_negatives.to_string(),
            number(score.precision[label]),
            number(score.recall[label]),
            interval.unwrap_or_else(|| "-".to_owned()),
            number(score.f1[label]),
            number(score.best_f1_thresholds[label]),
            number(score.average_precision[label]),
            number(counts.prevalence()),
        ];
        row.extend(score.mean_costs.as_ref().map(|costs| number(costs[label])));
        row
    }));
    let mut lines = aligned(&cells, 1);
    lines.push("from: on from this probability; best from: where F1 is largest on these rows".into());
    lines.push("AP: average precision; scores without meaning reach the prior".into());
    lines
}

fn overall(score: &LabelScore) -> Vec<String> {
    let row = |name: &str, value, remark: &str| vec![name.to_owned(), number(value), remark.to_owned()];
    aligned(
        &[
            row("Hamming loss", score.hamming, "the share of wrong predictions"),
            row("subset accuracy", score.subset_accuracy, "the share of rows without one"),
            row("micro F1", score.micro_f1, "of all predictions together"),
            row("macro F1", score.macro_f1, "the mean of the labels"),
            row("mAP", score.map, "the mean of the labels' AP"),
            row("LRAP", score.lrap, "label ranking average precision"),
        ],
        3,
    )
}

/// The two tables of conditional shares, one below the other.
fn together(score: &LabelScore) -> Vec<String> {
    let table = |title: &str, shares: &[Vec<Option<f64>>]| {
        let names = (0..shares.len()).map(|label| label.to_string());
        let mut cells = vec![["given".to_owned()].into_iter().chain(names).collect::<Vec<_>>()];
        cells.extend(shares.iter().enumerate().map(|(a, row)| {
            let short =
                |share: &Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{share:.2}"));
            [a.to_string()].into_iter().chain(row.iter().map(short)).collect()
        }));
        [title.to_owned()].into_iter().chain(aligned(&cells, 1)).collect::<Vec<_>>()
    };
    let truth =
        table("how often the column's label comes with the row's, in the truth", &score.together.conditional);
    let predicted = table("the same in the predictions", &score.together_predicted.conditional);
    [truth, vec![String::new()], predicted].concat()
}
