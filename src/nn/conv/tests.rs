//! Convolutions against their definition, and their gradients against finite differences.

use super::*;
use crate::nn::activation::{ACTIVATIONS, Activation};
use crate::nn::dense::Dense;
use crate::nn::epilogue::Pool;
use crate::nn::layer::Layer;
use crate::nn::network::Network;
use crate::nn::proofs::{assert_gradients, numbers, predict, run};
use crate::nn::workspace::SHARD;
use ndarray::Array2;

const POOLS: [Pool; 3] = [Pool::None, Pool::Max, Pool::Average];

fn conv(
    input: Shape,
    kernel: usize,
    padding: usize,
    filters: usize,
    activation: Activation,
    pool: Pool,
) -> Conv {
    let geometry = Geometry { input, kernel, padding, filters };
    let mut conv = Conv::new(3, "conv1", geometry, Epilogue { activation, pool });
    conv.bias.set(&Array2::from_shape_vec((1, filters), numbers(filters, 9)).unwrap());
    conv
}

/// y of one image, by the definition.
fn defined(conv: &Conv, x: &[f32]) -> Vec<f32> {
    let Geometry { input: [height, width, channels], kernel, padding, filters } = conv.geometry;
    let (weights, biases) = (conv.weight.matrix(), conv.bias.matrix());
    let OutputMap { height: rows, width: columns, .. } = conv.map();
    let at = |row: usize, column: usize, filter: usize| {
        let mut sum = biases[[0, filter]];
        for (ky, kx, c) in (0..kernel * kernel * channels)
            .map(|k| (k / channels / kernel, k / channels % kernel, k % channels))
        {
            let (y, x_at) = ((row + ky).wrapping_sub(padding), (column + kx).wrapping_sub(padding));
            if y < height && x_at < width {
                sum += x[(y * width + x_at) * channels + c]
                    * weights[[(ky * kernel + kx) * channels + c, filter]];
            }
        }
        let mut y = [sum];
        conv.finish.activation.forward(&mut y);
        y[0]
    };
    let [out_rows, out_columns, _] = conv.output();
    let mut y = Vec::new();
    for index in 0..out_rows * out_columns * filters {
        let (row, column, filter) =
            (index / filters / out_columns, index / filters % out_columns, index % filters);
        let four = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(dy, dx)| [2 * row + dy, 2 * column + dx]);
        let inside = four.iter().filter(|[row, column]| *row < rows && *column < columns);
        y.push(match conv.finish.pool {
            Pool::None => at(row, column, filter),
            Pool::Max => inside.map(|[r, c]| at(*r, *c, filter)).fold(f32::NEG_INFINITY, f32::max),
            Pool::Average => inside.map(|[r, c]| at(*r, *c, filter)).sum::<f32>() / 4.0,
        });
    }
    y
}

#[test]
fn outputs_are_those_of_the_definition() {
    let shapes = [
        ([8, 8, 1], 3, 1, 16),
        ([9, 11, 3], 3, 1, 5),
        ([14, 14, 6], 5, 0, 16),
        ([13, 30, 2], 5, 2, 40),
        ([8, 10, 33], 1, 0, 70),
        ([12, 12, 16], 3, 1, 32),
    ];
    for (input, kernel, padding, filters) in shapes {
        for pool in POOLS {
            let conv = conv(input, kernel, padding, filters, Activation::Tanh, pool);
            let size: usize = input.iter().product();
            let x = numbers(3 * size, 1);
            let y = predict(&Network::new([conv.clone()]), &x);
            for (x, y) in x.chunks(size).zip(y.chunks(y.len() / 3)) {
                let expected = defined(&conv, x);
                assert_eq!(expected.len(), y.len());
                for (found, expected) in y.iter().zip(expected) {
                    assert!(
                        (found - expected).abs() < 1e-5,
                        "{input:?} {kernel} {pool:?}: {found} for {expected}"
                    );
                }
            }
        }
    }
}

/// Two convolutions and a dense layer, for images of odd sides.
fn network(activation: Activation, pool: Pool) -> Network {
    let first = conv([9, 11, 2], 3, 1, 5, activation, pool);
    let shape = first.output();
    let kernel = if pool == Pool::None { 5 } else { 3 };
    let geometry = Geometry { input: shape, kernel, padding: 0, filters: 18 };
    let second = Conv::new(3, "conv2", geometry, Epilogue { activation, pool });
    let inputs = second.output().iter().product();
    let last = Dense::new(3, "output", inputs, 3, Activation::Identity);
    Network::new([Layer::from(first), second.into(), last.into()])
}

#[test]
fn gradients_agree_with_directional_finite_differences() {
    for (name, activation) in ACTIVATIONS.into_iter().filter(|(_, a)| *a != Activation::Step) {
        for pool in POOLS {
            // One image keeps the kinks of ReLU and pooling rare along the line.
            assert_gradients(&format!("{name} {pool:?}"), &network(activation, pool), 1, 1e-4, 3e-2);
        }
    }
}

#[test]
fn bits_do_not_depend_on_the_number_of_threads_and_prediction_equals_training() {
    let network = network(Activation::Relu, Pool::Max);
    let rows = 2 * SHARD + 5;
    let (x, c) = (numbers(rows * network.inputs(), 1), numbers(3 * rows, 2));
    let gradients = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| network.gradients(&run(&network, &x, &c).1))
    };
    let one = gradients(1);
    assert!([2, 3, 8].into_iter().all(|threads| gradients(threads) == one));
    let logits = predict(&network, &x);
    let sum: f64 = logits.iter().zip(&c).map(|(z, c)| f64::from(*z) * f64::from(*c)).sum();
    assert!((sum - run(&network, &x, &c).0).abs() < 1e-6 * sum.abs().max(1.0));
}
