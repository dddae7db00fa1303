//! Decoded images, kept for the next time.
//!
//! A file is named by a number that stands for the names and bytes of all image files and for what was done to
//! them, so that a changed image is never taken for the old one. It holds a line that says what it is, the length
//! of a JSON text, that text and the pixels. Whatever is not as it was written is ignored and written again.

use super::{Album, hash};
use crate::base::atomic;
use crate::data::meter::Meter;
use crate::data::{LoadOptions, OnProgress, limits};
use etcetera::BaseStrategy;
use ndarray::Array4;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The variable that names another folder.
const VARIABLE: &str = "DL_LAB_CACHE";
/// How a file starts; another number where decoding or the layout changes.
const MAGIC: &[u8; 16] = b"dl-lab pictures2";
/// What names of files end in.
const EXTENSION: &str = "pictures";
/// Sets of fewer files are decoded sooner than they are looked up.
const FEWEST: usize = 200;
/// Most bytes of all files together; the oldest make room.
const MOST: u64 = 2 << 30;
/// Most bytes of the JSON text.
const MAX_TEXT: u64 = 256 << 20;

/// Where decoded sets are kept: the folder that `DL_LAB_CACHE` names, or one in the user's cache directory. `None`
/// where there is neither.
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os(VARIABLE).filter(|name| !name.is_empty()).map(PathBuf::from);
    named.or_else(|| Some(etcetera::choose_base_strategy().ok()?.cache_dir().join("dl-lab")))
}

/// The place of one set in the cache.
pub(super) struct CacheSlot {
    file: PathBuf,
    files: usize,
}

/// What stands before the pixels.
#[derive(Serialize, Deserialize)]
struct CacheHead {
    shape: [usize; 4],
    kept: Vec<usize>,
    notes: Vec<String>,
    /// The number of the pixels, in hexadecimal digits.
    pixels: String,
}

impl CacheSlot {
    /// The place of these files; `None` without a cache, for few files, and where one cannot be read.
    pub(super) fn of(
        root: &Path,
        files: &[PathBuf],
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Option<Self> {
        let folder = options.cache.as_ref().filter(|_| files.len() >= FEWEST)?;
        let meter = Meter::new("looking for them in the cache", files.len(), progress);
        let number = |file: &PathBuf| {
            meter.add(1);
            hash::of_file(file)
        };
        let numbers: Vec<u128> = files.par_iter().map(number).collect::<Result<_, _>>().ok()?;
        let mut key =
            format!("{:?} {:?} {:?} {:?}\n", options.size, options.resize, options.range, options.strict)
                .into_bytes();
        for (file, number) in files.iter().zip(numbers) {
            let name = file.strip_prefix(root).unwrap_or(file).as_os_str().as_encoded_bytes();
            key.extend([&name.len().to_le_bytes(), name, number.to_le_bytes().as_slice()].concat());
        }
        let name = format!("{:032x}.{EXTENSION}", hash::of_bytes(&key));
        Some(Self { file: folder.join(name), files: files.len() })
    }

    /// The images that lie there, if they lie there whole.
    pub(super) fn take(&self, files: usize) -> Option<Album> {
        let mut file = File::open(&self.file).ok()?;
        let length = file.metadata().ok()?.len();
        let mut start = [0; 24];
        file.read_exact(&mut start).ok()?;
        let text = u64::from_le_bytes(start[16..].try_into().ok()?);
        if start[..16] != *MAGIC || text > MAX_TEXT.min(length) {
            return None;
        }
        let mut head = vec![0; text as usize];
        file.read_exact(&mut head).ok()?;
        let head: CacheHead = serde_json::from_slice(&head).ok()?;
        let bytes = limits::set_bytes(&self.file, &head.shape.map(|side| side as u64)).ok()?;
        let ascending = head.kept.is_sorted_by(|a, b| a < b);
        let sound = ascending && head.kept.len() == head.shape[0] && head.kept.last() < Some(&files);
        if !sound || head.shape.contains(&0) || length != 24 + text + bytes as u64 {
            return None;
        }
        let mut pixels = vec![0; bytes];
        file.read_exact(&mut pixels).ok()?;
        if format!("{:032x}", hash::of_bytes(&pixels)) != head.pixels {
            return None;
        }
        let [n, height, width, channels] = head.shape;
        let images = Array4::from_shape_vec((n, height, width, channels), pixels).ok()?;
        let mut notes = head.notes;
        notes.push(format!("{n} decoded images taken from the cache (--no-cache decodes them anew)"));
        Some(Album { kept: head.kept, images, notes })
    }

    /// Puts images there, and says why that could not be done.
    pub(super) fn put(&self, album: &Album) -> Option<String> {
        let pixels = album.images.as_slice()?;
        let (n, height, width, channels) = album.images.dim();
        if pixels.len() as u64 > MOST / 2 {
            return Some(format!("{} images are too many for the cache", self.files));
        }
        let head = CacheHead {
            shape: [n, height, width, channels],
            kept: album.kept.clone(),
            notes: album.notes.clone(),
            pixels: format!("{:032x}", hash::of_bytes(pixels)),
        };
        let head = serde_json::to_vec(&head).ok()?;
        let folder = self.file.parent()?;
        let parts = [MAGIC.as_slice(), &(head.len() as u64).to_le_bytes(), &head, pixels];
        let written = std::fs::create_dir_all(folder).and_then(|()| atomic::write_all(&self.file, &parts));
        written
            .and_then(|()| make_room(folder, &self.file))
            .err()
            .map(|error| format!("the decoded images could not be kept in {}: {error}", folder.display()))
    }
}

/// Removes the oldest files until all fit, but not the newest.
fn make_room(folder: &Path, newest: &Path) -> std::io::Result<()> {
    let mut files = Vec::new();
    let mut total = 0;
    for entry in std::fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        let Ok(metadata) = entry.metadata() else { continue };
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            total += metadata.len();
            files.push((metadata.modified().ok(), path, metadata.len()));
        }
    }
    files.sort();
    for (_, path, length) in files.iter().filter(|(_, path, _)| path != newest) {
        if total <= MOST {
            break;
        }
        std::fs::remove_file(path)?;
        total -= length;
    }
    Ok(())
}
