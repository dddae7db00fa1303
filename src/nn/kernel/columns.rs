//! Pixels of any number of channels, and pixels whose channels are filled up to whole vectors.

use super::layout::padded;
use pulp::{Arch, Simd, WithSimd};

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

/// How many of a row's pixels, from the first one on, may be worked as whole vectors.
///
/// Those that fill vectors always may. Those of less than one vector may as long as a vector reaches no further than
/// the last pixel: what it has too much is overwritten by the next pixel. Others never may.
#[inline(always)]
pub(super) fn whole_pixels<S: Simd>(channels: usize, pixels: usize) -> usize {
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
pub(super) fn load<S: Simd>(values: &[f32], at: usize) -> S::f32s {
    S::as_simd_f32s(&values[at..][..S::F32_LANES]).0[0]
}

/// Writes the vector that begins at an element.
#[inline(always)]
pub(super) fn keep<S: Simd>(out: &mut [f32], at: usize, values: S::f32s) {
    S::as_mut_simd_f32s(&mut out[at..][..S::F32_LANES]).0[0] = values;
}
