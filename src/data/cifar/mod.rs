//! The binary versions of CIFAR-10 and CIFAR-100: records of one or two labels and a 32 x 32 image.
//!
//! A record of CIFAR-10 is a label and 3 x 1024 bytes, all red first, then green, then blue; one of CIFAR-100 has a
//! coarse and a fine label (as the sets' page describes it).

mod files;

use super::answers::Supervision;
use super::meter::Meter;
use super::{DataError, Dataset, LoadOptions, OnProgress, Part, Parts, limits, names, naming};
use files::Version;
use ndarray::Array4;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

pub(super) use files::detect;

/// Height and width of every image.
const SIDE: usize = 32;
/// Bytes of one colour.
const PLANE: usize = SIDE * SIDE;

/// Reads the batches at `path`: those of a folder with their parts, or one file, all for training.
///
/// # Errors
/// If a batch is cut short, a label is out of range, or a folder holds batches of both versions.
pub(super) fn read(path: &Path, _: &LoadOptions, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let (version, batches) = files::find(path)?;
    let count: usize = batches.iter().map(|batch| batch.records).sum();
    let total = limits::set_bytes(path, &[count as u64, 3 * PLANE as u64])?;
    let meter = Meter::new(format!("reading {}", naming::name_of(path)), total, progress);
    let mut pixels = vec![0; total];
    let mut rest = pixels.as_mut_slice();
    let mut jobs = Vec::new();
    for batch in &batches {
        let (own, others) = rest.split_at_mut(batch.records * 3 * PLANE);
        rest = others;
        jobs.push((batch, own));
    }
    let labels: Vec<Vec<CifarLabels>> = jobs
        .into_par_iter()
        .map(|(batch, out)| {
            let file = File::open(&batch.path).map_err(|error| DataError::io(&batch.path, &error))?;
            records(&batch.path, BufReader::new(file), version, out, &meter)
        })
        .collect::<Result<_, _>>()?;
    let labels = labels.concat();
    let parts = Parts::of(batches.iter().flat_map(|batch| (0..batch.records).map(|_| batch.part)));
    let images = Array4::from_shape_vec((count, SIDE, SIDE, 3), pixels)
        .map_err(|error| DataError::new(path, "images of one shape", error.to_string()))?;
    let folder = names::folder_of(&batches[0].path);
    let fine = labels.iter().map(|labels| u16::from(labels.fine)).collect();
    let answers = Supervision::classes(fine, names_of(folder, version.names(), version.classes())?);
    let mut set = answers.with_images(naming::name_of(path), images, parts)?;
    if version == Version::Hundred {
        let coarse = labels.iter().map(|labels| u16::from(labels.coarse)).collect();
        let names = names_of(folder, files::COARSE_NAMES, files::COARSE)?;
        set.extras.push(Supervision::classes(coarse, names).into_extra("coarse"));
    }
    set.checked()
}

/// The labels of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CifarLabels {
    coarse: u8,
    fine: u8,
}

/// Reads all records of a batch; `out` has room for their images.
fn records(
    path: &Path,
    mut bytes: impl Read,
    version: Version,
    out: &mut [u8],
    meter: &Meter<'_>,
) -> Result<Vec<CifarLabels>, DataError> {
    let mut record = vec![0; version.bytes()];
    let mut all = Vec::with_capacity(out.len() / (3 * PLANE));
    for (row, image) in (0..).zip(out.chunks_exact_mut(3 * PLANE)) {
        bytes.read_exact(&mut record).map_err(|error| DataError::io(path, &error))?;
        let labels = version.labels(&record).map_err(|expected| {
            let label = record[version.label_bytes() - 1];
            DataError::new(path, expected, label.to_string()).at(super::error::ErrorPlace::Row(row))
        })?;
        all.push(labels);
        let planes = &record[version.label_bytes()..];
        for (at, pixel) in image.chunks_exact_mut(3).enumerate() {
            pixel.copy_from_slice(&[planes[at], planes[PLANE + at], planes[2 * PLANE + at]]);
        }
        meter.add(image.len());
    }
    Ok(all)
}

/// A name for every class: from the file beside the batches, the numbers themselves without one.
fn names_of(folder: &Path, file: &str, classes: usize) -> Result<Vec<String>, DataError> {
    let path = folder.join(file);
    if !path.is_file() {
        return Ok((0..classes).map(|class| class.to_string()).collect());
    }
    let names = names::from_file(&path)?;
    if names.len() == classes {
        return Ok(names);
    }
    Err(DataError::new(&path, format!("{classes} class names, one a line"), names.len().to_string()))
}

#[cfg(test)]
mod tests;
