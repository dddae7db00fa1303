//! A stack of layers: forward, backward, gradients, update.

use super::dense::{Dense, Tensor};
use super::kernel::{add_rows, pack_rows, padded, weight_gradient};
use super::optimizer::{Optimizer, Slot};
use super::workspace::{SHARD, Shard, Workspace};
use ndarray::Array2;
use rayon::prelude::*;

/// A stack of layers whose last outputs are logits.
#[derive(Clone, Debug)]
pub struct Network {
    layers: Vec<Dense>,
    updates: u64,
}

/// One shard's rows at the network's output, as the caller's loss sees them.
pub struct Rows<'a> {
    /// The first row of the batch among them.
    pub first: usize,
    /// `[rows, K]`, row by row.
    pub logits: &'a [f32],
    /// Takes dL/dlogits, `[rows, K]`.
    pub delta: &'a mut [f32],
}

impl Network {
    /// A network from its layers, first to last.
    ///
    /// # Panics
    /// If there is no layer or the widths do not fit.
    pub fn new(layers: Vec<Dense>) -> Self {
        assert!(!layers.is_empty(), "a network has a layer");
        for pair in layers.windows(2) {
            assert_eq!(pair[0].outputs(), pair[1].inputs(), "a layer takes what the one before it gives");
        }
        Self { layers, updates: 0 }
    }

    /// The layers, first to last.
    pub fn layers(&self) -> &[Dense] {
        &self.layers
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs()
    }

    /// The number of logits, K.
    pub fn outputs(&self) -> usize {
        self.layers[self.layers.len() - 1].outputs()
    }

    /// All tensors, first layer first, the weight before the bias.
    pub fn tensors(&self) -> impl Iterator<Item = &Tensor> {
        self.layers.iter().flat_map(|layer| [&layer.weight, &layer.bias])
    }

