//! The three products of a layer: forward, towards its inputs, and for its weights.

use super::block::Left;
use super::layout::{BLOCK, Layout, Panel, WIDTH, padded};
use super::pack::transpose;
use super::pass::add_rows;
use super::sweep::{Target, Then, sweep};
use pulp::{Arch, Simd, WithSimd};

/// Blocks of weights whose panels stay in the first cache while the rows of a batch pass by.
const GROUP: usize = 4;

/// `y += x w`; `x` is `[n, rows of w]` and `y` `[n, columns of w]`, row by row; `w` as its layout says.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn multiply_add(x: &[f32], w: &[f32], layout: Layout, y: &mut [f32]) {
    let n = y.len() / layout.columns;
    assert_eq!([x.len(), w.len(), y.len()], [n * layout.rows, layout.size(), n * layout.columns]);
    Arch::new().dispatch(Forward { x, w, layout, y });
}

struct Forward<'a> {
    x: &'a [f32],
    w: &'a [f32],
    layout: Layout,
    y: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { x, w, layout, y } = self;
        let Layout { rows: k, columns } = layout;
        let blocks = k.div_ceil(BLOCK);
        for first in (0..blocks).step_by(GROUP) {
            for panel in layout.panels() {
                let pieces = (first..blocks.min(first + GROUP)).map(|block| {
                    let left = Left { values: &x[block * BLOCK..], row: k, step: 1 };
                    (left, layout.slice(w, block, panel))
                });
                let target = Target { out: &mut *y, columns, panel, then: Then::Add };
                sweep(simd, x.len() / k, &pieces, target);
            }
        }
    }
}

/// `dx = delta w^T`; `delta` is `[n, columns of w]` and `dx` `[n, rows of w]`, row by row; `w` as its layout says.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn input_gradient(delta: &[f32], w: &[f32], layout: Layout, dx: &mut [f32]) {
    let n = dx.len() / layout.rows;
    assert_eq!([delta.len(), w.len(), dx.len()], [n * layout.columns, layout.size(), n * layout.rows]);
    dx.fill(0.0);
    Arch::new().dispatch(InputGradient { delta, w, layout, dx });
}

struct InputGradient<'a> {
    delta: &'a [f32],
    w: &'a [f32],
    layout: Layout,
    dx: &'a mut [f32],
}

/// Columns of w whose transpose is at hand at a time.
const DEPTH: usize = 4 * WIDTH;

impl WithSimd for InputGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { delta, w, layout, dx } = self;
        let Layout { rows: k, columns: m } = layout;
        let mut turned = [0.0; DEPTH * WIDTH];
        for first in (0..k).step_by(WIDTH) {
            for from in (0..m).step_by(DEPTH) {
                let rows = [first, k.min(first + WIDTH)];
                for (panel, out) in
                    layout.panels().skip(from / WIDTH).zip(turned.chunks_exact_mut(WIDTH * WIDTH))
                {
                    turn(w, layout, panel, rows, out);
                }
                let depth = DEPTH.min(m - from);
                let left = Left { values: &delta[from..], row: m, step: 1 };
                let pieces = std::iter::once((left, &turned[..depth * WIDTH]));
                let panel = Panel { first, width: WIDTH };
                let target = Target { out: &mut *dx, columns: k, panel, then: Then::Add };
                sweep(simd, delta.len() / m, &pieces, target);
            }
        }
    }
}

/// Writes rows `first..last` of one panel of w as columns.
#[inline(always)]
fn turn(w: &[f32], layout: Layout, panel: Panel, [first, last]: [usize; 2], out: &mut [f32]) {
    let slice = layout.slice(w, first / BLOCK, panel);
    let rows = &slice[first % BLOCK * panel.width..][..(last - first) * panel.width];
    transpose(rows, panel.width, out);
}

/// The shards of a batch as a weight gradient sees them: x, `[n, rows of w]` row by row, and delta, as the layout of
/// an `[n, columns of w]` matrix of one block.
pub(in crate::nn) trait Shards<'a>: Iterator<Item = (&'a [f32], &'a [f32])> + Clone {}
impl<'a, I: Iterator<Item = (&'a [f32], &'a [f32])> + Clone> Shards<'a> for I {}

/// One panel of one block of dL/dW = x^T delta, summed over the shards in their order: what [`Layout`] keeps as one
/// slice of the weights.
///
/// # Panics
/// If there is no such block or panel, or lengths do not fit.
pub(in crate::nn) fn weight_gradient<'a>(
    shards: impl Shards<'a>,
    layout: Layout,
    [block, panel]: [usize; 2],
    gradient: &mut [f32],
) {
    let panel = layout.panel(panel);
    Arch::new().dispatch(WeightGradient { shards, layout, block, panel, gradient });
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
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shards, layout: Layout { rows: k, columns }, block, panel, gradient } = self;
        let pieces = shards.map(|(x, delta)| {
            let left = Left { values: &x[block * BLOCK..], row: 1, step: k };
            let layout = Layout { rows: x.len() / k, columns };
            (left, layout.slice(delta, 0, panel))
        });
        let columns = panel.width;
        let rows = gradient.len() / columns;
        let panel = Panel { first: 0, width: columns };
        sweep(simd, rows, &pieces, Target { out: gradient, columns, panel, then: Then::Replace });
    }
}

/// One panel of dL/db: the sum of delta over all rows of all shards, in their order. `layout` is that of the bias.
///
/// # Panics
/// If there is no such panel, or lengths do not fit.
pub(in crate::nn) fn bias_gradient<'a>(
    shards: impl Shards<'a>,
    layout: Layout,
    panel: usize,
    gradient: &mut [f32],
) {
    let Panel { first, width } = layout.panel(panel);
    gradient.fill(0.0);
    for (_, delta) in shards {
        let rows = delta.len() / padded(layout.columns);
        add_rows(&delta[first * rows..][..width * rows], gradient);
    }
}
