//! The ways through a network: there and back for a batch, there alone for any number of samples.

use super::{Network, Rows};
use crate::nn::cache::{Cache, Phase};
use crate::nn::common::Common;
use crate::nn::layer::Layer;
use crate::nn::workspace::{SHARD, Shard, Workspace};
use ndarray::Array2;
use rayon::prelude::*;

impl Network {
    /// Forward, loss and backward for one batch; leaves in `work` what [`Self::descend`] and [`Self::gradients`] need.
    ///
    /// `fill` writes the inputs of the rows from `first` on; `loss` reads logits, writes dL/dlogits and leaves what
    /// it likes in the shard's payload. Both are called once a shard, from any thread.
    pub fn propagate<P: Send + Sync>(
        &self,
        work: &mut Workspace<P>,
        fill: impl Fn(usize, &mut [f32]) + Sync,
        loss: impl Fn(Rows<'_>, &mut P) + Sync,
    ) {
        let (shards, common) = work.parts_mut();
        self.layers.iter().zip(&mut *common).for_each(|(layer, common)| layer.prepare(common));
        let shared = &*common;
        shards.par_iter_mut().with_max_len(1).for_each(|shard| {
            fill(shard.first, &mut shard.x[..shard.rows * self.inputs()]);
            self.forward(shared, shard);
            let Shard { first, rows, caches, payload, .. } = shard;
            let Some(last) = caches.last_mut() else { unreachable!("a network has a layer") };
            let n = *rows * self.outputs();
            loss(Rows { first: *first, logits: &last.y[..n], delta: &mut last.delta[..n] }, payload);
            self.backward(shared, shard);
        });
        for (index, (layer, common)) in self.layers.iter().zip(common).enumerate() {
            layer.combine(common, shards.iter().map(|shard| &shard.caches[index]));
        }
    }

    fn forward<P>(&self, common: &[Common], shard: &mut Shard<P>) {
        let Shard { x, rows, caches, scratch, .. } = shard;
        forward(&self.layers, common, &x[..*rows * self.inputs()], caches, scratch);
    }

    fn backward<P>(&self, common: &[Common], shard: &mut Shard<P>) {
        let Shard { x, rows, caches, scratch, .. } = shard;
        for (index, (layer, common)) in self.layers.iter().zip(common).enumerate().rev() {
            let (before, after) = caches.split_at_mut(index);
            let n = *rows * layer.inputs();
            let (x, dx) = match before.last_mut() {
                Some(Cache { y, delta, .. }) => (&y[..n], Some(&mut delta[..n])),
                None => (&x[..n], None),
            };
            layer.backward(common, x, &mut after[0], scratch, dx);
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
        let common = layers.iter().map(|layer| {
            let mut common = layer.common(Phase::Evaluation, false);
            layer.prepare(&mut common);
            common
        });
        let common: Vec<Common> = common.collect();
        let mut all = Array2::zeros((n, outputs));
        let rows = all.as_slice_mut().unwrap_or_else(|| unreachable!("a new array lies row by row"));
        rows.par_chunks_mut(SHARD * outputs).enumerate().for_each_init(
            || Buffers::new(self.inputs(), layers),
            |Buffers { x, caches, scratch }, (index, out)| {
                let rows = out.len() / outputs;
                let x = &mut x[..rows * self.inputs()];
                fill(index * SHARD, x);
                forward(layers, &common, x, caches, scratch);
                out.copy_from_slice(&caches.last().map_or(&*x, |cache| &cache.y)[..out.len()]);
            },
        );
        all
    }
}

/// What one thread needs to go forward.
struct Buffers {
    x: Vec<f32>,
    caches: Vec<Cache>,
    scratch: Vec<f32>,
}

impl Buffers {
    fn new(inputs: usize, layers: &[Layer]) -> Self {
        let scratch = layers.iter().map(|layer| layer.scratch(Phase::Evaluation)).max();
        Self {
            x: vec![0.0; SHARD * inputs],
            caches: layers.iter().map(|layer| layer.cache(SHARD, Phase::Evaluation)).collect(),
            scratch: vec![0.0; scratch.unwrap_or(0)],
        }
    }
}

/// Sends the rows of `x` through all layers.
fn forward(layers: &[Layer], common: &[Common], x: &[f32], caches: &mut [Cache], scratch: &mut [f32]) {
    let Some(first) = layers.first() else { return };
    let rows = x.len() / first.inputs();
    for (index, (layer, common)) in layers.iter().zip(common).enumerate() {
        let (before, after) = caches.split_at_mut(index);
        let x = before.last().map_or(x, |cache| &cache.y[..rows * layer.inputs()]);
        layer.forward(common, x, &mut after[0], scratch);
    }
}
