//! How the right factor of a product is laid out: in panels of 32 columns, each row of a panel after the other.

use pulp::Simd;

/// Columns of a panel. The last one of a matrix has half of them if that is enough.
pub(super) const WIDTH: usize = 32;
const HALF: usize = WIDTH / 2;

/// Columns of a matrix once they are in panels; those added hold zeros.
pub(in crate::nn) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(HALF)
}

/// Columns `first..first + width` of a matrix.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    /// The first column.
    pub(super) first: usize,
    /// 32, or 16 for a short last one.
    pub(super) width: usize,
}

/// The panels of a matrix with this many columns.
pub(super) fn panels(columns: usize) -> impl Iterator<Item = Panel> {
    let panel = move |first| Panel { first, width: if columns - first > HALF { WIDTH } else { HALF } };
    (0..columns).step_by(WIDTH).map(panel)
}

/// Copies one panel of rows of `columns` numbers; what lies beyond the last column becomes 0.
#[inline(always)]
pub(super) fn pack<S: Simd>(simd: S, rows: &[f32], columns: usize, panel: Panel, out: &mut [f32]) {
    let Panel { first, width } = panel;
    let last = columns.min(first + width);
    for (row, out) in rows.chunks_exact(columns).zip(out.chunks_exact_mut(width)) {
        let (out, _) = S::as_mut_simd_f32s(out);
        let (whole, rest) = S::as_simd_f32s(&row[first..last]);
        out[..whole.len()].copy_from_slice(whole);
        if whole.len() < out.len() {
            out[whole.len()] = simd.partial_load_f32s(rest);
            out[whole.len() + 1..].fill(simd.splat_f32s(0.0));
        }
    }
}

/// Copies one panel of the transposed matrix: row r of `rows` (`stride` numbers apart) becomes column r of the panel,
/// which has a row for each of the numbers `from..from + depth`. Columns without a row become 0.
#[inline(always)]
pub(super) fn pack_transposed(rows: &[f32], stride: usize, from: usize, depth: usize, out: &mut [f32]) {
    let width = out.len() / depth;
    if rows.len() < width * stride {
        out.fill(0.0);
    }
    for (column, row) in rows.chunks_exact(stride).take(width).enumerate() {
        for (out, value) in out.chunks_exact_mut(width).zip(&row[from..from + depth]) {
            out[column] = *value;
        }
    }
}
