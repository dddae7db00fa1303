//! The gradient of a kernel that slides over an image.

use super::layout::{Layout, padded};
use super::store::{StorePlace, StoreStart};
use super::tile::{Sums, Tiles, height, outer, vectors, with_height, with_vectors, zeros};
use super::vectors::dispatch_columns;
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

/// Padding behind an image with this number of channels, so that every pixel may be read as a whole step.
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
    dispatch_columns(pass.outputs, pass);
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

/// The gradients of some columns of the kernel. Of one channel, a line is too short to keep the arithmetic busy: as many
/// places of the window are worked at once as leave room for their sums in the registers.
#[inline(always)]
fn columns<const N: usize, S: Simd>(pass: &mut KernelGradient<'_>, simd: S, first: usize) {
    let Sliding { side, channels, .. } = pass.sliding;
    let room = if S::REGISTER_COUNT >= 32 { 26 } else { 12 };
    match (channels, side) {
        (1, 3) if 9 * N <= room => window::<N, S, 3, 3, 0, 3>(pass, simd, 0, first),
        (1, 3) => {
            window::<N, S, 3, 2, 0, 2>(pass, simd, 0, first);
            window::<N, S, 3, 2, 2, 3>(pass, simd, 1, first);
        }
        (1, 5) if 13 * N <= room => {
            window::<N, S, 5, 3, 0, 3>(pass, simd, 0, first);
            window::<N, S, 5, 3, 3, 5>(pass, simd, 2, first);
        }
        (1, 5) if 9 * N <= room => {
            window::<N, S, 5, 2, 0, 4>(pass, simd, 0, first);
            window::<N, S, 5, 3, 4, 2>(pass, simd, 1, first);
            window::<N, S, 5, 2, 2, 5>(pass, simd, 3, first);
        }
        (1, 5) => {
            for row in 0..5 {
                window::<N, S, 5, 1, 0, 5>(pass, simd, row, first);
            }
        }
        _ => lines::<N, S>(pass, simd, first),
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
                sums = outer::<S, M, N, 0, M>(simd, a, vectors::<S, N>(b), sums);
            }
        } else {
            for (k, b) in right.chunks_exact(wide).enumerate() {
                sums = outer::<S, M, N, 0, M>(simd, &left[k * step..], vectors::<S, N>(b), sums);
            }
        }
    }
    let depth = row * sliding.side * sliding.channels + at;
    add::<S, M, N>(simd, &sums, wide, &mut pass.gradient[depth * wide + first..]);
}

/// `LINES` lines of a kernel of one channel at once, from `row` on: those of them from column `BEGIN` of the first to
/// before column `END` of the last.
#[inline(always)]
fn window<
    const N: usize,
    S: Simd,
    const SIDE: usize,
    const LINES: usize,
    const BEGIN: usize,
    const END: usize,
>(
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
        let mut lines = [*image; LINES];
        for i in 0..LINES {
            lines[i] = &image[(row + run + i) * sliding.line()..][..across + SIDE - 1];
        }
        for (k, b) in right.chunks_exact(wide).enumerate() {
            let b = vectors::<S, N>(b);
            for i in 0..LINES {
                let a = &lines[i][k..][..SIDE];
                sums[i] = if i == 0 {
                    outer::<S, SIDE, N, BEGIN, SIDE>(simd, a, b, sums[i])
                } else if i + 1 == LINES {
                    outer::<S, SIDE, N, 0, END>(simd, a, b, sums[i])
                } else {
                    outer::<S, SIDE, N, 0, SIDE>(simd, a, b, sums[i])
                };
            }
        }
    }
    // Sums that were left out are 0.
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
            let deltas = vectors::<S, N>(deltas);
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
    let mut place = StorePlace { out, row: wide, columns: N * S::F32_LANES };
    let mut total = place.begin::<S, M, N>(simd, StoreStart::Kept, 0);
    for i in 0..M {
        for j in 0..N {
            total[i][j] = simd.add_f32s(total[i][j], sums[i][j]);
        }
    }
    place.end::<S, M, N>(simd, &total);
}
