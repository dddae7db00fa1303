//! Sliding a kernel over a picture, and the gradient of that kernel.
//!
//! Nothing is unrolled in memory: the window of the next pixel along a row begins a pixel further on, so a row of
//! outputs is a product whose left factor overlaps itself.

use super::block::Sums;
use super::layout::{BLOCK, Layout, Panel, WIDTH, padded};
use super::tile::{Known, Sizes, Walk, height, tile, window_tile, with_height};
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

/// Numbers of a kernel that is laid out for [`slide`].
pub(in crate::nn) fn kernel_size(depth: usize, outputs: usize) -> usize {
    depth * padded(outputs)
}

/// Lays a kernel `[depth, outputs]`, given as its layout says, out for [`slide`]: panels of 32 outputs, the last one of
/// 16 if that is enough, each row by row. What fills it up is left as it is.
pub(in crate::nn) fn lay_kernel(values: &[f32], layout: Layout, out: &mut [f32]) {
    for (index, panel) in layout.panels().enumerate() {
        let out = &mut out[panel.first * layout.rows..][..panel.width * layout.rows];
        for (block, out) in out.chunks_mut(BLOCK * panel.width).enumerate() {
            out.copy_from_slice(layout.slice(values, block, layout.panel(index)));
        }
    }
}

/// Lays the same kernel out to slide back over the slopes of its windows: turned over, with outputs, filled up, as
/// inputs. `channels` is the number of its inputs.
pub(in crate::nn) fn lay_kernel_back(values: &[f32], layout: Layout, channels: usize, out: &mut [f32]) {
    let wide = padded(layout.columns);
    let window = layout.rows / channels;
    let depth = window * wide;
    for panel in layout.panels() {
        let filters = panel.width.min(layout.columns - panel.first);
        for row in 0..layout.rows {
            let slice = layout.slice(values, row / BLOCK, panel);
            let weights = &slice[row % BLOCK * panel.width..][..filters];
            let (place, channel) = (row / channels, row % channels);
            let back = (window - 1 - place) * wide + panel.first;
            let first = channel / WIDTH * WIDTH;
            let width = WIDTH.min(padded(channels) - first);
            let out = &mut out[first * depth + back * width + channel - first..];
            out.iter_mut().step_by(width).zip(weights).for_each(|(out, weight)| *out = *weight);
        }
    }
}

/// Adds the rows, filled up, of a matrix to one that lies as its layout says.
pub(in crate::nn) fn add_to_layout(rows: &[f32], layout: Layout, out: &mut [f32]) {
    let wide = padded(layout.columns);
    for panel in layout.panels() {
        for (row, values) in rows.chunks_exact(wide).enumerate() {
            let (block, rows) = (row / BLOCK, BLOCK.min(layout.rows - row / BLOCK * BLOCK));
            let start = block * layout.block_size() + panel.first * rows + row % BLOCK * panel.width;
            let sums = &mut out[start..][..panel.width];
            sums.iter_mut().zip(&values[panel.first..]).for_each(|(sum, value)| *sum += value);
        }
    }
}

/// What slides, and where its sums go.
pub(in crate::nn) struct Slide<'a> {
    /// The picture with its border.
    pub(in crate::nn) picture: &'a [f32],
    /// Its shape.
    pub(in crate::nn) sliding: Sliding,
    /// The kernel, as [`lay_kernel`] lays it out.
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
        for panel in panels(self.outputs) {
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

fn panels(outputs: usize) -> impl Iterator<Item = Panel> {
    (0..padded(outputs))
        .step_by(WIDTH)
        .map(move |first| Panel { first, width: WIDTH.min(padded(outputs) - first) })
}
