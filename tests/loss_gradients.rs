//! The proofs that need no reference: gradients against differences of the value, huge numbers, and numbers that are none.

#![allow(clippy::unwrap_used, reason = "a loss that cannot be read is a failed test")]

#[path = "support/losses.rs"]
mod losses;

use dl_lab::loss::{Loss, Real, Target, TargetKind};
use losses::{CLASSES, draw, losses, parse, row};

/// The value after a step in a direction.
fn moved(
    loss: &Loss,
    outputs: &[f64],
    direction: &[f64],
    target: Target<'_, f64>,
    weights: Option<&[f64]>,
) -> impl Fn(f64) -> f64 {
    move |step: f64| {
        let moved: Vec<f64> = outputs.iter().zip(direction).map(|(z, d)| z + step * d).collect();
        row(loss, &moved, target, weights).0.weighted
    }
}

/// Central differences of two steps, the error of which cancels to fourth order.
fn difference(along: impl Fn(f64) -> f64) -> f64 {
    let step = 1e-4;
    let central = |step: f64| (along(step) - along(-step)) / (2.0 * step);
    (4.0 * central(step) - central(2.0 * step)) / 3.0
}

fn close(slope: f64, difference: f64) -> bool {
    (difference - slope).abs() < 1e-7 * (1.0 + slope.abs())
}

#[test]
fn gradients_are_the_gradients_of_the_values_in_any_direction() {
    for loss in losses() {
        for sample in (0..20).map(draw) {
            let outputs = sample.outputs(&loss);
            for target in sample.targets(&loss) {
                for weights in [None, Some(sample.weights.as_slice())] {
                    let along = moved(&loss, &outputs, &sample.direction, target, weights);
                    let (_, grad) = row(&loss, &outputs, target, weights);
                    let slope: f64 = grad.iter().zip(&sample.direction).map(|(g, d)| g * d).sum();
                    let difference = difference(along);
                    assert!(
                        close(slope, difference),
                        "{loss}, {target:?}, {weights:?}: gradient {slope}, difference {difference}"
                    );
                }
            }
        }
    }
}

#[test]
fn gradients_are_the_gradients_of_the_values_for_every_output_alone() {
    for loss in losses() {
        for sample in (20..25).map(draw) {
            let outputs = sample.outputs(&loss);
            for target in sample.targets(&loss) {
                let (_, grad) = row(&loss, &outputs, target, Some(&sample.weights));
                for (at, slope) in grad.into_iter().enumerate() {
                    let mut one = vec![0.0; outputs.len()];
                    one[at] = 1.0;
                    let difference = difference(moved(&loss, &outputs, &one, target, Some(&sample.weights)));
                    assert!(
                        close(slope, difference),
                        "{loss}, {target:?}, output {at}: gradient {slope}, difference {difference}"
                    );
                }
            }
        }
    }
}

fn finite_for_huge_logits<F: Real>() {
    let cases = [[1e4, -1e4, 0.0, 1.0, -1e4], [-1e4; 5], [1e4; 5], [-1e4, 1e4, -1e4, 1e4, 0.0]];
    let of = |values: [f64; CLASSES]| values.map(F::of);
    let (shares, hots) = (of([0.0, 0.2, 0.5, 0.3, 0.0]), of([1.0, 0.0, 0.0, 1.0, 1.0]));
    let (weights, teacher) = (of([1.0, 2.0, 0.0, 0.5, 1000.0]), of([-1e4, 0.0, 3.0, 1e4, 2.0]));
    for loss in losses() {
        let kinds = TargetKind::ALL.into_iter().filter(|kind| loss.takes(*kind));
        let classes = loss.probability_map().classes(loss.outputs(CLASSES));
        let labels = || (0..classes).collect::<Vec<_>>();
        let targets: Vec<Target<'_, F>> = kinds
            .flat_map(|kind| match kind {
                TargetKind::Label => labels().into_iter().map(Target::Label).collect(),
                TargetKind::Distribution | TargetKind::Values => vec![Target::Row(shares.as_slice())],
                TargetKind::MultiHot => vec![Target::Row(hots.as_slice())],
                TargetKind::Teacher => {
                    let labels = labels().into_iter().map(Some).chain([None]);
                    labels.map(|label| Target::Teacher { label, teacher: &teacher }).collect()
                }
            })
            .collect();
        let signed = ["poisson", "signed-difference"].contains(&loss.name());
        for logits in cases {
            for &target in &targets {
                let outputs = &logits.map(F::of)[..loss.outputs(CLASSES)];
                let (value, grad) = row(&loss, outputs, target, Some(&weights));
                let finite = value.value.is_finite() && value.weighted.is_finite();
                assert!(
                    finite && (signed || value.value.is_sign_positive()),
                    "{loss}, {logits:?}, {target:?}: {value:?}"
                );
                assert!(
                    grad.iter().all(|slope| slope.is_finite()),
                    "{loss}, {logits:?}, {target:?}: {grad:?}"
                );
            }
        }
    }
}

#[test]
fn logits_of_ten_thousand_stay_finite() {
    finite_for_huge_logits::<f32>();
    finite_for_huge_logits::<f64>();
}

#[test]
fn an_output_that_is_no_number_is_never_a_finite_loss() {
    for loss in losses() {
        let sample = draw(0);
        for broken in 0..loss.outputs(CLASSES) {
            let mut outputs = sample.outputs(&loss);
            outputs[broken] = f64::NAN;
            for target in sample.targets(&loss) {
                let (value, _) = row(&loss, &outputs, target, None);
                assert!(value.weighted.is_nan(), "{loss}, output {broken}, {target:?}: {value:?}");
            }
        }
    }
}

#[test]
fn msle_sees_predictions_and_a_network_trained_with_it_ends_in_a_softplus() {
    let msle = parse("msle");
    let (mut of_output, mut of_prediction) = ([0.0], [0.0]);
    let prediction = 1.3_f64.exp().ln_1p();
    let target = Target::Row(&[4.0]);
    let context = dl_lab::loss::Context::default();
    let trained = msle.output_row(&[1.3], target, &context, &mut of_output);
    let plain = msle.row(&[prediction], target, &context, &mut of_prediction);
    assert!(
        (trained.value - plain.value).abs() < 1e-15 && (msle.link().value(1.3) - prediction).abs() < 1e-15
    );
    assert!((of_output[0] - of_prediction[0] / (1.0 + (-1.3_f64).exp())).abs() < 1e-15);
    for broken in [-1.0, -3.0] {
        let value = msle.row(&[broken], target, &context, &mut [0.0]).value;
        assert!(!value.is_finite(), "{broken}: {value}");
    }
}
