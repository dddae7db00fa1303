//! The ways through a network: there and back for a batch, there alone for any number of samples.

use super::{Network, Rows};
use crate::kernels::add;
use crate::nn::cache::{Cache, Phase, Scratch};
use crate::nn::common::Common;
use crate::nn::layer::Layer;
use crate::nn::workspace::{SHARD, Shard, Workspace};
use ndarray::Array2;
use rayon::prelude::*;
use std::ops::Range;

impl Network {
    /// Forward, loss and backward for one batch; leaves in `work` what [`Self::step`] and [`Self::gradients`] need.
    ///
    /// `fill` writes the inputs of the rows from `first` on; `loss` reads logits, writes dL/dlogits and leaves what
    /// it likes in the shard's payload. Both are called from any thread, `fill` once a shard, `loss` once a shard for
    /// each head in turn, the end of the stack first.
    pub fn forward_backward<P: Send + Sync>(
        &self,
        work: &mut Workspace<P>,
        fill: impl Fn(usize, &mut [f32]) + Sync,
        loss: impl Fn(Rows<'_>, &mut P) + Sync,
    ) {
        let rows = work.rows();
        let (shards, common) = work.parts_mut();
        for (layer, common) in self.layers.iter().zip(&mut *common) {
            layer.prepare(common, Phase::Training);
        }
        let from = self.barriers.last().copied().unwrap_or(0);
        self.forward_to_barriers(shards, common, rows, &fill);
        let shared = &*common;
        each(shards, |shard| {
            self.fill(from, &fill, shard);
            self.forward(shared, shard, from..self.layers.len());
            self.answer(shard, &loss);
            self.backward_heads(shared, shard);
            self.backward(shared, shard, from..self.stack);
        });
        self.back_from_barriers(shards, common, rows);
        for (index, (layer, common)) in self.layers.iter().zip(common).enumerate() {
            if !layer.is_barrier() {
                layer.combine(common, rows, shards.iter().map(|shard| &shard.caches[index]));
            }
        }
    }

    /// Hands the outputs of each head to the caller's loss.
    fn answer<P>(&self, shard: &mut Shard<P>, loss: &impl Fn(Rows<'_>, &mut P)) {
        let Shard { first, rows, caches, payload, .. } = shard;
        for (head, index) in (self.stack - 1..self.layers.len()).enumerate() {
            let n = *rows * self.layers[index].outputs();
            let Cache { y, delta, .. } = &mut caches[index];
            loss(Rows { head, first: *first, logits: &y[..n], delta: &mut delta[..n] }, payload);
        }
    }

    /// Takes the heads back to where they branch off. What they want of the trunk waits there until it comes by.
    fn backward_heads<P>(&self, common: &[Common], shard: &mut Shard<P>) {
        for (head, common) in common.iter().enumerate().skip(self.stack) {
            let mut branch = std::mem::take(&mut shard.caches[head].branch);
            let (x, cache, mut room) = shard.at(head);
            let n = x.len();
            self.layers[head].backward(common, x, cache, &mut room, Some(&mut branch[..n]));
            shard.caches[head].branch = branch;
        }
    }

    /// Adds what the heads at a layer want to what stands above it in the stack wants, and notes how much that is.
    fn join<P>(&self, layer: usize, shard: &mut Shard<P>) {
        let n = shard.rows * self.layers[layer].outputs();
        for head in self.branches(layer) {
            let (below, heads) = shard.caches.split_at_mut(self.stack);
            let wanted = &heads[head - self.stack].branch[..n];
            add(wanted, &mut below[layer].delta[..n]);
        }
        if let Some(sum) = shard.gradient_sums.get_mut(layer) {
            *sum = shard.caches[layer].delta[..n].iter().map(|gradient| f64::from(gradient.abs())).sum();
        }
    }

    /// Takes all shards to the last barrier, where they wait for each other, if there is one.
    fn forward_to_barriers<P: Send>(
        &self,
        shards: &mut [Shard<P>],
        common: &mut [Common],
        rows: usize,
        fill: &(impl Fn(usize, &mut [f32]) + Sync),
    ) {
        let mut from = 0;
        for &barrier in &self.barriers {
            let shared = &*common;
            each(shards, |shard| {
                self.fill(from, fill, shard);
                self.forward(shared, shard, from..barrier);
                let (x, cache, _) = shard.at(barrier);
                self.layers[barrier].measure(x, cache);
            });
            let caches = shards.iter().map(|shard| &shard.caches[barrier]);
            self.layers[barrier].settle(&mut common[barrier], rows, &caches);
            from = barrier;
        }
    }

    /// Takes all shards back from the last barrier to the first layer, if there is one.
    fn back_from_barriers<P: Send>(&self, shards: &mut [Shard<P>], common: &mut [Common], rows: usize) {
        for (index, &barrier) in self.barriers.iter().enumerate().rev() {
            let caches = shards.iter().map(|shard| &shard.caches[barrier]);
            self.layers[barrier].combine(&mut common[barrier], rows, caches);
            let from = if index > 0 { self.barriers[index - 1] } else { 0 };
            let shared = &*common;
            each(shards, |shard| self.backward(shared, shard, from..barrier + 1));
        }
    }

    /// Writes a shard's inputs before its first layer.
    fn fill<P>(&self, layer: usize, fill: impl Fn(usize, &mut [f32]), shard: &mut Shard<P>) {
        if layer == 0 {
            fill(shard.first, &mut shard.x[..shard.rows * self.inputs()]);
        }
    }

    fn forward<P>(&self, common: &[Common], shard: &mut Shard<P>, layers: Range<usize>) {
        for index in layers {
            let (x, cache, mut room) = shard.at(index);
            self.layers[index].forward(&common[index], x, cache, &mut room);
        }
    }

    /// Goes back from the last of `layers` to the first. If that one is a barrier it only collects what it must know
    /// of the whole batch; it goes on as the last of the next range.
    fn backward<P>(&self, common: &[Common], shard: &mut Shard<P>, layers: Range<usize>) {
        for index in layers.clone().rev() {
            let (layer, common) = (&self.layers[index], &common[index]);
            let waits = layer.is_barrier() && index == layers.start;
            // A barrier is passed twice; what the heads want is added the first time.
            if waits || !layer.is_barrier() {
                self.join(index, shard);
            }
            if waits {
                let (x, cache, mut room) = shard.at(index);
                layer.collect(common, x, cache, &mut room);
            } else {
                let (x, dx, cache, mut room) = shard.back_at(index);
                layer.backward(common, x, cache, &mut room, dx);
            }
        }
    }

    /// Logits of `n` samples, `[n, K]`; `fill` as in [`Self::forward_backward`].
    pub fn predict(&self, n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Array2<f32> {
        self.outputs_of(self.stack, n, fill)
    }

    /// What the end of the stack and every head predict of `n` samples, `[n, outputs]` each; `fill` as in
    /// [`Self::forward_backward`]. Every layer is passed once.
    pub fn predict_heads(&self, n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Vec<Array2<f32>> {
        let ends: Vec<Option<usize>> = (self.stack - 1..self.layers.len()).map(Some).collect();
        self.outputs_at(&self.layers, &ends, n, fill)
    }

    /// What the first `depth` layers make of `n` samples, `[n, outputs]`; `fill` as in [`Self::forward_backward`]. At depth 0
    /// that is the inputs themselves.
    ///
    /// # Panics
    /// If there are fewer layers.
    pub fn outputs_of(&self, depth: usize, n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Array2<f32> {
        let mut outputs = self.outputs_at(&self.layers()[..depth], &[depth.checked_sub(1)], n, fill);
        outputs.pop().unwrap_or_else(|| unreachable!("there is an array for every end"))
    }

    /// What each of `ends`, numbers of the first `layers`, puts out for `n` samples; `None` stands for the inputs.
    fn outputs_at(
        &self,
        layers: &[Layer],
        ends: &[Option<usize>],
        n: usize,
        fill: impl Fn(usize, &mut [f32]) + Sync,
    ) -> Vec<Array2<f32>> {
        let common = prepared(layers);
        let width = |end: &Option<usize>| end.map_or(self.inputs(), |end| layers[end].outputs());
        let mut all: Vec<Array2<f32>> = ends.iter().map(|end| Array2::zeros((n, width(end)))).collect();
        shards(&mut all).par_iter_mut().enumerate().for_each_init(
            || Buffers::new(SHARD.min(n), self.inputs(), layers),
            |Buffers { x, caches, scratch }, (index, out)| {
                let rows = SHARD.min(n - index * SHARD);
                let x = &mut x[..rows * self.inputs()];
                fill(index * SHARD, x);
                self.forward_alone(layers, &common, x, caches, scratch);
                for (out, end) in out.iter_mut().zip(ends) {
                    out.copy_from_slice(&end.map_or(&*x, |end| &caches[end].y)[..out.len()]);
                }
            },
        );
        all
    }

    /// What every layer makes of one sample, first to last; `fill` writes its inputs.
    pub fn outputs_of_all(&self, fill: impl Fn(&mut [f32])) -> Vec<Vec<f32>> {
        let layers = self.layers();
        let Buffers { mut x, mut caches, mut scratch } = Buffers::new(1, self.inputs(), layers);
        fill(&mut x);
        self.forward_alone(layers, &prepared(layers), &x, &mut caches, &mut scratch);
        caches.into_iter().map(|cache| cache.y).collect()
    }

    /// Sends the rows of `x` through the first `layers`.
    fn forward_alone(
        &self,
        layers: &[Layer],
        common: &[Common],
        x: &[f32],
        caches: &mut [Cache],
        scratch: &mut [f32],
    ) {
        let mut room = Scratch { scratch, keys: &[] };
        let rows = x.len() / self.inputs();
        for (index, (layer, common)) in layers.iter().zip(common).enumerate() {
            let (done, rest) = caches.split_at_mut(index);
            let x = self.source(index).map_or(x, |source| &done[source].y[..rows * layer.inputs()]);
            layer.forward(common, x, &mut rest[0], &mut room);
        }
    }
}

/// Shares the shards among the threads.
fn each<P: Send>(shards: &mut [Shard<P>], work: impl Fn(&mut Shard<P>) + Sync + Send) {
    shards.par_iter_mut().with_max_len(1).for_each(work);
}

/// What all samples share of each layer in evaluation.
fn prepared(layers: &[Layer]) -> Vec<Common> {
    let prepare = |layer: &Layer| {
        let mut common = layer.common(Phase::Evaluation, false);
        layer.prepare(&mut common, Phase::Evaluation);
        common
    };
    layers.iter().map(prepare).collect()
}

/// What one thread needs to go forward.
struct Buffers {
    x: Vec<f32>,
    caches: Vec<Cache>,
    scratch: Vec<f32>,
}

impl Buffers {
    fn new(rows: usize, inputs: usize, layers: &[Layer]) -> Self {
        let scratch = layers.iter().map(|layer| layer.scratch(Phase::Evaluation)).max();
        Self {
            x: vec![0.0; rows * inputs],
            caches: layers.iter().map(|layer| layer.cache(rows, Phase::Evaluation)).collect(),
            scratch: vec![0.0; scratch.unwrap_or(0)],
        }
    }
}

/// The rows of several arrays `[n, outputs]`, a shard each.
fn shards(arrays: &mut [Array2<f32>]) -> Vec<Vec<&mut [f32]>> {
    let n = arrays.first().map_or(0, Array2::nrows);
    let mut shards: Vec<Vec<&mut [f32]>> = (0..n.div_ceil(SHARD)).map(|_| Vec::new()).collect();
    for array in arrays {
        let width = array.ncols();
        let rows = array.as_slice_mut().unwrap_or_else(|| unreachable!("a new array lies row by row"));
        shards.iter_mut().zip(rows.chunks_mut(SHARD * width)).for_each(|(shard, rows)| shard.push(rows));
    }
    shards
}
