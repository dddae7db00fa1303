//! The way back from windows to an image of few channels: each window's gradient spread over the numbers it covered.
//!
//! Sliding the turned kernel over the gradients fills vectors with the image's channels, and wastes most of them where
//! these are few. Here vectors are filled with a line of the window, all its pixels and channels, which lie side by side:
//! a product gives every window its lines, and each pixel then adds up the lines that cover it.

use super::channels::{keep, load};
use super::layout::{BLOCK, Layout, Panel, padded};
use super::store::{Place, Start};
use super::tile::{Rows, Steps, Tiles, height, rows_tile, with_height, with_vectors};
use super::vectors::dispatch;
use super::window::Sliding;
use pulp::{Simd, WithSimd};

/// Columns of the lines of a window, each filled up.
fn columns(sliding: Sliding) -> usize {
    sliding.side * padded(sliding.side * sliding.channels)
}

/// Numbers of a kernel that is packed for [`spread`].
pub fn spread_size(sliding: Sliding, outputs: usize) -> usize {
    padded(outputs) * columns(sliding)
}

/// Numbers of scratch that [`spread`] needs: the lines of as many rows of windows as cover a pixel, and room for a vector
/// that begins in the last one.
pub fn spread_scratch(sliding: Sliding) -> usize {
    (sliding.side * sliding.across + 1) * columns(sliding) + padded(1)
}

/// Packs a kernel `[depth, outputs]`, given as its layout says, for [`spread`]: for each output the lines of its window.
/// What fills it up is left as it is.
pub fn pack_kernel_spread(values: &[f32], layout: Layout, sliding: Sliding, out: &mut [f32]) {
    let line = sliding.side * sliding.channels;
    let lines = Layout::new(BLOCK, columns(sliding));
    let depth = padded(layout.columns);
    for row in 0..layout.rows {
        let column = row / line * padded(line) + row % line;
        let panel = lines.panel(column / lines.panel(0).width);
        for output in 0..layout.columns {
            let place = panel.first * depth + output * panel.width + column - panel.first;
            out[place] = values[layout.position(row, output)];
        }
    }
}

/// The gradients of windows, and the image they spread over.
pub struct Spread<'a> {
    /// dL/d(window), from the first window on; the outputs of a window are filled up to whole vectors.
    pub deltas: &'a [f32],
    /// Between rows of windows in `deltas`.
    pub line: usize,
    /// Rows of windows.
    pub rows: usize,
    /// Outputs of a window.
    pub outputs: usize,
    /// The kernel, as [`pack_kernel_spread`] packs it.
    pub kernel: &'a [f32],
    /// The shape of the image with its border.
    pub sliding: Sliding,
    /// Width of the border.
    pub padding: usize,
    /// [`spread_scratch`] numbers.
    pub scratch: &'a mut [f32],
    /// The image without its border; what it holds is overwritten.
    pub image: &'a mut [f32],
}

/// Computes dL/d(image).
///
/// # Panics
/// If the lengths do not fit.
pub fn spread(pass: Spread<'_>) {
    assert_eq!(pass.kernel.len(), spread_size(pass.sliding, pass.outputs), "a kernel of that size");
    let Sliding { width, channels, side, .. } = pass.sliding;
    let height = pass.rows + side - 1 - 2 * pass.padding;
    assert_eq!(pass.image.len(), height * (width - 2 * pass.padding) * channels, "an image of that size");
    dispatch(pass);
}

impl WithSimd for Spread<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let columns =
            self.sliding.side * (self.sliding.side * self.sliding.channels).next_multiple_of(S::F32_LANES);
        let layout = Layout::new(1, columns);
        let last = self.rows + self.sliding.side - 1;
        for row in 0..last {
            if row < self.rows {
                for panel in layout.panels() {
                    let vectors = panel.width / S::F32_LANES;
                    with_vectors!(vectors, S, lines_panel::<S>(&mut self, simd, row, (panel, columns)));
                }
            }
            // No window further down covers this row.
            if (self.padding..last - self.padding).contains(&row) {
                self.gather::<S>(simd, row, columns);
            }
        }
    }
}

#[inline(always)]
fn lines_panel<const N: usize, S: Simd>(pass: &mut Spread<'_>, simd: S, row: usize, panel: (Panel, usize)) {
    let mut pixel = 0;
    while pixel < pass.sliding.across {
        let height = height::<S, N>(pass.sliding.across - pixel);
        with_height!(height, S, N, lines_tile::<N, S>(pass, simd, [row, pixel], panel));
        pixel += height;
    }
}

/// The lines of the windows of M pixels.
#[inline(always)]
fn lines_tile<const M: usize, const N: usize, S: Simd>(
    pass: &mut Spread<'_>,
    simd: S,
    [row, pixel]: [usize; 2],
    (panel, columns): (Panel, usize),
) {
    let wide = pass.outputs.next_multiple_of(S::F32_LANES);
    let left = Rows { values: &pass.deltas[row * pass.line + pixel * wide..], row: wide, run: 0 };
    let right = Steps { values: &pass.kernel[panel.first * wide..], run: 0 };
    let kept = row % pass.sliding.side * pass.sliding.across + pixel;
    let out = &mut pass.scratch[kept * columns + panel.first..];
    let mut place = Place { out, row: columns, columns: N * S::F32_LANES };
    let sums = place.begin::<S, M, N>(simd, Start::Zeros, 0);
    let sums = rows_tile::<S, M, N>(simd, left, right, [1, wide], sums);
    place.end::<S, M, N>(simd, &sums);
}

impl Spread<'_> {
    /// Adds up the lines of windows that cover the pixels of a row of the image with its border.
    #[inline(always)]
    fn gather<S: Simd>(&mut self, simd: S, row: usize, columns: usize) {
        let Sliding { side, channels, across, width, .. } = self.sliding;
        let wide = (side * channels).next_multiple_of(S::F32_LANES);
        let lines = (row + 1).saturating_sub(self.rows)..side.min(row + 1);
        let newest = (row - lines.start) % side;
        let inner = width - 2 * self.padding;
        for pixel in 0..inner {
            let x = pixel + self.padding;
            let windows = (x + 1).saturating_sub(side)..across.min(x + 1);
            for vector in (0..channels).step_by(S::F32_LANES) {
                let first = windows.start * columns + (x - windows.start) * channels + vector;
                let mut sum = simd.splat_f32s(0.0);
                let mut kept = newest;
                for line in lines.clone() {
                    let mut from = kept * across * columns + line * wide + first;
                    let mut part = simd.splat_f32s(0.0);
                    for _ in windows.clone() {
                        part = simd.add_f32s(part, load::<S>(self.scratch, from));
                        from += columns - channels;
                    }
                    sum = simd.add_f32s(sum, part);
                    kept = kept.checked_sub(1).unwrap_or(side - 1);
                }
                let out = &mut self.image[((row - self.padding) * inner + pixel) * channels + vector..];
                // What a vector has too much is overwritten by the next pixel; behind the last one there is no room.
                match out.get_mut(..S::F32_LANES) {
                    Some(out) => keep::<S>(out, 0, sum),
                    None => simd.partial_store_f32s(out, sum),
                }
            }
        }
    }
}
