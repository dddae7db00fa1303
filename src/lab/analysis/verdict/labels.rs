//! The verdict where images may have several labels.

use super::{EvaluatedArm, Judgement, News, Spotlight, cost, percent};
use crate::lab::analysis::compare::label_differences;
use crate::lab::bench::Bench;
use crate::metrics::LabelReport;

/// A label that is found less often than this is ignored.
const IGNORED: f64 = 0.25;

pub(super) fn verdict(
    bench: &Bench,
    spotlight: Option<Spotlight>,
    (first, others): (&EvaluatedArm<'_>, &[EvaluatedArm<'_>]),
) -> Judgement {
    let report = first.labels;
    let label = spotlight.zip(report).and_then(|(spot, report)| spot.class(&report.recall));
    let (Some(report), Some(label)) = (report, label) else {
        return Judgement { news: News::Pending, text: format!("{} was evaluated on no image.", first.id) };
    };
    let name = &bench.dataset.class_names[label];
    let rare = if spotlight == Some(Spotlight::Lowest) { "found least often" } else { "the rarest label" };
    let on = report.counts[label].prevalence().map_or_else(|| "-".to_owned(), percent);
    let lead =
        format!("{} {} ({rare}, on {on} of all images).", first.id, outcome(report, label, Some(name)));
    let arms = std::iter::once(first).chain(others).filter_map(|arm| arm.labels);
    let ignoring = arms.filter(|report| recall(report, label) < IGNORED).count();
    let news = match ignoring {
        0 => News::Good,
        some if some == others.len() + 1 => News::Bad,
        _ => News::Mixed,
    };
    Judgement { news, text: format!("{lead}{}", elsewhere(bench, label, (first, report), others)) }
}

fn recall(report: &LabelReport, label: usize) -> f64 {
    report.recall.get(label).copied().flatten().unwrap_or(0.0)
}

/// What an arm makes of a label: `finds 41 % of 'ring', with false alarms on 2 % of the others`.
fn outcome(report: &LabelReport, label: usize, name: Option<&str>) -> String {
    let of = name.map_or_else(String::new, |name| format!(" of '{name}'"));
    let alarms = match report.counts[label].false_alarm_rate() {
        None => String::new(),
        Some(0.0) => " with no false alarm".to_owned(),
        Some(share) => format!(" with false alarms on {} of the others", percent(share)),
    };
    match recall(report, label) {
        0.0 if report.counts[label].false_positives == 0 => format!("finds none{of}"),
        0.0 => format!("finds none{of}{alarms}"),
        share => format!("finds {}{of}{alarms}", percent(share)),
    }
}

fn elsewhere(
    bench: &Bench,
    label: usize,
    (first, report): (&EvaluatedArm<'_>, &LabelReport),
    others: &[EvaluatedArm<'_>],
) -> String {
    let differences = others.iter().filter_map(|arm| {
        let own = arm.labels?;
        Some((arm, own, label_differences(bench, (first.evaluation, report), (arm.evaluation, own))))
    });
    let gain = |own: &LabelReport| recall(own, label) - recall(report, label);
    let beyond = differences.filter(|(_, _, found)| found[label].is_more_than_noise());
    match beyond.max_by(|a, b| gain(a.1).total_cmp(&gain(b.1))) {
        None => match others {
            [] => String::new(),
            [one] => format!(" {} differs there by no more than noise.", one.named(first)),
            _ => " The other arms differ there by no more than noise.".to_owned(),
        },
        Some((arm, own, _)) if gain(own) < 0.0 => {
            format!(" {} {}.", arm.named(first), outcome(own, label, None))
        }
        Some((arm, own, found)) => {
            let price = cost(&found, &bench.dataset.class_names);
            format!(" {} {} {price}.", arm.named(first), outcome(own, label, None))
        }
    }
}
