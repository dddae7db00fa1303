//! The way back from windows to an image of few channels: each window's gradient spread over the numbers it covered.
//!
//! Sliding the turned kernel over the gradients fills vectors with the image's channels, and wastes most of them where
//! these are few. Here vectors are filled with a line of the window, all its pixels and channels, which lie side by side:
//! a product gives every window its lines, which are added to the pixels that they cover.

use super::channels::{keep, load};
use super::kernel_gradient::slack;
use super::layout::{BLOCK, Layout, Panel, padded};
use super::passes::add_to;
use super::tile::{TileRows, TileSteps, Tiles, height, rows_tile, with_height, with_vectors, zeros};
use super::vectors::{Vectors, dispatch};
use super::window::Sliding;
use pulp::{Simd, WithSimd};

/// Numbers of a line of a window, filled up to whole vectors of the kind in use: the lines of a window are worked beside
/// each other, so they are never few.
fn line_width(sliding: Sliding) -> usize {
    (sliding.side * sliding.channels).next_multiple_of(Vectors::current().lanes())
}

/// Columns of the lines of a window, each filled up.
fn columns(sliding: Sliding) -> usize {
    sliding.side * line_width(sliding)
}

/// Numbers of a kernel that is packed for [`spread`].
pub fn spread_size(sliding: Sliding, outputs: usize) -> usize {
    padded(outputs) * columns(sliding)
}

/// Numbers of an image with its border, from the number of rows of windows.
fn bordered(sliding: Sliding, rows: usize) -> usize {
    (rows + sliding.side - 1) * sliding.line()
}

/// Images that are added to in turn, window by window. Where pixels are no whole vectors, those of neighbouring windows
/// overlap in part, and a CPU cannot read across what it has only just written; so as many windows as overlap get an image
/// each.
fn images(sliding: Sliding) -> usize {
    if sliding.channels.is_multiple_of(Vectors::current().lanes()) { 1 } else { sliding.side }
}

/// Numbers of scratch that [`spread`] needs for this number of rows of windows.
pub fn spread_scratch(sliding: Sliding, rows: usize) -> usize {
    images(sliding) * bordered(sliding, rows) + slack(sliding.channels)
}

/// Packs a kernel `[depth, outputs]`, given as its layout says, for [`spread`]: for each output the lines of its window.
/// What fills it up is left as it is.
pub fn pack_kernel_spread(values: &[f32], layout: Layout, sliding: Sliding, out: &mut [f32]) {
    let line = sliding.side * sliding.channels;
    let lines = Layout::new(BLOCK, columns(sliding));
    let depth = padded(layout.columns);
    for row in 0..layout.rows {
        let column = row / line * line_width(sliding) + row % line;
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
    assert_eq!(pass.scratch.len(), spread_scratch(pass.sliding, pass.rows), "scratch of that size");
    assert_eq!(pass.image.len(), height * (width - 2 * pass.padding) * channels, "an image of that size");
    dispatch(pass);
}

impl WithSimd for Spread<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let layout = Layout::new(1, columns(self.sliding));
        let images = [images(self.sliding), bordered(self.sliding, self.rows)];
        self.scratch.fill(0.0);
        for row in 0..self.rows {
            for panel in layout.panels() {
                let vectors = panel.width / S::F32_LANES;
                with_vectors!(vectors, S, lines_panel::<S>(&mut self, simd, row, panel, images));
            }
        }
        self.collect(images);
    }
}

impl Spread<'_> {
    /// Adds up the images and leaves their border out.
    #[inline(always)]
    fn collect(&mut self, [images, size]: [usize; 2]) {
        let (line, border) = (self.sliding.line(), self.padding * self.sliding.channels);
        let inner = line - 2 * border;
        for (row, out) in self.image.chunks_exact_mut(inner).enumerate() {
            let first = (row + self.padding) * line + border;
            out.copy_from_slice(&self.scratch[first..][..inner]);
            for image in 1..images {
                add_to(&self.scratch[image * size + first..][..inner], out);
            }
        }
    }
}

#[inline(always)]
fn lines_panel<const N: usize, S: Simd>(
    pass: &mut Spread<'_>,
    simd: S,
    row: usize,
    panel: Panel,
    images: [usize; 2],
) {
    let wide = line_width(pass.sliding);
    // Where each vector of the first window of the row goes: vectors may belong to different lines.
    let mut places = [0; N];
    for j in 0..N {
        let column = panel.first + j * S::F32_LANES;
        places[j] = (row + column / wide) * pass.sliding.line() + column % wide;
    }
    let mut pixel = 0;
    while pixel < pass.sliding.across {
        let height = height::<S, N>(pass.sliding.across - pixel);
        with_height!(height, S, N, lines_tile::<N, S>(pass, simd, [row, pixel], panel, (places, images)));
        pixel += height;
    }
}

/// The lines of the windows of M pixels, added to the pixels that they cover.
#[inline(always)]
fn lines_tile<const M: usize, const N: usize, S: Simd>(
    pass: &mut Spread<'_>,
    simd: S,
    [row, pixel]: [usize; 2],
    panel: Panel,
    (places, [images, size]): ([usize; N], [usize; 2]),
) {
    let wide = padded(pass.outputs);
    let left = TileRows { values: &pass.deltas[row * pass.line + pixel * wide..], row: wide, run: 0 };
    let right = TileSteps { values: &pass.kernel[panel.first * wide..], run: 0 };
    let sums = rows_tile::<S, M, N>(simd, left, right, [1, wide], zeros::<S, M, N>(simd));
    let mut image = pixel % images;
    for i in 0..M {
        let first = image * size + (pixel + i) * pass.sliding.channels;
        image = if image + 1 == images { 0 } else { image + 1 };
        for j in 0..N {
            let at = first + places[j];
            keep::<S>(pass.scratch, at, simd.add_f32s(load::<S>(pass.scratch, at), sums[i][j]));
        }
    }
}
