//! The canonical log: the part of the event stream that does not depend on the clock.
//!
//! Step points stand in chunks of [`CHUNK`] steps, cut earlier only where another event of the same arm follows;
//! evaluations stand at fixed steps. Times stand only in fields named `seconds` and `images_per_second`. Two runs
//! of one recipe give the same lines within each arm, whatever the number of threads, the pace or the screen.

use super::event::{Body, Event, StepPoint, Steps};
use crate::lab::recipe::ArmId;
use std::collections::BTreeMap;

/// Steps on one line.
pub const CHUNK: usize = 100;

/// Turns events into canonical events.
#[derive(Debug, Default)]
pub struct Canonical {
    open: BTreeMap<ArmId, Steps>,
}

impl Canonical {
    /// The canonical events that are complete now that `event` happened.
    pub fn take(&mut self, event: &Event) -> Vec<Event> {
        match &event.body {
            Body::TeacherRun(_)
            | Body::Probe(_)
            | Body::Watched(_)
            | Body::Seen(_)
            | Body::Traced(_)
            | Body::Examined(_)
            | Body::Kept(_)
            | Body::Paused
            | Body::Resumed => Vec::new(),
            Body::Steps(steps) => self.chunks(event.arm, steps),
            _ => self.flush(event.arm).into_iter().chain([event.clone()]).collect(),
        }
    }

    /// What is left of an arm's steps.
    pub fn flush(&mut self, arm: ArmId) -> Option<Event> {
        let steps = self.open.remove(&arm).filter(|steps| !steps.is_empty())?;
        Some(of_steps(arm, steps))
    }

    fn chunks(&mut self, arm: ArmId, steps: &Steps) -> Vec<Event> {
        let mut full = Vec::new();
        let open = self.open.entry(arm).or_default();
        for (number, (plain, objective)) in (steps.first..).zip(steps.unweighted.iter().zip(&steps.objective))
        {
            let objective = objective.unwrap_or(f32::NAN);
            open.push(number, StepPoint { unweighted: *plain, objective, images: 0 });
            if open.len() == CHUNK {
                full.push(of_steps(arm, std::mem::take(open)));
            }
        }
        full
    }
}

fn of_steps(arm: ArmId, steps: Steps) -> Event {
    Event { arm, step: steps.first + steps.len() as u64 - 1, body: Body::Steps(steps) }
}

/// An event as one line of JSON, without the line's end.
///
/// # Panics
/// For an event that is not canonical: [`Canonical::take`] gives none of those.
pub fn line(event: &Event) -> String {
    serde_json::to_string(event).unwrap_or_else(|error| panic!("only canonical events have lines: {error}"))
}

/// An event from its line.
///
/// # Errors
/// If the line is not JSON or not an event.
pub fn parse(line: &str) -> Result<Event, serde_json::Error> {
    serde_json::from_str(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::record::event::Ended;

    fn steps(first: u64, n: usize) -> Event {
        let mut steps = Steps::default();
        for number in first..first + n as u64 {
            steps.push(number, StepPoint { unweighted: Some(number as f32), objective: 0.1, images: 1 });
        }
        of_steps(ArmId::A, steps)
    }

    fn lines(cuts: &[usize]) -> Vec<String> {
        let mut canonical = Canonical::default();
        let mut first = 1;
        let mut out = Vec::new();
        for n in cuts {
            out.extend(canonical.take(&steps(first, *n)));
            out.extend(canonical.take(&Event { arm: ArmId::A, step: 0, body: Body::Paused }));
            first += *n as u64;
        }
        out.extend(canonical.take(&Event {
            arm: ArmId::A,
            step: first - 1,
            body: Body::Ended(Ended::Completed),
        }));
        out.iter().map(line).collect()
    }

    #[test]
    fn chunks_do_not_depend_on_how_the_points_arrived() {
        let whole = lines(&[250]);
        assert_eq!(whole.len(), 4);
        assert_eq!(whole, lines(&[1, 98, 3, 148]));
    }

    #[test]
    fn a_line_reads_back_as_the_same_line() {
        for text in lines(&[7]) {
            assert_eq!(line(&parse(&text).unwrap()), text);
        }
        assert!(parse("{\"event\":\"nothing\"}").is_err());
    }
}
