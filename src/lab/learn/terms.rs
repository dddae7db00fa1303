//! The terms of an objective: what each is worth, and how much of the gradient it owns, layer by layer.

use super::objective::{Objective, ShardSums};
use crate::lab::bench::Bench;
use crate::lab::record::evaluation::{Term, Terms};
use crate::nn::network::Rows;
use crate::nn::{Network, Penalty, Role, Tensor, Workspace};
use ndarray::Array2;

/// Images that the gradients are measured on, at most.
const IMAGES: usize = 256;

/// What one term does to a network.
struct Pull {
    /// Sum of |dL/dh| at the last hidden layer.
    trunk: f64,
    /// Length of dL/dW by layer.
    layers: Vec<f64>,
}

/// Measures the terms on images of the training sample; `values` and `train` are what they are worth. `None` for an
/// objective of one term, and where nothing was measured.
pub fn measure(
    network: &Network,
    objective: &Objective,
    bench: &Bench,
    values: &[f64],
    train: &[f64],
) -> Option<Terms> {
    let names = objective.terms();
    if names.len() < 2 || values.is_empty() {
        return None;
    }
    let layers = moved_layers(network);
    let heads = 0..=network.heads().len();
    let mut pulls: Vec<Pull> = heads.map(|head| of_head(network, objective, bench, &layers, head)).collect();
    let penalty = objective.penalty();
    let costs = [Penalty { l2: 0.0, ..penalty }, Penalty { l1: 0.0, ..penalty }];
    pulls.extend(costs.into_iter().filter(|cost| !cost.is_none()).map(|cost| {
        let layers = layers.iter().map(|layer| length_of_cost(network, layer, cost));
        Pull { trunk: 0.0, layers: layers.collect() }
    }));
    let share = |of: &dyn Fn(&Pull) -> f64, pull: &Pull| {
        let all: f64 = pulls.iter().map(of).sum();
        (all > 0.0 && all.is_finite()).then(|| of(pull) / all)
    };
    let finite = |values: &[f64], at: usize| values.get(at).copied().filter(|value| value.is_finite());
    let term = |(at, name): (usize, String)| Term {
        name,
        value: finite(values, at),
        train: finite(train, at),
        trunk: share(&|pull| pull.trunk, &pulls[at]),
        layers: (0..layers.len()).map(|layer| share(&|pull| pull.layers[layer], &pulls[at])).collect(),
    };
    Some(Terms { terms: names.into_iter().enumerate().map(term).collect(), layers: layers.clone() })
}

/// The layers of the stack that have tensors which training moves.
fn moved_layers(network: &Network) -> Vec<String> {
    let moved = |tensor: &Tensor| tensor.is_trained() && !tensor.frozen;
    let layers = network.layers().iter().filter(|layer| layer.tensors().any(moved));
    layers.map(|layer| layer.name().to_owned()).collect()
}

/// The gradient of one head's loss alone.
fn of_head(network: &Network, objective: &Objective, bench: &Bench, layers: &[String], head: usize) -> Pull {
    let images = &bench.train_sample[..bench.train_sample.len().min(IMAGES)];
    let mut work = Workspace::<ShardSums>::new(network, images.len());
    work.resize(images.len());
    work.note_gradient_sums(network);
    let divisors = [objective.divisor(bench, images.iter().copied()), images.len() as f32];
    network.forward_backward(&mut work, bench.inputs_of(images), |mut rows, sums| {
        let of = images[rows.first..].iter().copied();
        if rows.head == head {
            objective.shard(bench, &mut rows, of, divisors, sums);
        } else {
            let Rows { delta, .. } = rows;
            delta.fill(0.0);
        }
    });
    let sums = work.gradient_sums();
    let gradients = network.gradients(&work);
    let trained: Vec<&Tensor> = network.tensors().filter(|tensor| tensor.is_trained()).collect();
    let length = |layer: &String| {
        let own = trained.iter().zip(&gradients).filter(|(tensor, _)| layer_of(tensor) == layer);
        own.map(|(_, gradient)| squares(gradient)).sum::<f64>().sqrt()
    };
    let trunk = sums.len().checked_sub(2).map_or(0.0, |last| sums[last]);
    Pull { trunk, layers: layers.iter().map(length).collect() }
}

fn squares(gradient: &Array2<f32>) -> f64 {
    gradient.iter().map(|g| f64::from(*g).powi(2)).sum()
}

/// The length of what a penalty adds to the gradient of a layer's weights.
fn length_of_cost(network: &Network, layer: &str, cost: Penalty) -> f64 {
    let weights = network.tensors().filter(|tensor| tensor.role == Role::Weight && layer_of(tensor) == layer);
    weights
        .flat_map(|tensor| &tensor.values)
        .map(|w| f64::from(cost.derivative(*w)).powi(2))
        .sum::<f64>()
        .sqrt()
}

fn layer_of(tensor: &Tensor) -> &str {
    tensor.name.rsplit_once('.').map_or(tensor.name.as_str(), |(layer, _)| layer)
}

#[cfg(test)]
mod tests;
