//! The register block: the only loop that does real work.

use pulp::Simd;

/// The left factor of a product: the element of row i at step k of the inner dimension stands at
/// `i * row + k * step`, and one of the two strides is 1.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    /// From the first element needed on.
    pub(super) values: &'a [f32],
    /// Between rows.
    pub(super) row: usize,
    /// Between steps.
    pub(super) step: usize,
}

impl Left<'_> {
    /// The same factor from row `first` on.
    #[inline(always)]
    pub(super) fn down_to(self, first: usize) -> Self {
        Self { values: &self.values[first * self.row..], ..self }
    }
}

/// M rows of the left factor times N vectors of each row of a panel.
pub(super) type Sums<S, const M: usize, const N: usize> = [[<S as Simd>::f32s; N]; M];

/// Adds to `sums` the product of M rows of `left` and N vectors, from `vector` on, of each row of a panel of `width`
/// columns. Goes along the whole panel, step by step.
///
/// Written with indices: the sums stay in registers only if nothing is left for the compiler not to inline.
#[inline(always)]
pub(super) fn block<S: Simd, const M: usize, const N: usize>(
    simd: S,
    left: Left<'_>,
    panel: &[f32],
    [width, vector]: [usize; 2],
    sums: &mut Sums<S, M, N>,
) {
    let depth = panel.len() / width;
    let (panel, _) = S::as_simd_f32s(panel);
    let right = panel.chunks_exact(width / S::F32_LANES);
    if left.step == 1 {
        let mut rows = [left.values; M];
        for i in 0..M {
            rows[i] = &left.values[i * left.row..][..depth];
        }
        for (k, right) in right.enumerate() {
            let right = &right[vector..vector + N];
            for i in 0..M {
                let left = simd.splat_f32s(rows[i][k]);
                for j in 0..N {
                    sums[i][j] = simd.mul_add_e_f32s(left, right[j], sums[i][j]);
                }
            }
        }
    } else {
        for (left, right) in left.values.chunks(left.step).zip(right) {
            let (left, right) = (&left[..M], &right[vector..vector + N]);
            for i in 0..M {
                let left = simd.splat_f32s(left[i]);
                for j in 0..N {
                    sums[i][j] = simd.mul_add_e_f32s(left, right[j], sums[i][j]);
                }
            }
        }
    }
}
