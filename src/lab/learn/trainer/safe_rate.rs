//! The learning rate of an arm whose recipe gives none: the largest of 0.05, 0.025, 0.0125 ... that lowers the loss.
//!
//! A rate that is too large for the inputs, the network, the optimiser or the loss shows itself within a few steps: the
//! update overshoots along the direction of the greatest curvature, and the loss rises (`LeCun`, Simard and Pearlmutter 1993
//! estimate that curvature; Smith 2017 looks at the loss, as is done here). The test takes the first steps of the arm itself,
//! in the order of its own first epochs, and forgets them: the run begins as if there had been no test, and the same recipe finds
//! the same rate. An arm is tested by itself, so that what another arm does cannot change how it trains.

use super::Trainer;
use crate::lab::bench::Bench;
use crate::lab::recipe::{Arm, CheckedRecipe, SettingError, Settings, Teacher};
use crate::loss::TargetKind;
use crate::nn::Schedule;
use rayon::ThreadPool;
use std::sync::Arc;

/// The first rate that is tried.
pub(super) const FIRST: f32 = 0.05;
/// How often the rate is halved at most.
const HALVINGS: i32 = 24;
/// The steps after which the loss is looked at. The last ones are beyond the memory of a momentum of 0.9, about ten steps.
const LOOKS: [u64; 6] = [1, 2, 5, 10, 20, 40];
/// Up to this look the loss may be [`LEAP`] times the first: the first gradients all point the same way, and what they
/// overdo is soon mended. An epoch of a small set is no longer.
const LANDED: u64 = 5;
const LEAP: f64 = 1.5;
/// Images whose loss is looked at, at most.
const SAMPLE: usize = 512;
/// What the loss may be beyond another look, as a share of the first: chance alone moves it by about this.
const TOLERANCE: f64 = 0.02;
/// A loss below this counts as this in the tolerance: nothing is won or lost there.
const LEAST: f64 = 1e-3;
/// What may be lost again of what was won: momentum swings through a minimum and back, less and less far.
const SWING: f64 = 0.25;

/// The arm that is tested, with what it trains on.
pub(super) struct TrialArm<'a> {
    pub(super) bench: &'a Arc<Bench>,
    pub(super) recipe: &'a CheckedRecipe,
    pub(super) arm: &'a Arm,
    pub(super) pool: &'a Arc<ThreadPool>,
}

impl TrialArm<'_> {
    /// The rate with what there is to say of it: nothing where the first one will do. The first one too if `is_over` says that
    /// nobody waits any more.
    pub(super) fn find(&self, is_over: &dyn Fn() -> bool) -> (f32, Option<String>) {
        let sample = sample(&self.bench.train_sample);
        for halved in 0..=HALVINGS {
            let rate = FIRST * 0.5_f32.powi(halved);
            // What does not fit was refused when the arm was made.
            let Ok(mut trial) = self.at(rate) else { break };
            match falls(&mut trial, &sample, is_over) {
                Some(true) => {
                    let steps = LOOKS[LOOKS.len() - 1].min(trial.total_steps());
                    return (rate, (halved > 0).then(|| lowered(rate, steps, self.is_taught())));
                }
                Some(false) => {}
                None => return (FIRST, None),
            }
        }
        let problem = "lr: even the lowest rate that was tried raises the loss; set one with --lr".to_owned();
        (FIRST * 0.5_f32.powi(HALVINGS), Some(problem))
    }

    fn at(&self, rate: f32) -> Result<Trainer, SettingError> {
        let arm = Arm { id: self.arm.id, settings: tested(&self.arm.settings, rate) };
        Trainer::at_rate(Arc::clone(self.bench), self.recipe, &arm, None, Arc::clone(self.pool))
    }

    fn is_taught(&self) -> bool {
        self.arm.settings.teacher != Teacher::None
    }
}

fn lowered(rate: f32, steps: u64, taught: bool) -> String {
    let last = rate * 2.0;
    let without = if taught { ", without its teacher" } else { "" };
    format!(
        "lr {rate}: the largest of 0.05, 0.025 ... at which the loss falls in {steps} steps{without}; at {last} it does not"
    )
}

