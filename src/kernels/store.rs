//! Where the sums of a tile begin and where they go.

use super::tile::{Sums, zeros};
use pulp::Simd;

/// What sums begin with.
#[derive(Clone, Copy)]
pub(crate) enum StoreStart<'a> {
    /// 0.
    Zeros,
    /// A number for each column, filled up to whole vectors.
    Columns(&'a [f32]),
    /// What the product has at its place already.
    Kept,
}

/// A part of a matrix that a tile writes: from its first row and column on.
pub(crate) struct StorePlace<'a> {
    pub(crate) out: &'a mut [f32],
    /// Between rows.
    pub(crate) row: usize,
    /// Columns from the first on; more are not written.
    pub(crate) columns: usize,
}

impl StorePlace<'_> {
    /// What the sums of a tile begin with; `first` is the tile's first column in a start by columns.
    #[inline(always)]
    pub(crate) fn begin<S: Simd, const M: usize, const N: usize>(
        &self,
        simd: S,
        start: StoreStart<'_>,
        first: usize,
    ) -> Sums<S, M, N> {
        let mut sums = zeros::<S, M, N>(simd);
        match start {
            StoreStart::Zeros => {}
            StoreStart::Columns(values) => {
                let (values, _) = S::as_simd_f32s(&values[first..][..N * S::F32_LANES]);
                for i in 0..M {
                    sums[i].copy_from_slice(values);
                }
            }
            StoreStart::Kept => {
                for i in 0..M {
                    let line = &self.out[i * self.row..][..self.columns.min(N * S::F32_LANES)];
                    let (whole, rest) = S::as_simd_f32s(line);
                    for j in 0..N {
                        sums[i][j] = match whole.get(j) {
                            Some(whole) => *whole,
                            None if j == whole.len() => simd.partial_load_f32s(rest),
                            None => simd.splat_f32s(0.0),
                        };
                    }
                }
            }
        }
        sums
    }

    /// Writes the sums.
    #[inline(always)]
    pub(crate) fn end<S: Simd, const M: usize, const N: usize>(&mut self, simd: S, sums: &Sums<S, M, N>) {
        if self.columns >= N * S::F32_LANES {
            for i in 0..M {
                let (line, _) = S::as_mut_simd_f32s(&mut self.out[i * self.row..][..N * S::F32_LANES]);
                line.copy_from_slice(&sums[i]);
            }
        } else {
            for i in 0..M {
                let (whole, rest) = S::as_mut_simd_f32s(&mut self.out[i * self.row..][..self.columns]);
                whole.copy_from_slice(&sums[i][..whole.len()]);
                if let Some(last) = sums[i].get(whole.len()) {
                    simd.partial_store_f32s(rest, *last);
                }
            }
        }
    }
}
