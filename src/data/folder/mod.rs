//! A folder of pictures: one sub-folder a class, perhaps below `train`, `val` and `test`.

mod decode;
mod listing;
mod scan;
mod survey;

use super::meter::Meter;
use super::resize::Target;
use super::{DataError, Dataset, LoadOptions, OnProgress, Parts, classes, format, limits};
use decode::Decoded;
use ndarray::Array4;
use rayon::prelude::*;
use scan::{Item, Scan};
use std::path::Path;
use survey::{Sight, Survey};

/// Whether `path` is a folder. Any folder is tried, so that the reader can say what is wrong with it.
pub(super) fn detect(path: &Path) -> bool {
    path.is_dir()
}

/// Reads all pictures below `path`, in parallel, each decoded straight to the size it is kept at.
///
/// # Errors
/// If there are no class folders, no pictures, pictures of one class only, an unknown class is asked for, or (with
/// `strict`) a picture cannot be decoded.
pub(super) fn read(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let mut scan = scan::scan(path)?;
    scan.keep(&classes::choose(path, &scan.names, &options.classes)?);
    at_least_two(path, &scan)?;
    let Survey { sights, mut notes } = survey::survey(path, &scan, options, progress)?;
    let sizes: Vec<(u32, u32)> = sights.iter().map(|sight| sight.size).collect();
    let target = Target::choose(&sizes, options);
    notes.extend(target.note(&sizes));
    let gallery = Gallery::hang(path, &scan, &sights, target, options, progress)?;
    notes.extend(gallery.notes);
    notes.extend(scan.passed.note());
    let labels = gallery.items.iter().map(|item| item.class).collect();
    let parts = Parts::of(gallery.items.iter().map(|item| item.part));
    let mut set = Dataset::new(format::name_of(path), gallery.images, labels, scan.names, parts)?;
    set.notes = notes;
    classes::narrow(set, path, &options.classes)
}

/// Refuses a folder of one class before its pictures are decoded.
fn at_least_two(path: &Path, scan: &Scan) -> Result<(), DataError> {
    let Some(first) = scan.items.first() else { return Ok(()) };
    if scan.items.iter().any(|item| item.class != first.class) {
        return Ok(());
    }
    let found = format!("one class, '{}'", scan.names[usize::from(first.class)]);
    Err(DataError::new(path, "pictures of at least two classes", found)
        .advise("give a folder with one sub-folder a class"))
}

/// The pictures that could be decoded.
struct Gallery<'a> {
    items: Vec<&'a Item>,
    images: Array4<u8>,
    notes: Vec<String>,
}

impl<'a> Gallery<'a> {
    fn hang(
        path: &Path,
        scan: &'a Scan,
        sights: &[Sight],
        target: Target,
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Result<Self, DataError> {
        let shape = [sights.len(), target.height as usize, target.width as usize, 3];
        let mut pixels = vec![0; limits::set_bytes(path, &shape.map(|side| side as u64))?];
        let bytes = shape[1..].iter().product();
        let meter = Meter::new("decoding pictures", sights.len(), progress);
        let decoded: Vec<Result<Decoded, String>> = pixels
            .par_chunks_exact_mut(bytes)
            .zip(sights)
            .map(|(out, sight)| {
                let decoded = decode::decode(&scan.items[sight.item].path, target, out);
                meter.add(1);
                decoded
            })
            .collect();
        let items = || sights.iter().map(|sight| &scan.items[sight.item]);
        let broken =
            items().zip(&decoded).filter_map(|(item, result)| Some((item, result.as_ref().err()?.as_str())));
        let mut notes: Vec<String> = survey::report_broken(path, broken, options)?.into_iter().collect();
        let kept: Vec<bool> = decoded.iter().map(Result::is_ok).collect();
        let facts: Vec<Decoded> = decoded.into_iter().flatten().collect();
        notes.extend(decode::notes(&facts));
        let items: Vec<&Item> = items().zip(&kept).filter(|(_, kept)| **kept).map(|(item, _)| item).collect();
        let grey = facts.iter().all(|fact| fact.grey);
        compact(&mut pixels, &kept, bytes, grey);
        let channels = if grey { 1 } else { 3 };
        let images = Array4::from_shape_vec((items.len(), shape[1], shape[2], channels), pixels)
            .map_err(|error| DataError::new(path, "pictures of one shape", error.to_string()))?;
        Ok(Self { items, images, notes })
    }
}

/// Closes the gaps of pictures that are not kept and, where all are grey, keeps one channel of three, in place.
fn compact(pixels: &mut Vec<u8>, kept: &[bool], bytes: usize, grey: bool) {
    let mut end = 0;
    for (start, _) in
        kept.iter().enumerate().filter(|(_, kept)| **kept).map(|(index, kept)| (index * bytes, kept))
    {
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

#[cfg(test)]
mod tests;
