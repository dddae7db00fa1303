//! Stored runs of every kind, folded and compared as data with `tests/folded`.
//!
//! What a version of the program has stored, later ones must read: the same lines, and the same state from them.

use super::*;
use crate::lab::analysis::journal::{Journal, JournalEntry};
use crate::lab::fixtures::{run_folder, texts_in};
use crate::lab::recipe::ArmId;
use crate::lab::record::{log, store};
use std::fmt::Write;

const RUNS: [&str; 9] =
    ["classes", "six", "labels", "numbers", "teacher", "heads", "changes", "experiment", "diverged"];

/// What the events of an arm add up to, a fact a line.
fn folded(arm: ArmId, history: &History, journal: &Journal) -> String {
    let mut text = format!("arm {arm}: {:?} at step {}\n", history.status, history.step);
    let mut line = |words: String| writeln!(text, "{words}").unwrap();
    let started = history.started.as_ref().unwrap();
    started.settings.fields().iter().for_each(|(field, value)| line(format!("  {field} = {value}")));
    line(format!("  {} parameters, {} steps an epoch", started.parameters, started.steps_per_epoch));
    line(format!("  counts {:?} weights {:?}", started.class_counts, started.class_weights));
    for ((measure, source), curve) in &history.curves {
        let [last, min] = [curve.last(), curve.min()];
        line(format!(
            "  {measure:?} {source:?}: {} points, last {last:?}, least {min:?}",
            curve.buckets().len()
        ));
    }
    for Mark { step, changed } in &history.marks {
        line(format!("  step {step}: {} {} -> {}", changed.field, changed.from, changed.to));
    }
    for JournalEntry { step, caption } in &journal.entries {
        line(format!(
            "  step {step}: {:?} {:?} {:?}: {}",
            caption.topic, caption.weight, caption.answer, caption.text
        ));
    }
    let standing: Vec<_> = journal.standing.iter().map(|caption| caption.topic).collect();
    line(format!("  standing {standing:?}, silent {:?}", history.silent));
    line(format!("  {} waypoints", history.parameters.len()));
    if let Some(latest) = history.latest.as_deref() {
        let predictions = latest.predictions.as_ref().map(|known| (known.map, known.logits.dim()));
        line(format!("  predictions {predictions:?}"));
        line(format!("  {}", serde_json::to_string(latest).unwrap()));
    }
    text
}

#[test]
fn stored_runs_of_every_kind_fold_as_they_did() {
    for name in RUNS {
        let run = store::open(&run_folder(name)).unwrap();
        let mut arms: BTreeMap<ArmId, Vec<Event>> = BTreeMap::new();
        run.events.iter().for_each(|event| arms.entry(event.arm).or_default().push(event.clone()));
        let folded = |(arm, events): (&ArmId, &Vec<Event>)| {
            let (history, journal) = Journal::told(events);
            folded(*arm, &history, &journal)
        };
        let text: String = arms.iter().map(folded).collect();
        texts_in("folded").bind(|| insta::assert_snapshot!(name, text));
    }
}

#[test]
fn stored_lines_and_recipes_are_written_as_they_were_read() {
    for name in RUNS {
        let read = |file: &str| std::fs::read_to_string(run_folder(name).join(file)).unwrap();
        for text in read("events.jsonl").lines().filter(|line| !line.contains("\"event\":\"summary\"")) {
            assert_eq!(log::line(&log::parse(text).unwrap()), text, "{name}");
        }
        let recipe = read("recipe.toml");
        assert_eq!(crate::lab::Recipe::from_toml(&recipe).unwrap().to_toml(), recipe, "{name}");
    }
}
