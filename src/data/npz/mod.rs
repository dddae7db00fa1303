//! NumPy archives: images and labels as arrays, under the names that MedMNIST, Keras and most people give them.

mod labels;
mod member;
mod pixels;
mod roles;

use super::meter::Meter;
use super::{DataError, Dataset, LoadOptions, OnProgress, Parts, PixelRange, limits, naming};
use crate::base::npz::{Arrays, NpyFolder, Npz};
use member::{ArrayMember, listed, wrong};
use ndarray::Array4;
use pixels::{Bounds, PixelLayout};
use roles::{ArrayPair, ArrayRoles};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// How every zip archive with content starts, and an empty one.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Whether `path` is an archive of arrays, a folder with one, or one with arrays as files of their own.
pub(super) fn detect(path: &Path) -> bool {
    if path.is_dir() {
        return !members(path).is_empty() || roles::are_a_set(&NpyFolder::of(path).array_names());
    }
    is_zip(path)
}

/// Whether a file starts as a zip archive does.
fn is_zip(path: &Path) -> bool {
    let start = || -> std::io::Result<[u8; 4]> {
        let mut start = [0; 4];
        File::open(path)?.read_exact(&mut start)?;
        Ok(start)
    };
    path.is_file() && start().is_ok_and(|start| SIGNATURES.contains(&start.as_slice()))
}

/// The archives of arrays in a folder, by name.
fn members(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| !hidden(path) && is_zip(path))
        .filter(|path| Npz::open(path).is_ok_and(|mut npz| member::holds_arrays(&mut npz)))
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
        (true, []) => return from_arrays(path, &mut NpyFolder::of(path), options, progress),
        (true, [only]) => only.clone(),
        (true, several) => {
            let names = several.iter().map(|path| naming::name_of(path));
            return Err(DataError::new(path, "one NumPy archive in the folder", listed(names))
                .advise("give one of them"));
        }
    };
    from_arrays(path, &mut Npz::open(&file).map_err(|error| wrong(&file, &error))?, options, progress)
}

fn from_arrays(
    path: &Path,
    npz: &mut dyn Arrays,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let ArrayRoles { pairs, mut others } = ArrayRoles::of(path, ArrayMember::all(path, npz)?)?;
    let layouts: Vec<PixelLayout> =
        pairs.iter().map(|pair| PixelLayout::of(path, &pair.images)).collect::<Result<_, _>>()?;
    let mut answers = labels::read(path, npz, &pairs, options.target)?;
    labels::name_classes(path, npz, &mut others, &mut answers)?;
    let (pixels, note) = images(path, npz, (&pairs, &layouts), options.range, progress)?;
    let parts =
        Parts::of(pairs.iter().zip(&layouts).flat_map(|(pair, layout)| (0..layout.n).map(|_| pair.part)));
    let mut set = answers.with_images(naming::name_of(path), pixels, parts)?;
    set.notes.extend(note);
    if !others.is_empty() {
        set.notes.push(format!("arrays passed over: {}", listed(others.iter().map(ArrayMember::describe))));
    }
    Ok(set)
}

/// All images in one array, and what to say of the range of their numbers. Arrays of bytes are read once; others twice, so
/// that one at a time is in memory beside the bytes they become.
fn images(
    path: &Path,
    npz: &mut dyn Arrays,
    (pairs, layouts): (&[ArrayPair], &[PixelLayout]),
    asked: Option<PixelRange>,
    progress: OnProgress<'_>,
) -> Result<(Array4<u8>, Option<String>), DataError> {
    let shape_of = |layout: &PixelLayout| [layout.height, layout.width, layout.colours()];
    let shape = shape_of(&layouts[0]);
    if let Some(other) = layouts.iter().position(|layout| shape_of(layout) != shape) {
        let expected = format!("images of {shape:?} as in {}", pairs[0].images.key);
        return Err(DataError::new(path, expected, pairs[other].images.describe()));
    }
    let count: usize = layouts.iter().map(|layout| layout.n).sum();
    let [height, width, channels] = shape;
    let total = limits::set_bytes(path, &[count, height, width, channels].map(|side| side as u64))?;
    let kinds = pairs.iter().map(|pair| pair.images.header(path).map(|header| header.kind));
    let bytes = kinds.collect::<Result<Vec<_>, _>>()?.into_iter().all(pixels::is_bytes);
    let (mut range, mut note) = (PixelRange::BYTES, None);
    if !bytes || asked.is_some() {
        let mut bounds = Bounds::NONE;
        for pair in pairs {
            bounds = bounds.with(&pair.images.read(path, npz, &mut |_| ())?);
        }
        (range, note) = bounds.range(path, asked)?;
    }
    let meter = Meter::new(format!("reading {}", naming::name_of(path)), total, progress);
    let mut pixels = vec![0; total];
    let mut rest = pixels.as_mut_slice();
    for (pair, layout) in pairs.iter().zip(layouts) {
        let (own, others) = rest.split_at_mut(layout.n * height * width * channels);
        rest = others;
        let array = pair.images.read(path, npz, &mut meter.counting())?;
        pixels::write(path, &array, (layout, range), own)?;
    }
    if bytes && asked.is_none() && pixels.iter().all(|pixel| *pixel <= 1) {
        note = Some(format!("pixels: {} is black to white", PixelRange::UNIT));
        pixels.iter_mut().for_each(|pixel| *pixel *= 255);
    }
    let images = Array4::from_shape_vec((count, height, width, channels), pixels)
        .map_err(|error| DataError::new(path, "images of one shape", error.to_string()))?;
    Ok((images, note))
}

#[cfg(test)]
mod tests;
