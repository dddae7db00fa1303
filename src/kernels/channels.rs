//! Pixels of any number of channels, and pixels whose channels are filled up to whole vectors.

use super::layout::padded;
use super::vectors::dispatch_columns;
use pulp::{Simd, WithSimd};

/// Copies pixels of `channels` numbers into rows whose channels are filled up, with 0.
///
/// # Panics
/// If `out` is too short.
pub fn widen(values: &[f32], channels: usize, out: &mut [f32]) {
    if channels == padded(channels) {
        out[..values.len()].copy_from_slice(values);
    } else {
        dispatch_columns(channels, Widen { values, channels, out });
    }
}

struct Widen<'a> {
    values: &'a [f32],
    channels: usize,
    out: &'a mut [f32],
}

/// At least as many numbers as a vector has.
const LONGEST: usize = 64;

impl WithSimd for Widen<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { values, channels, out } = self;
        let wide = channels.next_multiple_of(S::F32_LANES);
        let last = wide - S::F32_LANES;
        let whole = whole_pixels::<S>(channels, values.len() / channels);
        let mut ones = [0.0; LONGEST];
        ones[..channels - last].fill(1.0);
        let within = simd.greater_than_f32s(load::<S>(&ones, 0), simd.splat_f32s(0.5));
        for pixel in 0..whole {
            for vector in (0..last).step_by(S::F32_LANES) {
                keep::<S>(out, pixel * wide + vector, load::<S>(values, pixel * channels + vector));
            }
            let value = load::<S>(values, pixel * channels + last);
            keep::<S>(out, pixel * wide + last, simd.select_f32s(within, value, simd.splat_f32s(0.0)));
        }
        let rest = values.chunks_exact(channels).zip(out.chunks_exact_mut(wide)).skip(whole);
        for (pixel, out) in rest {
            out[..channels].copy_from_slice(pixel);
            out[channels..].fill(0.0);
        }
    }
}

/// The way back of [`widen`].
///
/// # Panics
/// If `values` is too short.
pub fn narrow(values: &[f32], channels: usize, out: &mut [f32]) {
    if channels == padded(channels) {
        out.copy_from_slice(&values[..out.len()]);
    } else {
        dispatch_columns(channels, Narrow { values, channels, out });
    }
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
        let wide = channels.next_multiple_of(S::F32_LANES);
        let whole = whole_pixels::<S>(channels, out.len() / channels);
        for pixel in 0..whole {
            for vector in (0..wide).step_by(S::F32_LANES) {
                keep::<S>(out, pixel * channels + vector, load::<S>(values, pixel * wide + vector));
            }
        }
        let rest = values.chunks_exact(wide).zip(out.chunks_exact_mut(channels)).skip(whole);
        rest.for_each(|(pixel, out)| out.copy_from_slice(&pixel[..channels]));
    }
}

/// How many of a row's pixels, from the first one on, may be worked as whole vectors: those whose vectors reach no
/// further than the last pixel. What a vector has too much is overwritten by the next pixel.
#[inline(always)]
pub(crate) fn whole_pixels<S: Simd>(channels: usize, pixels: usize) -> usize {
    let wide = channels.next_multiple_of(S::F32_LANES);
    if wide == channels {
        return pixels;
    }
    (pixels * channels).checked_sub(wide).map_or(0, |room| room / channels + 1)
}

/// The vector that begins at an element.
#[inline(always)]
pub(crate) fn load<S: Simd>(values: &[f32], at: usize) -> S::f32s {
    S::as_simd_f32s(&values[at..][..S::F32_LANES]).0[0]
}

/// Writes the vector that begins at an element.
#[inline(always)]
pub(crate) fn keep<S: Simd>(out: &mut [f32], at: usize, values: S::f32s) {
    S::as_mut_simd_f32s(&mut out[at..][..S::F32_LANES]).0[0] = values;
}
