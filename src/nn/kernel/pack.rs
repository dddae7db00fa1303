//! Copies into panels.

use super::layout::{Layout, Panel, WIDTH};
use pulp::{Arch, Simd, WithSimd};

/// Rows that are transposed together.
const GROUP: usize = 8;

/// Lays the rows of one block out, from row by row; what fills the last panel becomes 0.
///
/// # Panics
/// If a length does not fit the layout, or that has more than one block.
pub(in crate::nn) fn pack_rows(rows: &[f32], layout: Layout, out: &mut [f32]) {
    assert!(layout.rows <= super::BLOCK, "one block");
    assert_eq!([rows.len(), out.len()], [layout.rows * layout.columns, layout.size()], "lengths fit");
    Arch::new().dispatch(Pack { rows, layout, out });
}

struct Pack<'a> {
    rows: &'a [f32],
    layout: Layout,
    out: &'a mut [f32],
}

impl WithSimd for Pack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, layout: Layout { rows: n, columns }, out } = self;
        for Panel { first, width } in self.layout.panels() {
            let last = columns.min(first + width);
            let out = &mut out[first * n..][..width * n];
            for (row, out) in rows.chunks_exact(columns).zip(out.chunks_exact_mut(width)) {
                let (out, _) = S::as_mut_simd_f32s(out);
                for (vector, out) in out.iter_mut().enumerate() {
                    let from = first + vector * S::F32_LANES;
                    let piece = &row[from.min(last)..last.min(from + S::F32_LANES)];
                    let whole = S::as_simd_f32s(piece).0.first();
                    *out = if let Some(whole) = whole { *whole } else { simd.partial_load_f32s(piece) };
                }
            }
        }
    }
}

/// Copies rows, `width` numbers apart, into the columns of a panel of 32: numbers `0..width` of each go down the
/// panel's rows.
#[inline(always)]
pub(super) fn transpose(rows: &[f32], width: usize, out: &mut [f32]) {
    let mut column = 0;
    for group in rows.chunks(GROUP * width) {
        if group.len() == GROUP * width {
            for (k, out) in out.chunks_exact_mut(WIDTH).enumerate().take(width) {
                let out = &mut out[column..column + GROUP];
                for (i, out) in out.iter_mut().enumerate() {
                    *out = group[i * width + k];
                }
            }
        } else {
            for (i, row) in group.chunks_exact(width).enumerate() {
                for (out, value) in out.chunks_exact_mut(WIDTH).zip(row) {
                    out[column + i] = *value;
                }
            }
        }
        column += GROUP;
    }
}
