//! The products of a dense layer: forward and towards its inputs, and for its weights.

use super::layout::{BLOCK, Layout, Panel};
use super::store::{StorePlace, StoreStart};
use super::tile::{
    TileRows, TileSteps, Tiles, columns_tile, height, rows_tile, with_height, with_vectors, zeros,
};
use super::vectors::dispatch_columns;
use pulp::{Simd, WithSimd};

/// Blocks of weights whose panel stays in the first cache while the rows of a shard pass by.
const GROUP: usize = 4;

/// `y = bias + x w`, or `x w` without a bias; `x` is `[n, rows of w]` and `y` `[n, columns of w]`, row by row; `w` as its
/// layout says, and the bias `[columns of w]` filled up to whole vectors.
///
/// # Panics
/// If the lengths do not fit.
pub fn multiply(x: &[f32], w: &[f32], layout: Layout, bias: Option<&[f32]>, y: &mut [f32]) {
    let n = y.len() / layout.columns;
    assert_eq!([x.len(), w.len(), y.len()], [n * layout.rows, layout.size(), n * layout.columns]);
    assert!(bias.is_none_or(|bias| bias.len() == layout.padded()), "a bias for each column");
    let start = bias.map_or(StoreStart::Zeros, StoreStart::Columns);
    dispatch_columns(layout.columns, Product { x, w, layout, start, y });
}

struct Product<'a> {
    x: &'a [f32],
    w: &'a [f32],
    layout: Layout,
    start: StoreStart<'a>,
    y: &'a mut [f32],
}

impl WithSimd for Product<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let layout = self.layout;
        for first in (0..layout.blocks()).step_by(GROUP) {
            for panel in layout.panels() {
                let vectors = panel.width / S::F32_LANES;
                with_vectors!(vectors, S, product_panel::<S>(&mut self, simd, first, panel));
            }
            self.start = StoreStart::Kept;
        }
    }
}

/// One panel of the product, over one group of blocks.
#[inline(always)]
fn product_panel<const N: usize, S: Simd>(pass: &mut Product<'_>, simd: S, first: usize, panel: Panel) {
    let rows = pass.x.len() / pass.layout.rows;
    let mut row = 0;
    while row < rows {
        let height = height::<S, N>(rows - row);
        with_height!(height, S, N, product_tile::<N, S>(pass, simd, (first, panel), row));
        row += height;
    }
}

#[inline(always)]
fn product_tile<const M: usize, const N: usize, S: Simd>(
    pass: &mut Product<'_>,
    simd: S,
    (first, panel): (usize, Panel),
    row: usize,
) {
    let Product { x, w, layout, start, y } = pass;
    let (k, columns) = (layout.rows, layout.columns);
    let last = layout.blocks().min(first + GROUP);
    let whole = last.min(k / BLOCK) - first.min(k / BLOCK);
    let out = &mut y[row * columns + panel.first..];
    let mut place = StorePlace { out, row: columns, columns: columns - panel.first };
    let mut sums = place.begin::<S, M, N>(simd, *start, panel.first);
    let x = &x[row * k..];
    if whole > 0 {
        let left = TileRows { values: &x[first * BLOCK..], row: k, run: BLOCK };
        let values = &w[first * layout.block_size() + panel.first * BLOCK..];
        let right = TileSteps { values, run: layout.block_size() };
        sums = rows_tile::<S, M, N>(simd, left, right, [whole, BLOCK], sums);
    }
    if first + whole < last {
        let left = TileRows { values: &x[(first + whole) * BLOCK..], row: k, run: 0 };
        let right = TileSteps { values: layout.slice(w, first + whole, panel), run: 0 };
        sums = rows_tile::<S, M, N>(simd, left, right, [1, layout.block_rows(first + whole)], sums);
    }
    place.end::<S, M, N>(simd, &sums);
}

/// The shards of a batch as a weight gradient sees them: x, as [`super::pack_columns`] packs it, and delta, as
/// [`super::pack_rows`] does.
pub trait Shards<'a>: Iterator<Item = (&'a [f32], &'a [f32])> + Clone {}
impl<'a, I: Iterator<Item = (&'a [f32], &'a [f32])> + Clone> Shards<'a> for I {}

/// One panel of one block of dL/dW = x^T delta, summed over the shards in their order: what [`Layout`] keeps as one
/// slice of the weights.
///
/// # Panics
/// If there is no such block or panel, or lengths do not fit.
pub fn weight_gradient<'a>(
    shards: impl Shards<'a>,
    layout: Layout,
    [block, panel]: [usize; 2],
    gradient: &mut [f32],
) {
    let panel = layout.panel(panel);
    let rows = layout.block_rows(block);
    assert_eq!(gradient.len(), rows * panel.width, "a gradient for each weight");
    dispatch_columns(layout.columns, WeightGradient { shards, layout, block, panel, gradient });
}

struct WeightGradient<'a, I> {
    shards: I,
    layout: Layout,
    block: usize,
    panel: Panel,
    gradient: &'a mut [f32],
}

impl<'a, I: Shards<'a>> WithSimd for WeightGradient<'_, I> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let vectors = self.panel.width / S::F32_LANES;
        with_vectors!(vectors, S, gradient_panel::<S, I>(&mut self, simd));
    }
}

#[inline(always)]
fn gradient_panel<'a, const N: usize, S: Simd, I: Shards<'a>>(pass: &mut WeightGradient<'_, I>, simd: S) {
    let rows = pass.gradient.len() / (N * S::F32_LANES);
    let mut row = 0;
    while row < rows {
        let height = height::<S, N>(rows - row);
        with_height!(height, S, N, gradient_tile::<N, S, I>(pass, simd, row));
        row += height;
    }
}

#[inline(always)]
fn gradient_tile<'a, const M: usize, const N: usize, S: Simd, I: Shards<'a>>(
    pass: &mut WeightGradient<'_, I>,
    simd: S,
    row: usize,
) {
    let mut sums = zeros::<S, M, N>(simd);
    for (x, delta) in pass.shards.clone() {
        let n = delta.len() / pass.layout.padded();
        let (left, _) = x[pass.block * n * BLOCK..][..n * BLOCK].as_chunks::<BLOCK>();
        let right = &delta[pass.panel.first * n..][..n * N * S::F32_LANES];
        sums = columns_tile::<S, M, N, BLOCK>(simd, left, row, right, sums);
    }
    let width = N * S::F32_LANES;
    let mut place = StorePlace { out: &mut pass.gradient[row * width..], row: width, columns: width };
    place.end::<S, M, N>(simd, &sums);
}

/// One panel of dL/db: the sum of delta over all rows of all shards, in their order. `layout` is that of the bias.
///
/// # Panics
/// If there is no such panel, or lengths do not fit.
pub fn bias_gradient<'a>(shards: impl Shards<'a>, layout: Layout, panel: usize, gradient: &mut [f32]) {
    let Panel { first, width } = layout.panel(panel);
    gradient.fill(0.0);
    for (_, delta) in shards {
        let rows = delta.len() / layout.padded();
        super::passes::add_rows(&delta[first * rows..][..width * rows], gradient);
    }
}
