//! Evaluations alone, for `benches/peer.py`, which sets them beside a peer's.
//!
//! `cargo bench --bench evaluation -- DATA MODEL THREADS TURNS`: the forward pass over the first 10,000 images of a
//! set, from its bytes to predicted classes. Prints the best of the turns as one line of JSON.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a harness that a script reads")]

use dl_lab::lab::drive::worker;
use dl_lab::lab::recipe::Recipe;
use dl_lab::lab::{Bench, arm_of};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

/// Images of an evaluation.
const IMAGES: u32 = 10_000;

fn main() -> ExitCode {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let [data, model, threads, turns] = words.as_slice() else {
        // A bare `cargo bench` comes here, and goes on to the next harness.
        println!("evaluation: needs DATA MODEL THREADS TURNS; benches/peer.py --evaluate gives them");
        return ExitCode::SUCCESS;
    };
    match measure(data, model, threads, turns) {
        Ok(rate) => {
            println!("{{\"model\":\"{model}\",\"images_per_second\":{rate}}}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("evaluation: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Images a second of the best turn.
fn measure(data: &str, model: &str, threads: &str, turns: &str) -> Result<f64, Box<dyn std::error::Error>> {
    let mut recipe = Recipe { model: model.to_owned(), data: data.to_owned(), ..Recipe::default() };
    recipe.imbalance = Some("none".to_owned());
    let checked = recipe.check()?;
    let pool = worker::pool(Some(threads.parse()?))?;
    let bench = Arc::new(pool.install(|| Bench::prepare(&checked, &|_| ()))?);
    let all = bench.dataset.labels.len() as u32;
    let trainer = arm_of(bench, &checked, &checked.arms[0], pool)?;
    let images: Vec<u32> = (0..IMAGES).map(|index| index % all).collect();
    let mut best = f64::INFINITY;
    for _ in 0..turns.parse::<u32>()? {
        let start = Instant::now();
        black_box(trainer.predict(&images));
        best = best.min(start.elapsed().as_secs_f64());
    }
    Ok(f64::from(IMAGES) / best)
}
