//! All pictures decoded into one array.

use super::decode::{self, Decoded};
use super::scan::Item;
use super::survey::report_broken;
use crate::data::meter::Meter;
use crate::data::resize::Target;
use crate::data::{DataError, LoadOptions, OnProgress, limits};
use ndarray::Array4;
use rayon::prelude::*;
use std::path::Path;

/// The pictures that could be decoded.
pub(super) struct Gallery<'a> {
    /// Where each picture came from, `[N]`.
    pub(super) items: Vec<&'a Item>,
    /// `[N, H, W, C]`, C = 1 where all are grey.
    pub(super) images: Array4<u8>,
    /// What a user should know of the decoding.
    pub(super) notes: Vec<String>,
}

impl<'a> Gallery<'a> {
    /// Decodes pictures in parallel, each straight into its place in the array at the target size.
    ///
    /// # Errors
    /// If they would be too large in all, none can be decoded, or (with `strict`) one cannot.
    pub(super) fn hang(
        path: &Path,
        items: &[&'a Item],
        target: Target,
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Result<Self, DataError> {
        let [height, width] = [target.height as usize, target.width as usize];
        let shape = [items.len(), height, width, 3].map(|side| side as u64);
        let mut pixels = vec![0; limits::set_bytes(path, &shape)?];
        let decoded = decode_all(items, target, &mut pixels, progress);
        let broken = items
            .iter()
            .zip(&decoded)
            .filter_map(|(item, result)| Some((*item, result.as_ref().err()?.as_str())));
        let mut notes: Vec<String> = report_broken(path, broken, options)?.into_iter().collect();
        let kept: Vec<usize> = (0..items.len()).filter(|index| decoded[*index].is_ok()).collect();
        if kept.is_empty() {
            return Err(DataError::new(path, "pictures that can be decoded", notes.concat()));
        }
        let facts: Vec<Decoded> = decoded.into_iter().flatten().collect();
        notes.extend(decode::notes(&facts));
        let grey = facts.iter().all(|fact| fact.grey);
        compact(&mut pixels, &kept, 3 * height * width, grey);
        let shape = (kept.len(), height, width, if grey { 1 } else { 3 });
        let images = Array4::from_shape_vec(shape, pixels)
            .map_err(|error| DataError::new(path, "pictures of one shape", error.to_string()))?;
        Ok(Self { items: kept.into_iter().map(|index| items[index]).collect(), images, notes })
    }
}

fn decode_all(
    items: &[&Item],
    target: Target,
    pixels: &mut [u8],
    progress: OnProgress<'_>,
) -> Vec<Result<Decoded, String>> {
    let meter = Meter::new("decoding pictures", items.len(), progress);
    let one = |(out, item): (&mut [u8], &&Item)| {
        let decoded = decode::decode(&item.path, target, out);
        meter.add(1);
        decoded
    };
    pixels.par_chunks_exact_mut(3 * (target.height * target.width) as usize).zip(items).map(one).collect()
}

/// Closes the gaps of pictures that are not kept and, where all are grey, keeps one channel of three, in place.
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
