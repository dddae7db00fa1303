//! Pooling of rows of pixels whose channels are filled up to whole vectors.

use super::layout::padded;
use pulp::{Arch, Simd, WithSimd};

/// Two rows of pixels, one above the other, each `[pixels, channels filled up]`.
#[derive(Clone, Copy)]
pub(in crate::nn) struct Pair<'a> {
    /// Both rows.
    pub(in crate::nn) rows: &'a [f32],
    /// Pixels of a row; of an odd number the last one is left out.
    pub(in crate::nn) pixels: usize,
    /// Channels of a pixel, without what fills them up.
    pub(in crate::nn) channels: usize,
}

/// The largest of each 2 x 2 pixels goes to `y`, `[pixels / 2, channels]`, and which one it was (0, 1, 2 or 3, row by
/// row, the first of equals) to `choice`.
pub(in crate::nn) fn largest(pair: Pair<'_>, y: &mut [f32], choice: &mut [f32]) {
    Arch::new().dispatch(Largest { pair, y, choice });
}

struct Largest<'a> {
    pair: Pair<'a>,
    y: &'a mut [f32],
    choice: &'a mut [f32],
}

impl WithSimd for Largest<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { pair: Pair { rows, pixels, channels }, y, choice } = self;
        let (wide, pooled) = (padded(channels), pixels / 2);
        let (top, bottom) = rows.split_at(pixels * wide);
        let windows = top.chunks_exact(2 * wide).zip(bottom.chunks_exact(2 * wide));
        let outs = y.chunks_exact_mut(channels).zip(choice.chunks_exact_mut(channels));
        for ((top, bottom), (y, choice)) in windows.zip(outs).take(pooled) {
            let four = [&top[..wide], &top[wide..], &bottom[..wide], &bottom[wide..]]
                .map(|pixel| S::as_simd_f32s(pixel).0);
            for vector in 0..channels.div_ceil(S::F32_LANES) {
                let (mut best, mut which) = (four[0][vector], simd.splat_f32s(0.0));
                for at in 1..4 {
                    let larger = simd.greater_than_f32s(four[at][vector], best);
                    best = simd.select_f32s(larger, four[at][vector], best);
                    which = simd.select_f32s(larger, simd.splat_f32s(at as f32), which);
                }
                let range = vector * S::F32_LANES..channels.min((vector + 1) * S::F32_LANES);
                write(simd, &mut y[range.clone()], best);
                write(simd, &mut choice[range], which);
            }
        }
    }
}

/// Writes as many numbers of a vector as there is room for.
#[inline(always)]
fn write<S: Simd>(simd: S, out: &mut [f32], values: S::f32s) {
    if let ([whole], _) = S::as_mut_simd_f32s(out) {
        *whole = values;
    } else {
        simd.partial_store_f32s(out, values);
    }
}

#[inline(always)]
fn read<S: Simd>(simd: S, values: &[f32]) -> S::f32s {
    if let ([whole], _) = S::as_simd_f32s(values) { *whole } else { simd.partial_load_f32s(values) }
}

/// The way back of [`largest`]: each slope goes to the pixel that was chosen, and 0 to the three others.
///
/// `out` is the first of the two rows; the second one begins `line` numbers further on.
pub(in crate::nn) fn largest_back(
    slopes: &[f32],
    choice: &[f32],
    channels: usize,
    (out, line): (&mut [f32], usize),
) {
    Arch::new().dispatch(LargestBack { slopes, choice, channels, out, line });
}

struct LargestBack<'a> {
    slopes: &'a [f32],
    choice: &'a [f32],
    channels: usize,
    out: &'a mut [f32],
    line: usize,
}

