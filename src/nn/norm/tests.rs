//! Gradients, and statistics of batches that take several shards.

use super::*;
use crate::nn::activation::{ACTIVATIONS, Activation};
use crate::nn::epilogue::Pool;
use crate::nn::network::Network;
use crate::nn::optimizer::{Optimizer, Sgd};
use crate::nn::proofs::{assert_gradients, behind_dense, numbers, predict, run};
use crate::nn::workspace::SHARD;

const PLAIN: Epilogue = Epilogue { activation: Activation::Identity, pool: Pool::None };
/// Moves nothing; the statistics are renewed all the same.
const STILL: (Optimizer, f32) = (Optimizer::Sgd(Sgd { momentum: 0.0, nesterov: false, decay: 0.0 }), 0.0);

#[test]
fn gradients_agree_with_directional_finite_differences() {
    let smooth = ACTIVATIONS.into_iter().filter(|(_, activation)| *activation != Activation::Step);
    for (name, activation) in smooth.chain([("identity", Activation::Identity)]) {
        for pool in [Pool::None, Pool::Max, Pool::Average] {
            let network = behind_dense(BatchNorm::new("norm1", [3, 5, 4], Epilogue { activation, pool }));
            // Along the line a few numbers pass the kinks of ReLU and pooling.
            let has_kinks = activation == Activation::Relu || pool == Pool::Max;
            let (h, tolerance) = if has_kinks { (1e-3, 2e-2) } else { (2e-3, 2e-3) };
            assert_gradients(&format!("{name} {pool:?}"), &network, 6, h, tolerance);
        }
    }
}

/// Mean and biased variance of a channel of three, in one pass each over the whole batch.
fn moments(x: &[f32], channel: usize) -> [f64; 2] {
    let values: Vec<f64> = x.iter().skip(channel).step_by(3).map(|x| f64::from(*x)).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    [mean, values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n]
}

#[test]
fn statistics_of_several_shards_are_those_of_the_whole_batch() {
    let rows = 2 * SHARD + 5;
    let mut network = Network::new([BatchNorm::new("norm1", [2, 3, 3], PLAIN)]);
    // Far from 0, where the square of the mean hides the variance.
    let x: Vec<f32> = numbers(rows * 18, 1).into_iter().map(|x| 20.0 + x).collect();
    let (_, work) = run(&network, &x, &numbers(rows * 18, 2));
    let y: Vec<f32> = work.shards().iter().flat_map(|s| s.caches[0].y[..s.rows * 18].to_vec()).collect();
    network.step(&work, &STILL.0, STILL.1);
    let [running_mean, running_variance] = [2, 3].map(|at| network.tensors().nth(at).unwrap().matrix());
    for channel in 0..3 {
        let [mean, variance] = moments(&x, channel);
        for (x, y) in x.iter().zip(&y).skip(channel).step_by(3) {
            let expected = (f64::from(*x) - mean) / (variance + EPSILON).sqrt();
            assert!((f64::from(*y) - expected).abs() < 1e-5, "channel {channel}: {y} for {expected}");
        }
        let n = (rows * 6) as f64;
        let kept = [running_mean[[0, channel]], running_variance[[0, channel]]].map(f64::from);
        let expected = [0.1 * mean, 0.9 + 0.1 * variance * n / (n - 1.0)];
        assert!(kept.iter().zip(expected).all(|(kept, expected)| (kept - expected).abs() < 1e-6), "{kept:?}");
    }
}

#[test]
fn evaluation_goes_by_what_training_kept_and_not_by_its_own_batch() {
    let mut network = Network::new([BatchNorm::new("norm1", [1, 1, 3], PLAIN)]);
    let x = numbers(3 * 40, 1);
    for _ in 0..100 {
        let (_, work) = run(&network, &x, &numbers(3 * 40, 2));
        network.step(&work, &STILL.0, STILL.1);
    }
    let together = predict(&network, &x);
    let alone: Vec<f32> = x.chunks(3).flat_map(|row| predict(&network, row)).collect();
    assert_eq!(together, alone);
    let [mean, variance] = moments(&together, 0);
    assert!(mean.abs() < 1e-3 && (variance - 39.0 / 40.0).abs() < 1e-3, "{mean}, {variance}");
}

#[test]
fn a_channel_without_variance_gives_its_shift_and_finite_gradients() {
    // A batch of one row of plain numbers is the same case: each number is the mean of itself.
    for rows in [1, 3] {
        let mut network = behind_dense(BatchNorm::new("norm1", [1, 1, 2], PLAIN));
        network.tensors_mut().nth(3).unwrap().values[..2].copy_from_slice(&[0.5, -1.0]);
        let x = [1.0, 2.0, 3.0, 4.0].repeat(rows);
        let (_, work) = run(&network, &x, &numbers(2 * rows, 2));
        assert_eq!(work.shards()[0].caches[1].y[..2 * rows], [0.5, -1.0].repeat(rows));
        let gradients = network.gradients(&work);
        assert!(gradients.iter().flatten().all(|derivative| derivative.is_finite()), "{gradients:?}");
    }
}

/// A layer that normalises with statistics of its own.
fn frozen() -> BatchNorm {
    let mut norm = BatchNorm::new("norm1", [3, 5, 4], PLAIN);
    for (tensor, value) in norm.tensors.iter_mut().zip([1.5, 0.2, 0.3, 2.5]) {
        tensor.values.fill(value);
        tensor.frozen = true;
    }
    norm
}

#[test]
fn a_frozen_layer_normalises_with_what_it_keeps_and_hands_gradients_on_as_they_are() {
    assert_gradients("frozen", &behind_dense(frozen()), 6, 2e-3, 2e-3);
    let network = Network::new([frozen()]);
    let x = numbers(7 * 60, 1);
    let (_, work) = run(&network, &x, &numbers(7 * 60, 2));
    assert_eq!(work.shards()[0].caches[0].y[..7 * 60], predict(&network, &x));
}

#[test]
fn a_batch_of_one_number_leaves_the_kept_variance_alone() {
    let mut network = Network::new([BatchNorm::new("norm1", [1, 1, 2], PLAIN)]);
    let (_, work) = run(&network, &[3.0, -4.0], &[1.0, 1.0]);
    network.step(&work, &STILL.0, STILL.1);
    let variance = network.tensors().nth(3).unwrap().matrix();
    assert_eq!(variance.as_slice().unwrap(), [1.0, 1.0]);
}
