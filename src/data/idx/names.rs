//! Names for the classes of files that hold numbers only.

use super::{Opened, strays};
use crate::data::error::ErrorPlace;
use crate::data::names::{self, folder_of, read_text};
use crate::data::{CLOTHES, DataError};
use std::path::Path;

/// Files beside the images that may name the classes, one a line.
const NAME_FILES: [&str; 2] = ["labels.txt", "classes.txt"];

/// A name for every label: from a file of names beside the images, those of Fashion-MNIST where the folder or
/// its README speaks of fashion and the labels go from 0 to 9, the numbers themselves otherwise.
///
/// # Errors
/// If a label is not named in the file of names or, without one, cannot be meant.
pub(super) fn for_labels(images: &Path, opened: &[Opened]) -> Result<Vec<String>, DataError> {
    let folder = folder_of(images);
    if let Some(names) = from_file(folder)? {
        return check_labels(names, opened);
    }
    let fashion = is_fashion(folder);
    strays::refuse(opened, fashion.then_some(CLOTHES.len()))?;
    let classes = 1 + opened.iter().flat_map(|pair| &pair.labels).copied().max().map_or(0, usize::from);
    if classes == CLOTHES.len() && fashion {
        return Ok(CLOTHES.map(str::to_owned).to_vec());
    }
    Ok((0..classes).map(|class| class.to_string()).collect())
}

fn from_file(folder: &Path) -> Result<Option<Vec<String>>, DataError> {
    let path = NAME_FILES.iter().map(|name| folder.join(name)).find(|path| path.is_file());
    path.map(|path| names::from_file(&path)).transpose()
}

fn check_labels(names: Vec<String>, opened: &[Opened]) -> Result<Vec<String>, DataError> {
    for pair in opened {
        if let Some(row) = pair.labels.iter().position(|label| usize::from(*label) >= names.len()) {
            let expected = format!("a label below {}, the number of class names beside it", names.len());
            return Err(DataError::new(&pair.labels_path, expected, pair.labels[row].to_string())
                .at(ErrorPlace::Row(row as u64))
                .advise(format!("complete or remove {}", NAME_FILES.join(" or "))));
        }
    }
    Ok(names)
}

fn is_fashion(folder: &Path) -> bool {
    let speaks = |text: &str| text.to_lowercase().contains("fashion");
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    // The folder itself, or the one that torchvision's `raw` lies in.
    let names = folder.iter().rev().take(2).map(|name| name.to_string_lossy());
    if names.into_iter().any(|name| speaks(&name)) {
        return true;
    }
    let Ok(entries) = std::fs::read_dir(&folder) else { return false };
    let readme = |name: &str| name.to_lowercase().starts_with("readme");
    entries
        .flatten()
        .filter(|entry| readme(&entry.file_name().to_string_lossy()) && entry.path().is_file())
        .any(|entry| read_text(&entry.path()).is_ok_and(|text| speaks(&text)))
}
