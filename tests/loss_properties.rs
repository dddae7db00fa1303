//! Limits, symmetries and weights: what must hold between losses, whatever the numbers.

#![allow(clippy::unwrap_used, reason = "a loss that cannot be read is a failed test")]

#[path = "support/losses.rs"]
mod losses;

use dl_lab::loss::catalogue::Family;
use dl_lab::loss::{Batch, Context, Loss, Reduction, Target, TargetKind, Targets, evaluate, prior};
use losses::{CLASSES, COUNTS, draw, losses, on_labels, parse, row};
use ndarray::Array2;

/// A batch whose labels leave no class out.
fn batch(loss: &Loss, labels: &[usize], weights: Option<&[f64]>, reduction: Reduction) -> Batch<f64> {
    let mut outputs = Array2::zeros((labels.len(), loss.outputs(CLASSES)));
    for (mut outputs, &label) in outputs.outer_iter_mut().zip(labels) {
        outputs.assign(&ndarray::aview1(&draw(label as u64).outputs(loss)));
    }
    let (log_prior, margins) = (prior::log_prior(&COUNTS), loss.margins(&COUNTS));
    let context = Context { class_weights: weights, log_prior: &log_prior, margins: &margins };
    evaluate(loss, &outputs, Targets::Labels(labels), &context, reduction)
}

const LABELS: [usize; 6] = [0, 1, 2, 3, 4, 0];

