//! From what a batch left behind to gradients and moved tensors.

use super::Network;
use crate::kernels::{BLOCK, Layout, PANEL, Shards, bias_gradient, vectorised, weight_gradient};
use crate::nn::dense::Dense;
use crate::nn::layer::Layer;
use crate::nn::optimizer::{Optimizer, Penalty, Slot};
use crate::nn::tensor::{Role, Tensor, as_matrix};
use crate::nn::workspace::{Shard, Workspace};
use ndarray::Array2;
use rayon::prelude::*;

/// How a step moves tensors.
#[derive(Clone, Copy)]
struct StepRule<'a> {
    optimizer: &'a Optimizer,
    rate: f32,
    step: u64,
    penalty: Penalty,
}

impl Network {
    /// Moves every tensor that is not frozen by its gradient from the last [`Self::forward_backward`]. Blocks of rows of the
    /// weight matrices are shared among the threads; a gradient exists a panel at a time, where it is used.
    pub fn step<P: Sync>(&mut self, work: &Workspace<P>, optimizer: &Optimizer, rate: f32) {
        self.step_penalised(work, optimizer, rate, Penalty::default());
    }

    /// As [`Self::step`], with the gradient of a penalty added to the gradient of every weight.
    pub fn step_penalised<P: Sync>(
        &mut self,
        work: &Workspace<P>,
        optimizer: &Optimizer,
        rate: f32,
        penalty: Penalty,
    ) {
        self.updates += 1;
        let rule = StepRule { optimizer, rate, step: self.updates, penalty };
        self.layers.par_iter_mut().enumerate().with_max_len(1).for_each(|(index, layer)| {
            let shards = factors(work.shards(), index);
            match layer {
                Layer::Dense(dense) => {
                    move_weights(&mut dense.weight, &shards, rule);
                    move_bias(&mut dense.bias, &shards, rule);
                }
                layer => {
                    let gradients = &work.common(index).gradients;
                    layer
                        .tensors_mut()
                        .zip(gradients)
                        .for_each(|(tensor, gradient)| rule.tensor(tensor, gradient));
                    if layer.tensors().all(|tensor| !tensor.frozen) {
                        layer.renew(work.common(index));
                    }
                }
            }
        });
    }

    /// What the weights that training moves cost under factors of 1: the sum of their magnitudes, and half the sum of
    /// their squares.
    pub fn lengths(&self) -> [f64; 2] {
        let weights = self.tensors().filter(|tensor| tensor.role == Role::Weight && !tensor.frozen);
        weights
            .map(|tensor| norms(&tensor.values))
            .fold([0.0, 0.0], |[l1, l2], [a, b]| [l1 + a, l2 + b / 2.0])
    }

    /// The gradient of every tensor that training moves, in the order of [`Self::tensors`], from the last
    /// [`Self::forward_backward`].
    pub fn gradients<P>(&self, work: &Workspace<P>) -> Vec<Array2<f32>> {
        let of = |(index, layer): (usize, &Layer)| match layer {
            Layer::Dense(dense) => dense_gradients(dense, &factors(work.shards(), index)),
            layer => {
                let gradients = layer.tensors().zip(&work.common(index).gradients);
                gradients.map(|(tensor, gradient)| as_matrix(tensor.layout, gradient)).collect()
            }
        };
        self.layers.iter().enumerate().flat_map(of).collect()
    }
}

/// The sum of magnitudes and that of squares, in as many sums beside each other as the widest vectors have numbers.
fn norms(values: &[f32]) -> [f64; 2] {
    const SUMS: usize = 16;
    let (mut magnitudes, mut squares) = ([0.0_f64; SUMS], [0.0_f64; SUMS]);
    let (whole, rest) = values.as_chunks::<SUMS>();
    vectorised(|| {
        for chunk in whole {
            for at in 0..SUMS {
                let w = f64::from(chunk[at]);
                magnitudes[at] += w.abs();
                squares[at] += w * w;
            }
        }
    });
    for (at, w) in rest.iter().enumerate() {
        magnitudes[at] += f64::from(w.abs());
        squares[at] += f64::from(*w) * f64::from(*w);
    }
    [magnitudes.iter().sum(), squares.iter().sum()]
}

