//! How long an arm's work takes: steps, evaluations, metrics, drawing a set.
//!
//! `cargo bench --bench training`; pictures per second stand in the column of items. `DL_LAB_DATA` names another set than
//! the embedded one, `DL_LAB_THREADS` a number of threads (2 unless given).

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use dl_lab::base::random;
use dl_lab::data::generate;
use dl_lab::lab::{Bench, Recipe, Trainer, worker};
use dl_lab::metrics::{Confusion, Report, ranking};
use rayon::ThreadPool;
use std::sync::{Arc, LazyLock};

const MODELS: [&str; 2] = ["linear", "mlp:256,128"];
/// Steps of one sample; one alone is too short for the clock.
const STEPS: usize = 50;
/// Pictures of an evaluation.
const PICTURES: usize = 10_000;
const CLASSES: usize = 10;

static POOL: LazyLock<Arc<ThreadPool>> = LazyLock::new(|| {
    let threads = std::env::var("DL_LAB_THREADS").ok().and_then(|text| text.parse().ok()).unwrap_or(2);
    worker::pool(Some(threads)).unwrap_or_else(|error| panic!("no threads: {error}"))
});

static BENCH: LazyLock<Arc<Bench>> = LazyLock::new(|| {
    let recipe = recipe("linear", 128).check().unwrap_or_else(|error| panic!("{error}"));
    let bench = POOL.install(|| Bench::prepare(&recipe, &|_| ()));
    Arc::new(bench.unwrap_or_else(|error| panic!("{error}")))
});

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

fn trainer(model: &str, batch: u64) -> Trainer {
    let checked = recipe(model, batch).check().unwrap_or_else(|error| panic!("{error}"));
    Trainer::new(Arc::clone(&BENCH), &checked, &checked.arms[0], Arc::clone(&POOL))
        .unwrap_or_else(|error| panic!("{error}"))
}

#[divan::bench(args = MODELS, consts = [16, 128, 1024], sample_count = 20)]
fn steps<const BATCH: u64>(bencher: Bencher<'_, '_>, model: &str) {
    let mut trainer = trainer(model, BATCH);
    bencher.counter(ItemsCount::new(STEPS * BATCH as usize)).bench_local(|| {
        POOL.install(|| {
            for _ in 0..STEPS {
                drop(black_box(trainer.advance()));
            }
        });
    });
}

#[divan::bench(args = MODELS, sample_count = 20)]
fn evaluation(bencher: Bencher<'_, '_>, model: &str) {
    let trainer = trainer(model, 128);
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
    let set = generate::find("garments").unwrap_or_else(|| unreachable!("the set every start draws"));
    bencher.counter(ItemsCount::new(12_000_usize)).bench_local(|| POOL.install(|| (set.draw)(7, &|_| ())));
}
