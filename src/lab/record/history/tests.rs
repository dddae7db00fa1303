//! Events folded into what panes show.

use super::*;
use crate::lab::analysis::journal::Journal;
use crate::lab::fixtures::{Recorder, trainer_with};
use crate::lab::recipe::ArmId;
use crate::lab::record::event::StepPoint;

fn event(step: u64, body: Body) -> Event {
    Event { arm: ArmId::A, step, body }
}

fn history_of(events: &[Event]) -> History {
    let mut history = History::default();
    for event in events {
        history.apply(event);
    }
    history
}

fn recorded(settings: &[&str], script: &[(u64, &str, &str)]) -> Vec<Event> {
    Recorder::record(&mut trainer_with(settings), script).events
}

/// The run up to and with the first event at or after this step that fits.
fn until(events: &[Event], fits: impl Fn(&Event) -> bool) -> &[Event] {
    &events[..=events.iter().position(fits).unwrap()]
}

#[test]
fn every_step_and_every_evaluation_is_in_its_curve() {
    let events = recorded(&[], &[]);
    let history = history_of(&events);
    let length = |measure, source| history.curve(measure, source).unwrap().buckets().len();
    assert_eq!(length(Measure::Unweighted, Source::Batch), 15);
    assert_eq!(length(Measure::Objective, Source::Batch), 15);
    for measure in [Measure::Unweighted, Measure::PriorAccuracy, Measure::Recall(2)] {
        assert_eq!(length(measure, Source::Validation), 4, "{measure:?}: steps 0, 5, 10, 15");
    }
    assert!(history.curve(Measure::Recall(3), Source::Validation).is_none());
    assert_eq!((history.step, history.epochs(), history.total_epochs()), (15, 3.0, 3.0));
    let report = &history.latest.as_ref().unwrap().report;
    assert_eq!(history.curve(Measure::Accuracy, Source::Validation).unwrap().last(), report.accuracy);
    assert_eq!(history.status, Status::Ended(Ended::Completed));
}

#[test]
fn the_state_does_not_depend_on_how_the_steps_were_bundled() {
    let single = recorded(&[], &[]);
    let mut bundled: Vec<Event> = Vec::new();
    for event in &single {
        match (bundled.last_mut().map(|last| &mut last.body), &event.body) {
            (Some(Body::Steps(open)), Body::Steps(next)) => {
                open.unweighted.extend(&next.unweighted);
                open.objective.extend(&next.objective);
            }
            _ => bundled.push(event.clone()),
        }
    }
    assert!(bundled.len() < single.len());
    let [(one, journal), (other, also)] = [&single, &bundled].map(|events| Journal::told(events));
    assert_eq!((one.curves, journal.entries, one.step), (other.curves, also.entries, other.step));
}

#[test]
fn a_change_is_a_mark_and_the_setting_from_then_on() {
    let history = history_of(&recorded(&[], &[(7, "weights", "manual:1,2,4"), (9, "lr", "0.01")]));
    let marks: Vec<_> = history.marks.iter().map(|mark| (mark.step, mark.changed.to.as_str())).collect();
    assert_eq!(marks, [(7, "manual:1,2,4"), (9, "0.01")]);
    assert_eq!([history.setting("weights"), history.setting("lr")], ["manual:1,2,4", "0.01"]);
    assert_eq!(history.started.as_ref().unwrap().class_weights, [1.0, 2.0, 4.0]);
    assert_eq!(history.setting("nothing"), "");
}

