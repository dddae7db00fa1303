//! Small files for the tests of the readers.

use super::{Dataset, Part, Parts, Progress};
use flate2::Compression;
use flate2::write::GzEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use ndarray::Array4;
use std::io::Write;
use std::path::Path;

/// A listener that does not listen.
pub(crate) fn quiet(_: Progress<'_>) {}

/// An IDX file: type code, sizes, elements.
pub(crate) fn idx(code: u8, sizes: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, code, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend(elements);
    bytes
}

/// The same bytes, packed.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A picture of one colour.
pub(crate) fn plain(width: u32, height: u32, colour: [u8; 3]) -> DynamicImage {
    RgbImage::from_pixel(width, height, Rgb(colour)).into()
}

/// Writes a picture as PNG, with the folders above it.
pub(crate) fn write_png(path: &Path, picture: &DynamicImage) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    picture.save_with_format(path, ImageFormat::Png).unwrap();
}

/// A set of 1 x 1 pictures with so many of each class, all for training.
pub(crate) fn counted(counts: &[usize]) -> Dataset {
    let labels: Vec<u16> = (0..).zip(counts).flat_map(|(class, count)| vec![class; *count]).collect();
    let names = (0..counts.len()).map(|class| class.to_string()).collect();
    let parts = Parts::of(labels.iter().map(|_| Part::Train));
    Dataset::new("counted", Array4::zeros((labels.len(), 1, 1, 1)), labels, names, parts).unwrap()
}
