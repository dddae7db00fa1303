//! The mean of each four pixels, and the way back.

use super::channels::{keep, load, whole_pixels};
use super::vectors::dispatch_columns;
use pulp::{Simd, WithSimd};

/// The mean of each 2 x 2 pixels of two rows, `[2, pixels, channels]`, goes to `y`, `[pixels / 2, channels]`.
pub fn mean(rows: &[f32], channels: usize, y: &mut [f32]) {
    dispatch_columns(channels, Mean { rows, channels, y });
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

/// The way back of [`mean`]: a quarter of each delta goes to each of its four pixels; an odd last pixel gets 0.
pub fn mean_back(deltas: &[f32], channels: usize, rows: &mut [f32]) {
    dispatch_columns(channels, MeanBack { deltas, channels, rows });
}

struct MeanBack<'a> {
    deltas: &'a [f32],
    channels: usize,
    rows: &'a mut [f32],
}

impl WithSimd for MeanBack<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { deltas, channels, rows } = self;
        let quarter = simd.splat_f32s(0.25);
        let (top, bottom) = rows.split_at_mut(rows.len() / 2);
        let whole = whole_pixels::<S>(channels, deltas.len() / channels);
        for pixel in 0..whole {
            for at in [2 * pixel, 2 * pixel + 1].map(|pixel| pixel * channels) {
                for first in (0..channels).step_by(S::F32_LANES) {
                    let share = simd.mul_f32s(load::<S>(deltas, pixel * channels + first), quarter);
                    keep::<S>(top, at + first, share);
                    keep::<S>(bottom, at + first, share);
                }
            }
        }
        for (at, delta) in deltas.iter().enumerate().skip(whole * channels) {
            let (left, share) = (at + at / channels * channels, 0.25 * delta);
            (top[left], top[left + channels]) = (share, share);
            (bottom[left], bottom[left + channels]) = (share, share);
        }
        top[2 * deltas.len()..].fill(0.0);
        bottom[2 * deltas.len()..].fill(0.0);
    }
}
