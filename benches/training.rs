//! How long an arm's work takes: steps, evaluations, metrics, drawing a set.
//!
//! `cargo bench --bench training` first measures how many multiply-adds a core does at most with the vectors in use, and
//! prints training steps and forward passes as shares of it; then the rest, with images per second in the column of items.
//! `DL_LAB_DATA` names another set than the embedded one, `DL_LAB_MODELS` other networks for the table, `DL_LAB_VECTORS`
//! other vectors.

#![allow(clippy::print_stdout, reason = "a bench prints what it measured")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use dl_lab::base::random;
use dl_lab::data::{LoadOptions, generate};
use dl_lab::kernels::{Vectors, multiply_adds};
use dl_lab::lab::drive::worker;
use dl_lab::lab::{Bench, Recipe, Trainer, arm_of};
use dl_lab::metrics::{Confusion, Report, ranking};
use rayon::ThreadPool;
use std::fmt;
use std::sync::{Arc, LazyLock};
use std::time::Instant;

/// The networks.
const MODELS: [&str; 4] = ["linear", "mlp:256,128", "cnn", "lenet"];
/// Threads that share the work of a batch.
const THREADS: [usize; 2] = [1, 2];
/// Sizes of a batch.
const BATCHES: [u64; 5] = [16, 32, 128, 256, 1024];
/// How often everything is timed; the best turn stands, because other work on the machine disturbs all of them.
const TURNS: usize = 5;
/// Images of one turn.
const IMAGES: usize = 6000;
/// Rounds of multiply-adds of one turn.
const ROUNDS: usize = 2_000_000;
/// Images of an evaluation.
const EVALUATED: usize = 10_000;
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
    if std::env::args().all(|word| word.starts_with("--") || word.contains("training")) {
        limits();
    }
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

fn trainer(model: &str, pool: usize, batch: u64) -> Trainer {
    let checked = recipe(model, batch).check().unwrap_or_else(|error| panic!("{error}"));
    arm_of(Arc::clone(&BENCH), &checked, &checked.arms[0], Arc::clone(&POOLS[pool]))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The table of training steps and forward passes beside what the vectors in use could do at most.
fn limits() {
    let peak = peak();
    println!("{} vectors, {:.1} GFLOP/s of multiply-adds on one core", Vectors::current(), 2e-9 * peak);
    println!("share: of the multiply-adds that as many cores could do at most\n");
    println!("| net | batch | threads | training, images/s | share | forward, images/s | share |");
    println!("|---|---|---|---|---|---|---|");
    let models = std::env::var("DL_LAB_MODELS").unwrap_or_else(|_| MODELS.join(" "));
    for model in models.split_whitespace() {
        for (pool, threads) in THREADS.into_iter().enumerate() {
            for batch in BATCHES {
                let mut trainer = trainer(model, pool, batch);
                let work = trainer.network().work();
                let [steps, forward] = [training(&mut trainer, pool, batch as usize), evaluating(&trainer)];
                let share = |rate: f64, work: usize| 100.0 * rate * work as f64 / peak / threads as f64;
                print!("| {model} | {batch} | {threads} | {steps:.0} | {:.0} % |", share(steps, work.step));
                println!(" {forward:.0} | {:.0} % |", share(forward, work.forward));
            }
        }
    }
    println!();
}

/// Multiply-adds a second of one core.
fn peak() -> f64 {
    best_of(|| {
        let start = Instant::now();
        let done = black_box(multiply_adds(ROUNDS));
        done as f64 / start.elapsed().as_secs_f64()
    })
}

/// Images a second of training steps, the best turn.
fn training(trainer: &mut Trainer, pool: usize, batch: usize) -> f64 {
    let steps = IMAGES.div_ceil(batch);
    let turn = || {
        let start = Instant::now();
        POOLS[pool].install(|| (0..steps).for_each(|_| drop(black_box(trainer.advance()))));
        (steps * batch) as f64 / start.elapsed().as_secs_f64()
    };
    best_of(turn)
}

/// Images a second of forward passes, the best turn.
fn evaluating(trainer: &Trainer) -> f64 {
    let images = evaluated();
    best_of(|| {
        let start = Instant::now();
        black_box(trainer.predict(&images));
        images.len() as f64 / start.elapsed().as_secs_f64()
    })
}

/// The images of an evaluation; those of a smaller set come again.
fn evaluated() -> Vec<u32> {
    let all = BENCH.dataset.labels.len() as u32;
    (0..EVALUATED as u32).map(|index| index % all).collect()
}

fn best_of(turn: impl FnMut() -> f64) -> f64 {
    std::iter::repeat_with(turn).take(TURNS).fold(0.0, f64::max)
}

#[divan::bench(args = cases(), sample_count = 20)]
fn evaluation(bencher: Bencher<'_, '_>, case: &Case) {
    let trainer = trainer(case.model, case.pool, 128);
    let images = evaluated();
    bencher.counter(ItemsCount::new(EVALUATED)).bench_local(|| trainer.predict(&images));
}

#[divan::bench(sample_count = 20)]
fn metrics(bencher: Bencher<'_, '_>) {
    let mut rng = random::stream(1, "metrics", 0);
    let truths: Vec<usize> = (0..EVALUATED).map(|_| random::below(&mut rng, CLASSES)).collect();
    let predicted: Vec<usize> = (0..EVALUATED).map(|_| random::below(&mut rng, CLASSES)).collect();
    let scores: Vec<f64> = (0..EVALUATED).map(|_| f64::from(random::uniform(&mut rng))).collect();
    bencher.counter(ItemsCount::new(EVALUATED)).bench_local(|| {
        let report =
            Report::new(&Confusion::of(CLASSES, &truths, &predicted), &[EVALUATED / CLASSES; CLASSES]);
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
