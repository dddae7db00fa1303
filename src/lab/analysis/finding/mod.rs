//! What a run found beside what its recipe expected.
//!
//! Everything is measured on what the events of the arms add up to, so that the screen, the headless command and a stored
//! run find the same: on the validation set, at the evaluation of the step that an expectation names, or at the last one.

mod rows;
mod subject;
#[cfg(test)]
mod tests;
mod words;

pub use subject::Subject;
pub use words::RecipeAnswer;

use crate::lab::bench::Bench;
use crate::lab::recipe::{ArmId, Expectation};
use crate::lab::record::history::History;
use serde::Serialize;

/// What became of an expectation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// What was found lies in the range.
    Met,
    /// It does not.
    Missed,
    /// Nothing was measured yet, or the number is not defined.
    Open,
}

/// An expectation with what was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// The expectation in words, without the number.
    pub say: String,
    /// What was measured, on which arm, and when: `recall:class=1 of B - A at step 1000 (asked for 100)`.
    pub measured: String,
    /// The least value expected.
    pub min: Option<f64>,
    /// The largest value expected.
    pub max: Option<f64>,
    /// The value.
    pub found: Option<f64>,
    /// What became of it.
    pub verdict: Verdict,
}

/// Measures every expectation on the arms of a bench.
pub fn judge(expectations: &[Expectation], arms: &[(ArmId, &History)], bench: &Bench) -> Vec<Finding> {
    // One subject for an arm at a step, so that what several metrics need is computed once.
    let mut subjects: Vec<(ArmId, Subject<'_>)> = Vec::new();
    for step in expectations.iter().map(|expectation| expectation.step) {
        if !subjects.iter().any(|(_, subject)| subject.step == step) {
            subjects.extend(arms.iter().map(|(id, history)| (*id, Subject::new(history, bench, step))));
        }
    }
    expectations.iter().map(|expectation| finding(expectation, &subjects)).collect()
}

fn finding(expectation: &Expectation, subjects: &[(ArmId, Subject<'_>)]) -> Finding {
    let Expectation { say, metric, arm, minus, step, range: [min, max] } = expectation;
    let subject = |id: &ArmId| {
        let found = subjects.iter().find(|(arm, subject)| arm == id && subject.step == *step);
        found.map(|(_, subject)| subject)
    };
    let (own, other) = (subject(arm), minus.as_ref().and_then(subject));
    let value = |subject: Option<&Subject<'_>>| rows::measure(metric, subject?);
    let found = match minus {
        None => value(own),
        Some(_) => value(own).zip(value(other)).map(|(own, others)| own - others),
    };
    let taken: Vec<u64> = [own, other].into_iter().flatten().filter_map(Subject::taken).collect();
    let inside = |found: f64| min.is_none_or(|min| found >= min) && max.is_none_or(|max| found <= max);
    let verdict = match found {
        None => Verdict::Open,
        Some(found) if inside(found) => Verdict::Met,
        Some(_) => Verdict::Missed,
    };
    let minus = minus.map_or(String::new(), |other| format!(" - {other}"));
    let measured = format!("{metric} of {arm}{minus}{}", at(*step, &taken));
    Finding { say: say.clone(), measured, min: *min, max: *max, found, verdict }
}

/// ` at step 1000 (asked for 100)`: what was asked for, and the evaluations that were taken for it, one for each arm.
fn at(asked: Option<u64>, taken: &[u64]) -> String {
    match (asked, taken) {
        (None, _) => String::new(),
        (Some(asked), []) => format!(" at step {asked}"),
        (Some(asked), taken) if taken.iter().all(|step| *step == asked) => format!(" at step {asked}"),
        (Some(asked), [own, other]) if own != other => {
            format!(" at steps {own} and {other} (asked for {asked})")
        }
        (Some(asked), [step, ..]) => format!(" at step {step} (asked for {asked})"),
    }
}
