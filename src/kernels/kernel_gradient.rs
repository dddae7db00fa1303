//! The gradient of a kernel that slides over an image.

use super::layout::{Layout, padded};
use super::store::{Place, Start};
use super::tile::{Sums, Tiles, height, multiply_add, with_height, with_vectors, zeros};
use super::vectors::dispatch;
use super::window::Sliding;
use pulp::{Simd, WithSimd};

/// An image and the gradients of its windows, for the gradient of the kernel.
pub struct KernelGradient<'a> {
    /// The image with its border and [`slack`] behind it.
    pub image: &'a [f32],
    /// Its shape.
    pub sliding: Sliding,
    /// dL/d(window), from the first window on, with [`slack`] behind it; the outputs of a window are filled up to whole
    /// vectors.
    pub deltas: &'a [f32],
    /// Between rows of windows in `deltas`.
    pub line: usize,
    /// Rows of windows.
    pub rows: usize,
    /// Outputs of a window.
    pub outputs: usize,
    /// `[depth + 1, outputs filled up]`, added to: dL/d(kernel), and dL/d(bias) below it.
    pub gradient: &'a mut [f32],
}

/// Numbers to keep behind images of pixels of so many channels, so that every pixel may be read as a whole step.
pub fn slack(channels: usize) -> usize {
    padded(channels) + SLACK
}

/// As many numbers as the widest vector has, twice.
const SLACK: usize = 32;

/// Adds what one image gives to the gradient of the kernel that slides over it, and to that of the bias.
///
/// # Panics
/// If the lengths do not fit.
pub fn kernel_gradient(pass: KernelGradient<'_>) {
    let size = (pass.sliding.depth() + 1) * padded(pass.outputs);
    assert_eq!(pass.gradient.len(), size, "a gradient a weight");
    dispatch(pass);
}

impl WithSimd for KernelGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        for panel in Layout::new(1, self.outputs).panels() {
            let vectors = panel.width / S::F32_LANES;
            with_vectors!(vectors, S, columns::<S>(&mut self, simd, panel.first));
        }
    }
}

/// The gradients of some columns of the kernel.
#[inline(always)]
fn columns<const N: usize, S: Simd>(pass: &mut KernelGradient<'_>, simd: S, first: usize) {
    let Sliding { side, channels, .. } = pass.sliding;
    if channels > 1 || !(side == 3 || side == 5) {
        lines::<N, S>(pass, simd, first);
    } else if S::F32_LANES == 16 && side == 3 {
        windows::<N, S, 3, 3>(pass, simd, first);
    } else if side == 3 {
        // Two lines and then one: more sums than those of two lines would not fit into sixteen registers.
        windows::<N, S, 2, 3>(pass, simd, first);
    } else if N == 1 || S::F32_LANES == 16 {
        windows::<N, S, 2, 5>(pass, simd, first);
    } else {
        windows::<N, S, 1, 5>(pass, simd, first);
    }
    bias::<N, S>(pass, simd, first);
}

/// Line by line of the kernel.
#[inline(always)]
fn lines<const N: usize, S: Simd>(pass: &mut KernelGradient<'_>, simd: S, first: usize) {
    let line = pass.sliding.side * pass.sliding.channels;
    for row in 0..pass.sliding.side {
        let mut at = 0;
        while at < line {
            let height = height::<S, N>(line - at);
            with_height!(height, S, N, gradient_tile::<N, S>(pass, simd, [row, at], first));
            at += height;
        }
    }
}

#[inline(always)]
fn gradient_tile<const M: usize, const N: usize, S: Simd>(
    pass: &mut KernelGradient<'_>,
    simd: S,
    [row, at]: [usize; 2],
    first: usize,
) {
    let KernelGradient { image, sliding, deltas, line, rows, .. } = pass;
    let wide = padded(pass.outputs);
    let (step, across) = (sliding.channels, sliding.across);
    let mut sums = zeros::<S, M, N>(simd);
    let whole = step >= M;
    assert!(N * S::F32_LANES <= wide, "whole vectors");
    for run in 0..*rows {
        let right = &deltas[run * *line + first..][..across * wide];
        let left = &image[(row + run) * sliding.line() + at..];
        if whole {
            let left = left[..across * step].chunks_exact(step);
            for (a, b) in left.zip(right.chunks_exact(wide)) {
                sums = outer::<S, M, N>(simd, a, b, sums);
            }
        } else {
            for (k, b) in right.chunks_exact(wide).enumerate() {
                sums = outer::<S, M, N>(simd, &left[k * step..][..M], b, sums);
            }
        }
    }
    let depth = row * sliding.side * sliding.channels + at;
    add::<S, M, N>(simd, &sums, wide, &mut pass.gradient[depth * wide + first..]);
}

