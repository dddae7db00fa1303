use super::*;
use crate::base::spec::Spec;
use crate::lab::fixtures::{bench_of, dataset, recipe, several, trainer_with, valued};
use crate::lab::record::predictions::Predictions;
use crate::loss::Link;
use std::sync::Arc;

const PLACES: [f64; 5] = [0.05, 0.3, 0.5, 0.7, 0.95];

fn loss(text: &str) -> Loss {
    Loss::parse(&Spec::parse(text).unwrap()).unwrap()
}

fn classes() -> Arc<Bench> {
    bench_of(dataset([40, 20, 8]), &recipe(&[]))
}

fn of(class: usize) -> ShapeSubject {
    ShapeSubject { of: Some(class), side: Side::On }
}

fn close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9 * expected.abs().max(1.0), "{found} for {expected}");
}

/// The gradient from differences of the value.
fn difference(shape: &LossShape, x: f64) -> f64 {
    let step = 1e-5;
    let [low, high] = [x - step, x + step].map(|x| shape.at(x).unwrap());
    (high.value - low.value) / (shape.output(high.x).unwrap() - shape.output(low.x).unwrap())
}

#[test]
fn cross_entropy_is_the_surprisal_and_its_gradient_is_prediction_minus_truth() {
    let (bench, weights) = (classes(), [1.0, 1.0, 3.0]);
    let any = LossShape::new(&loss("softmax-ce"), &bench, &weights, ShapeSubject::default());
    let rare = LossShape::new(&loss("softmax-ce"), &bench, &weights, of(2));
    for p in PLACES {
        let point = any.at(p).unwrap();
        close(point.value, -p.ln());
        close(point.derivative, p - 1.0);
        close(rare.at(p).unwrap().value, -3.0 * p.ln());
        close(rare.at(p).unwrap().derivative, 3.0 * (p - 1.0));
    }
    assert_eq!([any.at(0.0), any.at(1.0), any.at(-1.0)], [None; 3], "no finite output leads there");
}

#[test]
fn the_gradient_of_every_loss_is_that_of_its_value() {
    for (task, data) in [
        (Task::Classification, dataset([40, 20, 8])),
        (Task::MultiLabel, several()),
        (Task::Regression, valued()),
    ] {
        let bench = bench_of(data, &recipe(&[]));
        let teaching = (task == Task::Classification).then(|| loss("distillation"));
        for loss in losses(task).chain(teaching) {
            for subject in ShapeSubject::all(task, bench.dataset.classes()) {
                let shape = LossShape::new(&loss, &bench, &[2.0, 0.5, 1.0], subject);
                // Away from kinks, and for numbers away from 0 as well.
                for x in [0.13, 0.31, 0.62, 0.87] {
                    let Some(point) = shape.at(x) else {
                        assert!(x > 2.0 / 3.0, "{loss} {subject:?} has no value at {x}");
                        continue;
                    };
                    let expected = difference(&shape, x);
                    let near = (point.derivative - expected).abs() < 1e-3 * expected.abs().max(0.01);
                    assert!(near, "{loss} {subject:?} at {x}: {} for {expected}", point.derivative);
                }
            }
        }
    }
}

#[test]
fn a_prior_moves_the_curve_of_a_rare_class_up_and_is_left_out_for_any_class() {
    let bench = classes();
    let [any, rare, common] = [ShapeSubject::default(), of(2), of(0)].map(|subject| {
        LossShape::new(&loss("logit-adjusted"), &bench, &[1.0; 3], subject).at(0.5).unwrap().value
    });
    close(any, std::f64::consts::LN_2);
    assert!(rare > any && any > common, "{rare} {any} {common}");
}

#[test]
fn a_label_that_is_off_mirrors_one_that_is_on() {
    let bench = bench_of(several(), &recipe(&[]));
    let on = LossShape::new(&loss("sigmoid-bce"), &bench, &[1.0; 3], ShapeSubject::default());
    let off =
        LossShape::new(&loss("sigmoid-bce"), &bench, &[1.0; 3], ShapeSubject { of: None, side: Side::Off });
    for p in PLACES {
        close(off.at(p).unwrap().value, on.at(1.0 - p).unwrap().value);
        close(off.at(p).unwrap().derivative, -on.at(1.0 - p).unwrap().derivative);
    }
    let weighed = LossShape::new(&loss("sigmoid-bce:pos_weight=1,2,5"), &bench, &[1.0; 3], of(2));
    close(weighed.at(0.5).unwrap().value, 5.0 * std::f64::consts::LN_2);
}

