//! A stack of layers: forward and backward.

mod descent;

use super::cache::Phase;
use super::layer::Layer;
use super::tensor::Tensor;
use super::workspace::{SHARD, Shard, Workspace};
use ndarray::Array2;
use rayon::prelude::*;

/// A stack of layers whose last outputs are logits.
#[derive(Clone, Debug)]
pub struct Network {
    layers: Vec<Layer>,
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
    pub fn new(layers: impl IntoIterator<Item = impl Into<Layer>>) -> Self {
        let layers: Vec<Layer> = layers.into_iter().map(Into::into).collect();
        assert!(!layers.is_empty(), "a network has a layer");
        for pair in layers.windows(2) {
            assert_eq!(pair[0].outputs(), pair[1].inputs(), "a layer takes what the one before it gives");
        }
        Self { layers, updates: 0 }
    }

    /// The layers, first to last.
    pub fn layers(&self) -> &[Layer] {
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
        self.layers.iter().flat_map(Layer::tensors)
    }

    /// All tensors, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        self.layers.iter_mut().flat_map(Layer::tensors_mut)
    }

    /// How many numbers training moves.
    pub fn parameter_count(&self) -> usize {
        self.tensors().filter(|tensor| tensor.is_trained()).map(Tensor::count).sum()
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
            let Shard { first, rows, caches, payload, .. } = shard;
            let Some(last) = caches.last_mut() else { unreachable!("a network has a layer") };
            let n = *rows * self.outputs();
            loss(Rows { first: *first, logits: &last.y[..n], delta: &mut last.delta[..n] }, payload);
            self.backward(shard);
        });
    }

    fn forward<P>(&self, shard: &mut Shard<P>) {
        for (index, layer) in self.layers.iter().enumerate() {
            let (before, after) = shard.caches.split_at_mut(index);
            let x = before.last().map_or(&shard.x, |cache| &cache.y);
            layer.forward(shard.rows, x, &mut after[0]);
        }
    }

    fn backward<P>(&self, shard: &mut Shard<P>) {
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (before, after) = shard.caches.split_at_mut(index);
            let dx = before.last_mut().map(|cache| cache.delta.as_mut_slice());
            layer.backward(shard.rows, &mut after[0], dx);
        }
    }

    /// Logits of `n` samples, `[n, K]`; `fill` as in [`Self::propagate`].
    pub fn predict(&self, n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Array2<f32> {
        self.outputs_of(self.layers.len(), n, fill)
    }

    /// What the first `depth` layers make of `n` samples, `[n, outputs]`; `fill` as in [`Self::propagate`]. At depth 0
    /// that is the inputs themselves.
    ///
    /// # Panics
    /// If there are fewer layers.
    pub fn outputs_of(&self, depth: usize, n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Array2<f32> {
        let layers = &self.layers[..depth];
        let outputs = layers.last().map_or(self.inputs(), Layer::outputs);
        let mut all = Array2::zeros((n, outputs));
        let rows = all.as_slice_mut().unwrap_or_else(|| unreachable!("a new array lies row by row"));
        rows.par_chunks_mut(SHARD * outputs).enumerate().for_each_init(
            || {
                let caches = layers.iter().map(|layer| layer.cache(SHARD, Phase::Evaluation));
                (vec![0.0; SHARD * self.inputs()], caches.collect::<Vec<_>>())
            },
            |(x, caches), (index, out)| {
                let rows = out.len() / outputs;
                fill(index * SHARD, &mut x[..rows * self.inputs()]);
                let mut inputs: &[f32] = x;
                for (layer, cache) in layers.iter().zip(caches.iter_mut()) {
                    layer.forward(rows, inputs, cache);
                    inputs = &cache.y;
                }
                out.copy_from_slice(&inputs[..out.len()]);
            },
        );
        all
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
