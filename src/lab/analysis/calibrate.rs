//! How far an arm's probabilities can be trusted, and what brings them nearer to the truth.

use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::record::history::History;
use crate::lab::record::predictions::Predictions;
use crate::loss::{Loss, Reduction};
use crate::metrics::Reliability;
use crate::metrics::calibration::{BINS, fit_temperature, log_loss, prior_corrected, taught_prior, tempered};
use ndarray::{Array2, Axis};

/// Probabilities held against what happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Confidence against accuracy in [`BINS`] bins.
    pub reliability: Reliability,
    /// The mean of -ln p of the truth, in nats; infinite where a truth was ruled out.
    pub loss: f64,
}

/// One arm's probabilities as it declares them and after two corrections. A temperature learns from labels, so it is fitted
/// on every second image of each class and judged on the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// As declared, on all images.
    pub declared: Judged,
    /// As declared, on the images that the temperature is judged on; `None` where there are none.
    pub held_out: Option<Judged>,
    /// With the temperature, which stands first; `None` where none can be fitted.
    pub tempered: Option<(f64, Judged)>,
    /// From the prior that was taught to that of the images, on all of them; `None` where that is not known, and where
    /// both are the same.
    pub corrected: Option<Judged>,
}

impl Judged {
    /// Judges log-probabilities `[N, K]`; `None` without images.
    fn of(log_p: &Array2<f64>, labels: &[usize]) -> Option<Self> {
        let of_truth: Vec<f64> = labels.iter().enumerate().map(|(row, label)| log_p[[row, *label]]).collect();
        Some(Self { reliability: Reliability::of_logs(log_p, labels, BINS), loss: log_loss(&of_truth)? })
    }

    /// Expected calibration error in [`BINS`] bins.
    pub fn ece(&self) -> Option<f64> {
        self.reliability.ece()
    }
}

impl Calibration {
    /// What an arm says of some images, and the prior it was taught, where that is known. `None` where it declares no
    /// probabilities of classes, and without images.
    pub fn of(predictions: &Predictions, bench: &Bench, taught: Option<&[f64]>) -> Option<Self> {
        let log_p = log_probabilities(predictions)?;
        let labels: Vec<usize> = predictions
            .indices
            .iter()
            .map(|index| usize::from(bench.dataset.labels[*index as usize]))
            .collect();
        let declared = Judged::of(&log_p, &labels)?;
        let corrected = taught.and_then(|from| {
            let to = shares(&labels, log_p.ncols());
            let same = from.iter().zip(&to).all(|(from, to)| (from - to).abs() < 1e-9);
            Judged::of(&prior_corrected(&log_p, from, &to).filter(|_| !same)?, &labels)
        });
        let [(learn, known), (judge, truth)] = halves(&labels, log_p.ncols()).map(|rows| {
            let own: Vec<usize> = rows.iter().map(|row| labels[*row]).collect();
            (log_p.select(Axis(0), &rows), own)
        });
        let tempered = fit_temperature(&learn, &known)
            .and_then(|temperature| Some((temperature, Judged::of(&tempered(&judge, temperature), &truth)?)));
        Some(Self { declared, held_out: Judged::of(&judge, &truth), tempered, corrected })
    }
}

/// `ln p` of every class, `[N, K]`; `None` where no probabilities of classes are declared.
fn log_probabilities(predictions: &Predictions) -> Option<Array2<f64>> {
    let (n, outputs) = predictions.logits.dim();
    if predictions.task != Task::Classification {
        return None;
    }
    let mut all = Array2::zeros((n, predictions.map.classes(outputs)));
    let mut row = Vec::new();
    for (logits, mut out) in predictions.logits.rows().into_iter().zip(all.rows_mut()) {
        row.clear();
        row.extend(logits.iter().map(|z| f64::from(*z)));
        for (class, out) in out.iter_mut().enumerate() {
            *out = predictions.map.log_probability(&row, class)?;
        }
    }
    Some(all)
}

/// Every second row of each class, and the others: whatever the order, no class is in one half alone.
fn halves(labels: &[usize], classes: usize) -> [Vec<usize>; 2] {
    let mut seen = vec![0; classes];
    let mut halves = [Vec::new(), Vec::new()];
    for (row, label) in labels.iter().enumerate() {
        halves[seen[*label] % 2].push(row);
        seen[*label] += 1;
    }
    halves
}

/// The share of each class, `[K]`.
fn shares(labels: &[usize], classes: usize) -> Vec<f64> {
    let mut shares = vec![0.0; classes];
    labels.iter().for_each(|label| shares[*label] += 1.0 / labels.len() as f64);
    shares
}

