//! A small drawn set, and a driver that writes down what an arm says.

use super::bench::Bench;
use super::recipe::{ArmId, Edit, Recipe};
use crate::base::random::{below, stream};
use crate::data::{DataTargets, Dataset, Extra, Part, Parts};
use crate::lab::drive::worker;
use crate::lab::learn::teacher::arm_of;
use crate::lab::learn::trainer::{Driver, DriverVerdict, Trainer, change, run};
use crate::lab::record::event::{Body, Event, StepPoint, Steps};
use crate::lab::record::log::{self, Canonical};
use ndarray::{Array2, Array4};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Images of each class to learn from; with batches of 16 an epoch has 5 steps.
pub(crate) const COUNTS: [usize; 3] = [40, 20, 8];

/// The folder of a run that is stored for tests.
pub(crate) fn run_folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/runs").join(name)
}

/// How texts are compared with those in a folder of `tests`.
pub(crate) fn texts_in(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Three classes of 6 x 6 grey images, each with a brighter band of its own in noise: this many of each class to learn
/// from, ten to validate on, six to test on. Images of one class are the same whatever the counts, up to the smaller.
pub(crate) fn dataset(counts: [usize; 3]) -> Dataset {
    let (mut labels, mut uses, mut pixels) = (Vec::new(), Vec::new(), Vec::new());
    for (part, purpose, counts) in
        [(Part::Train, "train", counts), (Part::Validation, "valid", [10; 3]), (Part::Test, "test", [6; 3])]
    {
        for (class, count) in counts.into_iter().enumerate() {
            let mut rng = stream(3, purpose, class as u64);
            for _ in 0..count {
                labels.push(class as u16);
                uses.push(part);
                let band = |at: usize| if at / 12 == class { 50 } else { 0 };
                pixels.extend((0..36).map(|at| (below(&mut rng, 200) + band(at)) as u8));
            }
        }
    }
    let images = Array4::from_shape_vec((labels.len(), 6, 6, 1), pixels).unwrap();
    let names = ["low", "mid", "high"].map(str::to_owned).to_vec();
    Dataset::new("bands", images, labels, names, Parts::of(uses)).unwrap()
}

/// A recipe of three epochs of five steps on [`dataset`], with these settings.
pub(crate) fn recipe(settings: &[&str]) -> Recipe {
    // Said, so that what a run leaves behind means the same where the set has become a path.
    let (pixels, init) = ("0..1".to_owned(), "none".to_owned());
    let mut recipe = Recipe { epochs: 3, batch: 16, pixels, init, ..Recipe::default() };
    for assignment in settings {
        recipe.set(assignment).unwrap();
    }
    recipe
}

/// The bench of a set, thinned and scaled as the recipe says.
pub(crate) fn bench_of(dataset: Dataset, recipe: &Recipe) -> Arc<Bench> {
    Arc::new(Bench::from_dataset(dataset, &recipe.check().unwrap(), None, &|_| {}).unwrap())
}

/// One arm of a recipe on a bench.
pub(crate) fn arm_on(bench: &Arc<Bench>, recipe: &Recipe, arm: ArmId) -> Trainer {
    let checked = recipe.check().unwrap();
    let mut trainer =
        arm_of(Arc::clone(bench), &checked, &checked.arms[arm.index()], worker::pool(Some(1)).unwrap())
            .unwrap();
    trainer.settle_rate(&|| false);
    trainer
}

/// The images of [`dataset`], each with the labels up to its class, and its class as a number beside them, `level`.
pub(crate) fn several() -> Dataset {
    let set = dataset(COUNTS);
    let on = |(image, label): (usize, usize)| f32::from(u8::from(label <= usize::from(set.labels[image])));
    let rows = Array2::from_shape_fn((set.labels.len(), 3), on);
    let level = levels(&set);
    let extra =
        Extra { name: "level".into(), names: vec!["level".into()], targets: DataTargets::Values(level) };
    Dataset {
        labels: vec![0; set.labels.len()],
        targets: DataTargets::MultiHot(rows),
        extras: vec![extra],
        ..set
    }
}

/// The images of [`dataset`], each with one number: 1 more than its class.
pub(crate) fn valued() -> Dataset {
    let set = dataset(COUNTS);
    let targets = DataTargets::Values(levels(&set) + 1.0);
    Dataset { labels: vec![0; set.labels.len()], targets, class_names: vec!["level".into()], ..set }
}

fn levels(set: &Dataset) -> Array2<f32> {
    Array2::from_shape_fn((set.labels.len(), 1), |(image, _)| f32::from(set.labels[image]))
}

/// Arm A of a recipe on [`dataset`].
pub(crate) fn trainer(recipe: &Recipe) -> Trainer {
    arm_on(&bench_of(dataset(COUNTS), recipe), recipe, ArmId::A)
}

/// Arm A on [`dataset`] with these settings.
pub(crate) fn trainer_with(settings: &[&str]) -> Trainer {
    trainer(&recipe(settings))
}

/// Writes down every event, one step a message, and makes changes at given steps.
#[derive(Default)]
pub(crate) struct Recorder {
    pub(crate) events: Vec<Event>,
    /// Changes to make when this many steps are done, in order.
    pub(crate) script: Vec<(u64, Edit)>,
    /// Steps after which the run is stopped.
    pub(crate) stop_at: Option<u64>,
}

impl Recorder {
    /// Runs an arm to its end under these changes.
    pub(crate) fn record(trainer: &mut Trainer, script: &[(u64, &str, &str)]) -> Self {
        let edit = |(step, field, value): &(u64, &str, &str)| (*step, Edit::parse(field, value).unwrap());
        let mut recorder = Self { script: script.iter().map(edit).collect(), ..Self::default() };
        run(trainer, &mut recorder);
        recorder
    }

    /// The unweighted losses and objectives of all steps, as bits.
    pub(crate) fn bits(&self) -> Vec<[Option<u32>; 2]> {
        let bits = |value: &Option<f32>| value.map(f32::to_bits);
        let steps = self.events.iter().filter_map(|event| match &event.body {
            Body::Steps(steps) => Some([bits(&steps.unweighted[0]), bits(&steps.objective[0])]),
            _ => None,
        });
        steps.collect()
    }

    /// The canonical log without its times.
    pub(crate) fn lines(&self) -> Vec<String> {
        canonical(&self.events)
    }

    /// What the events are, in order, steps left out.
    pub(crate) fn kinds(&self) -> Vec<String> {
        let others = self.events.iter().filter(|event| !matches!(event.body, Body::Steps(_)));
        others.map(|event| format!("{} {}", kind(&event.body), event.step)).collect()
    }
}

/// The name of an event.
pub(crate) fn kind(body: &Body) -> &'static str {
    match body {
        Body::Started(_) => "started",
        Body::TeacherRun(_) => "lesson",
        Body::Steps(_) => "steps",
        Body::Probe(_) => "probe",
        Body::Watched(_) => "watched",
        Body::Seen(_) => "seen",
        Body::Traced(_) => "traced",
        Body::Examined(_) => "examined",
        Body::Kept(_) => "kept",
        Body::Evaluated(_) => "evaluated",
        Body::Changed(_) => "changed",
        Body::Paused => "paused",
        Body::Resumed => "resumed",
        Body::Rested => "rested",
        Body::Ended(_) => "ended",
    }
}

