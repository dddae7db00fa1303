//! Arms in the order of their balanced accuracy, each with its 95 % interval, and with that of its distance from arm A.

use super::table::{aligned, number};
use crate::lab::Bench;
use crate::lab::compare::{balanced_difference, balanced_interval};
use crate::lab::summary::ArmSummary;

/// The table, best arm first; nothing of fewer than two arms, and where pictures have no one class.
pub fn lines(summaries: &[ArmSummary], bench: &Bench) -> Vec<String> {
    let mut ranked: Vec<&ArmSummary> =
        summaries.iter().filter(|arm| balanced_interval(&arm.evaluation).is_some()).collect();
    if ranked.len() < 2 {
        return Vec::new();
    }
    ranked.sort_by(|a, b| b.balanced_accuracy.unwrap_or(0.0).total_cmp(&a.balanced_accuracy.unwrap_or(0.0)));
    let titles = ["arm", "balanced accuracy", "95 %", "beyond A", "95 %", ""];
    let mut rows = vec![titles.map(str::to_owned).to_vec()];
    rows.extend(ranked.iter().map(|arm| row(arm, &summaries[0], bench)));
    let mut lines = vec![String::new()];
    lines.extend(aligned(&rows, 1));
    lines.push("one seed, the same pictures for all: differences whose interval holds 0 may be noise".into());
    lines
}

fn range(ends: Option<[f64; 2]>) -> String {
    ends.map_or_else(|| "-".to_owned(), |[low, high]| format!("{low:.3} to {high:.3}"))
}

fn row(arm: &ArmSummary, first: &ArmSummary, bench: &Bench) -> Vec<String> {
    let beyond = (arm.arm != first.arm)
        .then(|| balanced_difference(bench, &first.evaluation, &arm.evaluation))
        .flatten();
    let verdict = match beyond {
        Some(beyond) if beyond.is_more_than_noise() => "more than noise",
        Some(_) => "may be noise",
        None => "",
    };
    vec![
        arm.arm.to_string(),
        number(arm.balanced_accuracy),
        range(balanced_interval(&arm.evaluation).map(|interval| [interval.low, interval.high])),
        number(beyond.and_then(|beyond| beyond.difference)),
        range(beyond.and_then(|beyond| beyond.interval).map(|interval| [interval.low, interval.high])),
        verdict.into(),
    ]
}
