//! Sliding a kernel over a picture, and the gradient of that kernel.
//!
//! Nothing is unrolled in memory: the window of the next pixel along a row begins a pixel further on, so a row of
//! outputs is a product whose left factor overlaps itself.

use super::block::Sums;
use super::layout::{Panel, WIDTH, padded};
use super::tile::{Walk, height, tile, with_height};
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
    fn line(self) -> usize {
        self.width * self.channels
    }

    /// Numbers that a window covers.
    pub(in crate::nn) fn depth(self) -> usize {
        self.side * self.side * self.channels
    }
}

/// Numbers of a kernel that is laid out for [`slide`].
pub(in crate::nn) fn kernel_size(depth: usize, outputs: usize) -> usize {
    depth * padded(outputs)
}

/// Where an element of the matrix `[depth, outputs]` of a kernel stands for [`slide`]: panels of 32 outputs, the last
/// one of 16 if that is enough, each row by row.
pub(in crate::nn) fn kernel_position(depth: usize, outputs: usize, [row, column]: [usize; 2]) -> usize {
    let first = column / WIDTH * WIDTH;
    first * depth + row * WIDTH.min(padded(outputs) - first) + column - first
}

/// What slides, and where its sums go.
pub(in crate::nn) struct Slide<'a> {
    /// The picture with its border.
    pub(in crate::nn) picture: &'a [f32],
    /// Its shape.
    pub(in crate::nn) sliding: Sliding,
    /// The kernel, as [`kernel_position`] says.
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
        match self.sliding.channels {
            1 => self.all::<S, 1>(simd),
            16 => self.all::<S, 16>(simd),
            32 => self.all::<S, 32>(simd),
            _ => self.all::<S, 0>(simd),
        }
    }
}

impl Slide<'_> {
    #[inline(always)]
    fn all<S: Simd, const ROW: usize>(&mut self, simd: S) {
        for panel in panels(self.outputs) {
            let vectors = panel.width / S::F32_LANES;
            for row in self.rows.clone() {
                let mut vector = 0;
                while vector + 2 <= vectors {
                    self.row::<S, 2, ROW>(simd, row, panel, vector);
                    vector += 2;
                }
                if vector < vectors {
                    self.row::<S, 1, ROW>(simd, row, panel, vector);
                }
            }
        }
    }

    #[inline(always)]
    fn row<S: Simd, const N: usize, const ROW: usize>(
        &mut self,
        simd: S,
        row: usize,
        panel: Panel,
        vector: usize,
    ) {
        let mut at = 0;
        while at < self.sliding.across {
            let height = height::<S, N>(self.sliding.across - at);
            with_height!(height, N, slide_tile::<N, ROW, S>(self, simd, [row, at], panel, vector));
            at += height;
        }
    }
}

#[inline(always)]
fn slide_tile<const M: usize, const N: usize, const ROW: usize, S: Simd>(
    slide: &mut Slide<'_>,
    simd: S,
    [row, at]: [usize; 2],
    panel: Panel,
    vector: usize,
) {
    let Slide { sliding, rows, columns, .. } = slide;
    let first = panel.first + vector * S::F32_LANES;
    let mut sums = [[simd.splat_f32s(0.0); N]; M];
    if !slide.start.is_empty() {
        let (start, _) = S::as_simd_f32s(&slide.start[first..]);
        sums.fill(std::array::from_fn(|j| start[j]));
    }
    let left = Walk {
        values: &slide.picture[row * sliding.line() + at * sliding.channels..],
        run: sliding.line(),
        step: 1,
    };
    let kernel = &slide.kernel[panel.first * sliding.depth()..][vector * S::F32_LANES..];
    let depth = sliding.side * sliding.channels;
    let right = Walk { values: kernel, run: depth * panel.width, step: panel.width };
    tile::<S, M, N, ROW>(simd, (left, sliding.channels), right, [sliding.side, depth], &mut sums);
    let out = &mut slide.out[((row - rows.start) * sliding.across + at) * *columns..];
    store(simd, &sums, first, *columns, out);
}

/// Writes the vectors of M windows, each from column `first` on, as far as there are columns.
#[inline(always)]
fn store<S: Simd, const M: usize, const N: usize>(
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
            if let ([whole], _) = S::as_mut_simd_f32s(out) {
                *whole = sums[i][j];
            } else {
                simd.partial_store_f32s(out, sums[i][j]);
            }
        }
    }
}

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
        let line = self.sliding.side * self.sliding.channels;
        for row in 0..self.sliding.side {
            let mut at = 0;
            while at < line {
                let height = height::<S, N>(line - at);
                with_height!(height, N, gradient_tile::<N, S>(self, simd, [row, at], vector));
                at += height;
            }
        }
        self.bias::<S, N>(simd, vector);
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
    let mut sums = [[simd.splat_f32s(0.0); N]; M];
    tile::<S, M, N, 1>(simd, (left, 1), right, [pass.rows, sliding.across], &mut sums);
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

fn panels(outputs: usize) -> impl Iterator<Item = Panel> {
    (0..padded(outputs))
        .step_by(WIDTH)
        .map(move |first| Panel { first, width: WIDTH.min(padded(outputs) - first) })
}
