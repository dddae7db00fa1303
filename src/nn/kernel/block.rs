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

impl<'a> Left<'a> {
    /// The same factor from row `first` on.
    #[inline(always)]
    pub(super) fn from_row(self, first: usize) -> Self {
        Self { values: &self.values[first * self.row..], ..self }
    }
}

/// M rows of the left factor times N vectors of each row of a panel.
pub(super) type Sums<S, const M: usize, const N: usize> = [[<S as Simd>::f32s; N]; M];

/// Adds to `sums` the product of M rows of `left` and N vectors, from `vector` on, of each row of a panel of `width`
/// columns. Goes along the whole panel, step by step.
#[inline(always)]
pub(super) fn block<S: Simd, const M: usize, const N: usize>(
    simd: S,
    left: Left<'_>,
    panel: &[f32],
    [width, vector]: [usize; 2],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    let depth = panel.len() / width;
    let (panel, _) = S::as_simd_f32s(panel);
    let right = panel.chunks_exact(width / S::F32_LANES).map(|row| vectors::<S, N>(row, vector));
    if left.step == 1 {
        let rows: [&[f32]; M] = std::array::from_fn(|i| &left.values[i * left.row..][..depth]);
        for (k, right) in right.enumerate() {
            step(simd, rows.map(|row| row[k]), right, &mut sums);
        }
    } else {
        for (left, right) in left.values.chunks(left.step).zip(right) {
            step(simd, std::array::from_fn(|i| left[..M][i]), right, &mut sums);
        }
    }
    sums
}

#[inline(always)]
fn vectors<S: Simd, const N: usize>(row: &[S::f32s], first: usize) -> [S::f32s; N] {
    let row = &row[first..first + N];
    std::array::from_fn(|j| row[j])
}

#[inline(always)]
fn step<S: Simd, const M: usize, const N: usize>(
    simd: S,
    left: [f32; M],
    right: [S::f32s; N],
    sums: &mut Sums<S, M, N>,
) {
    for (left, sums) in left.into_iter().zip(sums) {
        let left = simd.splat_f32s(left);
        for (right, sum) in right.into_iter().zip(sums) {
            *sum = simd.mul_add_e_f32s(left, right, *sum);
        }
    }
}