#[test]
fn residuals_cost_nothing_at_zero_and_what_cannot_be_predicted_is_a_gap() {
    let bench = bench_of(valued(), &recipe(&[]));
    for name in ["mse", "mae-regression", "huber", "msle"] {
        close(LossShape::new(&loss(name), &bench, &[], ShapeSubject::default()).at(0.0).unwrap().value, 0.0);
    }
    let shape = LossShape::new(&loss("msle"), &bench, &[], ShapeSubject::default());
    assert!((shape.target() - bench.means[0]).abs() < 1e-12);
    assert_eq!(shape.at(-shape.target() - 0.1), None, "a softplus is never below 0");
    close(LossShape::new(&loss("mse"), &bench, &[], of(0)).at(-3.0).unwrap().derivative, -6.0);
}

/// Predictions of an arm on the validation set, some steps on.
fn trained(settings: &[&str]) -> (Arc<Bench>, Predictions) {
    let mut trainer = trainer_with(settings);
    for _ in 0..10 {
        trainer.advance().unwrap();
    }
    (Arc::clone(&trainer.bench), trainer.predict(&trainer.bench.dataset.parts.validation))
}

#[test]
fn every_image_is_in_one_bin_and_pulls_as_its_gradient_does() {
    let (bench, predictions) = trained(&[]);
    let bins = |subject| {
        let loss = (&loss("softmax-ce"), &[1.0; 3][..]);
        spread(&predictions, &bench, loss, subject, AxisSpan::UNIT)
    };
    let all = bins(ShapeSubject::default());
    assert_eq!(all.iter().map(|bin| bin.samples).sum::<u64>(), 30);
    let classes: Vec<Vec<Bin>> = (0..3).map(|class| bins(of(class))).collect();
    for bin in 0..BINS {
        assert_eq!(classes.iter().map(|bins| bins[bin].samples).sum::<u64>(), all[bin].samples);
    }
    let probabilities = predictions.probabilities().unwrap();
    let truths = predictions.indices.iter().map(|index| usize::from(bench.dataset.labels[*index as usize]));
    let misses: f64 = truths.enumerate().map(|(at, truth)| 1.0 - f64::from(probabilities[[at, truth]])).sum();
    let gradient_size: f64 = all.iter().map(|bin| bin.gradient_size.unwrap()).sum();
    assert!((gradient_size - misses).abs() < 1e-4, "{gradient_size} for {misses}");
}

#[test]
fn scores_stand_by_their_lead_and_a_teachers_pull_is_not_guessed() {
    let (bench, predictions) = trained(&["loss=hinge"]);
    let bins = |name: &str| {
        let known = loss(name);
        spread(&predictions, &bench, (&known, &[1.0; 3]), ShapeSubject::default(), AxisSpan::UNIT)
    };
    let right: u64 = bins("hinge")[BINS / 2..].iter().map(|bin| bin.samples).sum();
    let truths = predictions.indices.iter().map(|index| bench.dataset.labels[*index as usize]);
    let expected =
        predictions.predicted.iter().zip(truths).filter(|(predicted, truth)| **predicted == *truth).count();
    assert_eq!(right, expected as u64, "who leads is right");
    assert!(bins("distillation").iter().all(|bin| bin.gradient_size.is_none() || bin.samples == 0));
}

#[test]
fn labels_are_parted_by_whether_they_are_on_and_numbers_by_their_residual() {
    let bench = bench_of(several(), &recipe(&[]));
    let part = bench.dataset.parts.validation.clone();
    let logits = ndarray::Array2::from_elem((part.len(), 3), 2.0_f32);
    let reading = crate::lab::record::predictions::Reading {
        task: Task::MultiLabel,
        map: crate::loss::ProbabilityMap::Independent,
        link: Link::Identity,
    };
    let predictions = Predictions::from_logits(part, logits, reading);
    let count = |subject| {
        let bce = loss("sigmoid-bce");
        let bins = spread(&predictions, &bench, (&bce, &[]), subject, AxisSpan::UNIT);
        bins.iter().map(|bin| bin.samples).sum::<u64>()
    };
    // The classes low, mid and high have one, two and three labels on.
    assert_eq!([count(ShapeSubject::default()), count(ShapeSubject { of: None, side: Side::Off })], [60, 30]);
    assert_eq!(count(of(0)), 30);
    assert_eq!(ShapeSubject::all(Task::MultiLabel, 3).len(), 8);

    let bench = bench_of(valued(), &recipe(&[]));
    let part = bench.dataset.parts.validation.clone();
    let logits = ndarray::Array2::from_elem((part.len(), 1), 2.0_f32);
    let reading = crate::lab::record::predictions::Reading {
        task: Task::Regression,
        map: crate::loss::ProbabilityMap::None,
        link: Link::Identity,
    };
    let predictions = Predictions::from_logits(part, logits, reading);
    assert_eq!(reach(&predictions, &bench, ShapeSubject::default()), Some(1.0));
    let span = AxisSpan::around(2.0);
    let bins = spread(&predictions, &bench, (&loss("mse"), &[]), ShapeSubject::default(), span);
    assert_eq!([-1.0, 0.0, 1.0].map(|r| bins[span.bin(r)].samples), [10; 3]);
    assert_eq!(bins[span.bin(1.0)].gradient_size, Some(20.0));
}
