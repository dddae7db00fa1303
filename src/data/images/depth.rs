//! The range of images of 16 bits: many cameras and scanners fill 12 of them or fewer.

use super::decode::{deep_pixels, open};
use crate::data::PixelRange;
use image::DynamicImage;
use rayon::prelude::*;
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// The range of images of 16 bits, found over all of them, with what to say of it; `None` where there are none. A file that
/// cannot be decoded says nothing here.
pub(super) fn found(files: &[&PathBuf], asked: Option<PixelRange>) -> Option<(PixelRange, String)> {
    let most = files.par_iter().filter_map(|file| most_of(file)).max()?;
    let range = asked.unwrap_or_else(|| PixelRange::of_whole(f64::from(most)));
    let note = format!("images of 16 bits: {range} is black to white; the largest number is {most}");
    Some((range, note))
}

/// The largest number of an image of 16 bits a channel.
fn most_of(file: &PathBuf) -> Option<u16> {
    let decoder = open(BufReader::new(File::open(file).ok()?)).ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    let (pixels, channels, colours) = deep_pixels(&mut picture)?;
    pixels.chunks_exact(channels).flat_map(|pixel| &pixel[..colours]).copied().max()
}