#[test]
fn a_status_never_lies() {
    let events = recorded(&[], &[(15, "extend", "1")]);
    let rested = until(&events, |event| matches!(event.body, Body::Rested));
    let extended = until(&events, |event| matches!(event.body, Body::Changed(_)));
    assert_eq!(history_of(rested).status, Status::Rested);
    let after = |events: &[Event], more: &[Body]| {
        let more = more.iter().map(|body| event(15, body.clone()));
        history_of(&events.iter().cloned().chain(more).collect::<Vec<_>>()).status
    };
    assert_eq!(after(rested, &[Body::Paused]), Status::Rested, "a pause at rest is still a rest");
    assert_eq!(after(rested, &[Body::Paused, Body::Resumed]), Status::Rested);
    assert_eq!(after(rested, &[extended[extended.len() - 1].body.clone()]), Status::Training);
    assert_eq!(after(rested, &[Body::Paused, extended[extended.len() - 1].body.clone()]), Status::Paused);
    assert_eq!(after(&events[..3], &[Body::Paused]), Status::Paused);
    assert_eq!(after(&events[..3], &[Body::Paused, Body::Resumed]), Status::Training);
    assert_eq!(History::default().status, Status::Waiting);
}

#[test]
fn a_gap_in_the_values_is_a_gap_in_the_curve() {
    let mut steps = Steps::default();
    for (number, objective) in [(1, 0.5), (2, f32::NAN), (3, 0.25)] {
        steps.push(number, StepPoint { unweighted: None, objective, images: 1 });
    }
    let history = history_of(&[event(3, Body::Steps(steps))]);
    let objective = history.curve(Measure::Objective, Source::Batch).unwrap();
    let highs: Vec<Option<f64>> =
        objective.buckets().iter().map(|bucket| Some(bucket.hi).filter(|hi| hi.is_finite())).collect();
    assert_eq!(highs, [Some(0.5), None, Some(0.25)]);
    assert_eq!(history.curve(Measure::Unweighted, Source::Batch).unwrap().last(), None);
    assert_eq!(history_of(&[event(0, Body::Steps(Steps::default()))]).step, 0);
}

#[test]
fn a_probe_is_shown_until_the_next_evaluation_and_is_in_no_curve() {
    let mut history = history_of(&recorded(&[], &[])[..2]);
    let before = history.curves.clone();
    let probe = trainer_with(&[]).probe();
    history.apply(&event(3, Body::Probe(Box::new(probe))));
    assert!(history.is_probe && history.curves == before);
    history.apply(&event(5, Body::Evaluated(Box::new(trainer_with(&[]).evaluate()))));
    assert!(!history.is_probe);
}

#[test]
fn classes_that_are_never_predicted_are_counted_evaluation_by_evaluation() {
    // The weights forbid all answers but the first.
    let events = recorded(&["weights=manual:1,0,0", "lr=1"], &[]);
    let history = history_of(&events);
    assert_eq!((history.silent[0], history.silent[1], history.silent[2]), (0, 3, 3));
}

#[test]
fn the_numbers_of_a_small_network_are_a_way_over_the_steps_and_those_of_a_large_one_are_not_kept() {
    let small = |events: Vec<Event>| {
        let small = |mut event: Event| {
            if let Body::Evaluated(evaluation) | Body::Probe(evaluation) = &mut event.body {
                evaluation.parameters = Some(vec![event.step as f32, 0.5]);
            }
            event
        };
        events.into_iter().map(small).collect::<Vec<_>>()
    };
    let events = recorded(&[], &[]);
    assert!(history_of(&events).parameters.is_empty(), "111 numbers");
    let mut history = history_of(&small(events));
    history.apply(&small(vec![event(16, Body::Probe(Box::new(trainer_with(&[]).probe())))])[0]);
    let point = |step| {
        let origin = if step == 16 { PathOrigin::Probe } else { PathOrigin::Evaluation };
        Waypoint { step, numbers: vec![step as f32, 0.5], origin }
    };
    assert_eq!(history.parameters, [0, 5, 10, 15, 16].map(point), "a probe is a point between evaluations");
    let evaluated = small(vec![event(16, Body::Evaluated(Box::new(trainer_with(&[]).evaluate())))]);
    history.apply(&evaluated[0]);
    let last = Waypoint { origin: PathOrigin::Evaluation, ..point(16) };
    assert_eq!(history.parameters[4..], [last], "an evaluation of the same step stands in for it");
    history.apply(&small(vec![event(16, Body::Probe(Box::new(trainer_with(&[]).probe())))])[0]);
    assert_eq!((history.parameters.len(), history.parameters[4].origin), (5, PathOrigin::Evaluation));
}
