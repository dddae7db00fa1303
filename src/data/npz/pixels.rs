//! Arrays of any layout and range to pixels: bytes, row after row, channels together.

use super::archive::{Archive, Array, Bytes};
use super::element::Kind;
use crate::data::DataError;
use std::path::Path;

/// How an array lays its pictures out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Pictures.
    pub(super) n: usize,
    /// In pixels.
    pub(super) height: usize,
    /// In pixels.
    pub(super) width: usize,
    /// 1, 3, or 4 with transparency.
    channels: usize,
    /// Distance of neighbours along pictures, rows, columns and channels, in elements.
    strides: [usize; 4],
}

impl Layout {
    /// The layout of an array: `[N,H,W]`, `[N,H,W,C]`, `[N,C,H,W]` or `[N,D]` of square pictures; where the third and
    /// the last both may be the channels, the last are.
    ///
    /// # Errors
    /// If it is none of these.
    pub(super) fn of(path: &Path, array: &Array) -> Result<Self, DataError> {
        let sides: Vec<usize> = array.header.shape.iter().map(|side| *side as usize).collect();
        let s = strides(&sides, array.header.fortran);
        let channels = |side: usize| [1, 3, 4].contains(&side);
        let layout = match *sides.as_slice() {
            [n, height, width] => Some((n, height, width, 1, [s[0], s[1], s[2], 0])),
            [n, height, width, c] if channels(c) => Some((n, height, width, c, [s[0], s[1], s[2], s[3]])),
            [n, c, height, width] if channels(c) => Some((n, height, width, c, [s[0], s[2], s[3], s[1]])),
            [n, size] if size.isqrt().pow(2) == size => {
                Some((n, size.isqrt(), size.isqrt(), 1, [s[0], s[1] * size.isqrt(), s[1], 0]))
            }
            _ => None,
        };
        let number = !array.header.element.is_text();
        let layout = layout.filter(|(_, height, width, ..)| number && *height > 0 && *width > 0);
        let (n, height, width, channels, strides) = layout.ok_or_else(|| {
            let expected = "pictures: N x height x width, with 1, 3 or 4 channels last or second";
            DataError::new(path, expected, array.describe())
        })?;
        Ok(Self { n, height, width, channels, strides })
    }

    /// Channels without transparency.
    pub(super) fn colours(&self) -> usize {
        self.channels.min(3)
    }

    /// Whether the elements stand as pixels are kept.
    fn is_plain(&self) -> bool {
        let row = self.width.saturating_mul(self.channels);
        let [n, h, w, c] = self.strides;
        let channel = if self.channels == 1 { 1 } else { c };
        self.channels < 4
            && channel == 1
            && [n, h, w] == [self.height.saturating_mul(row), row, self.channels]
    }
}

/// Distances of neighbours along each side.
fn strides(sides: &[usize], fortran: bool) -> Vec<usize> {
    let mut strides = vec![1_usize; sides.len()];
    for at in 1..sides.len() {
        let (to, from) = if fortran { (at, at - 1) } else { (sides.len() - 1 - at, sides.len() - at) };
        strides[to] = strides[from].saturating_mul(sides[from]);
    }
    strides
}

/// How the numbers of a set become bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Range {
    /// 0 to 255 as they are.
    Bytes,
    /// 0 to 1.
    Unit,
    /// -1 to 1.
    Signed,
    /// 0 to 65535.
    Wide,
}

impl Range {
    /// The range of all pictures of a set.
    ///
    /// # Errors
    /// If a pixel is not finite or the numbers fit no range.
    pub(super) fn of<'a, R: Bytes>(
        path: &Path,
        archive: &mut Archive<R>,
        arrays: impl Iterator<Item = &'a Array>,
    ) -> Result<Self, DataError> {
        let (mut least, mut most, mut whole) = (f64::INFINITY, f64::NEG_INFINITY, true);
        let mut finite = true;
        for array in arrays {
            let element = array.header.element;
            whole &= element.kind() != Kind::Float;
            archive.pieces(array, |piece| {
                for number in piece.chunks_exact(element.bytes() as usize).map(|bytes| element.number(bytes))
                {
                    finite &= number.is_finite();
                    least = least.min(number);
                    most = most.max(number);
                }
            })?;
        }
        let found = |what: String| {
            Err(DataError::new(path, "pixels from 0 to 1 or from 0 to 255", what)
                .advise("save the pictures as they were before they were normalised"))
        };
        match (least, most) {
            _ if !finite => found("some that are no finite numbers".to_owned()),
            (0.0.., ..=1.0) => Ok(Self::Unit),
            (0.0.., ..=255.0) => Ok(Self::Bytes),
            (0.0.., ..=65_535.0) if whole => Ok(Self::Wide),
            (-1.0.., ..=1.0) if !whole => Ok(Self::Signed),
            _ => found(format!("numbers from {least} to {most}")),
        }
    }

    fn byte(self, number: f64) -> u8 {
        let byte = match self {
            Self::Bytes => number,
            Self::Unit => number * 255.0,
            Self::Signed => (number + 1.0) * 127.5,
            Self::Wide => number / 257.0,
        };
        // Casts of floats stay within 0 to 255.
        byte.round() as u8
    }

    /// What a user should know; `None` where bytes are taken as they are.
    pub(super) fn note(self) -> Option<&'static str> {
        match self {
            Self::Bytes => None,
            Self::Unit => Some("pixels from 0 to 1 brought to 0 to 255"),
            Self::Signed => Some("pixels from -1 to 1 brought to 0 to 255"),
            Self::Wide => Some("pixels from 0 to 65535 brought to 0 to 255"),
        }
    }
}

