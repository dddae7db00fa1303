//! Benches with everything that their arms say while they train.

use super::{GARMENTS, TWIN, say_all};
use crate::base::random::{below, stream};
use crate::data::{DataTargets, Dataset, Part, Parts, Task};
use crate::lab::drive::worker::run_here;
use crate::lab::fixtures::{arm_on, bench_of, run_folder, several, valued};
use crate::lab::recipe::{BaseRate, ExpectRecipe, Experiment, MAX_ARMS, PaneId, Recipe};
use crate::lab::record::event::Ended;
use crate::lab::record::store::{self, StoredRun};
use crate::lab::{Bench, Body, Event};
use crate::ui::app::App;
use crate::ui::model::RunSource;
use crate::ui::theme::Theme;
use ndarray::{Array2, Array4};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A bench with everything that its arms say while they train.
pub(in crate::ui) struct Scene {
    pub(in crate::ui) bench: Arc<Bench>,
    pub(in crate::ui) recipe: Recipe,
    /// In the order of their steps; without the last word, as arms rest on the screen.
    pub(in crate::ui) events: Vec<Event>,
}

impl Scene {
    /// Ten classes, two arms.
    pub(in crate::ui) fn garments() -> Self {
        Self::of(&GARMENTS, &[TWIN])
    }

    /// Ten classes, two arms and a recipe of one's own that asks something: one expectation comes true, one does not.
    pub(in crate::ui) fn asking() -> Self {
        let mut scene = Self::garments();
        scene.recipe.experiment = Some(Experiment {
            name: "mine".into(),
            topic: "rare".into(),
            question: "Is the rare class seen?".into(),
            watch: "Recall in pane 4.".into(),
            found: "It was seen.".into(),
            next: "Try another loss.".into(),
            seconds: 12.0,
            pane: Some(PaneId::Imbalance),
            paused: false,
            ..Experiment::default()
        });
        let expect = |say: &str, min| ExpectRecipe {
            say: say.into(),
            metric: "accuracy".into(),
            min: Some(min),
            ..ExpectRecipe::default()
        };
        scene.recipe.expect = vec![expect("A answers", 0.0), expect("A is beyond confidence", 1.5)];
        scene
    }

    /// Arm A and these arms, trained for four epochs on a set with these classes.
    pub(in crate::ui) fn of(names: &[&str], arms: &[&str]) -> Self {
        Self::on(dataset(names), arms)
    }

    /// Arm A and these arms, trained for four epochs on a set.
    pub(in crate::ui) fn on(dataset: Dataset, arms: &[&str]) -> Self {
        let imbalance = (dataset.task() == Task::Classification).then(|| "exp:4".into());
        Self::trained(dataset, Recipe { imbalance, ..recipe() }, arms)
    }

    /// Images with one to three of three labels, two arms.
    pub(in crate::ui) fn labels() -> Self {
        Self::trained(several(), recipe(), &["B:loss=sigmoid-focal"])
    }

    /// Images with two numbers each, two arms.
    pub(in crate::ui) fn numbers() -> Self {
        let set = valued();
        let rows = set.targets.rows().unwrap();
        let two = Array2::from_shape_fn((rows.nrows(), 2), |(row, column)| {
            rows[[row, 0]] * if column == 0 { 1.0 } else { 100.0 }
        });
        let names = ["level", "height"].map(str::to_owned).to_vec();
        let set = Dataset { targets: DataTargets::Values(two), class_names: names, ..set };
        Self::trained(set, Recipe { lr: BaseRate::Given(0.001), ..recipe() }, &["B:loss=huber"])
    }

    /// Images of three classes that are each mostly, but not surely, of one.
    pub(in crate::ui) fn soft() -> Self {
        let set = dataset(&["a", "b", "c"]);
        let shares =
            |row: usize, class: usize| if usize::from(set.labels[row]) == class { 0.7 } else { 0.15 };
        let targets = DataTargets::Soft(Array2::from_shape_fn((set.labels.len(), 3), |(row, class)| {
            shares(row, class)
        }));
        Self::trained(Dataset { targets, ..set }, recipe(), &[])
    }

