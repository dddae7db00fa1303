//! The register tiles: the only loops that do real work.
//!
//! A tile holds M x N vectors of sums in registers. Each step along the inner dimension reads N vectors of the right
//! factor and M numbers of the left one, and does M x N multiply-adds. Nothing in the inner loop tests a bound: slices
//! are cut to the length of the loop before it.

use pulp::Simd;

/// M rows of N vectors of sums.
pub(crate) type Sums<S, const M: usize, const N: usize> = [[<S as Simd>::f32s; N]; M];

/// What a kind of vectors means for tiles.
pub(crate) trait Tiles: Simd {
    /// Vectors of a whole panel: N of the largest tile.
    const PANEL: usize;
    /// Whether multiply-adds are fused; plain code has none that are fast.
    const FUSED: bool;
}

impl<S: Simd> Tiles for S {
    const PANEL: usize = if S::F32_LANES == 4 && S::REGISTER_COUNT >= 32 { 4 } else { 2 };
    const FUSED: bool = S::F32_LANES > 4 || S::REGISTER_COUNT >= 32;
}

/// `a * b + c`.
#[inline(always)]
pub(crate) fn multiply_add<S: Simd>(simd: S, a: S::f32s, b: S::f32s, c: S::f32s) -> S::f32s {
    if S::FUSED { simd.mul_add_f32s(a, b, c) } else { simd.add_f32s(simd.mul_f32s(a, b), c) }
}

/// The left factor of a tile whose M numbers of a step lie `row` apart, and whose steps lie side by side.
#[derive(Clone, Copy)]
pub(crate) struct TileRows<'a> {
    /// From the first element needed on.
    pub(crate) values: &'a [f32],
    /// Between rows.
    pub(crate) row: usize,
    /// Between runs of steps.
    pub(crate) run: usize,
}

/// The right factor of a tile: N vectors a step, one step behind the other.
#[derive(Clone, Copy)]
pub(crate) struct TileSteps<'a> {
    /// From the first element needed on.
    pub(crate) values: &'a [f32],
    /// Between runs of steps.
    pub(crate) run: usize,
}

/// `sums` plus the products over all steps of all runs.
#[inline(always)]
pub(crate) fn rows_tile<S: Simd, const M: usize, const N: usize>(
    simd: S,
    left: TileRows<'_>,
    right: TileSteps<'_>,
    [runs, depth]: [usize; 2],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    for run in 0..runs {
        let steps = steps::<S, N>(&right.values[run * right.run..][..depth * N * S::F32_LANES]);
        let line = &left.values[run * left.run..];
        let mut rows = [line; M];
        for i in 0..M {
            rows[i] = &line[i * left.row..][..steps.len()];
        }
        for k in 0..steps.len() {
            let b = steps[k];
            for i in 0..M {
                let a = simd.splat_f32s(rows[i][k]);
                for j in 0..N {
                    sums[i][j] = multiply_add(simd, a, b[j], sums[i][j]);
                }
            }
        }
    }
    sums
}

/// As [`rows_tile`] for rows a number apart whose steps lie anywhere: at `places`, from the first row on. For windows of
/// one channel, whose lines are too short for loops of their own. Written out, the compiler would keep the numbers that
/// neighbouring windows share in registers, and has none left for the sums.
#[inline(always)]
pub(crate) fn places_tile<S: Simd, const M: usize, const N: usize>(
    simd: S,
    left: &[f32],
    places: &[usize],
    right: &[f32],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    for (place, b) in places.iter().zip(steps::<S, N>(right)) {
        sums = outer::<S, M, N, 0, M>(simd, &left[*place..], b, sums);
    }
    sums
}

