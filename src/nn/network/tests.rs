//! Gradients proven by finite differences, and independence of the number of threads.

use super::*;
use crate::base::spec::Spec;
use crate::nn::activation::Activation;
use crate::nn::dense::Dense;
use crate::nn::optimizer::{Optimizer, Sgd};
use crate::nn::proofs::{assert_gradients, numbers, predict, run};
use crate::nn::workspace::SHARD;
use crate::nn::zoo::Model;

fn network(activation: Activation) -> Network {
    let hidden = Dense::new(1, "dense1", 6, 5, activation);
    Network::new(vec![hidden, Dense::new(1, "dense2", 5, 3, Activation::Identity)])
}

#[test]
fn gradients_agree_with_directional_finite_differences() {
    for activation in [Activation::Identity, Activation::Sigmoid, Activation::Tanh, Activation::Relu] {
        // A short step takes few rows over the kink of ReLU.
        let h = if activation == Activation::Relu { 1e-4 } else { 1e-3 };
        assert_gradients(&format!("{activation:?}"), &network(activation), SHARD + 7, h, 5e-3);
    }
}

#[test]
fn below_a_step_activation_nothing_moves() {
    let mut network = network(Activation::Step);
    let (_, work) = run(&network, &numbers(12, 1), &numbers(6, 2));
    let before = network.tensors().next().unwrap().values.clone();
    let rule = Optimizer::Sgd(Sgd { momentum: 0.9, nesterov: false, decay: 0.0 });
    assert!(network.gradients(&work)[2].iter().any(|g| *g != 0.0));
    network.step(&work, &rule, 0.1);
    assert_eq!(network.tensors().next().unwrap().values, before);
}

#[test]
fn bits_do_not_depend_on_the_number_of_threads() {
    let train = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let layers = vec![
                Dense::new(1, "dense1", 6, 300, Activation::Relu),
                Dense::new(1, "dense2", 300, 3, Activation::Identity),
            ];
            let mut network = Network::new(layers);
            let rule = Optimizer::Sgd(Sgd { momentum: 0.9, nesterov: false, decay: 0.0 });
            for step in 0..5 {
                let (_, work) = run(&network, &numbers(300 * 6, step), &numbers(300 * 3, 99));
                network.step(&work, &rule, 1e-4);
            }
            network.tensors().flat_map(|t| t.values.clone()).collect::<Vec<f32>>()
        })
    };
    let one = train(1);
    assert!([2, 3, 8].into_iter().all(|threads| train(threads) == one));
}

#[test]
fn prediction_equals_the_forward_pass_of_training() {
    let network = network(Activation::Relu);
    let x = numbers(70 * 6, 3);
    let (_, work) = run(&network, &x, &numbers(70 * 3, 4));
    let trained: Vec<f32> = work.shards().iter().flat_map(|s| s.caches[1].y[..s.rows * 3].to_vec()).collect();
    assert_eq!(predict(&network, &x), trained);
}

/// Convolution, normalisation of images, dropout, dense layer, normalisation of plain numbers, output.
fn of_all_kinds() -> Network {
    let spec = Spec::parse("cnn:3,fc=7,norm=batch,dropout=0.4").unwrap();
    Model::parse(&spec).unwrap().build([6, 5, 2], 3, 1).unwrap()
}

#[test]
fn bits_of_normalisation_and_dropout_do_not_depend_on_the_number_of_threads() {
    let rows = 3 * SHARD + 9;
    let train = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut network = of_all_kinds();
            let rule = Optimizer::Sgd(Sgd { momentum: 0.9, nesterov: false, decay: 0.0 });
            for step in 0..5 {
                let (_, work) = run(&network, &numbers(rows * 60, step), &numbers(rows * 3, 99));
                network.step(&work, &rule, 1e-3);
            }
            let bits = network.tensors().flat_map(|t| t.values.iter().map(|x| x.to_bits()));
            bits.collect::<Vec<u32>>()
        })
    };
    let one = train(1);
    assert!([2, 3, 8].into_iter().all(|threads| train(threads) == one));
}

#[test]
fn evaluation_does_not_know_of_dropout_and_changes_nothing() {
    let network = of_all_kinds();
    let x = numbers(60 * (SHARD + 3), 1);
    let logits = predict(&network, &x);
    assert_eq!(predict(&network, &x), logits);
    let kept = network.layers().iter().filter(|layer| !matches!(layer, Layer::Dropout(_))).cloned();
    assert_eq!(predict(&Network::new(kept), &x), logits);
    // In training the same network loses numbers, others for each key.
    let c = numbers(3 * (SHARD + 3), 2);
    let lost = run(&network, &x, &c).1;
    let dropped = network.layers().iter().position(|layer| matches!(layer, Layer::Dropout(_))).unwrap();
    let cache = &lost.shards()[0].caches[dropped];
    assert!(cache.kept.contains(&0.0) && cache.kept.iter().any(|kept| *kept > 1.0));
}
