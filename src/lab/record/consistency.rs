//! Whether the events of a log fit each other: what panes count on, a damaged or edited file need not hold.

use super::evaluation::{Evaluation, TaskReport, Terms};
use super::event::{Body, Event, Started, Steps};
use crate::lab::recipe::ArmId;
use crate::metrics::Binary;
use std::collections::BTreeMap;

/// What the events so far have said of each arm.
#[derive(Debug, Default)]
pub struct Consistency {
    /// How many classes, labels or numbers there are, K.
    outputs: BTreeMap<ArmId, usize>,
}

impl Consistency {
    /// Checks the next event against those before it.
    ///
    /// # Errors
    /// Says what does not fit, in one line.
    pub fn check(&mut self, event: &Event) -> Result<(), String> {
        countable("step", [event.step])?;
        match &event.body {
            Body::Started(started) => {
                countable(
                    "steps",
                    [started.steps_per_epoch, started.total_steps, started.parameters as u64],
                )?;
                countable("class counts", started.class_counts.iter().map(|count| *count as u64))?;
                self.outputs.insert(event.arm, outputs(started)?);
                Ok(())
            }
            Body::Changed(changed) => {
                let outputs = self.outputs.get(&event.arm).copied();
                let outputs = outputs.ok_or("a change of an arm that has not started")?;
                countable("steps", [changed.total_steps])?;
                match changed.class_weights.len() {
                    weights if weights == outputs => Ok(()),
                    weights => Err(format!("{weights} class weights for {outputs} classes")),
                }
            }
            Body::Steps(steps) => {
                countable("first step", [steps.first])?;
                same_length(steps)
            }
            Body::Evaluated(evaluation) | Body::Probe(evaluation) => {
                let outputs = self.outputs.get(&event.arm).copied();
                evaluated(evaluation, outputs.ok_or("an evaluation of an arm that has not started")?)
            }
            Body::TeacherRun(_)
            | Body::Watched(_)
            | Body::Seen(_)
            | Body::Traced(_)
            | Body::Examined(_)
            | Body::Kept(_)
            | Body::Paused
            | Body::Resumed
            | Body::Rested
            | Body::Ended(_) => Ok(()),
        }
    }
}

/// The largest number that counts steps or images: sums of these do not overflow.
const MOST: u64 = 1 << 40;

/// Refuses numbers that count nothing.
fn countable(what: &str, numbers: impl IntoIterator<Item = u64>) -> Result<(), String> {
    match numbers.into_iter().find(|number| *number > MOST) {
        None => Ok(()),
        Some(number) => Err(format!("{what}: expected at most {MOST}, found {number}")),
    }
}

fn outputs(started: &Started) -> Result<usize, String> {
    let (counts, weights) = (started.class_counts.len(), started.class_weights.len());
    if counts == weights {
        Ok(counts)
    } else {
        Err(format!("{counts} class counts, but {weights} class weights"))
    }
}

fn same_length(steps: &Steps) -> Result<(), String> {
    let (unweighted, objective) = (steps.unweighted.len(), steps.objective.len());
    if unweighted == objective {
        return Ok(());
    }
    Err(format!("{unweighted} losses, but {objective} values of the objective"))
}

fn evaluated(evaluation: &Evaluation, outputs: usize) -> Result<(), String> {
    countable("support", evaluation.report.support.iter().copied())?;
    let Evaluation { report, confusion, by_task, terms, gradient_share, .. } = evaluation;
    let mut lengths = vec![
        ("precision", report.precision.len()),
        ("recall", report.recall.len()),
        ("f1", report.f1.len()),
        ("support", report.support.len()),
        ("confusion", confusion.classes()),
        ("gradient_share", gradient_share.len()),
    ];
    match by_task {
        TaskReport::Classification => {}
        TaskReport::MultiLabel(labels) => {
            let of = |count: &Binary| {
                let Binary { true_positives, false_positives, false_negatives, true_negatives } = *count;
                [true_positives, false_positives, false_negatives, true_negatives]
            };
            countable("counts of labels", labels.counts.iter().flat_map(of))?;
            lengths.extend([
                ("thresholds of labels", labels.thresholds.len()),
                ("counts of labels", labels.counts.len()),
                ("precision of labels", labels.precision.len()),
                ("recall of labels", labels.recall.len()),
                ("f1 of labels", labels.f1.len()),
                ("average_precision of labels", labels.average_precision.len()),
            ]);
        }
        TaskReport::Regression(values) => {
            lengths.extend([("outputs", values.outputs.len()), ("residuals", values.residuals.len())]);
        }
    }
    if let Some((name, length)) = lengths.into_iter().find(|(_, length)| *length != outputs) {
        return Err(format!(
            "{name}: expected {outputs}, one for each class, label or number, found {length}"
        ));
    }
    terms.as_ref().map_or(Ok(()), shares_of_layers)
}

fn shares_of_layers(terms: &Terms) -> Result<(), String> {
    match terms.terms.iter().find(|term| term.layers.len() != terms.layers.len()) {
        None => Ok(()),
        Some(term) => Err(format!(
            "a term has shares of {} layers, but there are {}",
            term.layers.len(),
            terms.layers.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{Recorder, trainer_with};

    /// The events of a short run of three classes.
    fn events() -> Vec<Event> {
        let mut trainer = trainer_with(&["steps=4"]);
        Recorder::record(&mut trainer, &[]).events
    }

    /// What is wrong with the run if its evaluations and its start are changed so.
    fn problem(change: impl Fn(&mut Body)) -> Option<String> {
        let mut consistency = Consistency::default();
        events().iter_mut().find_map(|event| {
            change(&mut event.body);
            consistency.check(event).err()
        })
    }

    #[test]
    fn a_run_fits_itself_and_one_with_a_class_more_does_not() {
        assert_eq!(problem(|_| {}), None);
        let evaluation = |change: fn(&mut Evaluation)| {
            problem(move |body| {
                if let Body::Evaluated(evaluation) = body {
                    change(evaluation);
                }
            })
            .unwrap()
        };
        let recall = evaluation(|evaluation| evaluation.report.recall.push(None));
        assert!(recall.starts_with("recall: expected 3") && recall.ends_with("found 4"), "{recall}");
        let share = evaluation(|evaluation| evaluation.gradient_share.clear());
        assert!(share.starts_with("gradient_share: expected 3"), "{share}");
        let started = problem(|body| {
            if let Body::Started(started) = body {
                started.class_weights.pop();
            }
        });
        assert_eq!(started.unwrap(), "3 class counts, but 2 class weights");
        let steps = problem(|body| {
            if let Body::Steps(steps) = body {
                steps.objective.clear();
            }
        });
        assert!(steps.unwrap().contains("but 0 values of the objective"));
    }

    #[test]
    fn an_evaluation_needs_a_start() {
        let evaluated = events().into_iter().find(|event| matches!(event.body, Body::Evaluated(_))).unwrap();
        assert!(Consistency::default().check(&evaluated).unwrap_err().contains("has not started"));
    }
}
