//! The register tile of a convolution: pixels along a row times vectors of channels.

use super::block::Sums;
use pulp::Simd;

/// A factor walked in runs: step k of run r begins at `r * run + k * step`.
#[derive(Clone, Copy)]
pub(super) struct Walk<'a> {
    /// From the first element needed on.
    pub(super) values: &'a [f32],
    /// Between runs.
    pub(super) run: usize,
    /// Between steps of a run.
    pub(super) step: usize,
}

impl<'a> Walk<'a> {
    #[inline(always)]
    fn run(self, run: usize) -> &'a [f32] {
        &self.values[run * self.run..]
    }
}

/// Sizes of a tile that are known when compiling, or 0: with constant distances the compiler proves every access at
/// once and reaches all of a tile's elements from one register; short runs of a constant length are unrolled.
pub(super) trait Known {
    /// Between the left factor's elements.
    const ROW: usize;
    /// Steps of a run.
    const DEPTH: usize;
}

/// See [`Known`].
pub(super) struct Sizes<const ROW: usize, const DEPTH: usize>;

impl<const ROW: usize, const DEPTH: usize> Known for Sizes<ROW, DEPTH> {
    const ROW: usize = ROW;
    const DEPTH: usize = DEPTH;
}

/// `sums[i][j]` plus the products, over all steps of all runs, of element `i * row` of the left factor and vector j of
/// the right one.
#[inline(always)]
pub(super) fn tile<S: Simd, const M: usize, const N: usize, K: Known>(
    simd: S,
    (left, row): (Walk<'_>, usize),
    right: Walk<'_>,
    [runs, depth]: [usize; 2],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    let row = if K::ROW > 0 { K::ROW } else { row };
    let depth = if K::DEPTH > 0 { K::DEPTH } else { depth };
    let reach = (M - 1) * row + 1;
    for run in 0..runs {
        let (left_run, right_run) = (left.run(run), right.run(run));
        for k in 0..depth {
            let a = &left_run[k * left.step..][..reach];
            let (b, _) = S::as_simd_f32s(&right_run[k * right.step..][..N * S::F32_LANES]);
            for i in 0..M {
                let a = simd.splat_f32s(a[i * row]);
                for j in 0..N {
                    sums[i][j] = simd.mul_add_e_f32s(a, b[j], sums[i][j]);
                }
            }
        }
    }
    sums
}

/// The sums of products of all elements of a SIDE x SIDE window with the vectors of its slopes, for a picture of one
/// channel: windows a line apart in runs, a pixel apart in steps.
#[inline(always)]
pub(super) fn window_tile<S: Simd, const SIDE: usize, const N: usize>(
    simd: S,
    left: Walk<'_>,
    right: Walk<'_>,
    [runs, depth]: [usize; 2],
) -> [[[S::f32s; N]; SIDE]; SIDE] {
    let mut sums = [[[simd.splat_f32s(0.0); N]; SIDE]; SIDE];
    for run in 0..runs {
        let right_run = right.run(run);
        let mut lines = [left.values; SIDE];
        for i in 0..SIDE {
            lines[i] = &left.run(run + i)[..depth + SIDE - 1];
        }
        for k in 0..depth {
            let (b, _) = S::as_simd_f32s(&right_run[k * right.step..][..N * S::F32_LANES]);
            for i in 0..SIDE {
                let a = &lines[i][k..][..SIDE];
                for j in 0..SIDE {
                    let a = simd.splat_f32s(a[j]);
                    for v in 0..N {
                        sums[i][j][v] = simd.mul_add_e_f32s(a, b[v], sums[i][j][v]);
                    }
                }
            }
        }
    }
    sums
}

/// How tall the next tile should be with so many elements left: all tiles of a row about alike, none taller than the
/// registers hold.
#[inline(always)]
pub(super) fn height<S: Simd, const N: usize>(left: usize) -> usize {
    let most = match (S::REGISTER_COUNT >= 32, N) {
        (true, 1) => 14,
        (true, _) => 8,
        (false, 1) => 10,
        (false, _) => 5,
    };
    match left.div_ceil(left.div_ceil(most)) {
        14 => 14,
        10..=13 => 10,
        8 | 9 => 8,
        7 => 7,
        5 | 6 => 5,
        3 | 4 => 3,
        _ => 1,
    }
}

/// Calls `$tile` with a constant of that height, one of those that [`height`] gives. There are few, because each one
/// is compiled for every kind of vectors.
macro_rules! with_height {
    ($height:expr, $N:ident, $tile:ident :: <$($generic:tt),*> $arguments:tt) => {
        match $height {
            14 if $N == 1 => $tile::<14, $($generic),*> $arguments,
            10 if $N == 1 => $tile::<10, $($generic),*> $arguments,
            8 => $tile::<8, $($generic),*> $arguments,
            7 => $tile::<7, $($generic),*> $arguments,
            5 => $tile::<5, $($generic),*> $arguments,
            3 => $tile::<3, $($generic),*> $arguments,
            _ => $tile::<1, $($generic),*> $arguments,
        }
    };
}
pub(super) use with_height;
