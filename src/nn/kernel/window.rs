//! Sliding a kernel over a picture.
//!
//! Nothing is unrolled in memory: the window of the next pixel along a row begins a pixel further on, so a row of
//! outputs is a product whose left factor overlaps itself.

use super::block::Sums;
use super::layout::{Layout, Panel};
use super::tile::{Known, Sizes, Walk, height, tile, with_height};
use pulp::{Arch, Simd, WithSimd};
use std::ops::Range;

/// A picture with its border, `[height, width, channels]`, and the side of the kernel that slides over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nn) struct Sliding {
    /// Of the picture with its border.
    pub(in crate::nn) width: usize,
    /// Between pixels; all channels are read.
    pub(in crate::nn) channels: usize,
    /// Height and width of the kernel.
    pub(in crate::nn) side: usize,
    /// Windows along a row.
    pub(in crate::nn) across: usize,
}

impl Sliding {
    /// Numbers of a row of the picture.
    pub(in crate::nn) fn line(self) -> usize {
        self.width * self.channels
    }

    /// Numbers that a window covers.
    pub(in crate::nn) fn depth(self) -> usize {
        self.side * self.side * self.channels
    }
}

/// What slides, and where its sums go.
pub(in crate::nn) struct Slide<'a> {
    /// The picture with its border.
    pub(in crate::nn) picture: &'a [f32],
    /// Its shape.
    pub(in crate::nn) sliding: Sliding,
    /// The kernel, as [`super::lay_kernel`] lays it out.
    pub(in crate::nn) kernel: &'a [f32],
    /// What sums begin with, one for each output, filled up with zeros; empty for zeros.
    pub(in crate::nn) start: &'a [f32],
    /// Rows of windows.
    pub(in crate::nn) rows: Range<usize>,
    /// Outputs of a window.
    pub(in crate::nn) outputs: usize,
    /// Between the windows of `out`; numbers beyond the outputs are written if they fit.
    pub(in crate::nn) columns: usize,
    /// `[rows, across, columns]`.
    pub(in crate::nn) out: &'a mut [f32],
}

/// out = start + picture * kernel, for each window of the given rows.
///
/// # Panics
/// If the lengths do not fit.
pub(in crate::nn) fn slide(slide: Slide<'_>) {
    assert_eq!(slide.out.len(), slide.rows.len() * slide.sliding.across * slide.columns, "a number a window");
    Arch::new().dispatch(slide);
}

impl WithSimd for Slide<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        match (self.sliding.channels, self.sliding.side) {
            (1, 3) => self.all::<S, Sizes<1, 3>>(simd),
            (1, 5) => self.all::<S, Sizes<1, 5>>(simd),
            (16, _) => self.all::<S, Sizes<16, 0>>(simd),
            (32, _) => self.all::<S, Sizes<32, 0>>(simd),
            _ => self.all::<S, Sizes<0, 0>>(simd),
        }
    }
}

impl Slide<'_> {
    #[inline(always)]
    fn all<S: Simd, K: Known>(&mut self, simd: S) {
        for panel in (Layout { rows: self.sliding.depth(), columns: self.outputs }).panels() {
            let vectors = panel.width / S::F32_LANES;
            for row in self.rows.clone() {
                let mut vector = 0;
                while vector + 2 <= vectors {
                    self.row::<S, 2, K>(simd, row, panel, vector);
                    vector += 2;
                }
                if vector < vectors {
                    self.row::<S, 1, K>(simd, row, panel, vector);
                }
            }
        }
    }

    #[inline(always)]
    fn row<S: Simd, const N: usize, K: Known>(&mut self, simd: S, row: usize, panel: Panel, vector: usize) {
        let mut at = 0;
        while at < self.sliding.across {
            let height = height::<S, N>(self.sliding.across - at);
            with_height!(height, N, slide_tile::<N, K, S>(self, simd, [row, at], panel, vector));
            at += height;
        }
    }
}

#[inline(always)]
fn slide_tile<const M: usize, const N: usize, K: Known, S: Simd>(
    slide: &mut Slide<'_>,
    simd: S,
    [row, at]: [usize; 2],
    panel: Panel,
    vector: usize,
) {
    let Slide { sliding, rows, columns, .. } = slide;
    let first = panel.first + vector * S::F32_LANES;
    let mut start = [simd.splat_f32s(0.0); N];
    if !slide.start.is_empty() {
        let (given, _) = S::as_simd_f32s(&slide.start[first..][..N * S::F32_LANES]);
        start.copy_from_slice(&given[..N]);
    }
    let left = Walk {
        values: &slide.picture[row * sliding.line() + at * sliding.channels..],
        run: sliding.line(),
        step: 1,
    };
    let kernel = &slide.kernel[panel.first * sliding.depth()..][vector * S::F32_LANES..];
    let depth = sliding.side * sliding.channels;
    let right = Walk { values: kernel, run: depth * panel.width, step: panel.width };
    let runs = [sliding.side, depth];
    let sums = tile::<S, M, N, K>(simd, (left, sliding.channels), right, runs, [start; M]);
    let out = &mut slide.out[((row - rows.start) * sliding.across + at) * *columns..][..M * *columns];
    if first + N * S::F32_LANES <= *columns {
        for i in 0..M {
            let (line, _) = S::as_mut_simd_f32s(&mut out[i * *columns + first..][..N * S::F32_LANES]);
            line[..N].copy_from_slice(&sums[i]);
        }
    } else {
        store_part(simd, &sums, first, *columns, out);
    }
}

/// Writes the vectors of M windows, each from column `first` on, as far as there are columns.
#[inline(always)]
fn store_part<S: Simd, const M: usize, const N: usize>(
    simd: S,
    sums: &Sums<S, M, N>,
    first: usize,
    columns: usize,
    out: &mut [f32],
) {
    for i in 0..M {
        let line = &mut out[i * columns..][..columns];
        for j in 0..N {
            let from = first + j * S::F32_LANES;
            let Some(out) = line.get_mut(from..columns.min(from + S::F32_LANES)) else { break };
            simd.partial_store_f32s(out, sums[i][j]);
        }
    }
}
