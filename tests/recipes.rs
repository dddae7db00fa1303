//! The built-in experiments: each can be run, and finds what it says it expects.
//!
//! The second test trains recipes in full with three seeds: those that take a second at most, or, with
//! `DL_LAB_RECIPES=all cargo test --release --test recipes -- --nocapture`, every one of them, which takes minutes.
//! `DL_LAB_RECIPES=distil,how-many` picks some.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

use dl_lab::lab::analysis::finding;
use dl_lab::lab::analysis::finding::{Finding, Verdict};
use dl_lab::lab::drive::worker;
use dl_lab::lab::recipe::built_in::{self, BuiltIn};
use dl_lab::lab::recipe::{ArmId, Recipe};
use dl_lab::lab::{Bench, History, arm_of};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Seeds that expectations must hold for.
const SEEDS: [u64; 3] = [7, 8, 9];
/// Recipes that run beside each other, each on one thread.
const ABREAST: usize = 2;

/// What a recipe finds, each arm trained to its end.
fn findings(recipe: &Recipe) -> Vec<Finding> {
    let checked = recipe.check().unwrap();
    let pool = worker::pool(Some(1)).unwrap();
    let bench = Arc::new(pool.install(|| Bench::prepare(&checked, &|_| {})).unwrap());
    let histories: Vec<(ArmId, History)> = checked
        .arms
        .iter()
        .map(|arm| {
            let mut trainer = arm_of(Arc::clone(&bench), &checked, arm, Arc::clone(&pool)).unwrap();
            let mut history = History::default();
            let stop = AtomicBool::new(false);
            worker::run_here(&mut trainer, &stop, &mut |event| history.apply(&event));
            (arm.id, history)
        })
        .collect();
    let arms: Vec<(ArmId, &History)> = histories.iter().map(|(id, history)| (*id, history)).collect();
    finding::judge(&checked.expectations, &arms, &bench)
}

/// Does something with every job, this many of them abreast.
fn each<T: Sync>(jobs: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..ABREAST {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(job);
                }
            });
        }
    });
}

/// The recipes asked for; those that take a second at most where none are.
fn wanted() -> Vec<&'static BuiltIn> {
    let names = std::env::var("DL_LAB_RECIPES").unwrap_or_default();
    let wanted = |recipe: &&BuiltIn| match names.as_str() {
        "all" => true,
        "" => recipe.recipe().experiment.is_some_and(|experiment| experiment.seconds <= 1.0),
        _ => names.split(',').any(|wanted| wanted == recipe.name),
    };
    built_in::ALL.iter().filter(wanted).collect()
}

#[test]
fn every_recipe_runs_when_it_is_cut_to_twenty_steps() {
    each(&built_in::ALL.iter().collect::<Vec<_>>(), |built_in| {
        let mut recipe = built_in.recipe();
        recipe.set("steps=20").unwrap();
        recipe.set("train=256").unwrap();
        assert!(!recipe.is_as_written(), "{}", built_in.name);
        let found = findings(&recipe);
        // What needs more steps than these: an evaluation that is asked for, a loss that is reached.
        let late =
            |finding: &Finding| finding.measured.contains("at step") || finding.measured.contains("s-to:");
        let open: Vec<_> = found.iter().filter(|finding| finding.found.is_none() && !late(finding)).collect();
        assert!(open.is_empty(), "{}: {open:?}", built_in.name);
    });
}

#[test]
fn recipes_find_what_they_expect_for_three_seeds() {
    let jobs: Vec<(&BuiltIn, u64)> =
        wanted().into_iter().flat_map(|recipe| SEEDS.map(|seed| (recipe, seed))).collect();
    assert!(!jobs.is_empty(), "no recipe is called so");
    let missed = Mutex::new(Vec::new());
    each(&jobs, |(built_in, seed)| {
        let begun = Instant::now();
        let recipe = Recipe { seed: *seed, ..built_in.recipe() };
        assert!(recipe.is_as_written());
        let found = findings(&recipe);
        let mut report = format!("{} seed {seed} ({:.1} s)\n", built_in.name, begun.elapsed().as_secs_f64());
        for finding in found {
            let line = format!(
                "  {:?} {} = {:?}, expected {:?} to {:?}: {}",
                finding.verdict, finding.measured, finding.found, finding.min, finding.max, finding.say
            );
            report.extend([line.as_str(), "\n"]);
            if finding.verdict != Verdict::Met {
                missed.lock().unwrap().push(format!("{} seed {seed}:{line}", built_in.name));
            }
        }
        print!("{report}");
    });
    let missed = missed.into_inner().unwrap();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
