//! Gradients proven by finite differences, and independence of the number of threads.

use super::*;
use crate::base::random;
use crate::nn::activation::Activation;
use crate::nn::dense::Dense;
use crate::nn::optimizer::Optimizer;
use crate::nn::workspace::{SHARD, Workspace};
use ndarray::Array2;

fn network(activation: Activation) -> Network {
    let hidden = Dense::new(1, "dense1", 6, 5, activation);
    Network::new(vec![hidden, Dense::new(1, "dense2", 5, 3, Activation::Identity)])
}

fn numbers(n: usize, key: u64) -> Vec<f32> {
    let mut rng = random::stream(5, "test", key);
    (0..n).map(|_| random::normal(&mut rng)).collect()
}

/// L = sum of c * logits for fixed c: its gradient by the logits is c.
fn run(network: &Network, x: &[f32], c: &[f32], rows: usize) -> (f64, Workspace<f64>) {
    let mut work = Workspace::new(network, rows);
    work.resize(rows);
    network.propagate(
        &mut work,
        |first, out| out.copy_from_slice(&x[first * 6..][..out.len()]),
        |Rows { first, logits, delta }, loss| {
            delta.copy_from_slice(&c[first * 3..][..delta.len()]);
            *loss = delta.iter().zip(logits).map(|(c, z)| f64::from(*c) * f64::from(*z)).sum();
        },
    );
    (work.shards().iter().map(|shard| shard.payload).sum(), work)
}

#[test]
fn gradients_agree_with_directional_finite_differences() {
    let rows = SHARD + 7;
    for activation in [Activation::Identity, Activation::Sigmoid, Activation::Tanh, Activation::Relu] {
        let network = network(activation);
        let (x, c) = (numbers(rows * 6, 1), numbers(rows * 3, 2));
        let (_, work) = run(&network, &x, &c, rows);
        let gradients = network.gradients(&work);
        let direction = |(key, gradient): (u64, &Array2<f32>)| {
            Array2::from_shape_vec(gradient.dim(), numbers(gradient.len(), key)).unwrap()
        };
        let direction: Vec<Array2<f32>> = (10..).zip(&gradients).map(direction).collect();
        let products = gradients.iter().zip(&direction).map(|(g, d)| (g * d).mapv(f64::from).sum());
        let analytic: f64 = products.sum();
        let moved = |h: f32| {
            let mut moved = network.clone();
            for (tensor, d) in moved.tensors_mut().zip(&direction) {
                tensor.set(&(tensor.matrix() + d * h));
            }
            run(&moved, &x, &c, rows).0
        };
        let h = 1e-3;
        let numeric = (moved(h) - moved(-h)) / (2.0 * f64::from(h));
        let scale = analytic.abs().max(numeric.abs()).max(1.0);
        assert!((analytic - numeric).abs() / scale < 5e-3, "{activation:?}: {analytic} against {numeric}");
    }
}

#[test]
fn below_a_step_activation_nothing_moves() {
    let mut network = network(Activation::Step);
    let (_, work) = run(&network, &numbers(12, 1), &numbers(6, 2), 2);
    let before = network.tensors().next().unwrap().values.clone();
    let rule = Optimizer::Sgd { momentum: 0.9, nesterov: false, decay: 0.0 };
    assert!(network.gradients(&work)[2].iter().any(|g| *g != 0.0));
    network.descend(&work, &rule, 0.1);
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
            let rule = Optimizer::Sgd { momentum: 0.9, nesterov: false, decay: 0.0 };
            for step in 0..5 {
                let (_, work) = run(&network, &numbers(300 * 6, step), &numbers(300 * 3, 99), 300);
                network.descend(&work, &rule, 1e-4);
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
    let (_, work) = run(&network, &x, &numbers(70 * 3, 4), 70);
    let predicted = network.predict(70, |first, out| out.copy_from_slice(&x[first * 6..][..out.len()]));
    let trained: Vec<f32> = work.shards().iter().flat_map(|s| s.caches[1].y[..s.rows * 3].to_vec()).collect();
    assert_eq!(predicted.as_slice().unwrap(), trained);
}