    /// All tensors, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        self.layers.iter_mut().flat_map(|layer| [&mut layer.weight, &mut layer.bias])
    }

    /// How many numbers training moves.
    pub fn parameter_count(&self) -> usize {
        self.tensors().map(|tensor| tensor.values.len()).sum()
    }

    /// Forward, loss and backward for one batch; leaves in `work` what [`Self::descend`] needs.
    ///
    /// `fill` writes the inputs of the rows from `first` on; `loss` reads logits, writes dL/dlogits and leaves what
    /// it likes in the shard's payload. Both are called once a shard, from any thread.
    pub fn propagate<P: Send>(
        &self,
        work: &mut Workspace<P>,
        fill: impl Fn(usize, &mut [f32]) + Sync,
        loss: impl Fn(Rows<'_>, &mut P) + Sync,
    ) {
        work.shards_mut().par_iter_mut().with_max_len(1).for_each(|shard| {
            fill(shard.first, &mut shard.x[..shard.rows * self.inputs()]);
            self.forward(shard);
            let (last, n) = (self.layers.len() - 1, shard.rows * self.outputs());
            let rows =
                Rows { first: shard.first, logits: &shard.y[last][..n], delta: &mut shard.delta[last][..n] };
            loss(rows, &mut shard.payload);
            self.backward(shard);
        });
    }

    fn forward<P>(&self, shard: &mut Shard<P>) {
        let n = shard.rows;
        for (index, layer) in self.layers.iter().enumerate() {
            let (before, after) = shard.y.split_at_mut(index);
            let x = before.last().unwrap_or(&shard.x);
            layer.forward(&x[..n * layer.inputs()], &mut after[0][..n * layer.outputs()]);
        }
    }

    fn backward<P>(&self, shard: &mut Shard<P>) {
        let n = shard.rows;
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (before, after) = shard.delta.split_at_mut(index);
            let delta = &mut after[0][..n * layer.outputs()];
            let dx = before.last_mut().map(|dx| &mut dx[..n * layer.inputs()]);
            layer.backward(&shard.y[index][..n * layer.outputs()], delta, dx);
            pack_rows(delta, layer.outputs(), &mut shard.packed[index]);
        }
    }

    /// Computes the gradient of every tensor from the last [`Self::propagate`] and, with an optimiser and a rate,
    /// moves the tensors by it. Rows of a weight matrix are shared among the threads.
    pub fn descend<P: Sync>(&mut self, work: &Workspace<P>, rule: Option<(&Optimizer, f32)>) {
        self.updates += u64::from(rule.is_some());
        let step = self.updates;
        let update = |slot: Slot<'_>| {
            if let Some((optimizer, rate)) = rule {
                optimizer.update(slot, rate, step);
            }
        };
        self.layers.par_iter_mut().enumerate().with_max_len(1).for_each(|(index, layer)| {
            let shape @ [_, outputs] = layer.weight.shape;
            let rows = rows_per_task(shape);
            let Tensor { values, gradient, memory: [first, second], decays, .. } = &mut layer.weight;
            let size = rows * outputs;
            let numbers = values.par_chunks_mut(size).zip(gradient.par_chunks_mut(size));
            let memories = first.par_chunks_mut(size).zip(second.par_chunks_mut(size));
            numbers.zip(memories).enumerate().with_max_len(1).for_each(
                |(at, ((values, gradient), (m, s)))| {
                    weight_gradient(factors(work.shards(), index, shape), at * rows, shape, gradient);
                    update(Slot { values, gradient, memory: [m, s], decays: *decays });
                },
            );
            let Tensor { values, gradient, memory: [first, second], decays, .. } = &mut layer.bias;
            gradient.fill(0.0);
            for shard in work.shards() {
                add_rows(&shard.delta[index][..shard.rows * outputs], gradient);
            }
            update(Slot { values, gradient, memory: [first, second], decays: *decays });
        });
    }

    /// Logits of `n` samples, `[n, K]`; `fill` as in [`Self::propagate`].
    pub fn predict(&self, n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Array2<f32> {
        let outputs = self.outputs();
        let mut logits = vec![0.0; n * outputs];
        logits.par_chunks_mut(SHARD * outputs).enumerate().for_each_init(
            || self.buffers(),
            |(x, y), (index, out)| {
                let rows = out.len() / outputs;
                fill(index * SHARD, &mut x[..rows * self.inputs()]);
                let mut inputs: &[f32] = x;
                for (layer, y) in self.layers.iter().zip(y.iter_mut()) {
                    layer.forward(&inputs[..rows * layer.inputs()], &mut y[..rows * layer.outputs()]);
                    inputs = y;
                }
                out.copy_from_slice(&inputs[..out.len()]);
            },
        );
        Array2::from_shape_vec((n, outputs), logits)
            .unwrap_or_else(|error| panic!("{n} x {outputs}: {error}"))
    }

    fn buffers(&self) -> (Vec<f32>, Vec<Vec<f32>>) {
        let y = self.layers.iter().map(|layer| vec![0.0; SHARD * layer.outputs()]).collect();
        (vec![0.0; SHARD * self.inputs()], y)
    }

    /// The first tensor that holds a number which is not finite: where a run diverged.
    pub fn first_not_finite(&self) -> Option<&str> {
        self.tensors()
            .find(|tensor| tensor.values.iter().any(|x| !x.is_finite()))
            .map(|tensor| tensor.name.as_str())
    }
}

/// What a layer took in and dL/d(pre-activation) in panels, of each shard.
fn factors<P>(
    shards: &[Shard<P>],
    layer: usize,
    [inputs, outputs]: [usize; 2],
) -> impl Iterator<Item = (&[f32], &[f32])> + Clone {
    shards.iter().map(move |shard| {
        let x = if layer == 0 { &shard.x } else { &shard.y[layer - 1] };
        (&x[..shard.rows * inputs], &shard.packed[layer][..shard.rows * padded(outputs)])
    })
}

/// Rows of a weight matrix that one task works on: whole register blocks, several tasks for all but the smallest
/// matrix, at most 16.
fn rows_per_task([rows, columns]: [usize; 2]) -> usize {
    let tasks = (rows * padded(columns) / 2048).clamp(1, 16);
    rows.div_ceil(tasks).next_multiple_of(8)
}

#[cfg(test)]
mod tests;
