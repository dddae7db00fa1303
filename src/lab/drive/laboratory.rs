//! A bench with its running arms: what the screen's loop drives, and what a test can drive without a screen.

mod leaving;
mod loading;
mod run_options;
mod running;
mod twin;

pub use leaving::Finished;
pub use run_options::{RunOptions, Store};

use super::worker::{self, Beginning, Message, Threads, Worker};
use crate::lab::bench::Bench;
use crate::lab::learn::teacher::arm_of;
use crate::lab::learn::trainer::Trainer;
use crate::lab::recipe::{
    Arm, ArmId, Change, ChangeRecipe, CheckedRecipe, Edit, MAX_ARMS, Recipe, SettingError, Settings,
};
use crate::lab::record::event::{Body, Command, Event};
use crossbeam_channel::Sender;
use rayon::ThreadPool;
use running::Running;
use std::path::Path;
use std::sync::Arc;

/// A running bench.
pub struct Laboratory {
    /// What would make this run again: arms as they stand and changes as they were made.
    pub recipe: Recipe,
    /// The data, once they are ready.
    pub bench: Option<Arc<Bench>>,
    /// What was open before the data that are being loaded, to come back to if these cannot be used.
    before: Option<(Recipe, Arc<Bench>)>,
    /// The loading that is waited for; earlier ones are not heard any more.
    load: u64,
    /// What went wrong with the run folder, if anything.
    pub store_error: Option<String>,
    conduct: RunOptions,
    threads: Arc<Threads>,
    to: Sender<Message>,
    run: Running,
    /// Runs that were left, with what they were; their folders are closed when their arms have stopped.
    left: Vec<(Running, Recipe, Arc<Bench>)>,
    /// Workers started so far.
    next: u64,
    /// Steps that the foremost arm has done, for twins to catch up to.
    reached: u64,
    paused: bool,
    pace: f64,
}

