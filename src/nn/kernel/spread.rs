//! The way back from windows to a picture of few channels: each window's slopes spread over the numbers it covered.
//!
//! Sliding the turned kernel over the slopes fills vectors with the picture's channels, and wastes most of them where
//! these are few. Here vectors are filled with a line of the window, all its pixels and channels, which lie side by side.

use super::layout::{BLOCK, Layout, WIDTH, padded};
use super::tile::{Known, Sizes, Walk, height, tile, with_height};
use super::window::Sliding;
use pulp::{Arch, Simd, WithSimd};

/// Numbers that [`spread`] may touch, adding 0, behind a picture with its border.
pub(in crate::nn) const SLACK: usize = WIDTH;

/// Numbers of a kernel that is laid out for [`spread`].
pub(in crate::nn) fn spread_size(sliding: Sliding, outputs: usize) -> usize {
    sliding.side * padded(outputs) * padded(sliding.side * sliding.channels)
}

/// Lays a kernel `[depth, outputs]`, given as its layout says, out for [`spread`]: for each line of the window and each
/// output the numbers of that line, filled up. What fills it up is left as it is.
pub(in crate::nn) fn lay_kernel_spread(values: &[f32], layout: Layout, sliding: Sliding, out: &mut [f32]) {
    let line = sliding.side * sliding.channels;
    let (wide, columns) = (padded(layout.columns), padded(line));
    for panel in layout.panels() {
        let filters = panel.width.min(layout.columns - panel.first);
        for row in 0..layout.rows {
            let slice = layout.slice(values, row / BLOCK, panel);
            let weights = &slice[row % BLOCK * panel.width..][..filters];
            let out = &mut out[(row / line * wide + panel.first) * columns + row % line..];
            out.iter_mut().step_by(columns).zip(weights).for_each(|(out, weight)| *out = *weight);
        }
    }
}

/// The slopes of windows, and the picture they spread over.
pub(in crate::nn) struct Spread<'a> {
    /// dL/d(window), from the first window on; the outputs of a window are filled up to a multiple of 16.
    pub(in crate::nn) slopes: &'a [f32],
    /// Between rows of windows in `slopes`.
    pub(in crate::nn) line: usize,
    /// Rows of windows.
    pub(in crate::nn) rows: usize,
    /// Outputs of a window.
    pub(in crate::nn) outputs: usize,
    /// The kernel, as [`lay_kernel_spread`] lays it out.
    pub(in crate::nn) kernel: &'a [f32],
    /// The shape of the picture.
    pub(in crate::nn) sliding: Sliding,
    /// The picture with its border and [`SLACK`] behind it; added to.
    pub(in crate::nn) picture: &'a mut [f32],
}

/// Adds dL/d(picture) to a picture with its border.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn spread(pass: Spread<'_>) {
    assert_eq!(pass.kernel.len(), spread_size(pass.sliding, pass.outputs), "a kernel of that size");
    Arch::new().dispatch(pass);
}

impl WithSimd for Spread<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        match padded(self.outputs) {
            16 => self.all::<S, Sizes<16, 16>>(simd),
            32 => self.all::<S, Sizes<32, 32>>(simd),
            _ => self.all::<S, Sizes<0, 0>>(simd),
        }
    }
}

impl Spread<'_> {
    #[inline(always)]
    fn all<S: Simd, K: Known>(&mut self, simd: S) {
        let Sliding { side, channels, .. } = self.sliding;
        let vectors = padded(side * channels) / S::F32_LANES;
        for row in 0..self.rows {
            for line in 0..side {
                let mut vector = 0;
                while vector + 2 <= vectors {
                    self.row::<S, 2, K>(simd, [row, line], vector);
                    vector += 2;
                }
                if vector < vectors {
                    self.row::<S, 1, K>(simd, [row, line], vector);
                }
            }
        }
    }

    #[inline(always)]
    fn row<S: Simd, const N: usize, K: Known>(&mut self, simd: S, at: [usize; 2], vector: usize) {
        let mut pixel = 0;
        while pixel < self.sliding.across {
            let height = height::<S, N>(self.sliding.across - pixel);
            with_height!(height, N, spread_tile::<N, K, S>(self, simd, at, pixel, vector));
            pixel += height;
        }
    }
}

#[inline(always)]
fn spread_tile<const M: usize, const N: usize, K: Known, S: Simd>(
    pass: &mut Spread<'_>,
    simd: S,
    [row, line]: [usize; 2],
    pixel: usize,
    vector: usize,
) {
    let Sliding { side, channels, .. } = pass.sliding;
    let (wide, columns) = (padded(pass.outputs), padded(side * channels));
    let left = Walk { values: &pass.slopes[row * pass.line + pixel * wide..], run: 0, step: 1 };
    let kernel = &pass.kernel[line * wide * columns + vector * S::F32_LANES..];
    let right = Walk { values: kernel, run: 0, step: columns };
    let zeros = [[simd.splat_f32s(0.0); N]; M];
    let sums = tile::<S, M, N, K>(simd, (left, wide), right, [1, wide], zeros);
    let first = (row + line) * pass.sliding.width * channels + pixel * channels + vector * S::F32_LANES;
    for i in 0..M {
        let (out, _) = S::as_mut_simd_f32s(&mut pass.picture[first + i * channels..][..N * S::F32_LANES]);
        for j in 0..N {
            out[j] = simd.add_f32s(out[j], sums[i][j]);
        }
    }
}
