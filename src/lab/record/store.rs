//! Run folders: `recipe.toml`, `events.jsonl` (the canonical log) and predictions as npz.

mod answers;
mod read;

pub use answers::Answers;
pub use read::{StoredRun, open};

use super::event::{Body, Event};
use super::log::{self, Canonical};
use crate::base::atomic;
use crate::lab::bench::Bench;
use crate::lab::recipe::folder::{EVENTS, RECIPE, is_run};
use crate::lab::recipe::{ArmId, Recipe};
use crate::lab::record::predictions::Predictions;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is wrong with a stored run.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct StoreError {
    path: String,
    problem: String,
}

impl StoreError {
    /// A problem with a run folder or a file in it.
    pub fn new(path: &Path, problem: impl Into<String>) -> Self {
        Self { path: path.display().to_string(), problem: problem.into() }
    }
}

/// A run folder that is being written.
#[derive(Debug)]
pub struct RunFolder {
    /// Where it is.
    pub path: PathBuf,
    log: BufWriter<File>,
    canonical: Canonical,
}

impl RunFolder {
    /// Begins a run in `path`, which may exist if it holds no run.
    ///
    /// # Errors
    /// If the folder holds a run already or cannot be written.
    pub fn create(path: &Path, recipe: &Recipe) -> Result<Self, StoreError> {
        let begin = || {
            if is_run(path) {
                let problem = "holds a run already; give another folder";
                return Err(io::Error::new(io::ErrorKind::AlreadyExists, problem));
            }
            std::fs::create_dir_all(path)?;
            atomic::write(&path.join(RECIPE), recipe.to_toml().as_bytes())?;
            let log = BufWriter::new(File::create(path.join(EVENTS))?);
            Ok(Self { path: path.to_owned(), log, canonical: Canonical::default() })
        };
        begin().map_err(|error| wrong(path, &error))
    }

    /// Begins a run in a new folder `NAME-0001`, `NAME-0002` ... below `parent`.
    ///
    /// # Errors
    /// If no folder can be written.
    pub fn create_below(parent: &Path, name: &str, recipe: &Recipe) -> Result<Self, StoreError> {
        let safe: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let free =
            (1..10_000).map(|number| parent.join(format!("{safe}-{number:04}"))).find(|path| !path.exists());
        Self::create(&free.unwrap_or_else(|| parent.join(safe)), recipe)
    }

    /// Takes the next event; lines are on disk after every event that is not a step.
    ///
    /// # Errors
    /// If the log cannot be written.
    pub fn append(&mut self, event: &Event) -> Result<(), StoreError> {
        let lines = self.canonical.take(event);
        let write = |log: &mut BufWriter<File>| {
            lines.iter().try_for_each(|event| writeln!(log, "{}", log::line(event)))?;
            if matches!(event.body, Body::Steps(_)) { Ok(()) } else { log.flush() }
        };
        write(&mut self.log).map_err(|error| wrong(&self.path, &error))
    }

    /// Takes an arm's lines out again: the arm was dropped, and its letter may be given to another.
    ///
    /// # Errors
    /// If the log cannot be rewritten.
    pub fn forget(&mut self, arm: ArmId) -> Result<(), StoreError> {
        drop(self.canonical.flush(arm));
        disown(&self.path, arm);
        let path = self.path.join(EVENTS);
        let mut rewrite = || {
            self.log.flush()?;
            let text = std::fs::read_to_string(&path)?;
            let kept = text.lines().filter(|line| arm_of(line) != Some(arm));
            let kept: String = kept.flat_map(|line| [line, "\n"]).collect();
            atomic::write(&path, kept.as_bytes())?;
            self.log = BufWriter::new(File::options().append(true).open(&path)?);
            Ok(())
        };
        rewrite().map_err(|error| wrong(&self.path, &error))
    }

    /// Ends the run: the recipe with the changes that were made, the log sorted by arm, the last predictions, the weights.
    ///
    /// # Errors
    /// If a file cannot be written; the lines written so far stay.
    pub fn close(mut self, recipe: &Recipe, bench: &Bench, left: &Leavings) -> Result<PathBuf, StoreError> {
        let mut write = || {
            for arm in ArmId::all() {
                if let Some(event) = self.canonical.flush(arm) {
                    writeln!(self.log, "{}", log::line(&event))?;
                }
            }
            self.log.flush()?;
            self.log.get_ref().sync_all()?;
            atomic::write(&self.path.join(RECIPE), recipe.to_toml().as_bytes())?;
            sort_by_arm(&self.path.join(EVENTS))?;
            leave(&self.path, bench, left)
        };
        write().map_err(|error| wrong(&self.path, &error))?;
        Ok(self.path)
    }
}

/// Writes what arms leave behind into the folder of their run, in the place of what they left before.
///
/// # Errors
/// If a file cannot be written.
pub fn leave(folder: &Path, bench: &Bench, left: &Leavings) -> io::Result<()> {
    for (name, content) in &left.weights {
        atomic::write(&folder.join(name), content)?;
    }
    left.predictions.iter().try_for_each(|(name, predictions)| {
        atomic::write(&folder.join(format!("{name}.npz")), &npz(predictions, bench)?)
    })
}

/// Takes away what an arm left behind that does not belong to the run any more.
pub fn disown(folder: &Path, arm: ArmId) {
    let predictions = [predictions_name(arm), test_name(arm)].map(|name| format!("{name}.npz"));
    for name in predictions.into_iter().chain([weights_name(arm)]) {
        // Most arms left nothing.
        drop(std::fs::remove_file(folder.join(name)));
    }
}

/// The name of an arm's last predictions on the validation set, without `.npz`.
pub fn predictions_name(arm: ArmId) -> String {
    format!("predictions-{arm}")
}

