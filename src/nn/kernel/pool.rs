//! Pooling of rows of pixels whose channels are filled up to whole vectors.

use super::layout::padded;
use super::pass::vectorised;
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
        let zero = simd.splat_f32s(0.0);
        for ((slope, choice), (top, bottom)) in pixels.zip(windows) {
            let (one, two) = top.split_at_mut(wide);
            let (three, four) = bottom.split_at_mut(wide);
            let four = [one, two, three, four].map(|pixel| S::as_mut_simd_f32s(pixel).0);
            for vector in 0..channels.div_ceil(S::F32_LANES) {
                let range = vector * S::F32_LANES..channels.min((vector + 1) * S::F32_LANES);
                let (slope, choice) = (read(simd, &slope[range.clone()]), read(simd, &choice[range]));
                for at in 0..4 {
                    let chosen = simd.equal_f32s(choice, simd.splat_f32s(at as f32));
                    four[at][vector] = simd.select_f32s(chosen, slope, zero);
                }
            }
        }
    }
}

/// The mean of each 2 x 2 pixels goes to `y`, `[pixels / 2, channels]`.
pub(in crate::nn) fn mean(pair: Pair<'_>, y: &mut [f32]) {
    Arch::new().dispatch(Mean { pair, y });
}

struct Mean<'a> {
    pair: Pair<'a>,
    y: &'a mut [f32],
}

impl WithSimd for Mean<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { pair: Pair { rows, pixels, channels }, y } = self;
        let wide = padded(channels);
        let (top, bottom) = rows.split_at(pixels * wide);
        let windows = top.chunks_exact(2 * wide).zip(bottom.chunks_exact(2 * wide));
        for ((top, bottom), y) in windows.zip(y.chunks_exact_mut(channels)) {
            let (top, bottom) = (S::as_simd_f32s(top).0, S::as_simd_f32s(bottom).0);
            let next = wide / S::F32_LANES;
            for vector in 0..channels.div_ceil(S::F32_LANES) {
                let above = simd.add_f32s(top[vector], top[vector + next]);
                let below = simd.add_f32s(bottom[vector], bottom[vector + next]);
                let sum = simd.add_f32s(above, below);
                let range = vector * S::F32_LANES..channels.min((vector + 1) * S::F32_LANES);
                write(simd, &mut y[range], simd.mul_f32s(sum, simd.splat_f32s(0.25)));
            }
        }
    }
}

/// The way back of [`mean`]: a quarter of each slope goes to each of its four pixels, `[pixels, channels]`.
///
/// `out` is the first of the two rows; the second one begins `line` numbers further on. An odd last pixel gets 0.
pub(in crate::nn) fn mean_back(slopes: &[f32], channels: usize, (out, line): (&mut [f32], usize)) {
    vectorised(|| {
        let (top, bottom) = out.split_at_mut(line);
        for out in [top, bottom] {
            out[slopes.len() * 2..].fill(0.0);
            for (slope, out) in slopes.chunks_exact(channels).zip(out.chunks_exact_mut(2 * channels)) {
                let (left, right) = out.split_at_mut(channels);
                for ((slope, left), right) in slope.iter().zip(left).zip(right) {
                    (*left, *right) = (0.25 * slope, 0.25 * slope);
                }
            }
        }
    });
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
