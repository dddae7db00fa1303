//! The verdict: one sentence, computed from the latest evaluations, on what the arms do to the rare class.
//!
//! It says how good the first arm is beside an answer that needs no image, what becomes of the class that is at stake, and
//! which other arm changes that by more than noise, at what price. Shares are per cent here, as in prose.

mod classes;
mod labels;
mod spotlight;
mod values;

pub use spotlight::Spotlight;

use super::compare::RecallDifference;
use crate::base::rounding::per_cent;
use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::recipe::ArmId;
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::event::Ended;
use crate::lab::record::history::{History, Status};
use crate::metrics::LabelReport;

/// An arm as a verdict sees it.
#[derive(Clone, Copy)]
pub struct JudgedArm<'a> {
    /// Its letter.
    pub id: ArmId,
    /// What its events add up to.
    pub history: &'a History,
    /// The evaluation that counts: the latest on the validation set, or that on the test set after the last step.
    pub evaluation: Option<&'a Evaluation>,
    /// Its labels under the thresholds of the screen, where images may have several; else as they were stored.
    pub labels: Option<&'a LabelReport>,
}

/// How good the news is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing is known yet.
    Pending,
    /// No arm does what is at stake.
    Bad,
    /// Some arm does not.
    Mixed,
    /// Every arm does.
    Good,
}

/// A verdict: the sentence, and how good the news is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// How good it is.
    pub news: News,
    /// The sentence; names of classes stand in it as the data have them.
    pub text: String,
}

/// An arm that was evaluated.
#[derive(Clone, Copy)]
struct EvaluatedArm<'a> {
    id: ArmId,
    history: &'a History,
    evaluation: &'a Evaluation,
    labels: Option<&'a LabelReport>,
}

/// The verdict on these arms, in the order of their letters; `spotlight` is that of the bench.
pub fn verdict(bench: &Bench, spotlight: Option<Spotlight>, arms: &[JudgedArm<'_>]) -> Judgement {
    let measured: Vec<EvaluatedArm<'_>> = arms.iter().filter_map(measured).collect();
    let diverged: Vec<(ArmId, u64)> = arms.iter().filter_map(diverged).collect();
    let Some((first, others)) = measured.split_first() else { return without(&diverged) };
    let Judgement { news, text } = match bench.dataset.task() {
        Task::Classification => classes::verdict(bench, spotlight, (first, others)),
        Task::MultiLabel => labels::verdict(bench, spotlight, (first, others)),
        Task::Regression => values::verdict(first, others),
    };
    let lost = diverged.iter().map(|(arm, step)| format!(" {arm} diverged at step {step}."));
    let lost = lost.collect::<Vec<_>>().concat();
    Judgement { news: if lost.is_empty() { news } else { News::Bad }, text: format!("{text}{lost}") }
}

/// Where no arm has an evaluation.
fn without(diverged: &[(ArmId, u64)]) -> Judgement {
    match diverged {
        [] => Judgement { news: News::Pending, text: "No arm has been evaluated yet.".into() },
        [(arm, step)] => Judgement {
            news: News::Bad,
            text: format!("{arm} diverged at step {step}: nothing of it can be measured."),
        },
        [(arm, step), ..] => Judgement {
            news: News::Bad,
            text: format!("Every arm diverged, {arm} at step {step}: nothing of them can be measured."),
        },
    }
}

fn measured<'a>(arm: &JudgedArm<'a>) -> Option<EvaluatedArm<'a>> {
    let evaluation = arm.evaluation?;
    let labels = arm.labels.or_else(|| evaluation.labels());
    Some(EvaluatedArm { id: arm.id, history: arm.history, evaluation, labels })
}

fn diverged(arm: &JudgedArm<'_>) -> Option<(ArmId, u64)> {
    let lost = matches!(arm.history.status, Status::Ended(Ended::Diverged { .. }));
    lost.then_some((arm.id, arm.history.step))
}

impl EvaluatedArm<'_> {
    /// Its letter with what it differs in from another arm: `B (weights balanced)`.
    fn named(&self, first: &Self) -> String {
        let settings = self.history.settings().zip(first.history.settings());
        let differences = settings.map(|(own, other)| own.differences(other)).unwrap_or_default();
        match differences.as_slice() {
            [] => self.id.to_string(),
            some => {
                let words = some.iter().map(|text| text.replacen('=', " ", 1)).collect::<Vec<_>>();
                format!("{} ({})", self.id, words.join(", "))
            }
        }
    }
}

/// A share as prose has it: `6 %`, `0.4 %`, `99.9 %`; 0 and 100 only where they are exact.
fn percent(share: f64) -> String {
    match share {
        0.0 => "0 %".to_owned(),
        1.0 => "100 %".to_owned(),
        small if small < 0.0005 => "under 0.1 %".to_owned(),
        large if large > 0.9995 => "over 99.9 %".to_owned(),
        edge if !(0.00995..0.99).contains(&edge) => format!("{:.1} %", 100.0 * edge),
        share => format!("{:.0} %", per_cent(share)),
    }
}

/// A difference of shares in words: `8 points`, `1 point`.
fn points(difference: f64) -> String {
    match per_cent(difference.abs()) {
        0.0 => "under 1 point".to_owned(),
        1.0 => "1 point".to_owned(),
        points => format!("{points:.0} points"),
    }
}

/// What a gain costs: the class or label that loses most beyond noise.
fn cost(differences: &[RecallDifference], names: &[String]) -> String {
    let lost = differences.iter().enumerate().filter(|(_, own)| own.is_more_than_noise());
    let lost = lost.filter_map(|(class, own)| Some((class, own.difference?)));
    match lost.filter(|(_, difference)| *difference < 0.0).min_by(|a, b| a.1.total_cmp(&b.1)) {
        None => "and costs none of the others more than noise".to_owned(),
        Some((class, difference)) => format!("and costs '{}' {}", names[class], points(difference)),
    }
}

#[cfg(test)]
mod tests;
