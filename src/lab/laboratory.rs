//! A bench with its running arms: what the screen's loop drives, and what a test can drive without a screen.

use super::bench::Bench;
use super::evaluate::Predictions;
use super::event::{Body, Command, Event};
use super::recipe::{
    Arm, ArmId, ArmRecipe, Change, Edit, Recipe, SettingError, Settings, checked::MOST_ARMS,
};
use super::store::{RunFolder, StoreError, predictions_name};
use super::summary::ArmSummary;
use super::trainer::Trainer;
use super::worker::{self, Beginning, Message, Worker};
use crossbeam_channel::{Receiver, Sender};
use rayon::ThreadPool;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a stopping arm may be silent: longer than any batch.
const PATIENCE: Duration = Duration::from_secs(2);

/// How the laboratory treats its runs.
#[derive(Clone, Debug)]
pub struct Conduct {
    /// Arms wait for the first resume.
    pub paused: bool,
    /// Seconds that a whole run takes at least; `None`: full speed.
    pub pace: Option<f64>,
    /// Where runs are stored; `None`: nowhere.
    pub store: Option<Store>,
}

/// Where runs are stored.
#[derive(Clone, Debug)]
pub enum Store {
    /// This folder, which must not hold a run.
    At(PathBuf),
    /// A new folder below this one.
    Below(PathBuf),
}

/// A running bench.
pub struct Laboratory {
    /// What would make this run again: arms as they stand and changes as they were made.
    pub recipe: Recipe,
    /// The data, once they are ready.
    pub bench: Option<Arc<Bench>>,
    /// What went wrong with the run folder, if anything.
    pub store_error: Option<String>,
    conduct: Conduct,
    pool: Arc<ThreadPool>,
    to: Sender<Message>,
    workers: Vec<Worker>,
    next: u64,
    /// Workers that have said their last word.
    ended: Vec<u64>,
    folder: Option<RunFolder>,
    last: BTreeMap<ArmId, Arc<Predictions>>,
    /// Steps that the slowest arm has done, for twins to catch up to.
    reached: u64,
    paused: bool,
    pace: f64,
}

/// What [`Laboratory::finish`] leaves.
#[derive(Debug)]
pub struct Finished {
    /// Final numbers of the arms whose last step was done.
    pub summaries: Vec<ArmSummary>,
    /// Where the run is stored.
    pub path: Option<PathBuf>,
}

impl Laboratory {
    /// Checks the recipe and begins to load its data.
    ///
    /// # Errors
    /// If the recipe cannot be.
    pub fn open(
        recipe: Recipe,
        conduct: Conduct,
        pool: Arc<ThreadPool>,
        to: Sender<Message>,
    ) -> Result<Self, SettingError> {
        worker::load(recipe.check()?, Arc::clone(&pool), to.clone());
        let paused = conduct.paused;
        Ok(Self {
            recipe,
            bench: None,
            store_error: None,
            conduct,
            pool,
            to,
            workers: Vec::new(),
            next: 0,
            ended: Vec::new(),
            folder: None,
            last: BTreeMap::new(),
            reached: 0,
            paused,
            pace: 0.0,
        })
    }

    /// Takes the loaded data and starts the arms; a recipe without a second arm gets the twin that teaches most.
    ///
    /// # Errors
    /// If a setting does not fit the data.
    pub fn start(&mut self, bench: Arc<Bench>) -> Result<(), SettingError> {
        if self.recipe.arm.is_empty() {
            self.recipe.arm.push(default_twin(&self.recipe, &bench));
        }
        self.bench = Some(bench);
        self.start_all()
    }

    fn start_all(&mut self) -> Result<(), SettingError> {
        let checked = self.recipe.check()?;
        self.workers.clear();
        self.last.clear();
        self.reached = 0;
        self.open_folder();
        let trainers = checked.arms.iter().map(|arm| self.trainer(arm)).collect::<Result<Vec<_>, _>>()?;
        let steps = trainers.iter().map(Trainer::total_steps).max().unwrap_or(1);
        self.pace = self.conduct.pace.map_or(0.0, |seconds| seconds / steps as f64);
        trainers.into_iter().try_for_each(|trainer| self.spawn(trainer))
    }

