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
        let (top, _) = S::as_mut_simd_f32s(top);
        let (bottom, _) = S::as_mut_simd_f32s(bottom);
        let mut corners = Corners::<S> {
            top,
            bottom,
            which: [0.0, 1.0, 2.0, 3.0].map(|at| simd.splat_f32s(at)),
            next: wide / S::F32_LANES,
        };
        let next = corners.next;
        if channels == wide {
            let (slopes, choice) = (S::as_simd_f32s(slopes).0, S::as_simd_f32s(choice).0);
            let pixels = slopes.chunks_exact(next).zip(choice.chunks_exact(next));
            for (pixel, (slopes, choice)) in pixels.enumerate() {
                for (vector, (slope, choice)) in slopes.iter().zip(choice).enumerate() {
                    corners.write(simd, 2 * pixel * next + vector, *slope, *choice);
                }
            }
        } else {
            let pixels = slopes.chunks_exact(channels).zip(choice.chunks_exact(channels));
            for (pixel, (slopes, choice)) in pixels.enumerate() {
                let vectors = slopes.chunks(S::F32_LANES).zip(choice.chunks(S::F32_LANES));
                for (vector, (slope, choice)) in vectors.enumerate() {
                    let (slope, choice) = (read(simd, slope), read(simd, choice));
                    corners.write(simd, 2 * pixel * next + vector, slope, choice);
                }
            }
        }
    }
}

/// Two rows of vectors, one above the other.
struct Corners<'a, S: Simd> {
    top: &'a mut [S::f32s],
    bottom: &'a mut [S::f32s],
    /// 0, 1, 2 and 3.
    which: [S::f32s; 4],
    /// Vectors of a pixel.
    next: usize,
}

impl<S: Simd> Corners<'_, S> {
    /// The slope where it was chosen, 0 elsewhere, for the four pixels of which the first has vector `at`.
    #[inline(always)]
    fn write(&mut self, simd: S, at: usize, slope: S::f32s, choice: S::f32s) {
        let mut parts = [simd.splat_f32s(0.0); 4];
        for i in 0..4 {
            parts[i] = simd.select_f32s(simd.equal_f32s(choice, self.which[i]), slope, parts[i]);
        }
        (self.top[at], self.top[at + self.next]) = (parts[0], parts[1]);
        (self.bottom[at], self.bottom[at + self.next]) = (parts[2], parts[3]);
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
        let quarter = simd.splat_f32s(0.25);
        let pixels = y.len() / channels;
        let whole = whole_pixels::<S>(channels, pixels);
        for pixel in 0..whole {
            for first in (0..channels).step_by(S::F32_LANES) {
                let left = 2 * channels * pixel + first;
                let above = simd.add_f32s(load::<S>(top, left), load::<S>(top, left + channels));
                let below = simd.add_f32s(load::<S>(bottom, left), load::<S>(bottom, left + channels));
                let mean = simd.mul_f32s(simd.add_f32s(above, below), quarter);
                keep::<S>(y, pixel * channels + first, mean);
            }
        }
        for (at, y) in y.iter_mut().enumerate().skip(whole * channels) {
            let left = at + at / channels * channels;
            let above = top[left] + top[left + channels];
            let below = bottom[left] + bottom[left + channels];
            *y = 0.25 * (above + below);
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
        let quarter = simd.splat_f32s(0.25);
        let (top, bottom) = rows.split_at_mut(rows.len() / 2);
        let whole = whole_pixels::<S>(channels, slopes.len() / channels);
        for pixel in 0..whole {
            for first in (0..channels).step_by(S::F32_LANES) {
                let share = simd.mul_f32s(load::<S>(slopes, pixel * channels + first), quarter);
                let left = 2 * channels * pixel + first;
                for at in [left, left + channels] {
                    keep::<S>(top, at, share);
                    keep::<S>(bottom, at, share);
                }
            }
        }
        for (at, slope) in slopes.iter().enumerate().skip(whole * channels) {
            let (left, share) = (at + at / channels * channels, 0.25 * slope);
            (top[left], top[left + channels]) = (share, share);
            (bottom[left], bottom[left + channels]) = (share, share);
        }
        top[2 * slopes.len()..].fill(0.0);
        bottom[2 * slopes.len()..].fill(0.0);
    }
}

