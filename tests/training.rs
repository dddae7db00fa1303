//! Whole runs with the defaults: the figures that the README states. Fashion-MNIST lies beside the repository and not
//! in it; without it those tests say so and are over.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

#[path = "support/shared.rs"]
mod shared;

use dl_lab::lab::drive::summary::ArmSummary;
use dl_lab::lab::drive::worker;
use dl_lab::lab::recipe::{ArmId, Recipe};
use dl_lab::lab::{Bench, arm_of};
use shared::data;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The final numbers of every arm, on the test set.
fn train(data: &str, settings: &[&str], arms: &[&str]) -> Vec<ArmSummary> {
    let mut recipe = Recipe { data: data.to_owned(), ..Recipe::default() };
    for assignment in settings {
        recipe.set(assignment).unwrap();
    }
    for arm in arms {
        recipe.add_arm(arm).unwrap();
    }
    let (checked, pool) = (recipe.check().unwrap(), worker::pool(Some(2)).unwrap());
    let bench = Arc::new(pool.install(|| Bench::prepare(&checked, &|_| {})).unwrap());
    let measure = |id: &ArmId| {
        let arm = &checked.arms[id.index()];
        let mut trainer = arm_of(Arc::clone(&bench), &checked, arm, Arc::clone(&pool)).unwrap();
        let (ended, rates) = worker::run_here(&mut trainer, &AtomicBool::new(false), &mut |_| {});
        ArmSummary::measure(&trainer, &ended, &rates)
    };
    ArmId::all().take(checked.arms.len()).collect::<Vec<_>>().iter().map(measure).collect()
}

#[track_caller]
fn assert_within(value: Option<f64>, low: f64, high: f64) {
    assert!(value.is_some_and(|value| (low..=high).contains(&value)), "{value:?} is not in {low}..{high}");
}

#[test]
#[ignore = "needs ../shared"]
fn fashion_mnist_with_the_defaults() {
    let path = data("fashion-mnist");
    let arms = train(path.to_str().unwrap(), &["epochs=10"], &["B:model=mlp:100"]);
    assert_within(arms[0].accuracy, 0.83, 0.85);
    assert_within(arms[1].accuracy, 0.86, 0.89);
    assert_eq!(arms[0].confusion.iter().flatten().sum::<u64>(), 10_000, "the whole test set");
}

#[test]
#[ignore = "needs ../shared"]
fn convolutions_on_fashion_mnist_reach_their_accuracy() {
    let path = data("fashion-mnist");
    let path = path.to_str().unwrap();
    let cnn = train(path, &["epochs=10", "model=cnn"], &[]);
    assert_within(cnn[0].accuracy, 0.905, 0.93);
    let lenet = train(path, &["epochs=10", "model=lenet:activation=relu,pool=max"], &[]);
    assert_within(lenet[0].accuracy, 0.88, 0.91);
}

#[test]
fn garments_are_learnable_and_not_trivial() {
    let arms = train("garments", &["imbalance=none"], &["B:model=mlp:256,128"]);
    assert_within(arms[0].balanced_accuracy, 0.70, 0.88);
    let linear = arms[0].balanced_accuracy.unwrap();
    assert_within(arms[1].balanced_accuracy, linear + 0.02, 0.995);
}

#[test]
fn a_rare_class_is_found_only_with_weights() {
    let arms = train("garments", &["imbalance=exp:100"], &["B:weights=balanced"]);
    let rarest = arms[0].rarest.unwrap();
    let [without, with] = [0, 1].map(|arm| arms[arm].recall[rarest].unwrap());
    assert!(
        without < 0.3 && with > without + 0.3,
        "recall of the rarest class: {without} without, {with} with weights"
    );
    // What the weights win under equal classes they pay for under the training prior.
    assert!(arms[1].balanced_accuracy > arms[0].balanced_accuracy);
    assert!(arms[1].prior_accuracy < arms[0].prior_accuracy);
    assert!(arms[0].prior_majority_baseline > arms[0].majority_baseline, "two priors, two baselines");
}
