//! Sliding a kernel over an image.
//!
//! Nothing is unrolled in memory: the window of the next pixel along a row begins a pixel further on, so a row of
//! outputs is a product whose left factor overlaps itself.

use super::layout::{Layout, Panel};
use super::store::{StorePlace, StoreStart};
use super::tile::{TileRows, TileSteps, Tiles, height, places_tile, rows_tile, with_height, with_vectors};
use super::vectors::dispatch_columns;
use pulp::{Simd, WithSimd};
use std::ops::Range;

/// An image with its border, `[height, width, channels]`, and the side of the kernel that slides over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sliding {
    /// Of the image with its border.
    pub width: usize,
    /// Between pixels; all channels are read.
    pub channels: usize,
    /// Height and width of the kernel.
    pub side: usize,
    /// Windows along a row.
    pub across: usize,
}

impl Sliding {
    /// Numbers of a row of the image.
    pub fn line(self) -> usize {
        self.width * self.channels
    }

    /// Numbers that a window covers.
    pub fn depth(self) -> usize {
        self.side * self.side * self.channels
    }
}

/// What slides, and where its sums go.
pub struct Slide<'a> {
    /// The image with its border.
    pub image: &'a [f32],
    /// Its shape.
    pub sliding: Sliding,
    /// Rows of the image that hold numbers; the others, which belong to the border, hold zeros and are passed over.
    pub filled: Range<usize>,
    /// The kernel, as [`super::pack_kernel`] packs it.
    pub kernel: &'a [f32],
    /// What sums begin with, one for each output, filled up to whole vectors; empty for zeros.
    pub start: &'a [f32],
    /// Rows of windows.
    pub rows: Range<usize>,
    /// Outputs of a window.
    pub outputs: usize,
    /// Between the windows of `out`; numbers beyond the outputs are written if they fit.
    pub columns: usize,
    /// `[rows, across, columns]`.
    pub out: &'a mut [f32],
}

/// out = start + image * kernel, for each window of the given rows.
///
/// # Panics
/// If the lengths do not fit.
pub fn slide(slide: Slide<'_>) {
    assert_eq!(slide.out.len(), slide.rows.len() * slide.sliding.across * slide.columns, "a number a window");
    dispatch_columns(slide.outputs, slide);
}

/// Most numbers of a window that are listed.
const MAX_PLACES: usize = 64;

/// The ways to read a window.
#[derive(Clone, Copy)]
enum WindowReading<'a> {
    /// Any number of channels: each line of the window in a loop of its own.
    Lines,
    /// One channel: where the numbers of a window lie, from its first one on.
    Places(&'a [usize]),
}

impl WithSimd for Slide<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let Sliding { width, side, channels, .. } = self.sliding;
        let mut places = [0; MAX_PLACES];
        let reading = match places.get_mut(..side * side).filter(|_| channels == 1) {
            Some(places) => {
                for (at, place) in places.iter_mut().enumerate() {
                    *place = at / side * width + at % side;
                }
                WindowReading::Places(places)
            }
            None => WindowReading::Lines,
        };
        for panel in Layout::new(self.sliding.depth(), self.outputs).panels() {
            let vectors = panel.width / S::F32_LANES;
            for row in self.rows.clone() {
                with_vectors!(vectors, S, slide_row::<S>(&mut self, simd, row, panel, reading));
            }
        }
    }
}

#[inline(always)]
fn slide_row<const N: usize, S: Simd>(
    slide: &mut Slide<'_>,
    simd: S,
    row: usize,
    panel: Panel,
    reading: WindowReading<'_>,
) {
    let mut at = 0;
    while at < slide.sliding.across {
        let height = height::<S, N>(slide.sliding.across - at);
        with_height!(height, S, N, slide_tile::<N, S>(slide, simd, [row, at], panel, reading));
        at += height;
    }
}

#[inline(always)]
fn slide_tile<const M: usize, const N: usize, S: Simd>(
    slide: &mut Slide<'_>,
    simd: S,
    [row, at]: [usize; 2],
    panel: Panel,
    reading: WindowReading<'_>,
) {
    let Slide { image, sliding, filled, kernel, start, rows, columns, out, .. } = slide;
    let out = &mut out[((row - rows.start) * sliding.across + at) * *columns + panel.first..];
    let mut place = StorePlace { out, row: *columns, columns: *columns - panel.first };
    let start = if start.is_empty() { StoreStart::Zeros } else { StoreStart::Columns(start) };
    let sums = place.begin::<S, M, N>(simd, start, panel.first);
    let line = sliding.line();
    let depth = sliding.side * sliding.channels;
    let runs = filled.start.max(row) - row..filled.end.min(row + sliding.side).max(row) - row;
    let left = |first: usize| TileRows {
        values: &image[(row + first) * line + at * sliding.channels..],
        row: sliding.channels,
        run: line,
    };
    let right = |first: usize| TileSteps {
        values: &kernel[panel.first * sliding.depth() + first * depth * panel.width..],
        run: depth * panel.width,
    };
    let sums = match reading {
        WindowReading::Lines if runs.is_empty() => sums,
        WindowReading::Lines => {
            let (left, right) = (left(runs.start), right(runs.start));
            rows_tile::<S, M, N>(simd, left, right, [runs.len(), depth], sums)
        }
        WindowReading::Places(places) => {
            let right = &right(0).values[..places.len() * panel.width];
            places_tile::<S, M, N>(simd, left(0).values, places, right, sums)
        }
    };
    place.end::<S, M, N>(simd, &sums);
}
