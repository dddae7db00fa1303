//! Arrays of any layout and range to pixels: bytes, row after row, channels together.

use super::member::ArrayMember;
use crate::base::npz::{Array, ElementKind};
use crate::data::{DataError, PixelRange};
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

/// Numbers outside a range that its white or black stand for, at most: one in a thousand, and none further out than the
/// range is wide.
const STRAY: f64 = 1e-3;

/// How many numbers of some arrays lie where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    least: f64,
    most: f64,
    finite: bool,
    whole: bool,
    all: u64,
    negative: u64,
    above_one: u64,
    above_bytes: u64,
}

impl Bounds {
    /// Those of no array.
    pub(super) const NONE: Self = Self {
        least: f64::INFINITY,
        most: f64::NEG_INFINITY,
        finite: true,
        whole: true,
        all: 0,
        negative: 0,
        above_one: 0,
        above_bytes: 0,
    };

    /// Those with one array more.
    pub(super) fn with(self, array: &Array) -> Self {
        let wider = |bounds: Self, number: f64| Self {
            least: bounds.least.min(number),
            most: bounds.most.max(number),
            finite: bounds.finite && number.is_finite(),
            all: bounds.all + 1,
            negative: bounds.negative + u64::from(number < 0.0),
            above_one: bounds.above_one + u64::from(number > 1.0),
            above_bytes: bounds.above_bytes + u64::from(number > 255.0),
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

    /// What numbers within these bounds mean, with a note where that is not plain. A few that stray, as rounding or resampling
    /// leaves them, do not change what the others mean.
    ///
    /// # Errors
    /// If one is not finite, or they fit no range.
    pub(super) fn range(
        self,
        path: &Path,
        asked: Option<PixelRange>,
    ) -> Result<(PixelRange, Option<String>), DataError> {
        let found = |what: String| {
            Err(DataError::new(path, "pixels from 0 to 1 or from 0 to 255", what)
                .advise("say which numbers are black and white, such as --range -2..2"))
        };
        if !self.finite {
            return found("some that are no finite numbers".to_owned());
        }
        if let Some(range) = asked {
            return Ok((range, Some(note(range, self, None))));
        }
        let few = |count: u64| count as f64 <= STRAY * self.all as f64;
        let within = |low: f64, high: f64| self.least >= low && self.most <= high;
        // A range, the numbers outside it, and how far out they may lie.
        let mut usual = [
            (PixelRange::UNIT, self.negative + self.above_one, [-1.0, 2.0]),
            (PixelRange::SIGNED, self.above_one, [-2.0, 2.0]),
            (PixelRange::BYTES, self.negative + self.above_bytes, [-255.0, 510.0]),
        ]
        .into_iter()
        .filter(|(range, ..)| *range != PixelRange::SIGNED || !self.whole)
        .filter(|(_, strays, [low, high])| few(*strays) && within(*low, *high));
        let (range, strays) = match usual.next() {
            Some((range, strays, _)) => (range, strays),
            None if self.whole && within(0.0, 65_535.0) => (PixelRange::of_whole(self.most), 0),
            None => return found(format!("numbers from {} to {}", self.least, self.most)),
        };
        // Bytes as they are need no word.
        let plain = range == PixelRange::BYTES && strays == 0;
        Ok((range, (!plain).then(|| note(range, self, (strays > 0).then_some(strays)))))
    }
}

/// What became of the numbers.
fn note(range: PixelRange, bounds: Bounds, strays: Option<u64>) -> String {
    let text = format!("pixels: {range} is black to white");
    match strays {
        None => text,
        Some(strays) => {
            let (least, most, all) = (bounds.least, bounds.most, bounds.all);
            format!(
                "{text}; {strays} of {all} numbers beyond that, {least} to {most}, are taken for black or white"
            )
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
    (layout, range): (&PixelLayout, PixelRange),
    out: &mut [u8],
) -> Result<(), DataError> {
    let written = match array {
        Array::Bytes(array) if range == PixelRange::BYTES => pixels(array, layout, |x| x, out),
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
        write(Path::new("x"), &Array::Bytes(array), (layout, PixelRange::BYTES), &mut out).unwrap();
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

    fn found(numbers: &[f64], asked: Option<PixelRange>) -> Result<(PixelRange, Option<String>), DataError> {
        let array = Array1::from_vec(numbers.to_vec()).into_dyn();
        Bounds::NONE.with(&Array::Double(array)).range(Path::new("x"), asked)
    }

    #[test]
    fn a_few_strays_do_not_change_what_the_others_mean_and_are_said() {
        let mut shares: Vec<f64> = (0..2000).map(|x| f64::from(x) / 2000.0).collect();
        let (plain, note) = found(&shares, None).unwrap();
        assert_eq!((plain, note.unwrap().as_str()), (PixelRange::UNIT, "pixels: 0..1 is black to white"));
        for stray in [1.000_000_1, -1e-9, 1.5] {
            shares[7] = stray;
            let (range, note) = found(&shares, None).unwrap();
            assert_eq!(range, PixelRange::UNIT, "{stray}");
            assert!(note.unwrap().contains("1 of 2000 numbers beyond that"), "{stray}");
        }
        shares.iter_mut().for_each(|x| *x *= 255.0);
        assert_eq!(found(&shares, None).unwrap().0, PixelRange::BYTES, "many above 1 are bytes");
        let range = PixelRange::parse("-2..2").unwrap();
        assert_eq!(found(&[-2.0, 0.0, 1.9], Some(range)).unwrap().0, range, "what is asked for wins");
        assert!(found(&[-9.0, 3.0], None).unwrap_err().to_string().contains("--range"));
    }
}
