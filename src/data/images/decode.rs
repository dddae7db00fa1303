//! One image file to pixels of the working size.

use super::{counted, frames};
use crate::data::PixelRange;
use crate::data::limits::{IMAGE_BYTES, IMAGE_FILE_BYTES};
use crate::data::resize::{PixelView, ResizeTarget};
use image::{
    ColorType, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};
use std::io::{BufRead, Cursor, Seek};
use std::path::Path;

/// The formats that are read.
pub(super) const FORMATS: [ImageFormat; 7] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Gif,
    ImageFormat::Bmp,
    ImageFormat::WebP,
    ImageFormat::Tiff,
    ImageFormat::Pnm,
];

/// Formats of images that are not read: what stands at which byte of their files, what they are, and what to do.
const STRANGE: [(usize, &[u8], &str); 9] = [
    (4, b"ftypheic", "a HEIC image: save it as PNG or JPEG"),
    (4, b"ftypheix", "a HEIC image: save it as PNG or JPEG"),
    (4, b"ftypmif1", "a HEIF image: save it as PNG or JPEG"),
    (4, b"ftypavif", "an AVIF image: save it as PNG or JPEG"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL image: save it as PNG or JPEG"),
    (0, b"\0\0\0\x0cjP  ", "a JPEG 2000 image: save it as PNG"),
    (0, b"8BPS", "a Photoshop file: save it as PNG"),
    (0, b"%PDF", "a PDF file: save its pages as PNG"),
    (128, b"DICM", "a DICOM file: save its images as PNG of 16 bits"),
];

/// What a file is that begins as images do which are not read, and what to do.
pub(super) fn stranger(start: &[u8]) -> Option<&'static str> {
    let begins = |(at, signature, _): &&(usize, &[u8], &str)| {
        start.get(*at..).is_some_and(|rest| rest.starts_with(signature))
    };
    STRANGE.iter().find(begins).map(|(.., what)| *what)
}

/// The endings of image files' names.
pub(in crate::data) fn endings() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().flat_map(|format| format.extensions_str()).copied()
}

/// Whether a file is called as images are.
pub(in crate::data) fn is_called_image(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    endings().any(|known| Some(known) == ending.as_deref())
}

/// How many images a file holds, of which the first is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FrameCount {
    One,
    Several,
}

/// What was found out about an image while it was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    /// Whether red, green and blue are equal in every pixel, however the file stores them.
    pub(super) grey: bool,
    turned: bool,
    transparent: bool,
    frames: FrameCount,
}

/// What a user should know of all decoded images.
pub(super) fn notes(facts: &[Decoded]) -> Vec<String> {
    let count = |which: fn(&Decoded) -> bool| facts.iter().filter(|fact| which(fact)).count();
    let (turned, transparent, grey) = (count(|f| f.turned), count(|f| f.transparent), count(|f| f.grey));
    let several = count(|f| f.frames == FrameCount::Several);
    let mut notes = Vec::new();
    if several > 0 {
        notes.push(format!(
            "{}: the first is used",
            counted(several, "image has several frames or pages", "images have several frames or pages")
        ));
    }
    if turned > 0 {
        notes.push(format!(
            "{} EXIF tag says",
            counted(turned, "image turned as its", "images turned as their")
        ));
    }
    if transparent > 0 {
        notes.push(format!("{} with transparency laid on white", counted(transparent, "image", "images")));
    }
    if 0 < grey && grey < facts.len() {
        notes.push(format!("{grey} of {} images are grey; all are kept as RGB", facts.len()));
    }
    notes
}

/// What an image is read from. Behind a pointer, so that the decoders of six formats are compiled once.
trait ImageSource: BufRead + Seek {}

impl<T: BufRead + Seek> ImageSource for T {}

/// A decoder for an image of any of the formats, found by content, with its memory bounded.
pub(super) fn open<'a>(picture: impl BufRead + Seek + 'a) -> Result<impl ImageDecoder + 'a, String> {
    let picture: Box<dyn ImageSource + 'a> = Box::new(picture);
    let mut reader = ImageReader::new(picture).with_guessed_format().map_err(|error| one_line(&error))?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(IMAGE_BYTES);
    reader.limits(limits);
    let tiff = reader.format() == Some(ImageFormat::Tiff);
    let decoder = reader.into_decoder().map_err(|error| why(&error, tiff))?;
    if matches!(decoder.color_type(), ColorType::Rgb32F | ColorType::Rgba32F) {
        return Err("an image of floats, whose black and white nobody says: save it as PNG of 8 or 16 bits"
            .to_owned());
    }
    let (width, height) = decoder.dimensions();
    match decoder.total_bytes() {
        _ if width == 0 || height == 0 => Err("it has no pixels".to_owned()),
        bytes if bytes > IMAGE_BYTES => Err(format!(
            "{width} x {height} pixels take more than {} MiB: save it smaller",
            IMAGE_BYTES >> 20
        )),
        _ => Ok(decoder),
    }
}

/// Why there is no decoder for an image.
fn why(error: &ImageError, tiff: bool) -> String {
    match error {
        ImageError::Unsupported(_) if tiff => {
            "a TIFF of a kind that is not read, such as one with a palette, of floats or of a fax: save it as PNG".to_owned()
        }
        ImageError::Limits(_) => {
            format!("its pixels take more than {} MiB: save it smaller", IMAGE_BYTES >> 20)
        }
        _ => one_line(error),
    }
}

