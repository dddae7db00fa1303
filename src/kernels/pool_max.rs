//! The largest of each four pixels, and the way back to it.

use super::layout::padded;
use super::vectors::dispatch_columns;
use pulp::{Simd, WithSimd};

/// Two rows of pixels, one above the other, each `[pixels, channels filled up]`.
#[derive(Clone, Copy)]
pub struct Pair<'a> {
    /// Both rows.
    pub rows: &'a [f32],
    /// Pixels of a row; of an odd number the last one is left out.
    pub pixels: usize,
    /// Channels of a pixel, without what fills them up.
    pub channels: usize,
}

/// The largest of each 2 x 2 pixels goes to `y`, `[pixels / 2, channels]`, and which one it was (0, 1, 2 or 3, row by
/// row, the first of equals) to `choice`.
pub fn largest(pair: Pair<'_>, y: &mut [f32], choice: &mut [f32]) {
    dispatch_columns(pair.channels, Largest { pair, y, choice });
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
                    let value = four[at][vector];
                    // NaN wins, as it does in PyTorch, so that a run that diverged is seen.
                    let larger = simd.or_m32s(
                        simd.greater_than_f32s(value, best),
                        simd.not_m32s(simd.equal_f32s(value, value)),
                    );
                    best = simd.select_f32s(larger, value, best);
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

/// The way back of [`largest`]: each delta goes to the pixel that was chosen, and 0 to the three others.
///
/// `out` is the first of the two rows; the second one begins `line` numbers further on.
pub fn largest_back(deltas: &[f32], choice: &[f32], channels: usize, (out, line): (&mut [f32], usize)) {
    dispatch_columns(channels, LargestBack { deltas, choice, channels, out, line });
}

struct LargestBack<'a> {
    deltas: &'a [f32],
    choice: &'a [f32],
    channels: usize,
    out: &'a mut [f32],
    line: usize,
}

impl WithSimd for LargestBack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { deltas, choice, channels, out, line } = self;
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
            let (deltas, choice) = (S::as_simd_f32s(deltas).0, S::as_simd_f32s(choice).0);
            let pixels = deltas.chunks_exact(next).zip(choice.chunks_exact(next));
            for (pixel, (deltas, choice)) in pixels.enumerate() {
                for (vector, (delta, choice)) in deltas.iter().zip(choice).enumerate() {
                    corners.write(simd, 2 * pixel * next + vector, *delta, *choice);
                }
            }
        } else {
            let pixels = deltas.chunks_exact(channels).zip(choice.chunks_exact(channels));
            for (pixel, (deltas, choice)) in pixels.enumerate() {
                let vectors = deltas.chunks(S::F32_LANES).zip(choice.chunks(S::F32_LANES));
                for (vector, (delta, choice)) in vectors.enumerate() {
                    let (delta, choice) = (read(simd, delta), read(simd, choice));
                    corners.write(simd, 2 * pixel * next + vector, delta, choice);
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
    /// The delta where it was chosen, 0 elsewhere, for the four pixels of which the first has vector `at`.
    #[inline(always)]
    fn write(&mut self, simd: S, at: usize, delta: S::f32s, choice: S::f32s) {
        let mut parts = [simd.splat_f32s(0.0); 4];
        for i in 0..4 {
            parts[i] = simd.select_f32s(simd.equal_f32s(choice, self.which[i]), delta, parts[i]);
        }
        (self.top[at], self.top[at + self.next]) = (parts[0], parts[1]);
        (self.bottom[at], self.bottom[at + self.next]) = (parts[2], parts[3]);
    }
}
