//! All images decoded into one array.

use super::decode::{self, Decoded};
use super::survey::report_broken;
use crate::data::meter::Meter;
use crate::data::resize::ResizeTarget;
use crate::data::{DataError, LoadOptions, OnProgress, PixelRange, limits};
use ndarray::Array4;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The images that could be decoded.
pub(super) struct Gallery {
    /// Which of the given ones they are, `[N]`, ascending.
    pub(super) kept: Vec<usize>,
    /// `[N, H, W, C]`, C = 1 where all are grey.
    pub(super) images: Array4<u8>,
    /// What a user should know of the decoding.
    pub(super) notes: Vec<String>,
}

impl Gallery {
    /// Decodes images in parallel, each straight into its place in the array at the target size.
    ///
    /// # Errors
    /// If they would be too large in all, none can be decoded, or (with `strict`) one cannot.
    pub(super) fn hang(
        root: &Path,
        files: &[&PathBuf],
        (target, range): (ResizeTarget, PixelRange),
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Result<Self, DataError> {
        let [height, width] = [target.height as usize, target.width as usize];
        let shape = [files.len(), height, width, 3].map(|side| side as u64);
        let mut pixels = vec![0; limits::set_bytes(root, &shape)?];
        let decoded = decode_all(files, (target, range), &mut pixels, progress);
        let broken = files
            .iter()
            .zip(&decoded)
            .filter_map(|(file, result)| Some((file.as_path(), result.as_ref().err()?.as_str())));
        let mut notes: Vec<String> = report_broken(root, broken, options)?.into_iter().collect();
        let kept: Vec<usize> = (0..files.len()).filter(|index| decoded[*index].is_ok()).collect();
        if kept.is_empty() {
            return Err(DataError::new(root, "images that can be decoded", notes.concat()));
        }
        let facts: Vec<Decoded> = decoded.into_iter().flatten().collect();
        notes.extend(decode::notes(&facts));
        let grey = facts.iter().all(|fact| fact.grey);
        compact(&mut pixels, &kept, 3 * height * width, grey);
        let shape = (kept.len(), height, width, if grey { 1 } else { 3 });
        let images = Array4::from_shape_vec(shape, pixels)
            .map_err(|error| DataError::new(root, "images of one shape", error.to_string()))?;
        Ok(Self { kept, images, notes })
    }
}

fn decode_all(
    files: &[&PathBuf],
    (target, range): (ResizeTarget, PixelRange),
    pixels: &mut [u8],
    progress: OnProgress<'_>,
) -> Vec<Result<Decoded, String>> {
    let meter = Meter::new("decoding images", files.len(), progress);
    let one = |(out, file): (&mut [u8], &&PathBuf)| {
        let decoded = decode::decode(file, (target, range), out);
        meter.add(1);
        decoded
    };
    pixels.par_chunks_exact_mut(3 * (target.height * target.width) as usize).zip(files).map(one).collect()
}

/// Closes the gaps of images that are not kept and, where all are grey, keeps one channel of three, in place.
fn compact(pixels: &mut Vec<u8>, kept: &[usize], bytes: usize, grey: bool) {
    let mut end = 0;
    for start in kept.iter().map(|index| index * bytes) {
        if grey {
            (0..bytes / 3).for_each(|pixel| pixels[end + pixel] = pixels[start + 3 * pixel]);
            end += bytes / 3;
        } else {
            pixels.copy_within(start..start + bytes, end);
            end += bytes;
        }
    }
    pixels.truncate(end);
    pixels.shrink_to_fit();
}
