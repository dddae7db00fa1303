//! The range of images of 16 bits: many cameras and scanners fill 12 of them or fewer.

use super::decode::open;
use crate::data::PixelRange;
use image::{ColorType, DynamicImage, ImageDecoder};
use rayon::prelude::*;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// The range of the images of 16 bits among some files, found over all of them, with what to say of it; `None` where there is
/// none of that depth. A file that cannot be decoded says nothing here.
pub(super) fn found(files: &[&PathBuf], asked: Option<PixelRange>) -> Option<(PixelRange, String)> {
    let most = files.par_iter().filter_map(|file| most_of(file)).max()?;
    let range = asked.unwrap_or_else(|| PixelRange::of_whole(f64::from(most)));
    let note = format!("images of 16 bits: {range} is black to white; the largest number is {most}");
    Some((range, note))
}

/// The largest number of an image of 16 bits a channel.
fn most_of(file: &PathBuf) -> Option<u16> {
    let decoder = open(BufReader::new(File::open(file).ok()?)).ok()?;
    let deep = [ColorType::L16, ColorType::La16, ColorType::Rgb16, ColorType::Rgba16];
    if !deep.contains(&decoder.color_type()) {
        return None;
    }
    // Opacity is no colour.
    let every = |pixels: &[u16], of: usize, colours: usize| {
        pixels.chunks_exact(of).flat_map(|pixel| &pixel[..colours]).copied().max()
    };
    match DynamicImage::from_decoder(decoder).ok()? {
        DynamicImage::ImageLuma16(image) => every(image.as_raw(), 1, 1),
        DynamicImage::ImageLumaA16(image) => every(image.as_raw(), 2, 1),
        DynamicImage::ImageRgb16(image) => every(image.as_raw(), 3, 3),
        DynamicImage::ImageRgba16(image) => every(image.as_raw(), 4, 3),
        _ => None,
    }
}