/// How many of a row's pixels, from the first one on, may be worked as whole vectors.
///
/// Those that fill vectors always may. Those of less than one vector may as long as a vector reaches no further than
/// the last pixel: what it has too much is overwritten by the next pixel. Others never may.
#[inline(always)]
fn whole_pixels<S: Simd>(channels: usize, pixels: usize) -> usize {
    if channels.is_multiple_of(S::F32_LANES) {
        pixels
    } else if channels < S::F32_LANES {
        (pixels + 1).saturating_sub(S::F32_LANES.div_ceil(channels))
    } else {
        0
    }
}

/// The vector that begins at an element.
#[inline(always)]
fn load<S: Simd>(values: &[f32], at: usize) -> S::f32s {
    S::as_simd_f32s(&values[at..][..S::F32_LANES]).0[0]
}

/// Writes the vector that begins at an element.
#[inline(always)]
fn keep<S: Simd>(out: &mut [f32], at: usize, values: S::f32s) {
    S::as_mut_simd_f32s(&mut out[at..][..S::F32_LANES]).0[0] = values;
}

/// Copies pixels of `channels` numbers into rows whose channels are filled up, with 0.
pub(in crate::nn) fn widen(values: &[f32], channels: usize, out: &mut [f32]) {
    Arch::new().dispatch(Widen { values, channels, out });
}

struct Widen<'a> {
    values: &'a [f32],
    channels: usize,
    out: &'a mut [f32],
}

impl WithSimd for Widen<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values, channels, out } = self;
        let wide = padded(channels);
        if channels == wide {
            return out[..values.len()].copy_from_slice(values);
        }
        let pixels = values.len() / channels;
        let whole = if channels > S::F32_LANES { 0 } else { whole_pixels::<S>(channels, pixels) };
        let mut ones = [0.0; LONGEST];
        ones[..channels.min(S::F32_LANES)].fill(1.0);
        let within = simd.greater_than_f32s(load::<S>(&ones, 0), simd.splat_f32s(0.5));
        for pixel in 0..whole {
            let value = load::<S>(values, pixel * channels);
            keep::<S>(out, pixel * wide, simd.select_f32s(within, value, simd.splat_f32s(0.0)));
        }
        let rest = values.chunks_exact(channels).zip(out.chunks_exact_mut(wide)).skip(whole);
        rest.for_each(|(pixel, out)| out[..channels].copy_from_slice(pixel));
    }
}

/// At least as many numbers as a vector has.
const LONGEST: usize = 64;

/// The way back of [`widen`].
pub(in crate::nn) fn narrow(values: &[f32], channels: usize, out: &mut [f32]) {
    Arch::new().dispatch(Narrow { values, channels, out });
}

struct Narrow<'a> {
    values: &'a [f32],
    channels: usize,
    out: &'a mut [f32],
}

impl WithSimd for Narrow<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { values, channels, out } = self;
        let wide = padded(channels);
        if channels == wide {
            return out.copy_from_slice(&values[..out.len()]);
        }
        let pixels = out.len() / channels;
        let whole = if channels > S::F32_LANES { 0 } else { whole_pixels::<S>(channels, pixels) };
        for pixel in 0..whole {
            keep::<S>(out, pixel * channels, load::<S>(values, pixel * wide));
        }
        let rest = values.chunks_exact(wide).zip(out.chunks_exact_mut(channels)).skip(whole);
        rest.for_each(|(pixel, out)| out.copy_from_slice(&pixel[..channels]));
    }
}
