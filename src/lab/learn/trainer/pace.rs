//! How fast gradient descent may go on a squared error before the error grows.

use crate::lab::bench::Bench;
use crate::lab::recipe::Settings;

/// A note on a rate under which a linear model's squared error would grow instead of falling.
///
/// The steepest curvature of the mean squared error is at most `c (mean |x|^2 + 1)`, and little less for images, which
/// all resemble their mean; c is [the loss's own](crate::loss::Loss::curvature) by an output.
pub(super) fn too_fast(settings: &Settings, bench: &Bench) -> Option<String> {
    let given = settings.lr?;
    let outputs = bench.dataset.classes();
    let factor = settings.loss.as_ref()?.curvature(outputs)?;
    if !settings.model.is_linear() {
        return None;
    }
    let most = settings.optimizer.largest_stable_rate(factor * (mean_square(bench) + 1.0))?;
    let advice = || {
        let [most, better] = [most, most / 2.0].map(one_digit);
        format!(
            "lr {given} is above {most}, about where the squared error of a linear model on these images grows instead of \
             falling; --lr {better} is safe"
        )
    };
    (f64::from(given) > most).then(advice)
}

/// The mean squared length of the inputs, over the training sample.
fn mean_square(bench: &Bench) -> f64 {
    let size: usize = bench.dataset.shape().iter().product();
    let mut x = vec![0.0; size];
    let sum: f64 = bench
        .train_sample
        .iter()
        .map(|index| {
            bench.gather([*index].into_iter(), &mut x);
            x.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>()
        })
        .sum();
    sum / bench.train_sample.len().max(1) as f64
}

/// A positive number down to one digit.
fn one_digit(x: f64) -> String {
    let exponent = x.log10().floor() as i32;
    let digit = (x / 10_f64.powi(exponent)).floor().max(1.0);
    let decimals = usize::try_from(-exponent).unwrap_or(0);
    format!("{:.decimals$}", digit * 10_f64.powi(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{Recorder, arm_on, bench_of, recipe, valued};
    use crate::lab::recipe::ArmId;

    fn trained(lr: &str) -> (Option<String>, f64) {
        let recipe = recipe(&[&format!("lr={lr}"), "epochs=12", "schedule=constant"]);
        let mut trainer = arm_on(&bench_of(valued(), &recipe), &recipe, ArmId::A);
        let note = trainer.notes.iter().find(|note| note.starts_with("lr ")).cloned();
        Recorder::record(&mut trainer, &[]);
        (note, trainer.evaluate_finally(&[]).train.unweighted.unwrap_or(f64::INFINITY))
    }

    #[test]
    fn a_rate_that_is_noted_makes_the_error_grow_and_the_one_advised_does_not() {
        let (note, error) = trained("2");
        let note = note.unwrap();
        assert!(error > 100.0, "{error}");
        let better = note.split("--lr ").nth(1).unwrap().split(' ').next().unwrap();
        let (none, error) = trained(better);
        assert!(none.is_none() && error < 1.0, "{note}: {error}");
    }

    #[test]
    fn one_digit_is_kept_rounded_down() {
        assert_eq!([0.0379, 0.5, 12.0, 0.000_71].map(one_digit), ["0.03", "0.5", "10", "0.0007"]);
    }
}
