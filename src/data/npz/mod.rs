//! NumPy archives: pictures and labels as arrays, under the names that MedMNIST, Keras and most people give them.

mod archive;
mod element;
mod header;
mod labels;
mod pixels;
mod roles;

use super::meter::Meter;
use super::{DataError, Dataset, LoadOptions, OnProgress, Parts, format, limits};
use archive::{Archive, Array, Bytes, listed};
use ndarray::Array4;
use pixels::{Layout, Range};
use roles::{Pair, Roles};
use std::path::{Path, PathBuf};

/// Whether `path` is a zip archive, or a folder with one that holds arrays.
pub(super) fn detect(path: &Path) -> bool {
    if path.is_dir() { !members(path).is_empty() } else { path.is_file() && archive::is_zip(path) }
}

/// The archives of arrays in a folder, by name.
fn members(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| !hidden(path) && path.is_file() && archive::is_zip(path))
        .filter(|path| Archive::open(path).is_ok_and(|archive| archive.has_arrays()))
        .collect();
    paths.sort();
    paths
}

/// Reads the archive at `path`, or the only one in it.
///
/// # Errors
/// If a folder holds several, an archive is damaged, no array has a known name, shapes do not fit, or numbers are
/// neither pixels nor labels.
pub(super) fn read(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let file = match (path.is_dir(), members(path).as_slice()) {
        (false, _) => path.to_owned(),
        (true, [only]) => only.clone(),
        (true, several) => {
            let names = several.iter().map(|path| format::name_of(path));
            return Err(DataError::new(path, "one NumPy archive in the folder", listed(names))
                .advise("give one of them"));
        }
    };
    from_archive(path, Archive::open(&file)?, options, progress)
}

fn from_archive<R: Bytes>(
    path: &Path,
    mut archive: Archive<R>,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let arrays = archive.arrays()?;
    let roles = Roles::of(path, arrays)?;
    let layouts: Vec<Layout> =
        roles.pairs.iter().map(|pair| Layout::of(path, &pair.images)).collect::<Result<_, _>>()?;
    let answers = labels::read(path, &mut archive, &roles, options.target)?;
    let images = || roles.pairs.iter().map(|pair| &pair.images);
    let bytes = images().all(|array| array.header.element.is_byte());
    let mut range = if bytes { Range::Bytes } else { Range::of(path, &mut archive, images())? };
    let mut pixels = pictures(path, &mut archive, (&roles.pairs, &layouts, range), progress)?;
    if bytes && pixels.iter().all(|pixel| *pixel <= 1) {
        range = Range::Unit;
        pixels.mapv_inplace(|pixel| 255 * pixel);
    }
    let parts = Parts::of(
        roles.pairs.iter().zip(&layouts).flat_map(|(pair, layout)| (0..layout.n).map(|_| pair.part)),
    );
    let mut set = answers.with_pictures(format::name_of(path), pixels, parts)?;
    set.notes.extend(range.note().map(str::to_owned));
    if !roles.others.is_empty() {
        let others = listed(roles.others.iter().map(Array::describe));
        set.notes.push(format!("arrays passed over: {others}"));
    }
    Ok(set)
}

/// All pictures in one array; each part is unpacked straight into its place.
fn pictures<R: Bytes>(
    path: &Path,
    archive: &mut Archive<R>,
    (pairs, layouts, range): (&[Pair], &[Layout], Range),
    progress: OnProgress<'_>,
) -> Result<Array4<u8>, DataError> {
    let shape_of = |layout: &Layout| [layout.height, layout.width, layout.colours()];
    let shape = shape_of(&layouts[0]);
    if let Some(other) = layouts.iter().position(|layout| shape_of(layout) != shape) {
        let expected = format!("pictures of {shape:?} as in {}", pairs[0].images.key);
        return Err(DataError::new(path, expected, pairs[other].images.describe()));
    }
    let count: usize = layouts.iter().map(|layout| layout.n).sum();
    let [height, width, channels] = shape;
    let total = limits::set_bytes(path, &[count, height, width, channels].map(|side| side as u64))?;
    let meter = Meter::new(format!("reading {}", format::name_of(path)), total, progress);
    let mut pixels = vec![0; total];
    let mut rest = pixels.as_mut_slice();
    for (pair, layout) in pairs.iter().zip(layouts) {
        let (own, others) = rest.split_at_mut(layout.n * height * width * channels);
        rest = others;
        pixels::read(archive, &pair.images, (layout, range), own, |bytes| meter.add(bytes))?;
    }
    Array4::from_shape_vec((count, height, width, channels), pixels)
        .map_err(|error| DataError::new(path, "pictures of one shape", error.to_string()))
}

#[cfg(test)]
mod tests;