/// Whether two losses agree in value and gradient, up to a factor of the second.
#[track_caller]
fn same(one: &str, factor: f64, other: &str) {
    let (one, other) = (parse(one), parse(other));
    for sample in (0..10).map(draw) {
        for (target, other_target) in sample.targets(&one).into_iter().zip(sample.targets(&other)) {
            let weights = Some(sample.weights.as_slice());
            let (value, grad) = row(&one, &sample.outputs(&other), target, weights);
            let (expected, slopes) = row(&other, &sample.outputs(&other), other_target, weights);
            let close = |a: f64, b: f64| (a - factor * b).abs() < 1e-12 * (1.0 + a.abs());
            assert!(close(value.weighted, expected.weighted), "{one}: {value:?}, {other}: {expected:?}");
            assert!(
                grad.iter().zip(&slopes).all(|(a, b)| close(*a, *b)),
                "{one}: {grad:?}, {other}: {slopes:?}"
            );
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
    for (one, factor, other) in [
        ("gce:q=1", 0.5, "mae"),
        ("expected-cost", 0.5, "mae"),
        ("symmetric-ce:alpha=1,beta=0", 1.0, "softmax-ce"),
        ("symmetric-ce:alpha=0,beta=1,log_zero=-2", 1.0, "mae"),
        ("ldam:max_margin=0,scale=1", 1.0, "softmax-ce"),
        ("sigmoid-focal:gamma=0,alpha=0.5", 0.5, "sigmoid-bce"),
        ("asl:gamma_pos=0,gamma_neg=0,clip=0", 1.0, "sigmoid-bce"),
        ("asl:gamma_pos=2,gamma_neg=2,clip=0", 2.0, "sigmoid-focal:gamma=2,alpha=0.5"),
        ("huber:delta=1000", 0.5, "mse"),
        ("embedding", CLASSES as f64 / 2.0, "mse"),
    ] {
        same(one, factor, other);
    }
}

#[test]
fn kl_is_cross_entropy_less_the_entropy_of_the_target() {
    let (kl, ce) = (parse("kl"), parse("softmax-ce"));
    for sample in (0..10).map(draw) {
        let target = Target::Row(sample.shares.as_slice());
        let entropy: f64 = sample.shares.iter().map(|q| -q * q.ln()).sum();
        let (found, grad) = row(&kl, &sample.logits, target, None);
        let (expected, slopes) = row(&ce, &sample.logits, target, None);
        assert!((found.value - (expected.value - entropy)).abs() < 1e-12 && found.value > 0.0);
        assert_eq!(grad, slopes);
        let logs: Vec<f64> = sample.shares.iter().map(|q| q.ln()).collect();
        assert!(row(&kl, &logs, target, None).0.value.abs() < 1e-12, "0 where the model is right");
    }
}

#[test]
fn distillation_at_temperature_one_pulls_by_the_difference_of_the_probabilities() {
    let softmax = |logits: &[f64]| {
        let sum: f64 = logits.iter().map(|z| z.exp()).sum();
        logits.iter().map(|z| z.exp() / sum).collect::<Vec<f64>>()
    };
    for sample in (0..10).map(draw) {
        let (p, q) = (softmax(&sample.logits), softmax(&sample.teacher));
        let taught = |label| Target::Teacher { label, teacher: sample.teacher.as_slice() };
        let alone = parse("distillation:temperature=1,alpha=1");
        for label in [Some(sample.label), None] {
            let (_, grad) = row(&alone, &sample.logits, taught(label), None);
            assert!(grad.iter().zip(p.iter().zip(&q)).all(|(g, (p, q))| (g - (p - q)).abs() < 1e-12));
        }
        let label = Target::Label(sample.label);
        let (hard, slopes) =
            row(&parse("distillation:alpha=0"), &sample.logits, taught(Some(sample.label)), None);
        let (ce, expected) = row(&parse("softmax-ce"), &sample.logits, label, None);
        assert!((hard.value - ce.value).abs() < 1e-12);
        assert!(slopes.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-12));
        // Without a label the teacher's term stays as large as it is beside one.
        let mixed =
            |label| row(&parse("distillation:temperature=2,alpha=0.3"), &sample.logits, taught(label), None);
        let difference = mixed(Some(sample.label)).0.value - mixed(None).0.value;
        assert!((difference - 0.7 * ce.value).abs() < 1e-12);
    }
}

#[test]
fn at_a_high_temperature_distillation_is_regression_on_centred_logits() {
    let sample = draw(3);
    let centred = |logits: &[f64]| {
        let mean = logits.iter().sum::<f64>() / CLASSES as f64;
        logits.iter().map(|z| z - mean).collect::<Vec<f64>>()
    };
    let (z, v) = (centred(&sample.logits), centred(&sample.teacher));
    let target = Target::Teacher { label: None, teacher: &v };
    let (_, grad) = row(&parse("distillation:temperature=1000,alpha=1"), &z, target, None);
    for (slope, (z, v)) in grad.iter().zip(z.iter().zip(&v)) {
        assert!((slope - (z - v) / CLASSES as f64).abs() < 0.01, "{slope}");
    }
}

#[test]
fn softmax_cross_entropy_of_two_classes_is_binary_cross_entropy_of_the_difference() {
    let (ce, bce, ordinal) = (parse("softmax-ce"), parse("sigmoid-bce"), parse("ordinal"));
    for sample in (0..10).map(draw) {
        let logits = &sample.logits[..2];
        for label in 0..2 {
            let (two, grad) = row(&ce, logits, Target::Label(label), None);
            let difference = [logits[1] - logits[0]];
            let hot = [label as f64];
            let (one, slope) = row(&bce, &difference, Target::Row(&hot), None);
            assert!((two.value - one.value).abs() < 1e-12 && (grad[1] - slope[0]).abs() < 1e-12);
            let (threshold, slopes) = row(&ordinal, &difference, Target::Label(label), None);
            assert!((threshold.value - one.value).abs() < 1e-12 && (slopes[0] - slope[0]).abs() < 1e-12);
            let (margin, slopes) = row(&parse("crammer-singer"), logits, Target::Label(label), None);
            assert_eq!((margin, slopes), row(&parse("hinge"), logits, Target::Label(label), None));
        }
    }
}

#[test]
fn one_logit_is_the_difference_of_two_and_its_squared_error_half_of_brier() {
    let [logistic, square, ce, brier] = ["logistic", "logistic-square", "softmax-ce", "brier"].map(parse);
    for sample in (0..10).map(draw) {
        let logits = &sample.logits[..2];
        for (label, factor) in [(0, -1.0), (1, 1.0)] {
            let target = Target::Label(label);
            let weights = Some(&sample.weights[..2]);
            let close = |one: &Loss, two: &Loss, share: f64| {
                let (one, slope) = row(one, &[logits[1] - logits[0]], target, weights);
                let (two, slopes) = row(two, logits, target, weights);
                assert!((one.value - share * two.value).abs() < 1e-12, "{one:?} {two:?}");
                assert!((one.weighted - sample.weights[label] * one.value).abs() < 1e-12);
                assert!((slope[0] - share * slopes[1]).abs() < 1e-12 && slope[0] * factor <= 0.0);
            };
            close(&logistic, &ce, 1.0);
            close(&square, &brier, 0.5);
            let map = logistic.probability_map();
            let plain = map.plain_loss(&[logits[1] - logits[0]], label).unwrap();
            let value = row(&logistic, &[logits[1] - logits[0]], target, None).0.value;
            assert!(logistic.is_nll() && (plain - value).abs() < 1e-12);
        }
        assert_eq!(logistic.probability_map().predicted(&[logits[0]]), usize::from(logits[0] > 0.0));
    }
}

#[test]
fn losses_that_do_not_see_a_constant_have_gradients_that_sum_to_zero() {
    let scores = [parse("hinge"), parse("crammer-singer")];
    let softmax = losses().into_iter().filter(|loss| loss.family() == Family::Softmax);
    for loss in softmax.chain(scores) {
        for sample in (0..10).map(draw) {
            let outputs = sample.outputs(&loss);
            for target in sample.targets(&loss) {
                let (value, grad) = row(&loss, &outputs, target, Some(&sample.weights));
                let sum: f64 = grad.iter().sum();
                assert!(sum.abs() < 1e-12, "{loss}: {sum}");
                let moved: Vec<f64> = outputs.iter().map(|z| z + 3.0).collect();
                let (after, _) = row(&loss, &moved, target, Some(&sample.weights));
                assert!((after.weighted - value.weighted).abs() < 1e-11 * (1.0 + value.weighted), "{loss}");
            }
        }
    }
    // The other map to the simplex does see it.
    let sample = draw(0);
    let moved: Vec<f64> = sample.logits.iter().map(|z| z + 3.0).collect();
    let l1 = |logits: &[f64]| row(&parse("l1-normalised"), logits, Target::Label(0), None).0.value;
    assert!((l1(&moved) - l1(&sample.logits)).abs() > 0.01);
}

#[test]
fn a_signed_difference_has_no_floor() {
    let loss = parse("signed-difference");
    let at = |z: f64| row(&loss, &[z], Target::Row(&[2.0]), None);
    assert_eq!((at(5.0).0.value, at(2.0).0.value, at(-1e6).0.value), (3.0, 0.0, -1e6 - 2.0));
    assert_eq!((at(5.0).1, at(-1e6).1), (vec![1.0], vec![1.0]), "the pull never ends");
}

#[test]
fn a_near_miss_costs_an_ordinal_loss_less_than_a_far_one() {
    // Thresholds that are sure of class 1 of 5.
    let outputs = [6.0, -6.0, -6.0, -6.0];
    let cost = |label| row(&parse("ordinal"), &outputs, Target::Label(label), None).0.value;
    assert!(cost(1) < cost(2) && cost(2) < cost(3) && cost(3) < cost(4) && cost(1) < cost(0));
}

#[test]
fn weights_of_one_are_no_weights_to_the_last_bit() {
    for loss in on_labels() {
        for reduction in [Reduction::Mean, Reduction::Torch] {
            let ones = [1.0; CLASSES];
            assert_eq!(batch(&loss, &LABELS, Some(&ones), reduction), batch(&loss, &LABELS, None, reduction));
        }
    }
}

#[test]
fn listing_a_class_three_times_is_a_weight_of_three_in_expectation() {
    // Smoothing is left out: PyTorch's rule weighs its uniform part by class, not by sample.
    for loss in on_labels().filter(|loss| *loss != parse("softmax-ce:label_smoothing=0.1")) {
        let weights = [1.0, 1.0, 3.0, 1.0, 1.0];
        let weighted = batch(&loss, &LABELS, Some(&weights), Reduction::Torch);
        let listed = batch(&loss, &[0, 1, 2, 2, 2, 3, 4, 0], None, Reduction::Torch);
        assert!((weighted.reduced - listed.reduced).abs() < 1e-12 * listed.reduced.max(1.0), "{loss}");
        let tripled = listed.grad.row(2).mapv(|slope| 3.0 * slope);
        assert!((&weighted.grad.row(2) - &tripled).iter().all(|gap| gap.abs() < 1e-12), "{loss}");
    }
}

#[test]
fn a_common_factor_of_all_weights_changes_nothing_under_torch_and_scales_under_mean() {
    for loss in on_labels() {
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
    for loss in on_labels() {
        for reduction in [Reduction::Mean, Reduction::Torch] {
            let batch = batch(&loss, &LABELS, Some(&[0.0; CLASSES]), reduction);
            assert!(batch.reduced.abs() <= 0.0, "{loss}: {}", batch.reduced);
            assert!(batch.grad.iter().all(|slope| slope.abs() <= 0.0), "{loss}: {:?}", batch.grad);
            assert!(batch.per_sample.iter().all(|value| value.is_finite()), "{loss}");
        }
    }
    let sample = draw(1);
    for loss in losses().iter().filter(|loss| !loss.takes(TargetKind::Values)) {
        for target in sample
            .targets(loss)
            .into_iter()
            .filter(|target| !matches!(target, Target::Teacher { label: None, .. }))
        {
            let (value, grad) = row(loss, &sample.outputs(loss), target, Some(&[0.0; CLASSES]));
            assert!(
                value.weighted.abs() <= 0.0 && grad.iter().all(|slope| slope.abs() <= 0.0),
                "{loss}, {target:?}"
            );
        }
    }
}

#[test]
fn numbers_have_no_class_and_no_class_weight() {
    let sample = draw(2);
    for loss in losses().iter().filter(|loss| loss.takes(TargetKind::Values)) {
        let target = Target::Row(sample.values.as_slice());
        let weighted = row(loss, &sample.logits, target, Some(&sample.weights));
        assert_eq!(weighted, row(loss, &sample.logits, target, None), "{loss}");
    }
}

#[test]
fn a_one_hot_row_is_its_label() {
    let rows = |loss: &Loss| loss.takes(TargetKind::Distribution) || loss.takes(TargetKind::MultiHot);
    for loss in on_labels().filter(rows) {
        // On rows of several labels the mean over the classes is taken: the one difference.
        let classes = if loss.family() == Family::Sigmoid { CLASSES as f64 } else { 1.0 };
        let sample = draw(1);
        let one_hot = [0.0, 0.0, 1.0, 0.0, 0.0];
        let (label, of_label) = row(&loss, &sample.logits, Target::Label(2), None);
        let (row, of_row) = row(&loss, &sample.logits, Target::Row(&one_hot), None);
        assert!((label.value - classes * row.value).abs() < 1e-12, "{loss}");
        assert!(of_label.iter().zip(&of_row).all(|(a, b)| (a - classes * b).abs() < 1e-12), "{loss}");
    }
}

#[test]
fn the_class_that_is_chosen_is_the_most_probable_one() {
    for loss in on_labels() {
        let map = loss.probability_map();
        for sample in (0..20).map(draw) {
            let outputs = sample.outputs(&loss);
            let mut p = vec![0.0; map.classes(outputs.len())];
            if map.probabilities(&outputs, &mut p) {
                let chosen = map.predicted(&outputs);
                assert!(p.iter().all(|other| *other <= p[chosen]), "{loss}: {p:?} chooses {chosen}");
            }
        }
    }
}

#[test]
fn a_map_to_probabilities_chooses_the_class_that_its_loss_likes_best() {
    for loss in on_labels().filter(|loss| loss.name() != "logit-adjusted" && loss.name() != "ldam") {
        // An arbitrary table of costs, or weights by class, may prefer another class than the most probable one; thresholds
        // prefer the middle one of those that share the probability.
        if loss.family() == Family::Cumulative {
            continue;
        }
        if loss.to_string().contains("costs") || loss.to_string().contains("pos_weight=1,") {
            continue;
        }
        for sample in (0..20).map(draw) {
            let outputs = sample.outputs(&loss);
            let map = loss.probability_map();
            let value = |label: usize| row(&loss, &outputs, Target::Label(label), None).0.value;
            let best = (0..map.classes(outputs.len()))
                .fold(0, |best, label| if value(label) < value(best) { label } else { best });
            let chosen = map.predicted(&outputs);
            assert!(
                value(chosen) <= value(best) + 1e-12,
                "{loss}: {outputs:?} chooses {chosen}, best {best}"
            );
        }
    }
}
