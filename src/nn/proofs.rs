//! What the tests of the layers share: drawn numbers, a linear loss, gradients against finite differences.

use super::activation::Activation;
use super::dense::Dense;
use super::layer::Layer;
use super::network::{Network, Rows};
use super::workspace::Workspace;
use crate::base::random;
use ndarray::Array2;

pub(super) fn numbers(n: usize, key: u64) -> Vec<f32> {
    let mut rng = random::stream(5, "test", key);
    (0..n).map(|_| random::normal(&mut rng)).collect()
}

/// L = sum of c * logits for fixed c: its gradient by the logits is c. Row i has key i.
pub(super) fn run(network: &Network, x: &[f32], c: &[f32]) -> (f64, Workspace<f64>) {
    run_heads(network, &[0], x, c)
}

/// The same for these heads, each of which takes as much of c as it has logits.
pub(super) fn run_heads(network: &Network, heads: &[usize], x: &[f32], c: &[f32]) -> (f64, Workspace<f64>) {
    let inputs = network.inputs();
    let rows = x.len() / inputs;
    let mut work = Workspace::new(network, rows);
    work.resize(rows);
    work.set_keys(0..rows as u64);
    network.forward_backward(
        &mut work,
        |first, out| out.copy_from_slice(&x[first * inputs..][..out.len()]),
        |Rows { head, first, logits, delta }, loss| {
            if head == 0 {
                *loss = 0.0;
            }
            delta.fill(0.0);
            if heads.contains(&head) {
                let outputs = network.predict_heads(0, |_, _| {})[head].ncols();
                delta.copy_from_slice(&c[first * outputs..][..delta.len()]);
            }
            *loss += delta.iter().zip(logits).map(|(c, z)| f64::from(*c) * f64::from(*z)).sum::<f64>();
        },
    );
    (work.shards().iter().map(|shard| shard.payload).sum(), work)
}

/// The logits of all rows of `x` in evaluation.
pub(super) fn predict(network: &Network, x: &[f32]) -> Vec<f32> {
    let inputs = network.inputs();
    let fill = |first: usize, out: &mut [f32]| out.copy_from_slice(&x[first * inputs..][..out.len()]);
    network.predict(x.len() / inputs, fill).into_raw_vec_and_offset().0
}

/// A layer behind a dense one, so that it has a dL/dx, which the gradients of the dense tensors need.
pub(super) fn behind_dense(layer: impl Into<Layer>) -> Network {
    let layer = layer.into();
    let dense = Dense::new(2, "dense1", 4, layer.inputs(), Activation::Identity);
    Network::new([Layer::from(dense), layer])
}

/// Checks the gradient of each tensor along a drawn direction, for a batch of `rows` rows.
#[track_caller]
pub(super) fn assert_gradients(what: &str, network: &Network, rows: usize, h: f32, tolerance: f64) {
    assert_gradients_of(what, network, &[0], rows, h, tolerance);
}

/// The same for what these heads lose together.
#[track_caller]
pub(super) fn assert_gradients_of(
    what: &str,
    network: &Network,
    heads: &[usize],
    rows: usize,
    h: f32,
    tolerance: f64,
) {
    let widest = network.heads().iter().map(Layer::outputs).chain([network.outputs()]).max().unwrap_or(0);
    let (x, c) = (numbers(rows * network.inputs(), 1), numbers(rows * widest, 2));
    let run = |network: &Network| run_heads(network, heads, &x, &c);
    let gradients = network.gradients(&run(network).1);
    let names: Vec<&str> =
        network.tensors().filter(|tensor| tensor.is_trained()).map(|tensor| tensor.name.as_str()).collect();
    assert_eq!(names.len(), gradients.len(), "{what}");
    for (name, gradient) in names.into_iter().zip(&gradients) {
        let direction = Array2::from_shape_vec(gradient.dim(), numbers(gradient.len(), 10)).unwrap();
        let analytic: f64 = (gradient * &direction).mapv(f64::from).sum();
        let moved = |h: f32| {
            let mut moved = network.clone();
            let tensor = moved.tensors_mut().find(|tensor| tensor.name == name).unwrap();
            tensor.set(&(tensor.matrix() + &direction * h));
            run(&moved).0
        };
        let numeric = (moved(h) - moved(-h)) / (2.0 * f64::from(h));
        let error = (analytic - numeric).abs() / analytic.abs().max(numeric.abs()).max(1.0);
        assert!(error < tolerance, "{what}, {name}: {analytic} against {numeric}");
    }
}