/// The prior that an arm is taught as it is set now, `[K]`: its training images as its sampler draws them, times its class
/// weights, over `pi^tau` where its loss adds `tau ln pi` to the logits. `None` for other tasks, and before it began.
///
/// `None` also where that is not known: weights that begin late, and weights that a batch divides out again. What it learnt
/// under other settings before a change is not accounted for.
pub fn prior_taught(history: &History, bench: &Bench) -> Option<Vec<f64>> {
    let started = history.started.as_ref().filter(|_| bench.dataset.task() == Task::Classification)?;
    let settings = &started.settings;
    let late = settings.weights.after() > 0.0;
    let uneven = started.class_weights.windows(2).any(|pair| pair[0] != pair[1]);
    if uneven && (late || settings.reduction == Reduction::Torch) {
        return None;
    }
    let drawn = settings.sampler.quotas(&started.class_counts, &bench.dataset.class_names);
    let tau = settings.loss.as_ref().and_then(Loss::prior_shift).unwrap_or(0.0);
    let prior = bench.prior();
    let weight = |(weight, pi): (&f32, &f64)| f64::from(*weight) / if *pi > 0.0 { pi.powf(tau) } else { 1.0 };
    let weights: Vec<f64> = started.class_weights.iter().zip(&prior).map(weight).collect();
    (weights.len() == drawn.len()).then(|| taught_prior(&drawn, &weights)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, bench_of, dataset, recipe, trainer_with};
    use crate::lab::{Body, Event};
    use crate::loss::ProbabilityMap;

    /// Every validation image with the same logits.
    fn same(logits: [f32; 3]) -> (Predictions, std::sync::Arc<Bench>) {
        let bench = bench_of(dataset(COUNTS), &recipe(&[]));
        let part = bench.dataset.parts.validation.clone();
        let rows = Array2::from_shape_fn((part.len(), 3), |(_, class)| logits[class]);
        (Predictions::from_logits(part, rows, ProbabilityMap::Softmax), bench)
    }

    #[test]
    fn a_model_that_always_says_the_prior_it_was_taught_is_calibrated_after_the_correction() {
        let taught = [0.8, 0.15, 0.05];
        let (predictions, bench) = same(taught.map(|p: f64| p.ln() as f32));
        let found = Calibration::of(&predictions, &bench, Some(&taught)).unwrap();
        let share = |class: usize| bench.dataset.class_counts(&predictions.indices)[class] as f64 / 30.0;
        let gap = 0.8 - share(0);
        assert!((found.declared.ece().unwrap() - gap).abs() < 1e-6, "{found:?}");
        let corrected = found.corrected.unwrap();
        assert!(corrected.ece().unwrap() < 1e-6 && corrected.loss < found.declared.loss);
        assert_eq!(corrected.reliability.samples(), 30);
        let (temperature, tempered) = found.tempered.unwrap();
        assert!(temperature > 1.0 && tempered.loss < found.held_out.as_ref().unwrap().loss);
        assert_eq!(tempered.reliability.samples(), 15, "the other half fitted it");
    }

    #[test]
    fn what_is_taught_is_drawn_times_weight_and_a_margin_in_the_loss_takes_it_back() {
        let taught = |settings: &[&str]| {
            let trainer = trainer_with(settings);
            let mut history = History::default();
            let started = Body::Started(Box::new(trainer.started()));
            history.apply(&Event { arm: trainer.id, step: 0, body: started });
            prior_taught(&history, &trainer.bench).unwrap()
        };
        let near = |found: &[f64], expected: &[f64]| {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.02), "{found:?} {expected:?}");
        };
        let n: usize = COUNTS.iter().sum();
        let prior = COUNTS.map(|count| count as f64 / n as f64);
        near(&taught(&[]), &prior);
        near(&taught(&["weights=balanced"]), &[1.0 / 3.0; 3]);
        near(&taught(&["sampler=class-balanced"]), &[1.0 / 3.0; 3]);
        near(&taught(&["loss=logit-adjusted:tau=1"]), &[1.0 / 3.0; 3]);
        let twice = taught(&["sampler=class-balanced", "weights=balanced"]);
        assert!(twice[2] > 0.5, "a double correction: {twice:?}");
    }

    #[test]
    fn classes_that_come_by_turns_are_in_both_halves() {
        assert_eq!(halves(&[0, 1, 0, 1, 0, 2], 3), [vec![0, 1, 4, 5], vec![2, 3]]);
    }

    #[test]
    fn scores_and_no_images_cannot_be_believed_or_not() {
        let (predictions, bench) = same([1.0, 0.0, 0.0]);
        let mut scores = predictions.clone();
        scores.map = ProbabilityMap::None;
        assert_eq!(Calibration::of(&scores, &bench, None), None);
        let none = Predictions::from_logits(Vec::new(), Array2::zeros((0, 3)), ProbabilityMap::Softmax);
        assert_eq!(Calibration::of(&none, &bench, None), None);
        assert_eq!(Calibration::of(&predictions, &bench, None).unwrap().corrected, None);
    }
}
