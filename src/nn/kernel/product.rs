//! The three products of a layer: forward, towards its inputs, and for its weights.

use super::block::{Left, Sums, block};
use super::panel::{Panel, WIDTH, pack, pack_transposed, padded, panels};
use pulp::{Arch, Simd, WithSimd};

/// Steps of the inner dimension that are packed and worked at a time: a panel of them fits the first cache.
const DEPTH: usize = 256;

/// `y += x w`; `x` is `[n, k]`, `w` `[k, m]`, `y` `[n, m]`, all row by row.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn multiply_add(x: &[f32], w: &[f32], [n, k, m]: [usize; 3], y: &mut [f32]) {
    assert_eq!([x.len(), w.len(), y.len()], [n * k, k * m, n * m], "lengths fit the shapes");
    Arch::new().dispatch(Right { left: x, w, shape: [n, k, m], transposed: false, out: y });
}

/// `dx = delta w^T`; `delta` is `[n, m]`, `w` `[k, m]`, `dx` `[n, k]`, all row by row.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn input_gradient(delta: &[f32], w: &[f32], [n, k, m]: [usize; 3], dx: &mut [f32]) {
    assert_eq!([delta.len(), w.len(), dx.len()], [n * m, k * m, n * k], "lengths fit the shapes");
    dx.fill(0.0);
    Arch::new().dispatch(Right { left: delta, w, shape: [n, m, k], transposed: true, out: dx });
}

/// `out += left right`, where `right` is `w` or its transpose, packed on the way. `shape` is rows, depth, columns.
struct Right<'a> {
    left: &'a [f32],
    w: &'a [f32],
    shape: [usize; 3],
    transposed: bool,
    out: &'a mut [f32],
}

impl WithSimd for Right<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { left, w, shape: [n, k, m], transposed, out } = self;
        let mut packed = [0.0; DEPTH * WIDTH];
        let depth = k.div_ceil(k.div_ceil(DEPTH));
        for from in (0..k).step_by(depth) {
            let depth = depth.min(k - from);
            let left = Left { values: &left[from..], row: k, step: 1 };
            for panel in panels(m) {
                let packed = &mut packed[..depth * panel.width];
                if transposed {
                    pack_transposed(&w[panel.first * k..], k, from, depth, packed);
                } else {
                    pack(simd, &w[from * m..(from + depth) * m], m, panel, packed);
                }
                let target = Target { out, columns: m, panel, adds: true };
                sweep(simd, n, &std::iter::once((left, &*packed)), target);
            }
        }
    }
}

/// Lays rows of `columns` numbers out in panels, one after the other; `out` has [`padded`] columns for each row.
///
/// # Panics
/// If `out` is too short.
pub(in crate::nn) fn pack_rows(rows: &[f32], columns: usize, out: &mut [f32]) {
    struct Pack<'a>(&'a [f32], usize, &'a mut [f32]);
    impl WithSimd for Pack<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let Self(rows, columns, out) = self;
            let n = rows.len() / columns;
            for panel in panels(columns) {
                pack(simd, rows, columns, panel, &mut out[panel.first * n..][..panel.width * n]);
            }
        }
    }
    Arch::new().dispatch(Pack(rows, columns, out));
}

/// Rows `first..` of dL/dW = x^T delta, summed over the shards in their order. A shard gives `x`, `[n, k]` row by row,
/// and delta, `[n, m]`, as [`pack_rows`] leaves it; `gradient` holds whole rows of m numbers.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn weight_gradient<'a, I>(shards: I, first: usize, [k, m]: [usize; 2], gradient: &mut [f32])
where
    I: Iterator<Item = (&'a [f32], &'a [f32])> + Clone,
{
    Arch::new().dispatch(WeightGradient { shards, first, shape: [k, m], gradient });
}

struct WeightGradient<'a, I> {
    shards: I,
    first: usize,
    shape: [usize; 2],
    gradient: &'a mut [f32],
}

impl<'a, I: Iterator<Item = (&'a [f32], &'a [f32])> + Clone> WithSimd for WeightGradient<'_, I> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { shards, first, shape: [k, m], gradient } = self;
        let rows = gradient.len() / m;
        for panel in panels(m) {
            let pieces = shards.clone().map(|(x, delta)| {
                let n = delta.len() / padded(m);
                let left = Left { values: &x[first..], row: 1, step: k };
                (left, &delta[panel.first * n..][..panel.width * n])
            });
            let target = Target { out: &mut *gradient, columns: m, panel, adds: false };
            sweep(simd, rows, &pieces, target);
        }
    }
}

/// Where a panel of a product goes.
struct Target<'a> {
    out: &'a mut [f32],
    columns: usize,
    panel: Panel,
    adds: bool,
}

/// Goes down the rows of a panel, in blocks as tall as the registers allow and the rest in smaller ones. A product is
/// the sum of its pieces.
#[inline(always)]
fn sweep<'a, S: Simd, I: Iterator<Item = (Left<'a>, &'a [f32])> + Clone>(
    simd: S,
    rows: usize,
    pieces: &I,
    mut target: Target<'_>,
) {
    let mut row = 0;
    if S::REGISTER_COUNT >= 32 {
        while row + 8 <= rows {
            across::<S, 8, I>(simd, row, pieces, &mut target);
            row += 8;
        }
    }
    while row + 4 <= rows {
        across::<S, 4, I>(simd, row, pieces, &mut target);
        row += 4;
    }
    while row < rows {
        across::<S, 1, I>(simd, row, pieces, &mut target);
        row += 1;
    }
}

/// M rows, over the width of the panel.
#[inline(always)]
fn across<'a, S: Simd, const M: usize, I: Iterator<Item = (Left<'a>, &'a [f32])> + Clone>(
    simd: S,
    row: usize,
    pieces: &I,
    target: &mut Target<'_>,
) {
    let vectors = target.panel.width / S::F32_LANES;
    let mut vector = 0;
    while vector + 2 <= vectors {
        one::<S, M, 2, I>(simd, [row, vector], pieces, target);
        vector += 2;
    }
    if vector < vectors {
        one::<S, M, 1, I>(simd, [row, vector], pieces, target);
    }
}

#[inline(always)]
fn one<'a, S: Simd, const M: usize, const N: usize, I: Iterator<Item = (Left<'a>, &'a [f32])> + Clone>(
    simd: S,
    [row, vector]: [usize; 2],
    pieces: &I,
    target: &mut Target<'_>,
) {
    let mut sums = [[simd.splat_f32s(0.0); N]; M];
    for (left, panel) in pieces.clone() {
        sums = block::<S, M, N>(simd, left.from_row(row), panel, [target.panel.width, vector], sums);
    }
    store(simd, sums, [row, vector], target);
}

#[inline(always)]
fn store<S: Simd, const M: usize, const N: usize>(
    simd: S,
    sums: Sums<S, M, N>,
    [row, vector]: [usize; 2],
    target: &mut Target<'_>,
) {
    let lanes = S::F32_LANES;
    let first = target.panel.first + vector * lanes;
    for (row, sums) in target.out.chunks_exact_mut(target.columns).skip(row).zip(sums) {
        let row = row.get_mut(first..).unwrap_or_default();
        for (out, sum) in row.chunks_mut(lanes).zip(sums) {
            if let (whole @ [_], _) = S::as_mut_simd_f32s(out) {
                whole[0] = if target.adds { simd.add_f32s(whole[0], sum) } else { sum };
            } else {
                let sum = if target.adds { simd.add_f32s(simd.partial_load_f32s(out), sum) } else { sum };
                simd.partial_store_f32s(out, sum);
            }
        }
    }
}
