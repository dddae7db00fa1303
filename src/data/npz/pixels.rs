//! Arrays of any layout and range to pixels: bytes, row after row, channels together.

use super::member::ArrayMember;
use crate::base::npz::{Array, ElementKind};
use crate::data::DataError;
use ndarray::{ArrayD, ArrayView4, Axis, Ix4};
use std::path::Path;

/// How an array lays its images out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PixelLayout {
    /// Images.
    pub(super) n: usize,
    /// In pixels.
    pub(super) height: usize,
    /// In pixels.
    pub(super) width: usize,
    /// 1, 3, or 4 with transparency.
    channels: usize,
    /// Whether the channels come before the rows.
    channels_first: bool,
}

impl PixelLayout {
    /// The layout of an array: `[N,H,W]`, `[N,H,W,C]`, `[N,C,H,W]` or `[N,D]` of square images; where the second and
    /// the last both may be the channels, the last are.
    ///
    /// # Errors
    /// If it is none of these.
    pub(super) fn of(path: &Path, member: &ArrayMember) -> Result<Self, DataError> {
        let channels = |side: usize| [1, 3, 4].contains(&side);
        let layout = match *member.header(path)?.shape.as_slice() {
            [n, height, width] => Some((n, height, width, 1, false)),
            [n, height, width, c] if channels(c) => Some((n, height, width, c, false)),
            [n, c, height, width] if channels(c) => Some((n, height, width, c, true)),
            [n, size] if size.isqrt().pow(2) == size => Some((n, size.isqrt(), size.isqrt(), 1, false)),
            _ => None,
        };
        let layout = layout.filter(|(_, height, width, ..)| *height > 0 && *width > 0);
        let (n, height, width, channels, channels_first) = layout.ok_or_else(|| {
            let expected = "images: N x height x width, with 1, 3 or 4 channels last or second";
            DataError::new(path, expected, member.describe())
        })?;
        Ok(Self { n, height, width, channels, channels_first })
    }

    /// Channels without transparency.
    pub(super) fn colours(&self) -> usize {
        self.channels.min(3)
    }

    /// The elements as `[N, H, W, C]`.
    fn view<'a, T>(&self, array: &'a ArrayD<T>) -> Option<ArrayView4<'a, T>> {
        let view = array.view();
        let view = match array.ndim() {
            2 => view.into_shape_with_order((self.n, self.height, self.width, 1)).ok()?,
            3 => view.insert_axis(Axis(3)).into_dimensionality::<Ix4>().ok()?,
            _ => view.into_dimensionality::<Ix4>().ok()?,
        };
        Some(if self.channels_first { view.permuted_axes([0, 2, 3, 1]) } else { view })
    }
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

/// The least and the largest number of some arrays.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    least: f64,
    most: f64,
    finite: bool,
    whole: bool,
}

impl Bounds {
    /// Those of no array.
    pub(super) const NONE: Self =
        Self { least: f64::INFINITY, most: f64::NEG_INFINITY, finite: true, whole: true };

    /// Those with one array more.
    pub(super) fn with(self, array: &Array) -> Self {
        let wider = |bounds: Self, number: f64| Self {
            least: bounds.least.min(number),
            most: bounds.most.max(number),
            finite: bounds.finite && number.is_finite(),
            ..bounds
        };
        match array {
            Array::Bytes(array) => array.iter().fold(self, |bounds, x| wider(bounds, f64::from(*x))),
            Array::Whole(array) => array.iter().fold(self, |bounds, x| wider(bounds, *x as f64)),
            Array::Single(array) => {
                array.iter().fold(Self { whole: false, ..self }, |bounds, x| wider(bounds, f64::from(*x)))
            }
            Array::Double(array) => {
                array.iter().fold(Self { whole: false, ..self }, |bounds, x| wider(bounds, *x))
            }
        }
    }

    /// What numbers within these bounds mean.
    ///
    /// # Errors
    /// If one is not finite, or they fit no range.
    pub(super) fn range(self, path: &Path) -> Result<Range, DataError> {
        let found = |what: String| {
            Err(DataError::new(path, "pixels from 0 to 1 or from 0 to 255", what)
                .advise("save the images as they were before they were normalised"))
        };
        match (self.least, self.most) {
            _ if !self.finite => found("some that are no finite numbers".to_owned()),
            (0.0.., ..=1.0) => Ok(Range::Unit),
            (0.0.., ..=255.0) => Ok(Range::Bytes),
            (0.0.., ..=65_535.0) if self.whole => Ok(Range::Wide),
            (-1.0.., ..=1.0) if !self.whole => Ok(Range::Signed),
            (least, most) => found(format!("numbers from {least} to {most}")),
        }
    }
}

impl Range {
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

/// Whether the elements of an array are pixels as they stand, as far as its header says.
pub(super) fn is_bytes(kind: ElementKind) -> bool {
    kind == ElementKind::U8
}

/// Writes the images of an array to `out`, which is `[N, H, W, colours]`.
///
/// # Errors
/// If the array has another shape than its header said.
pub(super) fn write(
    path: &Path,
    array: &Array,
    (layout, range): (&PixelLayout, Range),
    out: &mut [u8],
) -> Result<(), DataError> {
    let written = match array {
        Array::Bytes(array) if range == Range::Bytes => pixels(array, layout, |x| x, out),
        Array::Bytes(array) => pixels(array, layout, |x| range.byte(f64::from(x)), out),
        Array::Whole(array) => pixels(array, layout, |x| range.byte(x as f64), out),
        Array::Single(array) => pixels(array, layout, |x| range.byte(f64::from(x)), out),
        Array::Double(array) => pixels(array, layout, |x| range.byte(x), out),
    };
    written.ok_or_else(|| DataError::new(path, "images of one shape", format!("{:?}", array.shape())))
}

/// Brings elements to rows of pixels and lays transparency on white.
fn pixels<T: Copy>(
    array: &ArrayD<T>,
    layout: &PixelLayout,
    byte: impl Fn(T) -> u8,
    out: &mut [u8],
) -> Option<()> {
    let view = layout.view(array)?;
    if layout.channels < 4 {
        out.iter_mut().zip(view.iter()).for_each(|(to, x)| *to = byte(*x));
        return Some(());
    }
    for (to, pixel) in out.chunks_exact_mut(3).zip(view.lanes(Axis(3))) {
        let alpha = u32::from(byte(pixel[3]));
        for (to, x) in to.iter_mut().zip(pixel) {
            *to = ((u32::from(byte(*x)) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array1, Ix1};

    fn written(elements: &[u8], sides: &[usize], layout: &PixelLayout) -> Vec<u8> {
        let array = Array1::from_vec(elements.to_vec()).into_dimensionality::<Ix1>().unwrap();
        let array = array.into_shape_with_order(sides).unwrap();
        let mut out = vec![0; layout.n * layout.height * layout.width * layout.colours()];
        write(Path::new("x"), &Array::Bytes(array), (layout, Range::Bytes), &mut out).unwrap();
        out
    }

    #[test]
    fn channels_that_come_second_are_put_last() {
        let layout = PixelLayout { n: 1, height: 2, width: 2, channels: 3, channels_first: true };
        let out = written(&[1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24], &[1, 3, 2, 2], &layout);
        assert_eq!(out, [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24]);
    }

    #[test]
    fn transparency_is_laid_on_white() {
        let layout = PixelLayout { n: 1, height: 1, width: 2, channels: 4, channels_first: false };
        let out = written(&[10, 20, 30, 255, 10, 20, 30, 0], &[1, 1, 2, 4], &layout);
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
