//! Bringing images of any size to one size.

mod scale;
mod target;
mod way;

use super::{DataError, Dataset, LoadOptions, limits};
use ndarray::Array4;
use rayon::prelude::*;
use std::path::Path;

pub(crate) use scale::PixelView;
pub(crate) use target::ResizeTarget;
pub use way::{RESIZES, Resize, ResizeRow};

/// Brings a whole set to the size that the options ask for; without one it stays as it is.
///
/// # Errors
/// If the result would be too large.
pub(crate) fn set(set: Dataset, options: &LoadOptions) -> Result<Dataset, DataError> {
    let [height, width, channels] = set.shape();
    let sizes = [(width as u32, height as u32)];
    let target = match options.size {
        None => return Ok(set),
        Some(_) => ResizeTarget::choose(&sizes, options),
    };
    let Some(note) = target.note(&sizes) else { return Ok(set) };
    let shape = [set.labels.len(), target.height as usize, target.width as usize, channels];
    let mut pixels = vec![0; limits::set_bytes(Path::new(&set.name), &shape.map(|side| side as u64))?];
    let old = set.images.as_standard_layout();
    let old = old.as_slice().unwrap_or_default().par_chunks_exact(height * width * channels);
    pixels.par_chunks_exact_mut(shape[1..].iter().product()).zip(old).for_each(|(out, pixels)| {
        target.write(PixelView { pixels, width, height, channels }, out);
    });
    let images = Array4::from_shape_vec((shape[0], shape[1], shape[2], shape[3]), pixels)
        .map_err(|error| DataError::new(&set.name, "images of one shape", error.to_string()))?;
    let mut set = Dataset { images: images.into_shared(), ..set };
    set.notes.push(note);
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_and_written_back() {
        for row in RESIZES {
            assert_eq!(Resize::parse(row.name).unwrap().to_string(), row.name);
        }
        assert!(Resize::parse("corp").unwrap_err().0.contains("did you mean 'crop'?"));
    }
}
