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

    /// Pixels are read and written as whole vectors while these fit: what is written too much is overwritten.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, channels, y } = self;
        let (top, bottom) = rows.split_at(rows.len() / 2);
        let quarter = simd.splat_f32s(0.25);
        for pixel in 0..y.len() / channels {
            for first in (0..channels).step_by(S::F32_LANES) {
                let end = (channels * pixel + first + S::F32_LANES).min(y.len());
                let y = &mut y[channels * pixel + first..end];
                let left = 2 * channels * pixel + first;
                let four =
                    [&top[left..], &top[left + channels..], &bottom[left..], &bottom[left + channels..]];
                // The last of the four begins last.
                let room = four[3].len() >= S::F32_LANES;
                if let (true, ([whole], _)) = (room, S::as_mut_simd_f32s(y)) {
                    let mut vectors = [simd.splat_f32s(0.0); 4];
                    for i in 0..4 {
                        vectors[i] = S::as_simd_f32s(four[i]).0[0];
                    }
                    let above = simd.add_f32s(vectors[0], vectors[1]);
                    let below = simd.add_f32s(vectors[2], vectors[3]);
                    *whole = simd.mul_f32s(simd.add_f32s(above, below), quarter);
                } else {
                    let numbers = channels.min(first + S::F32_LANES) - first;
                    for (at, y) in y.iter_mut().enumerate().take(numbers) {
                        *y = 0.25 * ((four[0][at] + four[1][at]) + (four[2][at] + four[3][at]));
                    }
                }
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
        let (line, quarter) = (rows.len() / 2, simd.splat_f32s(0.25));
        for row in rows.chunks_exact_mut(line) {
            for pixel in 0..slopes.len() / channels {
                for first in (0..channels).step_by(S::F32_LANES) {
                    let from = pixel * channels + first;
                    let numbers = channels.min(first + S::F32_LANES) - first;
                    // Pixels of one vector are written as a whole: the next one overwrites what is too much.
                    let wide = if channels <= S::F32_LANES { S::F32_LANES } else { numbers };
                    let slope = &slopes[from..][..if from + wide <= slopes.len() { wide } else { numbers }];
                    let share = simd.mul_f32s(read(simd, slope), quarter);
                    for side in 0..2 {
                        let out = from + (pixel + side) * channels;
                        let size = if out + wide <= line { wide } else { numbers };
                        write(simd, &mut row[out..][..size], share);
                    }
                }
            }
            row[2 * slopes.len()..].fill(0.0);
        }
    }
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
        let (out, _) = S::as_mut_simd_f32s(out);
        let pixels = out.chunks_exact_mut(wide / S::F32_LANES).take(values.len() / channels);
        for (pixel, out) in pixels.enumerate() {
            let values = &values[pixel * channels..][..channels];
            for (vector, out) in out.iter_mut().enumerate() {
                let from = channels.min(vector * S::F32_LANES);
                *out = simd.partial_load_f32s(&values[from..channels.min(from + S::F32_LANES)]);
            }
        }
    }
}

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

    /// Whole vectors are written, pixel after pixel: each overwrites what the one before it wrote too much.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values, channels, out } = self;
        let wide = padded(channels);
        if channels == wide {
            return out.copy_from_slice(&values[..out.len()]);
        }
        let (values, _) = S::as_simd_f32s(values);
        let size = out.len();
        for (pixel, values) in values.chunks_exact(wide / S::F32_LANES).enumerate() {
            for (vector, value) in values.iter().enumerate().take(channels.div_ceil(S::F32_LANES)) {
                let first = pixel * channels + vector * S::F32_LANES;
                let out = &mut out[first..size.min(first + S::F32_LANES)];
                if let ([whole], _) = S::as_mut_simd_f32s(out) {
                    *whole = *value;
                } else {
                    simd.partial_store_f32s(out, *value);
                }
            }
        }
    }
}