/// Reads the pictures of an array to `out`, which is `[N, H, W, colours]`, and tells `progress` of bytes.
///
/// # Errors
/// If the array is damaged.
pub(super) fn read<R: Bytes>(
    archive: &mut Archive<R>,
    array: &Array,
    (layout, range): (&Layout, Range),
    out: &mut [u8],
    progress: impl Fn(usize),
) -> Result<(), DataError> {
    let element = array.header.element;
    let as_is = element.is_byte() && range == Range::Bytes;
    let plain = layout.is_plain();
    let mut apart = if plain { Vec::new() } else { vec![0; out.len() / layout.colours() * layout.channels] };
    let target: &mut [u8] = if plain { &mut *out } else { &mut apart };
    let mut at = 0;
    archive.pieces(array, |piece| {
        let bytes = piece.chunks_exact(element.bytes() as usize);
        let to = &mut target[at..at + bytes.len()];
        at += bytes.len();
        if as_is {
            to.copy_from_slice(piece);
        } else {
            to.iter_mut().zip(bytes).for_each(|(to, bytes)| *to = range.byte(element.number(bytes)));
        }
        progress(to.len());
    })?;
    if !plain {
        rearrange(&apart, layout, out);
    }
    Ok(())
}

/// Brings elements to rows of pixels and lays transparency on white.
fn rearrange(from: &[u8], layout: &Layout, out: &mut [u8]) {
    let [n, h, w, c] = layout.strides;
    let mut pixels = out.chunks_exact_mut(layout.colours());
    for picture in 0..layout.n {
        for row in 0..layout.height {
            for (column, pixel) in (0..layout.width).zip(&mut pixels) {
                let first = picture * n + row * h + column * w;
                let alpha = if layout.channels == 4 { u32::from(from[first + 3 * c]) } else { 255 };
                for (channel, value) in pixel.iter_mut().enumerate() {
                    let colour = u32::from(from[first + channel * c]);
                    *value = ((colour * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(sides: &[usize], fortran: bool, channels: usize, strides_of: [usize; 4]) -> Layout {
        let s = strides(sides, fortran);
        let strides = strides_of.map(|axis| s.get(axis).copied().unwrap_or(0));
        Layout { n: sides[0], height: 2, width: 2, channels, strides }
    }

    #[test]
    fn channels_that_come_second_are_put_last() {
        let layout = laid_out(&[1, 3, 2, 2], false, 3, [0, 2, 3, 1]);
        let mut out = [0; 12];
        rearrange(&[1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24], &layout, &mut out);
        assert_eq!(out, [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24]);
        assert!(!layout.is_plain() && laid_out(&[1, 2, 2, 3], false, 3, [0, 1, 2, 3]).is_plain());
    }

    #[test]
    fn an_order_with_the_first_index_fastest_is_undone() {
        let layout = laid_out(&[2, 2, 2], true, 1, [0, 1, 2, 9]);
        let mut out = [0; 8];
        rearrange(&[0, 1, 2, 3, 4, 5, 6, 7], &layout, &mut out);
        assert_eq!(out, [0, 4, 2, 6, 1, 5, 3, 7]);
    }

    #[test]
    fn transparency_is_laid_on_white() {
        let layout = Layout { n: 1, height: 1, width: 2, channels: 4, strides: [8, 8, 4, 1] };
        let mut out = [0; 6];
        rearrange(&[10, 20, 30, 255, 10, 20, 30, 0], &layout, &mut out);
        assert_eq!(out, [10, 20, 30, 255, 255, 255]);
    }

    #[test]
    fn numbers_of_every_range_become_bytes() {
        for (range, least, most, middle) in [
            (Range::Bytes, 0.0, 255.0, 127.6),
            (Range::Unit, 0.0, 1.0, 0.5),
            (Range::Signed, -1.0, 1.0, 0.0),
            (Range::Wide, 0.0, 65_535.0, 32_800.0),
        ] {
            assert_eq!([least, most, middle].map(|number| range.byte(number)), [0, 255, 128], "{range:?}");
        }
    }
}
