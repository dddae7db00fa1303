//! IDX, the format of MNIST and its relatives: big-endian arrays, one file of images and one of labels.
//!
//! A file starts with two zero bytes, a code for the element type and the number of dimensions; then one 32-bit
//! size a dimension and the elements (as the MNIST database describes it).

mod header;
mod labels;
mod member;
mod names;
mod pairs;
mod source;
mod strays;

use super::meter::Meter;
use super::{DataError, Dataset, LoadOptions, OnProgress, Part, Parts, limits, naming};
use header::IdxHeader;
use ndarray::Array4;
use pairs::IdxPair;
use rayon::prelude::*;
use source::IdxSource;
use std::path::Path;

pub(super) use pairs::detect;

/// Reads the pair or pairs at `path`.
///
/// # Errors
/// If a pair is incomplete, a file is no sound IDX, counts or shapes differ, or a label has no name.
pub(super) fn read(path: &Path, _: &LoadOptions, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let opened = pairs::find(path)?.into_iter().map(Opened::open).collect::<Result<Vec<_>, _>>()?;
    let shape = common_shape(&opened)?;
    let labels: Vec<u16> = opened.iter().flat_map(|pair| pair.labels.iter().copied()).collect();
    let parts = Parts::of(opened.iter().flat_map(|pair| pair.labels.iter().map(|_| pair.part)));
    let names = names::for_labels(opened[0].images.path(), &opened)?;
    let images = inflate(path, opened, shape, progress)?;
    Dataset::new(naming::name_of(path), images, labels, names, parts)
}

/// A pair whose headers are sound and whose labels are read.
struct Opened {
    part: Part,
    images: IdxSource,
    /// Height, width, channels.
    shape: [usize; 3],
    labels: Vec<u16>,
    labels_path: std::path::PathBuf,
}

impl Opened {
    fn open(pair: IdxPair) -> Result<Self, DataError> {
        let mut images = IdxSource::open(&pair.images)?;
        let header = IdxHeader::read(&mut images)?;
        let shape = header.image_shape(&pair.images)?;
        header.check_length(&images)?;
        let labels = labels::read(&pair.labels)?;
        if labels.len() as u64 != header.sizes[0] {
            let expected =
                format!("{} labels, one for each image of {}", header.sizes[0], pair.images.display());
            return Err(DataError::new(&pair.labels, expected, labels.len().to_string())
                .advise("the two files are not of one set; fetch both again"));
        }
        Ok(Self { part: pair.part, images, shape, labels, labels_path: pair.labels })
    }

    fn bytes(&self) -> usize {
        self.labels.len() * self.shape.iter().product::<usize>()
    }
}

fn common_shape(opened: &[Opened]) -> Result<[usize; 3], DataError> {
    let shape = opened[0].shape;
    match opened.iter().find(|pair| pair.shape != shape) {
        None => Ok(shape),
        Some(pair) => {
            let expected = format!("images of {shape:?} as in {}", opened[0].images.path().display());
            Err(DataError::new(pair.images.path(), expected, format!("{:?}", pair.shape)))
        }
    }
}

/// Reads all images straight into the array they stay in, one thread a file.
fn inflate(
    path: &Path,
    opened: Vec<Opened>,
    [height, width, channels]: [usize; 3],
    progress: OnProgress<'_>,
) -> Result<Array4<u8>, DataError> {
    let count: usize = opened.iter().map(|pair| pair.labels.len()).sum();
    let shape = (count, height, width, channels);
    let total = limits::set_bytes(path, &[count, height, width, channels].map(|side| side as u64))?;
    let meter = Meter::new(format!("reading {}", naming::name_of(path)), total, progress);
    let mut pixels = vec![0; total];
    let mut rest = pixels.as_mut_slice();
    let mut jobs = Vec::new();
    for pair in opened {
        let (own, others) = rest.split_at_mut(pair.bytes());
        rest = others;
        jobs.push((pair.images, own));
    }
    jobs.into_par_iter().try_for_each(|(mut source, own)| {
        source.fill(own, Some(&meter))?;
        source.finish()
    })?;
    Array4::from_shape_vec(shape, pixels)
        .map_err(|error| DataError::new(path, "images of one shape", error.to_string()))
}

#[cfg(test)]
mod tests;
