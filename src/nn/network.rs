//! A stack of layers: forward and backward.

mod descent;

use super::dense::Dense;
use super::tensor::Tensor;
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
        self.tensors().map(Tensor::count).sum()
    }

    /// Forward, loss and backward for one batch; leaves in `work` what [`Self::descend`] and [`Self::gradients`] need.
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
            shard.pack(index);
        }
    }

    /// Logits of `n` samples, `[n, K]`; `fill` as in [`Self::propagate`].
    ///
    /// # Panics
    /// Never: the logits have that shape.
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

#[cfg(test)]
mod tests;
