//! How long an arm's work takes: steps, evaluations, metrics, drawing a set.
//!
//! `cargo bench --bench training`; pictures per second stand in the column of items. `DL_LAB_DATA` names another set than
//! the embedded one.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use dl_lab::base::random;
use dl_lab::data::{LoadOptions, generate};
use dl_lab::lab::{Bench, Recipe, Trainer, worker};
use dl_lab::metrics::{Confusion, Report, ranking};
use rayon::ThreadPool;
use std::fmt;
use std::sync::{Arc, LazyLock};

/// The networks.
const MODELS: [&str; 4] = ["linear", "mlp:256,128", "cnn", "lenet"];
/// Threads that share the work of a batch.
const THREADS: [usize; 2] = [1, 2];
/// Steps of one sample; one alone is too short for the clock.
const STEPS: usize = 50;
/// Pictures of an evaluation.
const PICTURES: usize = 10_000;
const CLASSES: usize = 10;

static POOLS: LazyLock<[Arc<ThreadPool>; THREADS.len()]> = LazyLock::new(|| {
    THREADS.map(|threads| worker::pool(Some(threads)).unwrap_or_else(|error| panic!("no threads: {error}")))
});

static BENCH: LazyLock<Arc<Bench>> = LazyLock::new(|| {
    let recipe = recipe("linear", 128).check().unwrap_or_else(|error| panic!("{error}"));
    let bench = POOLS[0].install(|| Bench::prepare(&recipe, &|_| ()));
    Arc::new(bench.unwrap_or_else(|error| panic!("{error}")))
});

/// A network and the threads it trains on.
struct Case {
    model: &'static str,
    pool: usize,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.model, THREADS[self.pool])
    }
}

/// Every network that there is, on every number of threads.
fn cases() -> impl Iterator<Item = Case> {
    MODELS.into_iter().flat_map(|model| (0..THREADS.len()).map(move |pool| Case { model, pool }))
}

fn main() {
    LazyLock::force(&BENCH);
    divan::main();
}

fn recipe(model: &str, batch: u64) -> Recipe {
    let mut recipe = Recipe { model: model.to_owned(), batch, ..Recipe::default() };
    if let Ok(data) = std::env::var("DL_LAB_DATA") {
        recipe.data = data;
    }
    recipe.imbalance = Some("none".to_owned());
    recipe
}

fn trainer(case: &Case, batch: u64) -> Trainer {
    let checked = recipe(case.model, batch).check().unwrap_or_else(|error| panic!("{error}"));
    Trainer::new(Arc::clone(&BENCH), &checked, &checked.arms[0], Arc::clone(&POOLS[case.pool]))
        .unwrap_or_else(|error| panic!("{error}"))
}

#[divan::bench(args = cases(), consts = [16, 64, 128, 256, 1024], sample_count = 20)]
fn steps<const BATCH: u64>(bencher: Bencher<'_, '_>, case: &Case) {
    let mut trainer = trainer(case, BATCH);
    bencher.counter(ItemsCount::new(STEPS * BATCH as usize)).bench_local(|| {
        POOLS[case.pool].install(|| {
            for _ in 0..STEPS {
                drop(black_box(trainer.advance()));
            }
        });
    });
}

#[divan::bench(args = cases(), sample_count = 20)]
fn evaluation(bencher: Bencher<'_, '_>, case: &Case) {
    let trainer = trainer(case, 128);
    let all = BENCH.dataset.labels.len() as u32;
    let pictures: Vec<u32> = (0..PICTURES as u32).map(|index| index % all).collect();
    bencher.counter(ItemsCount::new(PICTURES)).bench_local(|| trainer.predict(&pictures));
}

#[divan::bench(sample_count = 20)]
fn metrics(bencher: Bencher<'_, '_>) {
    let mut rng = random::stream(1, "metrics", 0);
    let truths: Vec<usize> = (0..PICTURES).map(|_| random::below(&mut rng, CLASSES)).collect();
    let predicted: Vec<usize> = (0..PICTURES).map(|_| random::below(&mut rng, CLASSES)).collect();
    let scores: Vec<f64> = (0..PICTURES).map(|_| f64::from(random::uniform(&mut rng))).collect();
    bencher.counter(ItemsCount::new(PICTURES)).bench_local(|| {
        let report =
            Report::new(&Confusion::of(CLASSES, &truths, &predicted), &[PICTURES / CLASSES; CLASSES]);
        let ranked = (0..CLASSES).map(|class| {
            let positive: Vec<bool> = truths.iter().map(|truth| *truth == class).collect();
            (ranking::roc_auc(&scores, &positive), ranking::average_precision(&scores, &positive))
        });
        (report, ranked.collect::<Vec<_>>())
    });
}

#[divan::bench(sample_count = 5)]
fn garments(bencher: Bencher<'_, '_>) {
    let set = generate::find("garments").ok().flatten();
    let set = set.unwrap_or_else(|| unreachable!("the set every start draws"));
    bencher
        .counter(ItemsCount::new(12_000_usize))
        .bench_local(|| POOLS[1].install(|| set.draw(7, &LoadOptions::default(), &|_| ())));
}
