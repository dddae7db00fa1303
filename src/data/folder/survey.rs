//! A first look at every file: which are pictures, and how large.

use super::counted;
use super::decode::{self, FORMATS};
use super::scan::Item;
use crate::data::limits::PICTURE_FILE_BYTES;
use crate::data::meter::Meter;
use crate::data::{DataError, LoadOptions, OnProgress};
use image::ImageDecoder;
use image::metadata::Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// All files whose headers are those of pictures, and what a user should know of the others.
pub(super) struct Survey<'a> {
    /// The pictures, in the order of the scan.
    pub(super) items: Vec<&'a Item>,
    /// Width and height of each, the right way up.
    pub(super) sizes: Vec<(u32, u32)>,
    /// At most one a kind.
    pub(super) notes: Vec<String>,
}

enum Look {
    Picture((u32, u32)),
    Stray,
    Broken(String),
}

/// Looks at the files of a scan, in parallel.
///
/// # Errors
/// If no file is a picture, or (with `strict`) one is broken.
pub(super) fn survey<'a>(
    path: &Path,
    items: &'a [Item],
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Survey<'a>, DataError> {
    let looks = look_at_all(items, progress);
    let broken = items.iter().zip(&looks).filter_map(|(item, look)| match look {
        Look::Broken(why) => Some((item, why.as_str())),
        _ => None,
    });
    let mut notes: Vec<String> = report_broken(path, broken, options)?.into_iter().collect();
    let pictures = items.iter().zip(&looks).filter_map(|(item, look)| match look {
        Look::Picture(size) => Some((item, *size)),
        _ => None,
    });
    let (items, sizes): (Vec<&Item>, Vec<(u32, u32)>) = pictures.unzip();
    let stray = looks.iter().filter(|look| matches!(look, Look::Stray)).count();
    if items.is_empty() {
        let found = notes.pop().unwrap_or_else(|| counted(stray, "other file", "other files"));
        let expected = "PNG, JPEG, GIF, BMP, WebP or TIFF files in folders, one a class";
        return Err(DataError::new(path, expected, found));
    }
    if stray > 0 {
        notes.push(format!(
            "{} passed over",
            counted(stray, "file that is no picture", "files that are no pictures")
        ));
    }
    Ok(Survey { items, sizes, notes })
}

fn look_at_all(items: &[Item], progress: OnProgress<'_>) -> Vec<Look> {
    let meter = Meter::new("looking at files", items.len(), progress);
    let one = |item: &Item| {
        let look = look(&item.path).unwrap_or_else(Look::Broken);
        meter.add(1);
        look
    };
    items.par_iter().map(one).collect()
}

fn look(path: &Path) -> Result<Look, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let too_large = file.metadata().is_ok_and(|metadata| metadata.len() > PICTURE_FILE_BYTES);
    let mut file = BufReader::new(file);
    let format = image::guess_format(file.fill_buf().map_err(|error| error.to_string())?);
    if !format.is_ok_and(|format| FORMATS.contains(&format)) {
        let named = FORMATS.iter().flat_map(|format| format.extensions_str());
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
        let pretends = named.into_iter().any(|name| Some(*name) == extension.as_deref());
        return if pretends { Err("its content is no picture".to_owned()) } else { Ok(Look::Stray) };
    }
    if too_large {
        return Err("the file is too large".to_owned());
    }
    let mut decoder = decode::open(file)?;
    let (width, height) = decoder.dimensions();
    Ok(Look::Picture(match decoder.orientation() {
        Ok(Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH) => (height, width),
        _ => (width, height),
    }))
}

/// How many broken files a note names.
const NAMED: usize = 5;

/// A note that counts broken files and names the first of them with what is wrong.
///
/// # Errors
/// If there is one and the options are strict.
pub(super) fn report_broken<'a>(
    root: &Path,
    mut broken: impl Iterator<Item = (&'a Item, &'a str)>,
    options: &LoadOptions,
) -> Result<Option<String>, DataError> {
    if options.strict {
        return broken.next().map_or(Ok(None), |(item, why)| {
            Err(DataError::new(&item.path, "a picture that can be decoded", why)
                .advise("repair or remove it, or load without strict"))
        });
    }
    let texts: Vec<String> = broken
        .map(|(item, why)| {
            format!("{} ({why})", item.path.strip_prefix(root).unwrap_or(&item.path).display())
        })
        .collect();
    let more = texts.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let named = || texts[..texts.len().min(NAMED)].join(", ");
    Ok((!texts.is_empty()).then(|| {
        let broken = counted(texts.len(), "broken picture", "broken pictures");
        format!("{broken} left out: {}{more}", named())
    }))
}