fn dense_gradients<'a>(dense: &Dense, shards: &impl Shards<'a>) -> Vec<Array2<f32>> {
    let (weight, bias) = (dense.weight.layout, dense.bias.layout);
    let mut gradients = [vec![0.0; weight.size()], vec![0.0; bias.size()]];
    for (at, panel) in panels(weight, &mut gradients[0]) {
        weight_gradient(shards.clone(), weight, at, panel);
    }
    for ([_, at], panel) in panels(bias, &mut gradients[1]) {
        bias_gradient(shards.clone(), bias, at, panel);
    }
    vec![as_matrix(weight, &gradients[0]), as_matrix(bias, &gradients[1])]
}

fn move_weights<'a>(tensor: &mut Tensor, shards: &(impl Shards<'a> + Sync), rule: StepRule<'_>) {
    if tensor.frozen {
        return;
    }
    let Tensor { values, memory: [first, second], layout, role, .. } = tensor;
    let size = layout.block_size();
    let blocks = values.par_chunks_mut(size).zip(first.par_chunks_mut(size)).zip(second.par_chunks_mut(size));
    blocks.enumerate().with_max_len(1).for_each(|(block, ((values, first), second))| {
        let numbers = block_panels(*layout, block, values);
        let memories = block_panels(*layout, block, first).zip(block_panels(*layout, block, second));
        let mut gradient = [0.0; PANEL];
        for (panel, (values, (first, second))) in numbers.zip(memories).enumerate() {
            let gradient = &mut gradient[..values.len()];
            weight_gradient(shards.clone(), *layout, [block, panel], gradient);
            rule.apply(values, gradient, [first, second], *role);
        }
    });
}

fn move_bias<'a>(tensor: &mut Tensor, shards: &impl Shards<'a>, rule: StepRule<'_>) {
    if tensor.frozen {
        return;
    }
    let Tensor { values, memory: [first, second], layout, role, .. } = tensor;
    let numbers = block_panels(*layout, 0, values);
    let memories = block_panels(*layout, 0, first).zip(block_panels(*layout, 0, second));
    for (panel, (values, (first, second))) in numbers.zip(memories).enumerate() {
        let mut gradient = [0.0; PANEL / BLOCK];
        let gradient = &mut gradient[..values.len()];
        bias_gradient(shards.clone(), *layout, panel, gradient);
        rule.apply(values, gradient, [first, second], *role);
    }
}

impl StepRule<'_> {
    fn tensor(self, tensor: &mut Tensor, gradient: &[f32]) {
        if tensor.frozen {
            return;
        }
        let Tensor { values, memory: [first, second], role, .. } = tensor;
        self.apply(values, gradient, [first, second], *role);
    }

    fn apply(self, values: &mut [f32], gradient: &[f32], memory: [&mut [f32]; 2], role: Role) {
        let penalty = (role == Role::Weight).then_some(self.penalty);
        self.optimizer.update(Slot { values, gradient, memory, penalty }, self.rate, self.step);
    }
}

/// The panels of one block of a tensor.
fn block_panels(layout: Layout, block: usize, values: &mut [f32]) -> impl Iterator<Item = &mut [f32]> {
    values.chunks_mut(layout.panel_size(block))
}

/// All panels of a tensor, each with the number of its block and its own.
fn panels(layout: Layout, values: &mut [f32]) -> impl Iterator<Item = ([usize; 2], &mut [f32])> {
    values.chunks_mut(layout.block_size()).enumerate().flat_map(move |(block, values)| {
        block_panels(layout, block, values).enumerate().map(move |(at, panel)| ([block, at], panel))
    })
}

/// What a dense layer took in, in blocks of columns, and dL/d(pre-activation), in panels, of each shard.
fn factors<P>(shards: &[Shard<P>], layer: usize) -> impl Iterator<Item = (&[f32], &[f32])> + Clone {
    shards.iter().map(move |shard| shard.factors(layer))
}
