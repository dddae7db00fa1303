//! The proofs that need no reference: gradients against differences of the value, limits, and what must not matter.

#![allow(clippy::unwrap_used, reason = "a loss that cannot be read is a failed test")]

use dl_lab::base::random::{normal, stream, uniform};
use dl_lab::base::spec::Spec;
use dl_lab::loss::catalogue::{self, Family};
use dl_lab::loss::{Batch, Context, Loss, Real, Reduction, RowValue, Target, Targets, evaluate, prior};
use ndarray::{Array2, array};

const CLASSES: usize = 5;
const COUNTS: [usize; CLASSES] = [5000, 1581, 500, 158, 50];

fn parse(text: &str) -> Loss {
    Loss::parse(&Spec::parse(text).unwrap()).unwrap()
}

/// Every loss at its defaults, and where its parameters matter most.
fn losses() -> Vec<Loss> {
    let special = [
        "softmax-ce:label_smoothing=0.1",
        "focal:gamma=0",
        "focal:gamma=0.5",
        "gce:q=1",
        "poly1:epsilon=-1",
        "hinge:margin=0.3",
        "sigmoid-bce:pos_weight=3",
        "sigmoid-bce:pos_weight=1,2,3,4,0.5",
    ];
    catalogue::ALL.iter().map(|entry| entry.name).chain(special).map(parse).collect()
}

/// One random sample: logits, a distribution and weights.
struct Draw {
    logits: Vec<f64>,
    row: Vec<f64>,
    weights: Vec<f64>,
    direction: Vec<f64>,
    label: usize,
}

fn draw(index: u64) -> Draw {
    let rng = &mut stream(20, "gradients", index);
    let mut many = |scale: f64| (0..CLASSES).map(|_| scale * f64::from(normal(rng))).collect::<Vec<_>>();
    let (logits, direction) = (many(2.0), many(1.0));
    let mut positive = || (0..CLASSES).map(|_| 0.1 + f64::from(uniform(rng))).collect::<Vec<_>>();
    let (mut row, weights) = (positive(), positive());
    let sum: f64 = row.iter().sum();
    for share in &mut row {
        *share /= sum;
    }
    Draw { logits, row, weights, direction, label: index as usize % CLASSES }
}

fn targets<'a>(loss: &Loss, label: usize, row: &'a [f64]) -> Vec<Target<'a, f64>> {
    let rows = loss.accepts_rows().then_some(Target::Row(row));
    [Target::Label(label)].into_iter().chain(rows).collect()
}

fn row<F: Real>(
    loss: &Loss,
    logits: &[F],
    target: Target<'_, F>,
    weights: Option<&[F]>,
) -> (RowValue<F>, Vec<F>) {
    let log_prior = prior::log_prior(&COUNTS);
    let mut grad = vec![F::nan(); logits.len()];
    let context = Context { class_weights: weights, log_prior: &log_prior[..logits.len()] };
    (loss.row(logits, target, &context, &mut grad), grad)
}

#[test]
fn gradients_are_the_slopes_of_the_values() {
    for loss in losses() {
        for sample in (0..20).map(draw) {
            for target in targets(&loss, sample.label, &sample.row) {
                for weights in [None, Some(sample.weights.as_slice())] {
                    let along = |step: f64| {
                        let moved = sample.logits.iter().zip(&sample.direction).map(|(z, d)| z + step * d);
                        row(&loss, &moved.collect::<Vec<_>>(), target, weights).0.weighted
                    };
                    let step = 1e-5;
                    let difference = (along(step) - along(-step)) / (2.0 * step);
                    let (_, grad) = row(&loss, &sample.logits, target, weights);
                    let slope: f64 = grad.iter().zip(&sample.direction).map(|(g, d)| g * d).sum();
                    assert!(
                        (difference - slope).abs() < 1e-7 * (1.0 + slope.abs()),
                        "{loss}, {target:?}, {weights:?}: slope {slope}, difference {difference}"
                    );
                }
            }
        }
    }
}

