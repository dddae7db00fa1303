//! The gradient of a kernel that slides over a picture.

use super::block::Sums;
use super::layout::padded;
use super::tile::{Sizes, Walk, height, tile, window_tile, with_height};
use super::window::Sliding;
use pulp::{Arch, Simd, WithSimd};

/// A picture and the slopes of its windows, for the gradient of the kernel.
pub(in crate::nn) struct KernelGradient<'a> {
    /// The picture with its border.
    pub(in crate::nn) picture: &'a [f32],
    /// Its shape.
    pub(in crate::nn) sliding: Sliding,
    /// dL/d(window), from the first window on; the outputs of a window are filled up to a multiple of 16.
    pub(in crate::nn) slopes: &'a [f32],
    /// Between rows of windows in `slopes`.
    pub(in crate::nn) line: usize,
    /// Rows of windows.
    pub(in crate::nn) rows: usize,
    /// Outputs of a window.
    pub(in crate::nn) outputs: usize,
    /// `[depth + 1, outputs filled up]`, added to: dL/d(kernel), and dL/d(bias) below it.
    pub(in crate::nn) gradient: &'a mut [f32],
}

/// Adds what one picture gives to the gradient of the kernel that slides over it, and to that of the bias.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn kernel_gradient(pass: KernelGradient<'_>) {
    let size = (pass.sliding.depth() + 1) * padded(pass.outputs);
    assert_eq!(pass.gradient.len(), size, "a gradient a weight");
    Arch::new().dispatch(pass);
}

impl WithSimd for KernelGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let vectors = padded(self.outputs) / S::F32_LANES;
        let mut vector = 0;
        while vector + 2 <= vectors {
            self.columns::<S, 2>(simd, vector);
            vector += 2;
        }
        if vector < vectors {
            self.columns::<S, 1>(simd, vector);
        }
    }
}

impl KernelGradient<'_> {
    #[inline(always)]
    fn columns<S: Simd, const N: usize>(&mut self, simd: S, vector: usize) {
        let Sliding { side, channels, .. } = self.sliding;
        match (channels, side, S::REGISTER_COUNT >= 32, N) {
            (1, 3, true, _) => self.windows::<S, 3, N>(simd, vector),
            (1, 5, true, 1) => self.windows::<S, 5, N>(simd, vector),
            _ => self.lines::<S, N>(simd, vector),
        }
        self.bias::<S, N>(simd, vector);
    }

    /// Line by line of the kernel.
    #[inline(always)]
    fn lines<S: Simd, const N: usize>(&mut self, simd: S, vector: usize) {
        let line = self.sliding.side * self.sliding.channels;
        for row in 0..self.sliding.side {
            let mut at = 0;
            while at < line {
                let height = height::<S, N>(line - at);
                with_height!(height, N, gradient_tile::<N, S>(self, simd, [row, at], vector));
                at += height;
            }
        }
    }

    /// The whole kernel at once: a line of one channel is too short to keep the arithmetic busy.
    #[inline(always)]
    fn windows<S: Simd, const SIDE: usize, const N: usize>(&mut self, simd: S, vector: usize) {
        let columns = padded(self.outputs);
        let left = Walk { values: self.picture, run: self.sliding.line(), step: 1 };
        let right = Walk { values: &self.slopes[vector * S::F32_LANES..], run: self.line, step: columns };
        let sums = window_tile::<S, SIDE, N>(simd, left, right, [self.rows, self.sliding.across]);
        for i in 0..SIDE {
            add(simd, &sums[i], vector, columns, &mut self.gradient[i * SIDE * columns..]);
        }
    }

    #[inline(always)]
    fn bias<S: Simd, const N: usize>(&mut self, simd: S, vector: usize) {
        let columns = padded(self.outputs);
        let mut sums = [[simd.splat_f32s(0.0); N]; 1];
        for slopes in self.slopes.chunks(self.line).take(self.rows) {
            for slopes in slopes.chunks_exact(columns).take(self.sliding.across) {
                let (slopes, _) = S::as_simd_f32s(&slopes[vector * S::F32_LANES..]);
                for j in 0..N {
                    sums[0][j] = simd.add_f32s(sums[0][j], slopes[j]);
                }
            }
        }
        add(simd, &sums, vector, columns, &mut self.gradient[self.sliding.depth() * columns..]);
    }
}

#[inline(always)]
fn gradient_tile<const M: usize, const N: usize, S: Simd>(
    pass: &mut KernelGradient<'_>,
    simd: S,
    [row, at]: [usize; 2],
    vector: usize,
) {
    let KernelGradient { sliding, .. } = pass;
    let columns = padded(pass.outputs);
    let left = Walk {
        values: &pass.picture[row * sliding.line() + at..],
        run: sliding.line(),
        step: sliding.channels,
    };
    let right = Walk { values: &pass.slopes[vector * S::F32_LANES..], run: pass.line, step: columns };
    let zeros = [[simd.splat_f32s(0.0); N]; M];
    let runs = [pass.rows, sliding.across];
    let sums = tile::<S, M, N, Sizes<1, 0>>(simd, (left, 1), right, runs, zeros);
    let first = row * sliding.side * sliding.channels + at;
    add(simd, &sums, vector, columns, &mut pass.gradient[first * columns..]);
}

/// Adds vectors to M rows of whole vectors.
#[inline(always)]
fn add<S: Simd, const M: usize, const N: usize>(
    simd: S,
    sums: &Sums<S, M, N>,
    vector: usize,
    columns: usize,
    out: &mut [f32],
) {
    for i in 0..M {
        let (line, _) = S::as_mut_simd_f32s(&mut out[i * columns..][..columns]);
        for j in 0..N {
            line[vector + j] = simd.add_f32s(line[vector + j], sums[i][j]);
        }
    }
}