/// The name of an arm's predictions on the test set, without `.npz`.
pub fn test_name(arm: ArmId) -> String {
    format!("test-{arm}")
}

/// The file of an arm's weights, as it ended.
pub fn weights_name(arm: ArmId) -> String {
    format!("weights-{arm}.safetensors")
}

/// What a run leaves behind beside its log.
#[derive(Debug, Default)]
pub struct Leavings {
    /// Predictions by the name of their file, without `.npz`.
    pub predictions: Vec<(String, Arc<Predictions>)>,
    /// Contents by the name of their file.
    pub weights: Vec<(String, Arc<Vec<u8>>)>,
}

/// Arms may have trained side by side; the log holds one after the other, as a headless run writes it.
fn sort_by_arm(path: &Path) -> io::Result<()> {
    let text = std::fs::read_to_string(path)?;
    let mut lines: Vec<(Option<ArmId>, &str)> = text.lines().map(|line| (arm_of(line), line)).collect();
    lines.sort_by_key(|(arm, _)| *arm);
    let sorted: String = lines.iter().flat_map(|(_, line)| [line, "\n"]).collect();
    if sorted == text { Ok(()) } else { atomic::write(path, sorted.as_bytes()) }
}

fn arm_of(line: &str) -> Option<ArmId> {
    log::parse(line).ok().map(|event| event.arm)
}

fn npz(predictions: &Predictions, bench: &Bench) -> io::Result<Vec<u8>> {
    let names = &bench.dataset.class_names;
    Answers::of(predictions, bench).npz(&predictions.logits, &predictions.indices, names)
}

fn wrong(path: &Path, error: &io::Error) -> StoreError {
    StoreError::new(path, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{Recorder, canonical, kind, recipe, trainer_with};
    use crate::loss::ProbabilityMap;

    fn write(path: &Path, loss: &str) -> Vec<Event> {
        let mut trainer = trainer_with(&[]);
        let recorder = Recorder::record(&mut trainer, &[(15, "loss", loss)]);
        let mut folder = RunFolder::create(path, &recipe(&[])).unwrap();
        for event in &recorder.events {
            folder.append(event).unwrap();
        }
        let last = Arc::new(trainer.predict(&trainer.bench.dataset.parts.validation));
        let left = Leavings { predictions: vec![(predictions_name(ArmId::A), last)], ..Leavings::default() };
        folder.close(&recipe(&[]), &trainer.bench, &left).unwrap();
        recorder.events
    }

    /// The log as it stands.
    fn lines(path: &Path) -> Vec<String> {
        std::fs::read_to_string(path.join(EVENTS)).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_run_reads_back_as_it_was_written() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("run");
        let written = write(&path, "sigmoid-bce");
        let read = open(&path).unwrap();
        assert_eq!((lines(&path), read.recipe), (canonical(&written), recipe(&[])));
        let order = |events: &[Event]| {
            let others = events.iter().filter(|event| !matches!(event.body, Body::Steps(_)));
            others.map(|event| (kind(&event.body), event.step)).collect::<Vec<_>>()
        };
        assert_eq!(order(&read.events), order(&written));
        let last = read.events.iter().rev().find_map(|event| match &event.body {
            Body::Evaluated(evaluation) => evaluation.predictions.clone(),
            _ => None,
        });
        assert_eq!(last.unwrap().map, ProbabilityMap::Softmax, "read under the loss it was evaluated with");
    }

    #[test]
    fn a_folder_that_holds_a_run_is_not_written_over() {
        let parent = tempfile::tempdir().unwrap();
        write(&parent.path().join("run"), "brier");
        assert!(is_run(&parent.path().join("run")) && !is_run(parent.path()));
        let error = RunFolder::create(&parent.path().join("run"), &recipe(&[])).unwrap_err().to_string();
        assert!(error.contains("run: holds a run already"), "{error}");
        let below = |name| RunFolder::create_below(parent.path(), name, &recipe(&[])).unwrap().path;
        assert_eq!(below("a/b c"), parent.path().join("a-b-c-0001"));
        assert_eq!(below("a/b c"), parent.path().join("a-b-c-0002"));
    }

    #[test]
    fn a_run_that_was_cut_off_opens_up_to_its_last_whole_line() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("run");
        write(&path, "brier");
        let whole = open(&path).unwrap().events.len();
        let text = std::fs::read_to_string(path.join(EVENTS)).unwrap();
        std::fs::write(path.join(EVENTS), &text[..text.len() - 10]).unwrap();
        assert_eq!(open(&path).unwrap().events.len(), whole - 1);
        std::fs::write(path.join(EVENTS), text.replacen("\"event\"", "\"evnt\"", 1)).unwrap();
        let error = open(&path).unwrap_err().to_string();
        assert!(error.contains("events.jsonl: line 1: "), "{error}");
        std::fs::remove_file(path.join(format!("{}.npz", predictions_name(ArmId::A)))).unwrap();
        std::fs::write(path.join(EVENTS), text).unwrap();
        assert_eq!(open(&path).unwrap().events.len(), whole, "predictions may be missing");
    }

    #[test]
    fn a_forgotten_arm_leaves_no_line() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("run");
        let mut folder = RunFolder::create(&path, &recipe(&[])).unwrap();
        let mut trainer = trainer_with(&[]);
        let events = Recorder::record(&mut trainer, &[]).events;
        for event in &events[..8] {
            folder.append(event).unwrap();
        }
        folder.forget(ArmId::A).unwrap();
        for event in &events {
            folder.append(event).unwrap();
        }
        folder.close(&recipe(&[]), &trainer.bench, &Leavings::default()).unwrap();
        assert_eq!(lines(&path), canonical(&events));
    }
}
