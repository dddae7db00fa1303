//! Going over a panel of a product, block by block.

use super::block::{Left, Sums, block};
use super::layout::Panel;
use pulp::Simd;

/// Where a panel of a product goes: `out` has rows of `columns` numbers.
pub(super) struct Target<'a> {
    pub(super) out: &'a mut [f32],
    pub(super) columns: usize,
    pub(super) panel: Panel,
    pub(super) then: Then,
}

/// What happens to the numbers that stand there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    /// The product is added to them.
    Add,
    /// The product replaces them.
    Replace,
}

/// Goes down the rows of a panel, in blocks as tall as the registers allow and the rest in smaller ones. A product is
/// the sum of its pieces, each of them a left factor and a panel.
#[inline(always)]
pub(super) fn sweep<'a, S: Simd, I: Iterator<Item = (Left<'a>, &'a [f32])> + Clone>(
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
        block::<S, M, N>(simd, left.down_to(row), panel, [target.panel.width, vector], &mut sums);
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
    let adds = target.then == Then::Add;
    for i in 0..M {
        let line = &mut target.out[(row + i) * target.columns..][..target.columns];
        for j in 0..N {
            let first = target.panel.first + (vector + j) * S::F32_LANES;
            if first >= target.columns {
                break;
            }
            let end = target.columns.min(first + S::F32_LANES);
            let out = &mut line[first..end];
            if let ([whole], _) = S::as_mut_simd_f32s(out) {
                *whole = if adds { simd.add_f32s(*whole, sums[i][j]) } else { sums[i][j] };
            } else {
                let before = if adds { simd.partial_load_f32s(out) } else { simd.splat_f32s(0.0) };
                simd.partial_store_f32s(out, simd.add_f32s(before, sums[i][j]));
            }
        }
    }
}