    fn open_folder(&mut self) {
        self.close_folder();
        let name = Path::new(&self.recipe.data)
            .file_name()
            .map_or_else(|| "run".into(), |name| name.to_string_lossy());
        let opened: Option<Result<RunFolder, StoreError>> = match &self.conduct.store {
            None => None,
            Some(Store::At(path)) => Some(RunFolder::create(path, &self.recipe)),
            Some(Store::Below(path)) => Some(RunFolder::create_below(path, &name, &self.recipe)),
        };
        match opened.transpose() {
            Ok(folder) => self.folder = folder,
            Err(error) => self.store_error = Some(error.to_string()),
        }
    }

    fn trainer(&self, arm: &Arm) -> Result<Trainer, SettingError> {
        let Some(bench) = &self.bench else {
            return Err(SettingError::new("data", "are still being loaded"));
        };
        Trainer::new(Arc::clone(bench), &self.recipe.check()?, arm, Arc::clone(&self.pool))
    }

    fn spawn(&mut self, trainer: Trainer) -> Result<(), SettingError> {
        self.next += 1;
        let beginning =
            Beginning { number: self.next, paused: self.paused, pace: self.pace, catch_up: self.reached };
        let worker = Worker::spawn(trainer, beginning, self.to.clone());
        self.workers.push(worker.map_err(|error| SettingError::new("threads", error.to_string()))?);
        Ok(())
    }

    /// Takes an arm's message: stores it, keeps the recipe true, and gives the event back unless it comes from a
    /// worker that is gone.
    pub fn hear(&mut self, number: u64, event: Event) -> Option<Event> {
        self.workers.iter().find(|worker| worker.number == number)?;
        if let Some(Err(error)) = self.folder.as_mut().map(|folder| folder.append(&event)) {
            self.store_error = Some(error.to_string());
            self.folder = None;
        }
        match &event.body {
            Body::Evaluated(evaluation) => {
                self.last.extend(evaluation.predictions.clone().map(|predictions| (event.arm, predictions)));
            }
            Body::Changed(changed) => self.remember(&event, &changed.field, &changed.to),
            _ => {}
        }
        if matches!(event.body, Body::Ended(_)) {
            self.ended.push(number);
        }
        self.reached = self.reached.max(event.step);
        Some(event)
    }

    /// Writes a change into the recipe, unless it came from there.
    fn remember(&mut self, event: &Event, field: &str, to: &str) {
        let Ok(edit) = Edit::parse(field, to) else { return };
        let change = Change { step: event.step, arm: Some(event.arm), edit };
        let planned = self.recipe.check().is_ok_and(|checked| {
            let same = |known: &Change| {
                known.step == change.step
                    && known.edit == change.edit
                    && known.arm.is_none_or(|arm| arm == event.arm)
            };
            checked.changes.iter().any(same)
        });
        if !planned {
            self.recipe.change.push(change.to_recipe());
        }
    }

    /// The run folder, if the run is stored.
    pub fn path(&self) -> Option<&Path> {
        self.folder.as_ref().map(|folder| folder.path.as_path())
    }

    /// Sends a command to one arm.
    pub fn send(&self, arm: ArmId, command: Command) {
        if let Some(worker) = self.workers.iter().find(|worker| worker.arm == arm) {
            worker.send(command);
        }
    }

    /// Sends a command to every arm.
    pub fn send_all(&mut self, command: &Command) {
        match command {
            Command::Pause => self.paused = true,
            Command::Resume => self.paused = false,
            Command::Pace(pace) => self.pace = *pace,
            _ => {}
        }
        self.workers.iter().for_each(|worker| worker.send(command.clone()));
    }

    /// The shortest time of a step in seconds; 0 is full speed.
    pub fn pace(&self) -> f64 {
        self.pace
    }

    /// Starts a new arm: `settings`, which differ from an elder's in one factor. It catches up at full speed.
    ///
    /// # Errors
    /// If there are four arms already or the settings do not fit.
    pub fn add(&mut self, settings: Settings) -> Result<ArmId, SettingError> {
        let free = ArmId::all().find(|id| self.workers.iter().all(|worker| worker.arm != *id));
        let id = free.ok_or_else(|| {
            SettingError::new("arm", format!("there are {MOST_ARMS} arms already; drop one with D"))
        })?;
        let base = self.recipe.check()?.arms.remove(0).settings;
        let mut entry = ArmRecipe { name: id.to_string(), ..ArmRecipe::default() };
        fill(&mut entry, &settings, &base);
        self.spawn(self.trainer(&Arm { id, settings })?)?;
        self.recipe.arm.push(entry);
        Ok(id)
    }

