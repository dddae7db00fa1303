//! A training step allocates nothing once the first ones are done.

#![allow(clippy::unwrap_used, reason = "a laboratory that cannot be built is a failed test")]

use dl_lab::lab::arm_of;
use dl_lab::lab::bench::Bench;
use dl_lab::lab::drive::worker;
use dl_lab::lab::learn::trainer::Trainer;
use dl_lab::lab::recipe::Recipe;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::sync::Arc;

/// Counts what every thread asks for.
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Steps before the count begins: threads start, queues grow to their size, the order of the first epoch is drawn.
const BEFORE: usize = 8;
/// Steps that are counted; with those before, less than an epoch.
const COUNTED: usize = 40;

fn advance(trainer: &mut Trainer, steps: usize) {
    for _ in 0..steps {
        assert!(trainer.advance().unwrap().objective.is_finite());
    }
}

#[test]
fn a_training_step_allocates_nothing() {
    let pool = worker::pool(Some(2)).unwrap();
    let mut recipe = Recipe::default();
    recipe.set("imbalance=none").unwrap();
    let bench = Arc::new(Bench::prepare(&recipe.check().unwrap(), &|_| ()).unwrap());
    for settings in [
        &["model=linear"][..],
        &["model=mlp:256,128", "weights=balanced"],
        &["model=mlp:100,activation=tanh", "loss=sigmoid-bce", "optimizer=adamw"],
        &["model=linear", "augment=shift:2+flip+crop:3", "sampler=class-balanced"],
        &["model=mlp:33", "loss=focal:gamma=2", "batch=100", "sampler=class-balanced"],
        &["model=cnn"],
        &["model=lenet:activation=relu"],
        &["model=cnn:8,norm=batch,dropout=0.3"],
    ] {
        let mut recipe = recipe.clone();
        settings.iter().for_each(|assignment| recipe.set(assignment).unwrap());
        let checked = recipe.check().unwrap();
        let arm = &checked.arms[0];
        let mut trainer = arm_of(Arc::clone(&bench), &checked, arm, Arc::clone(&pool)).unwrap();
        let asked = pool.install(|| {
            advance(&mut trainer, BEFORE);
            let region = Region::new(ALLOCATOR);
            advance(&mut trainer, COUNTED);
            region.change()
        });
        assert_eq!((asked.allocations, asked.reallocations), (0, 0), "{settings:?}: {asked:?}");
        let region = Region::new(ALLOCATOR);
        assert!(!trainer.evaluate().gradient_share.is_empty());
        assert!(region.change().allocations > 0, "an evaluation allocates: the counter counts");
    }
}
