//! Buffers of a training step, allocated once.

use super::cache::{Cache, Phase, Scratch};
use super::common::Common;
use super::layer::Layer;
use super::network::Network;
use crate::kernels::BLOCK;

/// Most rows that go through the network together on one thread: enough to keep the products efficient, and a batch of
/// 128 has a shard for each of two cores.
pub const SHARD: usize = BLOCK;

/// Fewest rows of a shard: below that the weights are read too often for what is done with them.
const LEAST: usize = 8;

/// Rows of a shard, from the rows of the largest batch. Follows from the batch alone, so that sums do not depend on the number of
/// threads: small batches are halved, so that they, too, feed two threads.
fn shard_rows(batch: usize) -> usize {
    batch.div_ceil(2).next_multiple_of(LEAST).clamp(LEAST, SHARD)
}

/// What one shard of a batch needs on its way forward and back. `P` is the caller's: what its loss leaves behind.
#[derive(Debug)]
pub struct Shard<P> {
    /// The first row of the batch in this shard.
    pub first: usize,
    /// How many rows of the batch are in it; at most [`SHARD`].
    pub rows: usize,
    /// What the caller's loss leaves for each shard.
    pub payload: P,
    /// `[rows, inputs]`, the rows of a shard.
    pub(super) x: Vec<f32>,
    /// One a layer.
    pub(super) caches: Vec<Cache>,
    /// Scratch that a layer may use while it works.
    pub(super) scratch: Vec<f32>,
    /// One number for each row, from which its random numbers follow, `[rows]`.
    keys: Vec<u64>,
    /// Sum of |dL/dy| over the rows at each layer of the stack; empty unless it is asked for.
    pub(super) gradient_sums: Vec<f64>,
    /// Numbers of a row: the inputs, then the outputs of each layer.
    widths: Vec<usize>,
    /// Where in `widths` what a layer takes stands: behind the layer before it, or the one a head branches off.
    sources: Vec<usize>,
}

impl<P> Shard<P> {
    /// What a layer takes in, what it keeps, and the room it works in.
    pub(super) fn at(&mut self, layer: usize) -> (&[f32], &mut Cache, Scratch<'_>) {
        let Self { x, rows, caches, scratch, keys, widths, sources, .. } = self;
        let source = sources[layer];
        let (before, after) = caches.split_at_mut(layer);
        let x = if source == 0 { &*x } else { &before[source - 1].y };
        (&x[..*rows * widths[source]], &mut after[0], Scratch { scratch, keys: &keys[..*rows] })
    }

    /// The same on the way back through the stack, with the room for dL/dx behind what the layer takes in; the first layer has none.
    pub(super) fn back_at(&mut self, layer: usize) -> (&[f32], Option<&mut [f32]>, &mut Cache, Scratch<'_>) {
        let Self { x, rows, caches, scratch, keys, widths, .. } = self;
        let (before, after) = caches.split_at_mut(layer);
        let n = *rows * widths[layer];
        let (x, dx) = match before.last_mut() {
            Some(Cache { y, delta, .. }) => (&y[..n], Some(&mut delta[..n])),
            None => (&x[..n], None),
        };
        (x, dx, &mut after[0], Scratch { scratch, keys: &keys[..*rows] })
    }

    /// What a dense layer took in, in blocks of columns, and dL/d(pre-activation), in panels. Asked for by every tile of the
    /// weights' gradient.
    #[inline]
    pub(super) fn factors(&self, layer: usize) -> (&[f32], &[f32]) {
        let Cache { columns, packed, filled, .. } = &self.caches[layer];
        (&columns[..filled[0]], &packed[..filled[1]])
    }
}

/// All shards of a batch.
#[derive(Debug)]
pub struct Workspace<P> {
    shards: Vec<Shard<P>>,
    /// Rows of the largest batch.
    room: usize,
    /// Rows of a shard, but for the last one.
    size: usize,
    used: usize,
    /// One a layer.
    common: Vec<Common>,
}

impl<P: Default> Workspace<P> {
    /// Buffers for batches of at most `batch` rows.
    pub fn new(network: &Network, batch: usize) -> Self {
        let layers = || network.layers().iter().chain(network.heads());
        let widths = || std::iter::once(network.inputs()).chain(layers().map(Layer::outputs)).collect();
        let source = |layer| network.source(layer).map_or(0, |source| source + 1);
        let scratch = layers().map(|layer| layer.scratch(Phase::Training)).max().unwrap_or(0);
        let size = shard_rows(batch);
        let shard = |index| {
            let rows = size.min(batch - index * size);
            Shard {
                first: index * size,
                rows: 0,
                payload: P::default(),
                x: vec![0.0; rows * network.inputs()],
                caches: network.caches(rows),
                scratch: vec![0.0; scratch],
                keys: vec![0; rows],
                gradient_sums: Vec::new(),
                widths: widths(),
                sources: (0..layers().count()).map(source).collect(),
            }
        };
        let common = |(index, layer): (usize, &Layer)| layer.common(Phase::Training, index > 0);
        Self {
            shards: (0..batch.div_ceil(size)).map(shard).collect(),
            room: batch,
            size,
            used: 0,
            common: layers().enumerate().map(common).collect(),
        }
    }
}

impl<P> Workspace<P> {
    /// Sets the number of rows of the next batch.
    ///
    /// # Panics
    /// If there are more than the workspace was made for.
    pub fn resize(&mut self, rows: usize) {
        assert!(rows <= self.room, "{rows} rows are more than the workspace was made for");
        self.used = rows.div_ceil(self.size);
        for shard in &mut self.shards[..self.used] {
            shard.rows = self.size.min(rows - shard.first);
        }
    }

    /// Rows of the current batch.
    pub(super) fn rows(&self) -> usize {
        self.shards().iter().map(|shard| shard.rows).sum()
    }

    /// Sets the numbers from which the random numbers of each row of the batch follow; rows of equal keys draw the
    /// same ones. Without this call all keys are 0.
    pub fn set_keys(&mut self, keys: impl IntoIterator<Item = u64>) {
        let all = self.shards[..self.used].iter_mut().flat_map(|shard| &mut shard.keys[..shard.rows]);
        all.zip(keys).for_each(|(key, given)| *key = given);
    }

    /// From now on [`Self::gradient_sums`] is known, which takes time.
    pub fn note_gradient_sums(&mut self, network: &Network) {
        self.shards.iter_mut().for_each(|shard| shard.gradient_sums = vec![0.0; network.layers().len()]);
    }

    /// Sum of |dL/dy| over the rows of the last batch, for the outputs y of each layer of the stack. Empty unless
    /// [`Self::note_gradient_sums`] was called.
    pub fn gradient_sums(&self) -> Vec<f64> {
        let layers = self.shards().first().map_or(0, |shard| shard.gradient_sums.len());
        (0..layers).map(|layer| self.shards().iter().map(|shard| shard.gradient_sums[layer]).sum()).collect()
    }

    /// The shards of the current batch, in order.
    pub fn shards(&self) -> &[Shard<P>] {
        &self.shards[..self.used]
    }

    /// The shards of the current batch, in order, and what they share of each layer.
    pub(super) fn parts_mut(&mut self) -> (&mut [Shard<P>], &mut [Common]) {
        (&mut self.shards[..self.used], &mut self.common)
    }

    /// What the shards share of a layer.
    pub(super) fn common(&self, layer: usize) -> &Common {
        &self.common[layer]
    }
}