    fn trained(set: Dataset, mut recipe: Recipe, arms: &[&str]) -> Self {
        arms.iter().for_each(|arm| recipe.add_arm(arm).unwrap());
        let bench = bench_of(set, &recipe);
        let mut events = Vec::new();
        for arm in recipe.check().unwrap().arms {
            let mut trainer = arm_on(&bench, &recipe, arm.id);
            run_here(&mut trainer, &AtomicBool::new(false), &mut |event| events.push(event));
        }
        Self::told(bench, recipe, events)
    }

    /// A run that is stored in `tests/fixtures/runs`.
    pub(in crate::ui) fn stored(name: &str) -> Self {
        let StoredRun { recipe, events } = store::open(&run_folder(name)).unwrap();
        let bench = Bench::prepare(&recipe.check().unwrap(), &|_| ()).unwrap();
        Self::told(Arc::new(bench), recipe, events)
    }

    fn told(bench: Arc<Bench>, recipe: Recipe, mut events: Vec<Event>) -> Self {
        events.retain(|event| !matches!(event.body, Body::Ended(Ended::Completed)));
        events.sort_by_key(|event| event.step);
        Self { bench, recipe, events }
    }

    /// The data are there, no arm has spoken.
    pub(in crate::ui) fn silent(&self, theme: Theme) -> App {
        self.opened(RunSource::Live, theme)
    }

    fn opened(&self, source: RunSource, theme: Theme) -> App {
        let mut app = App::new(theme, source, self.recipe.clone());
        app.set_bench(Arc::clone(&self.bench));
        app
    }

    /// The run as `dl-lab FOLDER` opens it: read only, and at its end.
    pub(in crate::ui) fn replayed(&self, theme: Theme) -> App {
        let mut app = self.opened(RunSource::Replay("runs/garments-0001".into()), theme);
        self.events.iter().for_each(|event| app.apply(event));
        say_all(&mut app, &Body::Ended(Ended::Completed));
        app
    }

    /// Every arm has been evaluated this many times and trains on.
    pub(in crate::ui) fn after(&self, theme: Theme, evaluations: usize) -> App {
        let mut app = self.silent(theme);
        let mut heard = [0; MAX_ARMS];
        for event in &self.events {
            let heard = &mut heard[event.arm.index()];
            if *heard < evaluations {
                app.apply(event);
            }
            *heard += usize::from(matches!(event.body, Body::Evaluated(_)));
        }
        app
    }

    /// All steps are done.
    pub(in crate::ui) fn rested(&self, theme: Theme) -> App {
        let mut app = self.silent(theme);
        self.events.iter().for_each(|event| app.apply(event));
        app
    }
}

fn recipe() -> Recipe {
    Recipe { epochs: 4, batch: 16, valid: 0.3, ..Recipe::default() }
}

/// Images of 8 x 6 grey pixels, noise with a brighter column of its own for each class; fewer than 16 images a
/// class, so that some classes of a long tail are rare indeed.
pub(in crate::ui) fn dataset(names: &[&str]) -> Dataset {
    let mut rng = stream(5, "pictures", 0);
    let (mut labels, mut pixels) = (Vec::new(), Vec::new());
    for class in 0..names.len() {
        for _ in 0..15 {
            labels.push(class as u16);
            let bright = |at: usize| if at % 8 == class % 8 { 130 } else { 0 };
            pixels.extend((0..48).map(|at| (below(&mut rng, 120) + bright(at)) as u8));
        }
    }
    let images = Array4::from_shape_vec((labels.len(), 6, 8, 1), pixels).unwrap();
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    let parts = Parts::of(labels.iter().map(|_| Part::Train));
    Dataset::new("columns", images, labels, names, parts).unwrap()
}