impl WithSimd for LargestBack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { slopes, choice, channels, out, line } = self;
        let wide = padded(channels);
        let (top, bottom) = out.split_at_mut(line);
        let pixels = slopes.chunks_exact(channels).zip(choice.chunks_exact(channels));
        let windows = top.chunks_exact_mut(2 * wide).zip(bottom.chunks_exact_mut(2 * wide));
        let which: [S::f32s; 4] = [0.0, 1.0, 2.0, 3.0].map(|at| simd.splat_f32s(at));
        let (zero, next) = (simd.splat_f32s(0.0), wide / S::F32_LANES);
        for ((slope, choice), (top, bottom)) in pixels.zip(windows) {
            let (top, _) = S::as_mut_simd_f32s(top);
            let (bottom, _) = S::as_mut_simd_f32s(bottom);
            for vector in 0..channels.div_ceil(S::F32_LANES) {
                let range = vector * S::F32_LANES..channels.min((vector + 1) * S::F32_LANES);
                let (slope, choice) = (read(simd, &slope[range.clone()]), read(simd, &choice[range]));
                let part = |at: usize| simd.select_f32s(simd.equal_f32s(choice, which[at]), slope, zero);
                (top[vector], top[vector + next]) = (part(0), part(1));
                (bottom[vector], bottom[vector + next]) = (part(2), part(3));
            }
        }
    }
}

/// The mean of each 2 x 2 pixels of two rows, `[2, pixels, channels]`, goes to `y`, `[pixels / 2, channels]`.
pub(in crate::nn) fn mean(rows: &[f32], channels: usize, y: &mut [f32]) {
    Arch::new().dispatch(Mean { rows, channels, y });
}

struct Mean<'a> {
    rows: &'a [f32],
    channels: usize,
    y: &'a mut [f32],
}

impl WithSimd for Mean<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, channels, y } = self;
        let (top, bottom) = rows.split_at(rows.len() / 2);
        let windows = top.chunks_exact(2 * channels).zip(bottom.chunks_exact(2 * channels));
        for ((top, bottom), y) in windows.zip(y.chunks_exact_mut(channels)) {
            for first in (0..channels).step_by(S::F32_LANES) {
                let end = channels.min(first + S::F32_LANES);
                let pair = |row: &[f32]| {
                    let right = read(simd, &row[channels + first..channels + end]);
                    simd.add_f32s(read(simd, &row[first..end]), right)
                };
                let sum = simd.add_f32s(pair(top), pair(bottom));
                write(simd, &mut y[first..end], simd.mul_f32s(sum, simd.splat_f32s(0.25)));
            }
        }
    }
}

/// The way back of [`mean`]: a quarter of each slope goes to each of its four pixels; an odd last pixel gets 0.
pub(in crate::nn) fn mean_back(slopes: &[f32], channels: usize, rows: &mut [f32]) {
    Arch::new().dispatch(MeanBack { slopes, channels, rows });
}

struct MeanBack<'a> {
    slopes: &'a [f32],
    channels: usize,
    rows: &'a mut [f32],
}

impl WithSimd for MeanBack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { slopes, channels, rows } = self;
        let line = rows.len() / 2;
        for row in rows.chunks_exact_mut(line) {
            row[2 * slopes.len()..].fill(0.0);
            for (slope, out) in slopes.chunks_exact(channels).zip(row.chunks_exact_mut(2 * channels)) {
                for first in (0..channels).step_by(S::F32_LANES) {
                    let end = channels.min(first + S::F32_LANES);
                    let share = simd.mul_f32s(read(simd, &slope[first..end]), simd.splat_f32s(0.25));
                    write(simd, &mut out[first..end], share);
                    write(simd, &mut out[channels + first..channels + end], share);
                }
            }
        }
    }
}

/// Copies pixels between rows with `channels` numbers a pixel and rows with those filled up; what fills them up stays.
pub(in crate::nn) fn widen(values: &[f32], channels: usize, out: &mut [f32]) {
    Arch::new().dispatch(Recolumn { values, from: channels, to: padded(channels), channels, out });
}

/// The way back of [`widen`].
pub(in crate::nn) fn narrow(values: &[f32], channels: usize, out: &mut [f32]) {
    Arch::new().dispatch(Recolumn { values, from: padded(channels), to: channels, channels, out });
}

struct Recolumn<'a> {
    values: &'a [f32],
    from: usize,
    to: usize,
    channels: usize,
    out: &'a mut [f32],
}

impl WithSimd for Recolumn<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values, from, to, channels, out } = self;
        for (pixel, out) in values.chunks_exact(from).zip(out.chunks_exact_mut(to)) {
            for first in (0..channels).step_by(S::F32_LANES) {
                let range = first..channels.min(first + S::F32_LANES);
                write(simd, &mut out[range.clone()], read(simd, &pixel[range]));
            }
        }
    }
}
