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

/// A NumPy array: its type, its shape as Python writes it, and its elements.
pub(crate) fn npy(descr: &str, shape: &str, elements: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = (header.len() as u16).to_le_bytes();
    [b"\x93NUMPY\x01\x00", length.as_slice(), header.as_bytes(), elements].concat()
}

/// A zip archive of these members.
pub(crate) fn zipped(members: &[(&str, Vec<u8>)], options: zip::write::SimpleFileOptions) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A NumPy archive as `numpy.savez_compressed` writes it.
pub(crate) fn npz(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    zipped(members, zip::write::SimpleFileOptions::default())
}

/// An image of one colour.
pub(crate) fn plain(width: u32, height: u32, colour: [u8; 3]) -> DynamicImage {
    RgbImage::from_pixel(width, height, Rgb(colour)).into()
}

/// Writes an image as PNG, with the folders above it.
pub(crate) fn write_png(path: &Path, picture: &DynamicImage) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    picture.save_with_format(path, ImageFormat::Png).unwrap();
}

/// A set of 1 x 1 images with this many of each class, all for training.
pub(crate) fn counted(counts: &[usize]) -> Dataset {
    let labels: Vec<u16> = (0..).zip(counts).flat_map(|(class, count)| vec![class; *count]).collect();
    let names = (0..counts.len()).map(|class| class.to_string()).collect();
    let parts = Parts::of(labels.iter().map(|_| Part::Train));
    Dataset::new("counted", Array4::zeros((labels.len(), 1, 1, 1)), labels, names, parts).unwrap()
}