/// What a decoder says, without its line breaks: notes and errors are one line each.
fn one_line(error: &impl ToString) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a file's bytes, if they may be an image's.
fn read(path: &Path) -> Result<Vec<u8>, String> {
    let length = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if length > IMAGE_FILE_BYTES {
        return Err(format!("a file of {length} bytes is too large"));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

/// Decodes a file, turns it as its EXIF tag says, lays transparency on white, and writes it as RGB at the target
/// size to `out`. Of 16 bits a channel `range` becomes 8, of an animation the first image is kept.
///
/// # Errors
/// If it cannot be decoded whole: why, in a few words.
pub(super) fn decode(
    path: &Path,
    (target, range): (ResizeTarget, PixelRange),
    out: &mut [u8],
) -> Result<Decoded, String> {
    let bytes = read(path)?;
    if image::guess_format(&bytes).is_ok_and(|format| format == ImageFormat::Jpeg) && !ends(&bytes) {
        return Err("the JPEG is cut short".to_owned());
    }
    let frames = if frames::are_several(&bytes) { FrameCount::Several } else { FrameCount::One };
    let mut decoder = open(Cursor::new(bytes))?;
    let orientation = decoder.orientation().map_err(|error| one_line(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| one_line(&error))?;
    picture.apply_orientation(orientation);
    if range != PixelRange::WORDS {
        spread(&mut picture, range);
    }
    let (picture, transparent) = opaque(picture);
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    target.write(PixelView { pixels: picture.as_raw(), width, height, channels: 3 }, out);
    let grey = out.chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let turned = orientation != image::metadata::Orientation::NoTransforms;
    Ok(Decoded { grey, turned, transparent, frames })
}

/// Whether images of this kind have 16 bits a channel.
pub(super) fn is_deep(color: ColorType) -> bool {
    matches!(color, ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16)
}

/// The numbers of an image of 16 bits a channel, its channels, and how many of them come first as colours: opacity is none.
pub(super) fn deep_pixels(picture: &mut DynamicImage) -> Option<(&mut [u16], usize, usize)> {
    match picture {
        DynamicImage::ImageLuma16(image) => Some((image, 1, 1)),
        DynamicImage::ImageLumaA16(image) => Some((image, 2, 1)),
        DynamicImage::ImageRgb16(image) => Some((image, 3, 3)),
        DynamicImage::ImageRgba16(image) => Some((image, 4, 3)),
        _ => None,
    }
}

/// Brings the colours of an image of 16 bits from a range to all of those.
fn spread(picture: &mut DynamicImage, range: PixelRange) {
    let Some((pixels, channels, colours)) = deep_pixels(picture) else { return };
    for pixel in pixels.chunks_exact_mut(channels) {
        pixel[..colours].iter_mut().for_each(|x| *x = range.word(f64::from(*x)));
    }
}

/// Lays an image on white; says whether any of it was transparent.
fn opaque(picture: DynamicImage) -> (RgbImage, bool) {
    if !picture.color().has_alpha() {
        return (picture.into_rgb8(), false);
    }
    let picture = picture.into_rgba8();
    let transparent = picture.pixels().any(|pixel| pixel.0[3] < 255);
    let mut opaque = RgbImage::new(picture.width(), picture.height());
    for (to, from) in opaque.pixels_mut().zip(picture.pixels()) {
        let [colour @ .., alpha] = from.0.map(u32::from);
        *to = Rgb(colour.map(|value| ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8));
    }
    (opaque, transparent)
}

/// Whether a JPEG has its end marker. The decoder fills up what is missing with grey, and no one should learn that.
///
/// The search starts behind the first scan's header: thumbnails in front of it have end markers of their own.
fn ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[marker, kind, high, low]) = bytes.get(at..at + 4) {
        match (marker, kind) {
            (0xff, 0xff) => at += 1,
            (0xff, 0xda) => return bytes[at + 4..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            (0xff, _) => at += 2 + usize::from(u16::from_be_bytes([high, low])),
            _ => at += 1,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_marker_is_sought_behind_the_scan_header() {
        let thumbnail = [0xff, 0xe1, 0, 6, 1, 0xff, 0xd9, 2];
        let scan = [0xff, 0xda, 0, 2, 7, 7, 0xff, 0x00, 7];
        let whole = [&[0xff, 0xd8][..], &thumbnail, &scan, &[0xff, 0xd9, 0, 0]].concat();
        assert!(ends(&whole) && !ends(&whole[..whole.len() - 3]) && !ends(&whole[..10]) && !ends(&[]));
    }

    #[test]
    fn what_a_decoder_says_is_one_line() {
        assert_eq!(
            one_line(&"more components (1)\n than expected (found 3\n)"),
            "more components (1) than expected (found 3 )"
        );
    }

    #[test]
    fn transparency_is_laid_on_white() {
        let picture =
            image::RgbaImage::from_fn(3, 1, |x, _| image::Rgba([100, 0, 0, [0, 51, 255][x as usize]]));
        let (opaque, transparent) = opaque(picture.into());
        assert_eq!((opaque.into_raw(), transparent), (vec![255, 255, 255, 224, 204, 204, 100, 0, 0], true));
    }
}