fn finite_for_huge_logits<F: Real>() {
    let cases = [[1e4, -1e4, 0.0, 1.0, -1e4], [-1e4; 5], [1e4; 5], [-1e4, 1e4, -1e4, 1e4, 0.0]];
    let shares = [0.0, 0.2, 0.5, 0.3, 0.0].map(F::of);
    let weights = [1.0, 2.0, 0.0, 0.5, 1000.0].map(F::of);
    for loss in losses() {
        for logits in cases {
            let rows = loss.accepts_rows().then_some(Target::Row(shares.as_slice()));
            for target in (0..CLASSES).map(Target::Label).chain(rows) {
                let (value, grad) = row(&loss, &logits.map(F::of), target, Some(&weights));
                let finite = value.value.is_finite() && value.weighted.is_finite();
                assert!(
                    finite && value.value.is_sign_positive(),
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
fn a_logit_that_is_no_number_is_never_a_finite_loss() {
    for loss in losses() {
        for (label, broken) in [(0, 0), (0, 3), (3, 0)] {
            let mut logits = [0.5_f32; CLASSES];
            logits[broken] = f32::NAN;
            let (value, _) = row(&loss, &logits, Target::Label(label), None);
            assert!(value.weighted.is_nan(), "{loss}, logit {broken}, label {label}: {value:?}");
        }
    }
}

#[test]
fn published_losses_have_their_known_values_and_gradients() {
    let logits = [2.0, 1.0, 0.1, -1.0, 0.5];
    let weights: &[f64] = &[0.29156, 0.922_075, 2.9156, 9.226_582, 29.156];
    let label = Target::Label(2);
    let soft = Target::Row(&[0.1, 0.2, 0.5, 0.1, 0.1]);
    // loss, target, weights, value, gradient
    let vectors = [
        ("softmax-ce", label, None, 2.482_420, [0.558_545, 0.205_477, -0.916_459, 0.027_808, 0.124_628]),
        (
            "softmax-ce",
            label,
            Some(weights),
            7.237_743,
            [1.628_494, 0.599_090, -2.672_028, 0.081_078, 0.363_366],
        ),
        ("softmax-ce", soft, None, 2.182_420, [0.458_545, 0.005_477, -0.416_459, -0.072_192, 0.024_628]),
        (
            "softmax-ce:label_smoothing=0.1",
            label,
            None,
            2.440_420,
            [0.538_545, 0.185_477, -0.836_459, 0.007_808, 0.104_628],
        ),
        ("sigmoid-bce", label, None, 5.371_925, [0.880_797, 0.731_059, -0.475_021, 0.268_941, 0.622_459]),
        (
            "sigmoid-bce:pos_weight=3",
            label,
            None,
            6.660_718,
            [0.880_797, 0.731_059, -1.425_062, 0.268_941, 0.622_459],
        ),
        ("brier", label, None, 1.210_397, [0.295_591, -0.036_353, -0.202_235, -0.014_801, -0.042_201]),
        // These two are sums over the classes here, means in the source of the numbers.
        ("mse-logits", label, None, 1.412 * 5.0, [4.0, 2.0, -1.8, -2.0, 1.0]),
        ("mae", label, None, 1.832_918, [0.093_323, 0.034_331, -0.153_124, 0.004_646, 0.020_823]),
        ("hinge", label, None, 6.2, [1.0, 1.0, -3.0, 0.0, 1.0]),
        ("focal:gamma=2", label, None, 2.084_978, [0.681_433, 0.250_685, -1.118_093, 0.033_927, 0.152_048]),
        (
            "balanced-softmax",
            label,
            None,
            4.329_293,
            [0.880_991, 0.102_480, -0.986_823, 0.001_386, 0.001_966],
        ),
        ("poly1:epsilon=2", label, None, 4.315_338, [0.651_868, 0.239_809, -1.069_583, 0.032_455, 0.145_451]),
        ("gce:q=0.7", label, None, 1.177_249, [0.098_262, 0.036_149, -0.161_229, 0.004_892, 0.021_925]),
    ];
    for (text, target, weights, value, gradient) in vectors {
        let (found, grad) = row(&parse(text), &logits, target, weights);
        assert!((found.weighted - value).abs() < 1e-5, "{text}: {found:?} for {value}");
        for (found, expected) in grad.iter().zip(gradient) {
            assert!((found - expected).abs() < 1e-5, "{text}: {grad:?} for {gradient:?}");
        }
    }
    // Smoothing with class weights, divided by the weight of the label.
    let smooth = parse("softmax-ce:label_smoothing=0.1");
    let context = Context { class_weights: Some(weights), log_prior: &[] };
    let batch = evaluate(&smooth, &array![logits], Targets::Labels(&[2]), &context, Reduction::Torch);
    assert!((batch.reduced - 2.938_219).abs() < 1e-5, "{}", batch.reduced);
    for (found, expected) in batch.grad.iter().zip([0.663_572, 0.238_525, -0.820_451, -0.030_154, -0.051_491])
    {
        assert!((found - expected).abs() < 1e-5, "{found} for {expected}");
    }
}

#[test]
fn zero_logits_give_the_known_first_losses() {
    for (text, expected) in [
        ("softmax-ce", 10_f64.ln()),
        ("sigmoid-bce", 10.0 * 2_f64.ln()),
        ("brier", 0.9),
        ("mse-logits", 1.0),
        ("mae", 1.8),
    ] {
        let mut grad = [0.0; 10];
        let value = parse(text).row(&[0.0; 10], Target::Label(3), &Context::default(), &mut grad).value;
        assert!((value - expected).abs() < 1e-12, "{text}: {value}");
    }
}

/// A batch whose labels leave no class out.
fn batch(loss: &Loss, labels: &[usize], weights: Option<&[f64]>, reduction: Reduction) -> Batch<f64> {
    let mut logits = Array2::zeros((labels.len(), CLASSES));
    for (mut logits, &label) in logits.outer_iter_mut().zip(labels) {
        logits.assign(&ndarray::aview1(&draw(label as u64).logits));
    }
    let log_prior = prior::log_prior(&COUNTS);
    let context = Context { class_weights: weights, log_prior: &log_prior };
    evaluate(loss, &logits, Targets::Labels(labels), &context, reduction)
}

const LABELS: [usize; 6] = [0, 1, 2, 3, 4, 0];

#[test]
fn weights_of_one_are_no_weights_to_the_last_bit() {
    for loss in losses() {
        for reduction in [Reduction::Mean, Reduction::Torch] {
            let ones = [1.0; CLASSES];
            assert_eq!(batch(&loss, &LABELS, Some(&ones), reduction), batch(&loss, &LABELS, None, reduction));
        }
    }
}

#[test]
fn a_weight_of_three_is_the_class_listed_three_times() {
    // Smoothing is left out: PyTorch's rule weighs its uniform part by class, not by sample.
    for loss in losses().iter().filter(|loss| **loss != parse("softmax-ce:label_smoothing=0.1")) {
        let weights = [1.0, 1.0, 3.0, 1.0, 1.0];
        let weighted = batch(loss, &LABELS, Some(&weights), Reduction::Torch);
        let listed = batch(loss, &[0, 1, 2, 2, 2, 3, 4, 0], None, Reduction::Torch);
        assert!((weighted.reduced - listed.reduced).abs() < 1e-12 * listed.reduced.max(1.0), "{loss}");
        let tripled = listed.grad.row(2).mapv(|slope| 3.0 * slope);
        assert!((&weighted.grad.row(2) - &tripled).iter().all(|gap| gap.abs() < 1e-12), "{loss}");
    }
}

#[test]
fn a_common_factor_of_all_weights_changes_nothing_under_torch_and_scales_under_mean() {
    for loss in losses() {
        let weights = [0.5, 1.0, 3.0, 0.1, 20.0];
        let scaled = weights.map(|weight| weight * 8.0);
        let run = |weights: &[f64], reduction| batch(&loss, &LABELS, Some(weights), reduction);
        assert_eq!(run(&weights, Reduction::Torch), run(&scaled, Reduction::Torch), "{loss}");
        let (once, scaled) = (run(&weights, Reduction::Mean), run(&scaled, Reduction::Mean));
        assert!((scaled.reduced - 8.0 * once.reduced).abs() < 1e-9 * scaled.reduced, "{loss}");
    }
}

#[test]
fn weights_of_zero_give_a_loss_and_a_gradient_of_zero() {
    for loss in losses() {
        for reduction in [Reduction::Mean, Reduction::Torch] {
            let batch = batch(&loss, &LABELS, Some(&[0.0; CLASSES]), reduction);
            assert!(batch.reduced.abs() <= 0.0, "{loss}: {}", batch.reduced);
            assert!(batch.grad.iter().all(|slope| slope.abs() <= 0.0), "{loss}: {:?}", batch.grad);
            assert!(batch.per_sample.iter().all(|value| value.is_finite() && *value > 0.0), "{loss}");
        }
    }
}

#[test]
fn softmax_gradients_sum_to_zero() {
    for loss in losses().iter().filter(|loss| loss.family() == Family::Softmax) {
        for sample in (0..10).map(draw) {
            for target in targets(loss, sample.label, &sample.row) {
                let (_, grad) = row(loss, &sample.logits, target, Some(&sample.weights));
                let sum: f64 = grad.iter().sum();
                assert!(sum.abs() < 1e-13, "{loss}: {sum}");
            }
        }
    }
}

#[test]
fn limits_of_the_parameters_are_the_losses_they_should_be() {
    let plain = parse("softmax-ce");
    for text in ["focal:gamma=0", "poly1:epsilon=0", "logit-adjusted:tau=0"] {
        let limit = batch(&parse(text), &LABELS, None, Reduction::Mean);
        assert_eq!(limit, batch(&plain, &LABELS, None, Reduction::Mean), "{text}");
    }
    let half_mae = batch(&parse("mae"), &LABELS, None, Reduction::Mean).grad / 2.0;
    let gce = batch(&parse("gce:q=1"), &LABELS, None, Reduction::Mean).grad;
    assert!((&gce - &half_mae).iter().all(|gap| gap.abs() < 1e-15));
}

#[test]
fn a_one_hot_row_is_its_label() {
    for loss in losses().iter().filter(|loss| loss.accepts_rows()) {
        // On rows the mean over the classes is taken: the one difference.
        let classes = if loss.family() == Family::Sigmoid { CLASSES as f64 } else { 1.0 };
        let sample = draw(1);
        let one_hot = [0.0, 0.0, 1.0, 0.0, 0.0];
        let (label, of_label) = row(loss, &sample.logits, Target::Label(2), None);
        let (row, of_row) = row(loss, &sample.logits, Target::Row(&one_hot), None);
        assert!((label.value - classes * row.value).abs() < 1e-12, "{loss}");
        assert!(of_label.iter().zip(&of_row).all(|(a, b)| (a - classes * b).abs() < 1e-12), "{loss}");
    }
}
