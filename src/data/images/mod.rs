//! Image files of any size, decoded straight to the size they are kept at.
//!
//! In memory are the decoded set and, for each thread, the one original it works on.

pub mod cache;
mod decode;
mod depth;
mod frames;
mod gallery;
mod hash;
mod survey;

use super::resize::ResizeTarget;
use super::{DataError, LoadOptions, OnProgress, PixelRange};
use cache::CacheSlot;
use gallery::Gallery;
use ndarray::Array4;
use std::path::{Path, PathBuf};
use survey::Survey;

pub(super) use decode::{endings, is_called_image};
pub(super) use hash::{ContentHash, of_bytes};

/// Decoded images.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Album {
    /// Which of the given files they are, `[N]`, ascending.
    pub(super) kept: Vec<usize>,
    /// `[N, H, W, C]`, C = 1 where all are grey.
    pub(super) images: Array4<u8>,
    /// What a user should know: sizes changed, files left out.
    pub(super) notes: Vec<String>,
}

/// Decodes the images among `files`, in parallel, or takes them from the cache if they were decoded before.
///
/// Messages name files as they are below `root`.
///
/// # Errors
/// If no file is an image, all would be too large, or (with `strict`) one cannot be decoded.
pub(super) fn read(
    root: &Path,
    files: &[PathBuf],
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Album, DataError> {
    let slot = CacheSlot::of(root, files, options, progress);
    if let Some(album) = slot.as_ref().and_then(|slot| slot.take(files.len())) {
        return Ok(album);
    }
    let mut album = decode_all(root, files, options, progress)?;
    if let Some(slot) = slot {
        album.notes.extend(slot.put(&album));
    }
    Ok(album)
}

fn decode_all(
    root: &Path,
    files: &[PathBuf],
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Album, DataError> {
    let Survey { images: found, sizes, deep, mut notes } = survey::survey(root, files, options, progress)?;
    let target = ResizeTarget::choose(&sizes, options);
    notes.extend(target.note(&sizes));
    let paths: Vec<&PathBuf> = found.iter().map(|index| &files[*index]).collect();
    let of_16_bits = paths.iter().zip(&deep).filter(|(_, deep)| **deep).map(|(path, _)| *path);
    let depth = depth::found(&of_16_bits.collect::<Vec<_>>(), options.range);
    let range = depth.as_ref().map_or(PixelRange::WORDS, |(range, _)| *range);
    notes.extend(depth.map(|(_, note)| note));
    let gallery = Gallery::hang(root, &paths, (target, range), options, progress)?;
    notes.extend(gallery.notes);
    let kept = gallery.kept.into_iter().map(|index| found[index]).collect();
    Ok(Album { kept, images: gallery.images, notes })
}

/// A count with its noun: `1 file that is`, `2 files that are`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How many things a note names.
const NAMED: usize = 5;

/// The first of some texts, and how many more there are.
pub(super) fn first_of(texts: &[String]) -> String {
    let more = texts.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", texts[..texts.len().min(NAMED)].join(", "))
}

#[cfg(test)]
mod tests;