/// How an arm is tested: at a constant rate, and without a teacher, who has not been heard yet.
fn tested(settings: &Settings, rate: f32) -> Settings {
    let taught = |loss: &crate::loss::Loss| loss.takes(TargetKind::Teacher);
    let own = settings.aux.iter().filter(|aux| aux.targets != "teacher").cloned().collect();
    Settings {
        lr: Some(rate),
        schedule: Schedule::Constant,
        teacher: Teacher::None,
        loss: settings.loss.clone().filter(|loss| !taught(loss)),
        aux: own,
        ..settings.clone()
    }
}

/// Some of the images, evenly.
fn sample(images: &[u32]) -> Vec<u32> {
    images.iter().copied().step_by(images.len().div_ceil(SAMPLE).max(1)).collect()
}

/// Whether the loss on the sample comes down from the first one and keeps in the end most of what it won; `None` if it is over
/// before that is known.
fn falls(trial: &mut Trainer, sample: &[u32], is_over: &dyn Fn() -> bool) -> Option<bool> {
    let Some(first) = trial.cost(sample) else { return Some(false) };
    let (mut least, mut last) = (first, first);
    let chance = TOLERANCE * first.abs().max(LEAST);
    for look in LOOKS.map(|look| look.min(trial.total_steps())) {
        while trial.step() < look {
            if is_over() {
                return None;
            }
            if trial.advance().is_err() {
                return Some(false);
            }
        }
        let most = if look > LANDED { first + chance } else { first + (LEAP - 1.0) * first.abs() + chance };
        let Some(now) = trial.cost(sample).filter(|now| *now <= most) else { return Some(false) };
        (least, last) = (least.min(now), now);
    }
    Some(last <= least + SWING * (first - least) + chance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::drive::worker;
    use crate::lab::fixtures::{COUNTS, Recorder, bench_of, dataset, recipe, trainer_with};

    fn found(settings: &[&str]) -> (f32, Option<String>) {
        let mut trainer = trainer_with(settings);
        trainer.settle_rate(&|| false);
        (trainer.settings.lr.unwrap(), trainer.notes.iter().find(|note| note.starts_with("lr ")).cloned())
    }

    #[test]
    fn the_first_rate_is_taken_without_a_word_where_it_does() {
        assert_eq!(found(&[]), (FIRST, None));
    }

    #[test]
    fn a_penalty_that_would_overshoot_halves_the_rate_until_it_does_not() {
        // Along every weight the curvature is at least the penalty's factor f. Gradient descent with a momentum of m falls for
        // rates below 2 (1 + m) / f: 0.038 and 0.0038.
        let (rate, note) = found(&["l2=100"]);
        assert!((0.038 / 4.0..0.038).contains(&rate), "{rate}");
        assert!(note.unwrap().starts_with(&format!("lr {rate}: the largest of 0.05")));
        let (rate, _) = found(&["l2=1000"]);
        assert!((0.0038 / 4.0..0.0038).contains(&rate), "{rate}");
    }

    #[test]
    fn a_test_that_nobody_waits_for_is_given_up() {
        let recipe = recipe(&["l2=1000"]);
        let checked = recipe.check().unwrap();
        let (bench, pool) = (bench_of(dataset(COUNTS), &recipe), worker::pool(Some(1)).unwrap());
        let mut trainer = Trainer::new(bench, &checked, &checked.arms[0], None, pool).unwrap();
        assert_eq!(trainer.settings.lr, None, "making an arm takes no test");
        let asked = std::cell::Cell::new(0);
        trainer.settle_rate(&|| asked.replace(asked.get() + 1) > 2);
        assert_eq!((trainer.settings.lr, asked.get()), (Some(FIRST), 4));
        assert_eq!(found(&["steps=1"]).0, FIRST, "no more steps are taken than the run has");
    }

    #[test]
    fn a_rate_that_was_given_is_taken_whatever_it_does_and_a_test_leaves_no_trace() {
        assert!((found(&["l2=100", "lr=0.5"]).0 - 0.5).abs() < 1e-9);
        let run = |settings: &[&str]| {
            let mut trainer = trainer_with(settings);
            Recorder::record(&mut trainer, &[]);
            trainer.network().parameters([6, 6, 1])
        };
        assert_eq!(run(&[]), run(&["lr=0.05"]));
    }
}