/// `sums` plus the products of numbers `at..at + M` of each row of `left` and the vectors of the same step of `right`.
#[inline(always)]
pub(crate) fn columns_tile<S: Simd, const M: usize, const N: usize, const WIDE: usize>(
    simd: S,
    left: &[[f32; WIDE]],
    at: usize,
    right: &[f32],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    assert!(at + M <= WIDE, "a tile lies inside its block");
    let steps = steps::<S, N>(right);
    let left = &left[..steps.len()];
    for k in 0..steps.len() {
        sums = outer::<S, M, N, 0, M>(simd, &left[k][at..], &steps[k], sums);
    }
    sums
}

/// `sums` plus the products of numbers `FROM..TO` of M and N vectors: one step of a tile.
#[inline(always)]
pub(crate) fn outer<S: Simd, const M: usize, const N: usize, const FROM: usize, const TO: usize>(
    simd: S,
    a: &[f32],
    b: &[S::f32s; N],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    let a = &a[..M];
    for i in FROM..TO {
        let a = simd.splat_f32s(a[i]);
        for j in 0..N {
            sums[i][j] = multiply_add(simd, a, b[j], sums[i][j]);
        }
    }
    sums
}

/// The N vectors that a slice begins with.
#[inline(always)]
pub(crate) fn vectors<S: Simd, const N: usize>(values: &[f32]) -> &[S::f32s; N] {
    &steps::<S, N>(&values[..N * S::F32_LANES])[0]
}

#[inline(always)]
fn steps<S: Simd, const N: usize>(values: &[f32]) -> &[[S::f32s; N]] {
    S::as_simd_f32s(values).0.as_chunks().0
}

/// Sums that begin with 0.
#[inline(always)]
pub(crate) fn zeros<S: Simd, const M: usize, const N: usize>(simd: S) -> Sums<S, M, N> {
    [[simd.splat_f32s(0.0); N]; M]
}

/// How tall the next tile should be, from the number of rows left. Heights are few, because each one is compiled for every kind
/// of vectors; those that leave too few sums to keep the arithmetic busy come last.
#[inline(always)]
pub(crate) fn height<S: Simd, const N: usize>(left: usize) -> usize {
    match (S::F32_LANES, S::FUSED, N) {
        (16, ..) => match left {
            8.. => 8,
            4..8 => 4,
            2 | 3 => 2,
            _ => 1,
        },
        (_, true, 1) if left >= 12 => 12,
        (_, true, _) => match left {
            6 | 9.. => 6,
            4 | 7 | 8 => 4,
            3 | 5 => 3,
            other => other,
        },
        (_, false, _) => match left {
            4.. => 4,
            2 | 3 => 2,
            _ => 1,
        },
    }
}

/// Calls `$tile` with a constant of that height, one of those that [`height`] gives for these vectors.
macro_rules! with_height {
    ($height:expr, $S:ident, $N:expr, $tile:ident :: <$($generic:tt),*> $arguments:tt) => {
        match $height {
            12 if $S::F32_LANES < 16 && $S::FUSED && $N == 1 => $tile::<12, $($generic),*> $arguments,
            8 if $S::F32_LANES == 16 => $tile::<8, $($generic),*> $arguments,
            6 if $S::F32_LANES < 16 && $S::FUSED => $tile::<6, $($generic),*> $arguments,
            4 => $tile::<4, $($generic),*> $arguments,
            3 if $S::F32_LANES < 16 && $S::FUSED => $tile::<3, $($generic),*> $arguments,
            2 => $tile::<2, $($generic),*> $arguments,
            _ => $tile::<1, $($generic),*> $arguments,
        }
    };
}
pub(crate) use with_height;

/// Calls `$each` with the constant number of vectors of a panel.
macro_rules! with_vectors {
    ($vectors:expr, $S:ident, $each:ident :: <$($generic:tt),*> $arguments:tt) => {
        match $vectors {
            4 if $S::PANEL == 4 => $each::<4, $($generic),*> $arguments,
            3 if $S::PANEL == 4 => $each::<3, $($generic),*> $arguments,
            2 => $each::<2, $($generic),*> $arguments,
            _ => $each::<1, $($generic),*> $arguments,
        }
    };
}
pub(crate) use with_vectors;
