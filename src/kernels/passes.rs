//! Passes over slices, left to the compiler's vectoriser.

use super::vectors::vectorised;

/// Channels whose pixels are scaled in vectors; pixels of more are scaled one by one.
const CHANNELS: usize = 4;
/// Pixels whose factors are written out one behind the other, so that a pattern of whole vectors repeats.
const PIXELS: usize = 16;

/// `out = bytes * factor + offset`, by channel: pixels as a network takes them. `factor` and `offset` have a number for
/// each channel.
///
/// # Panics
/// If the lengths differ, or are no whole pixels.
pub fn affine(bytes: &[u8], factor: &[f32], offset: &[f32], out: &mut [f32]) {
    assert_eq!(bytes.len(), out.len(), "one number for each byte");
    assert_eq!(factor.len(), offset.len(), "a factor and an offset for each channel");
    match factor.len() {
        1 => {
            let (factor, offset) = (factor[0], offset[0]);
            vectorised(|| {
                out.iter_mut().zip(bytes).for_each(|(x, byte)| *x = f32::from(*byte) * factor + offset);
            });
        }
        channels @ 2..=CHANNELS => {
            let (mut factors, mut offsets) = ([0.0; CHANNELS * PIXELS], [0.0; CHANNELS * PIXELS]);
            let length = channels * PIXELS;
            for at in 0..length {
                (factors[at], offsets[at]) = (factor[at % channels], offset[at % channels]);
            }
            vectorised(|| {
                for (out, bytes) in out.chunks_mut(length).zip(bytes.chunks(length)) {
                    let scales = factors.iter().zip(&offsets);
                    for ((x, byte), (factor, offset)) in out.iter_mut().zip(bytes).zip(scales) {
                        *x = f32::from(*byte) * factor + offset;
                    }
                }
            });
        }
        channels => {
            for (out, bytes) in out.chunks_exact_mut(channels).zip(bytes.chunks_exact(channels)) {
                for ((x, byte), (factor, offset)) in out.iter_mut().zip(bytes).zip(factor.iter().zip(offset))
                {
                    *x = f32::from(*byte) * factor + offset;
                }
            }
        }
    }
}

/// Reads a byte of every cache line. Done for many slices that lie all over the memory before they are used, it lets
/// the CPU fetch them side by side instead of one after the other.
pub fn fetch(bytes: &[u8]) {
    const LINE: usize = 64;
    std::hint::black_box(bytes.iter().step_by(LINE).fold(0, |all, byte| all ^ byte));
}

/// Adds the rows of a matrix to `sums`, first to last; a row has the length of `sums`.
pub(crate) fn add_rows(rows: &[f32], sums: &mut [f32]) {
    vectorised(|| {
        for row in rows.chunks_exact(sums.len()) {
            add_to(row, sums);
        }
    });
}

/// Adds each number to that at its place in `sums`.
pub fn add(values: &[f32], sums: &mut [f32]) {
    vectorised(|| add_to(values, sums));
}

/// [`add`] inside code that is compiled for the vectors in use.
#[inline(always)]
pub(crate) fn add_to(values: &[f32], sums: &mut [f32]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}
