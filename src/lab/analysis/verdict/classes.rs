//! The verdict where every image has one class.

use super::{EvaluatedArm, Judgement, News, Spotlight, cost, percent, points};
use crate::lab::analysis::compare::{balanced_difference, recall_differences};
use crate::lab::bench::Bench;
use crate::metrics::report::mean_recall;

/// A class that is found less than this share of the mean recall is ignored.
const IGNORED: f64 = 0.5;

pub(super) fn verdict(
    bench: &Bench,
    spotlight: Option<Spotlight>,
    (first, others): (&EvaluatedArm<'_>, &[EvaluatedArm<'_>]),
) -> Judgement {
    match spotlight {
        Some(Spotlight::Rarest(class)) => of_rare(bench, class, first, others),
        Some(Spotlight::Lowest) | None => of_equals(bench, first, others),
    }
}

fn recall(arm: &EvaluatedArm<'_>, class: usize) -> f64 {
    arm.evaluation.report.recall.get(class).copied().flatten().unwrap_or(0.0)
}

fn ignores(arm: &EvaluatedArm<'_>, class: usize) -> bool {
    recall(arm, class)
        < IGNORED * mean_recall(&arm.evaluation.report.recall).unwrap_or(0.0).max(f64::MIN_POSITIVE)
}

/// How accurate an arm is, with the accuracy of an answer that needs no image, both as if classes were as frequent as in
/// training.
fn accuracy(bench: &Bench, arm: &EvaluatedArm<'_>) -> (String, String) {
    let report = &arm.evaluation.report;
    let known = |share: Option<f64>| share.map_or_else(|| "-".to_owned(), percent);
    let majority = bench.counts.iter().enumerate().max_by_key(|(class, count)| (**count, usize::MAX - class));
    let name = majority.map_or("", |(class, _)| bench.dataset.class_names[class].as_str());
    (known(report.prior_accuracy), format!("always '{name}': {}", known(report.prior_majority_baseline)))
}

fn of_rare(bench: &Bench, class: usize, first: &EvaluatedArm<'_>, others: &[EvaluatedArm<'_>]) -> Judgement {
    let name = &bench.dataset.class_names[class];
    let (accurate, always) = accuracy(bench, first);
    let arms = || std::iter::once(first).chain(others);
    let ignoring = arms().filter(|arm| ignores(arm, class)).count();
    let news = match ignoring {
        0 => News::Good,
        some if some == others.len() + 1 => News::Bad,
        _ => News::Mixed,
    };
    if arms().all(|arm| recall(arm, class) == 0.0) {
        let who =
            if others.is_empty() { format!("{} finds no", first.id) } else { "No arm finds any".to_owned() };
        let images = bench.counts[class];
        let trained =
            if images == 1 { "1 training image".to_owned() } else { format!("{images} training images") };
        let text = format!("{who} '{name}' ({trained}). {} is {accurate} accurate ({always}).", first.id);
        return Judgement { news, text };
    }
    let found = match recall(first, class) {
        0.0 => format!("finds no '{name}'"),
        share => format!("finds {} of '{name}'", percent(share)),
    };
    let none_ignored =
        (0..bench.dataset.classes()).all(|class| bench.counts[class] == 0 || !ignores(first, class));
    let lead = if none_ignored {
        format!("{} is {accurate} accurate, {found} and ignores no class ({always}).", first.id)
    } else {
        format!("{} is {accurate} accurate and {found} ({always}).", first.id)
    };
    Judgement { news, text: format!("{lead}{}", rare_elsewhere(bench, class, first, others)) }
}

/// What becomes of the rare class under the arm that changes it most, if any does beyond noise.
fn rare_elsewhere(
    bench: &Bench,
    class: usize,
    first: &EvaluatedArm<'_>,
    others: &[EvaluatedArm<'_>],
) -> String {
    let differences =
        others.iter().map(|arm| (arm, recall_differences(bench, first.evaluation, arm.evaluation)));
    let differences: Vec<_> = differences.collect();
    let beyond = differences.iter().filter(|(_, own)| own[class].is_more_than_noise());
    let gain = |own: &(&EvaluatedArm<'_>, Vec<_>)| recall(own.0, class) - recall(first, class);
    let best = beyond.max_by(|a, b| gain(a).total_cmp(&gain(b)));
    match best {
        None if others.is_empty() => String::new(),
        None => {
            let alike = differences.iter().flat_map(|(_, own)| own).all(|own| !own.is_more_than_noise());
            let place = if alike { " in every class" } else { " there" };
            let who = match others {
                [one] => format!("{} differs", one.named(first)),
                _ => "The other arms differ".to_owned(),
            };
            format!(" {who} from it by no more than noise{place}.")
        }
        Some(own) if gain(own) < 0.0 => {
            let share = recall(own.0, class);
            let found = if share > 0.0 { format!("only {}", percent(share)) } else { "none".to_owned() };
            format!(" {} finds {found}.", own.0.named(first))
        }
        Some(own) => {
            let share = percent(recall(own.0, class));
            let price = cost(&own.1, &bench.dataset.class_names);
            format!(" {} finds {share} {price}.", own.0.named(first))
        }
    }
}

fn of_equals(bench: &Bench, first: &EvaluatedArm<'_>, others: &[EvaluatedArm<'_>]) -> Judgement {
    let (accurate, always) = accuracy(bench, first);
    let lowest = Spotlight::Lowest.class(&first.evaluation.report.recall);
    let Some(class) = lowest else {
        return Judgement { news: News::Pending, text: format!("{} was evaluated on no image.", first.id) };
    };
    let name = &bench.dataset.class_names[class];
    let lead = format!(
        "{} is {accurate} accurate ({always}); its lowest recall is {} ('{name}').",
        first.id,
        percent(recall(first, class))
    );
    let news = if ignores(first, class) { News::Mixed } else { News::Good };
    Judgement { news, text: format!("{lead}{}", balanced_elsewhere(bench, first, others)) }
}

/// The arm whose balanced accuracy is furthest from the first one's beyond noise, if any is.
fn balanced_elsewhere(bench: &Bench, first: &EvaluatedArm<'_>, others: &[EvaluatedArm<'_>]) -> String {
    let beyond = others.iter().filter_map(|arm| {
        let found = balanced_difference(bench, first.evaluation, arm.evaluation)?;
        Some((arm, found.difference.filter(|_| found.is_more_than_noise())?))
    });
    let best = beyond.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    match best {
        None => match others {
            [] => String::new(),
            [one] => format!(" {} differs in balanced accuracy by no more than noise.", one.named(first)),
            _ => " The other arms differ in balanced accuracy by no more than noise.".to_owned(),
        },
        Some((arm, difference)) => {
            let side = if difference > 0.0 { "better" } else { "worse" };
            format!(" {} is {} {side} in balanced accuracy.", arm.named(first), points(difference))
        }
    }
}
