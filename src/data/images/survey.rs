//! A first look at every file: which are images, and how large.

use super::decode::{self, FORMATS};
use super::{counted, first_of};
use crate::data::limits::IMAGE_FILE_BYTES;
use crate::data::meter::Meter;
use crate::data::{DataError, LoadOptions, OnProgress};
use image::ImageDecoder;
use image::metadata::Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// All files whose headers are those of images, and what a user should know of the others.
pub(super) struct Survey {
    /// The images: indices into the files, ascending.
    pub(super) images: Vec<usize>,
    /// Width and height of each, the right way up.
    pub(super) sizes: Vec<(u32, u32)>,
    /// Whether each of them has 16 bits a channel, in the same order.
    pub(super) deep: Vec<bool>,
    /// At most one a kind.
    pub(super) notes: Vec<String>,
}

enum Probed {
    Image { size: (u32, u32), deep: bool },
    Stray,
    Broken(String),
}

/// Looks at files, in parallel.
///
/// # Errors
/// If no file is an image, or (with `strict`) one is broken.
pub(super) fn survey(
    root: &Path,
    files: &[PathBuf],
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Survey, DataError> {
    let looks = look_at_all(files, progress);
    let broken = files.iter().zip(&looks).filter_map(|(file, look)| match look {
        Probed::Broken(why) => Some((file.as_path(), why.as_str())),
        _ => None,
    });
    let mut notes: Vec<String> = report_broken(root, broken, options)?.into_iter().collect();
    let found = looks.iter().enumerate().filter_map(|(index, look)| match look {
        Probed::Image { size, deep } => Some((index, *size, *deep)),
        Probed::Stray | Probed::Broken(_) => None,
    });
    let (images, sizes, deep): (Vec<usize>, Vec<(u32, u32)>, Vec<bool>) = found.collect();
    let stray = looks.iter().filter(|look| matches!(look, Probed::Stray)).count();
    if images.is_empty() {
        let found = notes.pop().unwrap_or_else(|| counted(stray, "other file", "other files"));
        return Err(DataError::new(root, "PNG, JPEG, GIF, BMP, WebP, TIFF or PNM files", found));
    }
    if stray > 0 {
        notes.push(format!(
            "{} passed over",
            counted(stray, "file that is no image", "files that are no images")
        ));
    }
    Ok(Survey { images, sizes, deep, notes })
}

fn look_at_all(files: &[PathBuf], progress: OnProgress<'_>) -> Vec<Probed> {
    let meter = Meter::new("looking at files", files.len(), progress);
    let one = |file: &PathBuf| {
        let look = look(file).unwrap_or_else(Probed::Broken);
        meter.add(1);
        look
    };
    files.par_iter().map(one).collect()
}

fn look(path: &Path) -> Result<Probed, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let too_large = file.metadata().is_ok_and(|metadata| metadata.len() > IMAGE_FILE_BYTES);
    let mut file = BufReader::new(file);
    let start = file.fill_buf().map_err(|error| error.to_string())?;
    if let Some(what) = decode::stranger(start) {
        return Err(what.to_owned());
    }
    let format = image::guess_format(start);
    if !format.is_ok_and(|format| FORMATS.contains(&format)) {
        return if decode::is_called_image(path) {
            Err("its content is no image".to_owned())
        } else {
            Ok(Probed::Stray)
        };
    }
    if too_large {
        return Err("the file is too large".to_owned());
    }
    let mut decoder = decode::open(file)?;
    let (width, height) = decoder.dimensions();
    let deep = decode::is_deep(decoder.color_type());
    let size = match decoder.orientation() {
        Ok(Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH) => (height, width),
        _ => (width, height),
    };
    Ok(Probed::Image { size, deep })
}

/// A note that counts broken files and names the first of them with what is wrong.
///
/// # Errors
/// If there is one and the options are strict.
pub(super) fn report_broken<'a>(
    root: &Path,
    mut broken: impl Iterator<Item = (&'a Path, &'a str)>,
    options: &LoadOptions,
) -> Result<Option<String>, DataError> {
    if options.strict {
        return broken.next().map_or(Ok(None), |(file, why)| {
            Err(DataError::new(file, "an image that can be decoded", why)
                .advise("repair or remove it, or load without strict"))
        });
    }
    let texts: Vec<String> = broken
        .map(|(file, why)| format!("{} ({why})", file.strip_prefix(root).unwrap_or(file).display()))
        .collect();
    Ok((!texts.is_empty()).then(|| {
        let broken = counted(texts.len(), "broken image", "broken images");
        format!("{broken} left out: {}", first_of(&texts))
    }))
}
