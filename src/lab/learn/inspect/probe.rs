//! A linear probe (Alain and Bengio 2016): what a softmax regression can read off a layer's outputs says how far the
//! layer has come in separating the classes.

use super::features;
use crate::base::random;
use crate::lab::learn::predict::argmax;
use crate::loss::catalogue::rows::SoftmaxCe;
use crate::loss::{Context, Loss, Target};
use crate::nn::activation::Activation;
use crate::nn::dense::Dense;
use crate::nn::network::Rows;
use crate::nn::{Network, Optimizer, Schedule, Sgd, Workspace};
use ndarray::Array2;

/// Rows of a batch.
const BATCH: usize = 64;
/// Passes over the sample.
const EPOCHS: u64 = 40;
/// With features as [`features::standardise`] leaves them, stable at every width.
const RATE: f32 = 2.0;
/// How the regression learns.
const RULE: Optimizer = Optimizer::Sgd(Sgd { momentum: 0.9, nesterov: true, decay: 1e-4 });

/// Features with the class of each row.
pub(super) struct Labelled {
    /// `[N, D]`.
    pub(super) features: Array2<f32>,
    /// `[N]`.
    pub(super) labels: Vec<u16>,
}

/// How many rows of `test` a softmax regression gets right that has learnt from `train`; classes weigh the same, however
/// many rows they have. `None` if `cancelled` said so.
pub(super) fn right(
    mut train: Labelled,
    mut test: Labelled,
    classes: usize,
    seed: u64,
    cancelled: &dyn Fn() -> bool,
) -> Option<u64> {
    features::standardise(&mut train.features, &mut test.features);
    let network = learn(&train, classes, seed, cancelled)?;
    let logits = network.predict(test.labels.len(), |first, out| copy_rows(&test.features, first.., out));
    let correct =
        |(row, label): &(ndarray::ArrayView1<'_, f32>, &u16)| argmax(row.iter().copied()) == **label;
    Some(logits.rows().into_iter().zip(&test.labels).filter(correct).count() as u64)
}

fn learn(train: &Labelled, classes: usize, seed: u64, cancelled: &dyn Fn() -> bool) -> Option<Network> {
    let layer = Dense::new(seed, "probe", train.features.ncols(), classes, Activation::Identity);
    let mut network = Network::new([layer]);
    let mut work: Workspace<()> = Workspace::new(&network, BATCH);
    let weights = weights(&train.labels, classes);
    let context = Context { class_weights: Some(weights.as_slice()), log_prior: &[], margins: &[] };
    let loss = Loss::from(SoftmaxCe { label_smoothing: 0.0 });
    let mut order: Vec<usize> = (0..train.labels.len()).collect();
    let steps = EPOCHS * order.len().div_ceil(BATCH) as u64;
    let mut step = 0;
    for epoch in 0..EPOCHS {
        if cancelled() {
            return None;
        }
        random::shuffle(&mut random::stream(seed, "linear-probe", epoch), &mut order);
        for batch in order.chunks(BATCH) {
            work.resize(batch.len());
            network.forward_backward(
                &mut work,
                |first, out| copy_rows(&train.features, batch[first..].iter().copied(), out),
                |Rows { first, logits, delta, .. }, ()| {
                    let rows = logits.chunks_exact(classes).zip(delta.chunks_exact_mut(classes));
                    for ((logits, delta), row) in rows.zip(&batch[first..]) {
                        loss.row(logits, Target::Label(usize::from(train.labels[*row])), &context, delta);
                        delta.iter_mut().for_each(|d| *d /= batch.len() as f32);
                    }
                },
            );
            network.step(&work, &RULE, RATE * Schedule::Cosine.factor(step, steps));
            step += 1;
        }
    }
    Some(network)
}

/// `n / (K n_k)` over the classes that have rows: all have the same say.
fn weights(labels: &[u16], classes: usize) -> Vec<f32> {
    let mut counts = vec![0_usize; classes];
    labels.iter().for_each(|label| counts[usize::from(*label)] += 1);
    let present = counts.iter().filter(|count| **count > 0).count();
    let weight = |count: &usize| labels.len() as f32 / (present * (*count).max(1)) as f32;
    counts.iter().map(weight).collect()
}

fn copy_rows(features: &Array2<f32>, rows: impl Iterator<Item = usize>, out: &mut [f32]) {
    for (out, row) in out.chunks_exact_mut(features.ncols()).zip(rows) {
        out.iter_mut().zip(features.row(row)).for_each(|(out, x)| *out = *x);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of noise in this many dimensions; where `signal` is not 0, the class shifts one of them.
    fn rows(n: usize, dimensions: usize, signal: f32, key: u64) -> Labelled {
        let mut rng = random::stream(2, "rows", key);
        let labels: Vec<u16> = (0..n).map(|row| (row % 4) as u16).collect();
        let mut features = Array2::from_shape_simple_fn((n, dimensions), || random::normal(&mut rng));
        for (row, label) in labels.iter().enumerate() {
            features[[row, usize::from(*label)]] += signal;
        }
        Labelled { features, labels }
    }

    fn accuracy(dimensions: usize, signal: f32) -> f64 {
        let (train, test) = (rows(600, dimensions, signal, 1), rows(400, dimensions, signal, 2));
        right(train, test, 4, 7, &|| false).unwrap() as f64 / 400.0
    }

    #[test]
    fn classes_that_a_plane_separates_are_found_at_every_width() {
        for dimensions in [4, 40, 400] {
            let found = accuracy(dimensions, 8.0);
            assert!(found > 0.95, "{dimensions}: {found}");
        }
    }

    #[test]
    fn noise_is_answered_at_chance() {
        let found = accuracy(20, 0.0);
        assert!((0.18..0.32).contains(&found), "{found}");
    }

    #[test]
    fn a_rare_class_has_the_same_say() {
        let (mut train, test) = (rows(800, 6, 1.5, 3), rows(400, 6, 1.5, 4));
        let keep: Vec<usize> = (0..800).filter(|row| row % 4 != 3 || row % 80 == 3).collect();
        train.features = train.features.select(ndarray::Axis(0), &keep);
        train.labels = keep.iter().map(|row| train.labels[*row]).collect();
        let weights = weights(&train.labels, 4);
        assert!((weights[3] / weights[0] - 20.0).abs() < 1e-3, "{weights:?}");
        assert!(right(train, test, 4, 7, &|| false).unwrap() > 240);
    }

    #[test]
    fn the_seed_decides_and_a_cancelled_probe_has_no_answer() {
        let once = |seed| right(rows(200, 8, 1.0, 5), rows(200, 8, 1.0, 6), 4, seed, &|| false);
        assert_eq!(once(3), once(3));
        assert_eq!(right(rows(200, 8, 1.0, 5), rows(200, 8, 1.0, 6), 4, 3, &|| true), None);
    }
}