impl Laboratory {
    /// Checks the recipe and begins to load its data.
    ///
    /// # Errors
    /// If the recipe cannot be.
    pub fn open(
        recipe: Recipe,
        conduct: RunOptions,
        pool: Arc<ThreadPool>,
        to: Sender<Message>,
    ) -> Result<Self, SettingError> {
        worker::load(0, recipe.check()?, Arc::clone(&pool), to.clone());
        let paused = conduct.paused;
        Ok(Self {
            recipe,
            bench: None,
            before: None,
            load: 0,
            store_error: None,
            conduct,
            threads: Arc::new(Threads::new(pool)),
            to,
            run: Running::default(),
            left: Vec::new(),
            next: 0,
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
            self.recipe.arm.push(twin::default(&self.recipe, &bench)?);
        }
        let checked = self.recipe.check()?;
        let trainers = self.trainers(&checked, &bench)?;
        self.begin(&checked, bench, trainers)
    }

    fn trainers(&self, checked: &CheckedRecipe, bench: &Arc<Bench>) -> Result<Vec<Trainer>, SettingError> {
        let trainer = |arm| arm_of(Arc::clone(bench), checked, arm, self.threads.all());
        checked.arms.iter().map(trainer).collect()
    }

    fn begin(
        &mut self,
        checked: &CheckedRecipe,
        bench: Arc<Bench>,
        trainers: Vec<Trainer>,
    ) -> Result<(), SettingError> {
        self.bench = Some(bench);
        self.before = None;
        self.reached = 0;
        let folder = self.conduct.open_folder(&self.recipe, self.next > 0);
        self.store_error = folder.as_ref().and_then(|folder| folder.as_ref().err()).map(ToString::to_string);
        self.run = Running::new(folder.and_then(Result::ok));
        let steps = trainers.iter().map(Trainer::total_steps).max().unwrap_or(1);
        self.pace = self.conduct.pace.map_or(0.0, |seconds| seconds / steps as f64);
        trainers.into_iter().try_for_each(|trainer| self.spawn(checked, trainer))
    }

    fn spawn(&mut self, checked: &CheckedRecipe, trainer: Trainer) -> Result<(), SettingError> {
        self.next += 1;
        let beginning =
            Beginning { number: self.next, paused: self.paused, pace: self.pace, catch_up: self.reached };
        self.run.plan(checked, trainer.id);
        let worker = Worker::spawn(trainer, beginning, &self.threads, self.to.clone());
        self.run.workers.push(worker.map_err(|error| SettingError::new("threads", error.to_string()))?);
        Ok(())
    }

    /// Takes an arm's message: stores it, keeps the recipe true, and gives the event back unless it comes from a
    /// worker that was let go.
    pub fn hear(&mut self, number: u64, event: Event) -> Option<Event> {
        if !self.run.holds(number) {
            self.on_late_event(number, &event);
            return None;
        }
        if let Err(error) = self.run.take(number, &event) {
            self.store_error = Some(error.to_string());
        }
        if let Body::Changed(changed) = &event.body {
            let (field, to) = if changed.restored {
                ("undo", &changed.field)
            } else {
                (changed.field.as_str(), &changed.to)
            };
            self.remember(&event, field, to);
        }
        // Nothing that was learnt is lost if the program ends badly from here on.
        if let (Body::Rested, Some(folder)) = (&event.body, self.run.path()) {
            self.send(event.arm, Command::Keep(folder.to_owned()));
        }
        self.reached = self.reached.max(event.step);
        Some(event)
    }

    /// Writes a change into the recipe, unless it came from there.
    fn remember(&mut self, event: &Event, field: &str, to: &str) {
        let Ok(edit) = Edit::parse(field, to) else { return };
        let change = Change { step: event.step, arm: Some(event.arm), edit };
        if !self.run.was_planned(&change) {
            self.recipe.change.push(change.to_recipe());
        }
    }

    /// The run folder, if the run is stored.
    pub fn path(&self) -> Option<&Path> {
        self.run.path()
    }

    /// Sends a command to one arm.
    pub fn send(&self, arm: ArmId, command: Command) {
        if let Some(worker) = self.run.workers.iter().find(|worker| worker.arm == arm) {
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
        self.run.workers.iter().for_each(|worker| worker.send(command.clone()));
    }

    /// The shortest time of a step in seconds; 0 is full speed.
    pub fn pace(&self) -> f64 {
        self.pace
    }

    /// Starts a copy of an arm that differs in these assignments (`weights=balanced;lr=0.1`): the same start, the same
    /// batches and the same changes on the way, except those of a field in which it differs. It catches up at full speed.
    ///
    /// # Errors
    /// For a field or value that cannot be, or if there are six arms already.
    pub fn twin(&mut self, of: ArmId, differences: &str) -> Result<ArmId, SettingError> {
        let (mut settings, changes) = twin::copy(&self.recipe, of, differences)?;
        // A rate that the elder found is none of the differences.
        settings.lr = settings.lr.or_else(|| self.run.rate_of(of));
        self.begin_arm(settings, changes)
    }

    /// Starts a new arm with these settings, as long as arm A has become. It catches up at full speed.
    ///
    /// # Errors
    /// If there are four arms already or the settings do not fit.
    pub fn add(&mut self, settings: Settings) -> Result<ArmId, SettingError> {
        self.begin_arm(settings, twin::extensions(&self.recipe))
    }

    fn begin_arm(&mut self, settings: Settings, changes: Vec<ChangeRecipe>) -> Result<ArmId, SettingError> {
        let Some(bench) = self.bench.clone() else { return Err(still_loading()) };
        let free = ArmId::all().find(|id| self.run.workers.iter().all(|worker| worker.arm != *id));
        let id = free.ok_or_else(|| {
            SettingError::new("arm", format!("there are {MAX_ARMS} arms already; drop one with D"))
        })?;
        let mut recipe = self.recipe.clone();
        recipe.arm.push(twin::entry(id, &settings, &recipe.check()?.arms[0].settings)?);
        recipe
            .change
            .extend(changes.into_iter().map(|change| ChangeRecipe { arm: Some(id.to_string()), ..change }));
        let checked = recipe.check()?;
        let trainer = arm_of(bench, &checked, &Arm { id, settings }, self.threads.all())?;
        self.recipe = recipe;
        self.spawn(&checked, trainer)?;
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
        match self.run.let_go(arm) {
            Ok(worker) => {
                let bench = self.bench.clone();
                let gone = worker.zip(bench).map(|(worker, bench)| (Running::leaving(worker), bench));
                self.left.extend(gone.map(|(run, bench)| (run, self.recipe.clone(), bench)));
            }
            Err(error) => self.store_error = Some(error.to_string()),
        }
        self.recipe.arm.retain(|entry| entry.name != arm.to_string());
        self.recipe.change.retain(|change| change.arm.as_deref() != Some(&arm.to_string()));
        // Nothing can be expected of an arm that is gone.
        self.recipe.expect.retain(|expect| {
            [&expect.arm, &expect.minus].iter().all(|name| name.as_deref() != Some(&arm.to_string()))
        });
        Ok(())
    }

    /// Opens another recipe, whose arms wait or train as it says; else like [`Self::restart`].
    ///
    /// # Errors
    /// If the recipe cannot be; the arms go on then.
    pub fn open_recipe(&mut self, recipe: Recipe) -> Result<(), SettingError> {
        let paused = std::mem::replace(&mut self.paused, recipe.waits());
        let opened = if self.bench.is_some() { self.restart(recipe) } else { self.load_instead(recipe) };
        if opened.is_err() {
            self.paused = paused;
        }
        opened
    }

    /// Starts every arm again with another recipe: on the same images thinned anew, or, where the recipe names other
    /// images, after they are loaded ([`Message::Loaded`] then asks for [`Self::start`]).
    ///
    /// # Errors
    /// If the recipe cannot be, or while data are being loaded; the arms go on then.
    pub fn restart(&mut self, recipe: Recipe) -> Result<(), SettingError> {
        let checked = recipe.check()?;
        let Some(bench) = self.bench.clone() else { return Err(still_loading()) };
        if !recipe.has_images_of(&self.recipe) {
            self.before = Some((self.recipe.clone(), bench));
            self.leave_run(recipe);
            self.load(checked);
            return Ok(());
        }
        let again =
            bench.prepare_again(&checked).map_err(|error| SettingError::new("data", error.to_string()))?;
        let again = Arc::new(again);
        let trainers = self.trainers(&checked, &again)?;
        self.leave_run(recipe);
        self.begin(&checked, again, trainers)
    }
}

fn still_loading() -> SettingError {
    SettingError::new("data", "are still being loaded")
}

#[cfg(test)]
mod tests;