/// The canonical lines of events, times set to nothing.
pub(crate) fn canonical(events: &[Event]) -> Vec<String> {
    let mut canonical = Canonical::default();
    let timeless = |mut event: Event| {
        if let Body::Evaluated(evaluation) = &mut event.body {
            (evaluation.seconds, evaluation.images_per_second) = (0.0, None);
        }
        log::line(&event)
    };
    events.iter().flat_map(|event| canonical.take(event)).map(timeless).collect()
}

impl Driver for Recorder {
    fn emit(&mut self, event: Event) {
        self.events.push(event);
    }

    fn point(&mut self, trainer: &Trainer, number: u64, point: StepPoint) {
        let mut steps = Steps::default();
        steps.push(number, point);
        self.events.push(Event { arm: trainer.id, step: number, body: Body::Steps(steps) });
    }

    fn before_step(&mut self, trainer: &mut Trainer) -> DriverVerdict {
        while self.script.first().is_some_and(|(step, _)| *step == trainer.step()) {
            let (_, edit) = self.script.remove(0);
            change(trainer, self, &edit);
        }
        let end = self.stop_at.unwrap_or(trainer.total_steps()).min(trainer.total_steps());
        if trainer.step() >= end { DriverVerdict::Stop } else { DriverVerdict::Go }
    }

    fn is_over(&self) -> bool {
        false
    }

    fn seconds(&self) -> f64 {
        0.0
    }
}