/// `sums` plus the products of M numbers and N vectors.
#[inline(always)]
fn outer<S: Simd, const M: usize, const N: usize>(
    simd: S,
    a: &[f32],
    b: &[f32],
    mut sums: Sums<S, M, N>,
) -> Sums<S, M, N> {
    let (a, b) = (&a[..M], &S::as_simd_f32s(&b[..N * S::F32_LANES]).0[..N]);
    for i in 0..M {
        let a = simd.splat_f32s(a[i]);
        for j in 0..N {
            sums[i][j] = multiply_add(simd, a, b[j], sums[i][j]);
        }
    }
    sums
}

/// `LINES` lines of the kernel at once, for an image of one channel: a line of it is too short to keep the arithmetic
/// busy.
#[inline(always)]
fn windows<const N: usize, S: Simd, const LINES: usize, const SIDE: usize>(
    pass: &mut KernelGradient<'_>,
    simd: S,
    first: usize,
) {
    let mut row = 0;
    while row + LINES <= SIDE {
        window_lines::<N, S, LINES, SIDE>(pass, simd, row, first);
        row += LINES;
    }
    while row < SIDE {
        window_lines::<N, S, 1, SIDE>(pass, simd, row, first);
        row += 1;
    }
}

#[inline(always)]
fn window_lines<const N: usize, S: Simd, const LINES: usize, const SIDE: usize>(
    pass: &mut KernelGradient<'_>,
    simd: S,
    row: usize,
    first: usize,
) {
    let KernelGradient { image, sliding, deltas, line, rows, .. } = pass;
    let wide = padded(pass.outputs);
    let across = sliding.across;
    assert!(N * S::F32_LANES <= wide, "whole vectors");
    let mut sums = [[[simd.splat_f32s(0.0); N]; SIDE]; LINES];
    for run in 0..*rows {
        let right = &deltas[run * *line + first..][..across * wide];
        // A slice for each place of the window, all as long as the loop, which then tests no bound.
        let mut places = [[*image; SIDE]; LINES];
        for i in 0..LINES {
            for j in 0..SIDE {
                places[i][j] = &image[(row + run + i) * sliding.line() + j..][..across];
            }
        }
        for (k, b) in (0..across).zip(right.chunks_exact(wide)) {
            let b = &S::as_simd_f32s(&b[..N * S::F32_LANES]).0[..N];
            for i in 0..LINES {
                for j in 0..SIDE {
                    let a = simd.splat_f32s(places[i][j][k]);
                    for v in 0..N {
                        sums[i][j][v] = multiply_add(simd, a, b[v], sums[i][j][v]);
                    }
                }
            }
        }
    }
    for i in 0..LINES {
        let depth = (row + i) * SIDE;
        add::<S, SIDE, N>(simd, &sums[i], wide, &mut pass.gradient[depth * wide + first..]);
    }
}

#[inline(always)]
fn bias<const N: usize, S: Simd>(pass: &mut KernelGradient<'_>, simd: S, first: usize) {
    let wide = padded(pass.outputs);
    let mut sums = zeros::<S, 1, N>(simd);
    for run in 0..pass.rows {
        let deltas = &pass.deltas[run * pass.line + first..][..pass.sliding.across * wide];
        for deltas in deltas.chunks_exact(wide) {
            let deltas = &S::as_simd_f32s(&deltas[..N * S::F32_LANES]).0[..N];
            for j in 0..N {
                sums[0][j] = simd.add_f32s(sums[0][j], deltas[j]);
            }
        }
    }
    add::<S, 1, N>(simd, &sums, wide, &mut pass.gradient[pass.sliding.depth() * wide + first..]);
}

/// Adds vectors to M rows of whole vectors.
#[inline(always)]
fn add<S: Simd, const M: usize, const N: usize>(simd: S, sums: &Sums<S, M, N>, wide: usize, out: &mut [f32]) {
    let mut place = Place { out, row: wide, columns: N * S::F32_LANES };
    let mut total = place.begin::<S, M, N>(simd, Start::Kept, 0);
    for i in 0..M {
        for j in 0..N {
            total[i][j] = simd.add_f32s(total[i][j], sums[i][j]);
        }
    }
    place.end::<S, M, N>(simd, &total);
}