    /// Stops an arm and forgets it. Arm A stays: the others are written as what differs from it.
    ///
    /// # Errors
    /// For arm A.
    pub fn remove(&mut self, arm: ArmId) -> Result<(), SettingError> {
        if arm == ArmId::A {
            return Err(SettingError::new("arm", "A cannot be dropped: the others are what differs from it"));
        }
        self.workers.retain(|worker| worker.arm != arm);
        self.last.remove(&arm);
        self.recipe.arm.retain(|entry| entry.name != arm.to_string());
        self.recipe.change.retain(|change| change.arm.as_deref() != Some(&arm.to_string()));
        Ok(())
    }

    /// Starts every arm again with another recipe: on the same pictures thinned anew, or, where the recipe names other
    /// pictures, after they are loaded ([`Message::Loaded`] then asks for [`Self::start`]).
    ///
    /// # Errors
    /// If the recipe cannot be; the arms go on then.
    pub fn restart(&mut self, recipe: Recipe) -> Result<(), SettingError> {
        let checked = recipe.check()?;
        if !recipe.has_pictures_of(&self.recipe) {
            self.workers.clear();
            self.close_folder();
            self.bench = None;
            self.recipe = recipe;
            worker::load(checked, Arc::clone(&self.pool), self.to.clone());
            return Ok(());
        }
        let Some(bench) = &self.bench else {
            return Err(SettingError::new("data", "are still being loaded"));
        };
        let again =
            bench.prepare_again(&checked).map_err(|error| SettingError::new("data", error.to_string()))?;
        let again = Arc::new(again);
        for arm in &checked.arms {
            Trainer::new(Arc::clone(&again), &checked, arm, Arc::clone(&self.pool))?;
        }
        self.recipe = recipe;
        self.bench = Some(again);
        self.start_all()
    }

    fn close_folder(&mut self) -> Option<PathBuf> {
        let (folder, bench) = (self.folder.take()?, self.bench.as_ref()?);
        let last: Vec<_> =
            self.last.iter().map(|(arm, last)| (predictions_name(*arm), Arc::clone(last))).collect();
        match folder.close(&self.recipe, bench, &last) {
            Ok(path) => Some(path),
            Err(error) => {
                self.store_error = Some(error.to_string());
                None
            }
        }
    }

    /// Stops every arm within one batch, measures those that are done, and closes the run folder. Messages that are
    /// still under way are taken from the inbox, so that the log has every arm's last word.
    pub fn finish(mut self, inbox: &Receiver<Message>) -> Finished {
        self.workers.iter().for_each(|worker| worker.send(Command::Stop));
        while self.workers.iter().any(|worker| !self.ended.contains(&worker.number)) {
            match inbox.recv_timeout(PATIENCE) {
                Ok(Message::Arm(number, event)) => drop(self.hear(number, event)),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        let summaries = std::mem::take(&mut self.workers).into_iter().filter_map(Worker::finish).collect();
        Finished { summaries, path: self.close_folder() }
    }
}

/// B differs from A in the class weights or, where all weights would be 1, in being a label model.
fn default_twin(recipe: &Recipe, bench: &Bench) -> ArmRecipe {
    let entry = ArmRecipe { name: "B".into(), ..ArmRecipe::default() };
    let balanced = bench.counts.iter().all(|count| *count == bench.counts[0]);
    if recipe.weights == "none" && !balanced {
        ArmRecipe { weights: Some("balanced".into()), ..entry }
    } else if recipe.loss.starts_with("sigmoid-bce") {
        ArmRecipe { loss: Some("softmax-ce".into()), ..entry }
    } else {
        ArmRecipe { loss: Some("sigmoid-bce".into()), ..entry }
    }
}

/// Writes into an entry what differs from arm A.
fn fill(entry: &mut ArmRecipe, settings: &Settings, base: &Settings) {
    for ((field, value), (_, standard)) in settings.fields().into_iter().zip(base.fields()) {
        if value != standard {
            entry.set(field, value);
        }
    }
}
