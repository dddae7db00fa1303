//! Which files belong together: images with their labels, and which part each pair is.

use super::member::{IdxMember, IdxRole, members};
use crate::data::names::folder_of;
use crate::data::{DataError, Part};
use std::path::{Path, PathBuf};

/// A file of images and its labels.
pub(super) struct IdxPair {
    /// What the images are for.
    pub(super) part: Part,
    /// The file of images.
    pub(super) images: PathBuf,
    /// The file of labels.
    pub(super) labels: PathBuf,
}

/// Whether `path` is an IDX file or a folder with one.
///
/// Content decides. A file that is named as IDX files are but does not start as one counts too, so that the reader
/// can say what is wrong with it.
pub(in crate::data) fn detect(path: &Path) -> bool {
    if path.is_dir() { home(path).is_some() } else { IdxMember::new(path).is_some() }
}

/// The folder with the files: this one, or where torchvision keeps them, in `raw` or `MNIST/raw` below it.
fn home(folder: &Path) -> Option<PathBuf> {
    let holds = |folder: &Path| members(folder).is_ok_and(|members| !members.is_empty());
    if holds(folder) {
        return Some(folder.to_owned());
    }
    let entries = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path().join("raw"));
    let mut below =
        std::iter::once(folder.join("raw")).chain(entries).filter(|raw| raw.is_dir() && holds(raw));
    below.next().filter(|_| below.next().is_none())
}

/// The pairs of a folder, or the one whose images are `path`.
///
/// # Errors
/// If a partner is missing, a part is there twice, or none is for training.
pub(super) fn find(path: &Path) -> Result<Vec<IdxPair>, DataError> {
    if let Some(folder) = home(path).filter(|_| path.is_dir()) {
        return of_folder(&folder);
    }
    let members = members(folder_of(path))?;
    let labels: Vec<&IdxMember> = members.iter().filter(|member| member.role == IdxRole::Labels).collect();
    let key = IdxMember::new(path).map(|member| member.key);
    let partner = labels.iter().find(|member| Some(&member.key) == key.as_ref());
    let only = || if let [one] = labels.as_slice() { Some(one) } else { None };
    match partner.or_else(only) {
        Some(partner) => {
            Ok(vec![IdxPair { part: Part::Train, images: path.to_owned(), labels: partner.path.clone() }])
        }
        None => Err(no_partner(path, "labels")),
    }
}

fn of_folder(folder: &Path) -> Result<Vec<IdxPair>, DataError> {
    let members = members(folder)?;
    let (images, labels): (Vec<IdxMember>, Vec<IdxMember>) =
        members.into_iter().partition(|m| m.role == IdxRole::Images);
    if let ([images], [labels]) = (images.as_slice(), labels.as_slice()) {
        return Ok(vec![IdxPair {
            part: Part::Train,
            images: images.path.clone(),
            labels: labels.path.clone(),
        }]);
    }
    if let Some(alone) = labels.iter().find(|member| images.iter().all(|other| other.key != member.key)) {
        return Err(no_partner(&alone.path, "images"));
    }
    let mut pairs: Vec<IdxPair> = Vec::new();
    for images in images {
        let partner = labels.iter().find(|member| member.key == images.key);
        let labels = partner.ok_or_else(|| no_partner(&images.path, "labels"))?.path.clone();
        let known = part_of(&images.key);
        match known.filter(|part| pairs.iter().all(|pair| pair.part != *part)) {
            Some(part) => pairs.push(IdxPair { part, images: images.path, labels }),
            None => return Err(ambiguous(folder, &images.path)),
        }
    }
    pairs.sort_by_key(|pair| pair.part);
    match pairs.first() {
        Some(pair) if pair.part == Part::Train => Ok(pairs),
        _ => Err(DataError::new(folder, "a pair of files for training (train-...)", "only other parts")),
    }
}

fn no_partner(path: &Path, missing: &str) -> DataError {
    DataError::new(path, format!("an IDX file of {missing} beside it"), "none that fits by name").advise(
        "names differ only in images / labels, as in train-images-idx3-ubyte and train-labels-idx1-ubyte",
    )
}

fn ambiguous(folder: &Path, file: &Path) -> DataError {
    DataError::new(
        folder,
        "at most one pair each for training, validation and test",
        format!("also {}", file.display()),
    )
    .advise("give one file of images instead of the folder")
}

fn part_of(key: &str) -> Option<Part> {
    let parts =
        [("train", Part::Train), ("t10k", Part::Test), ("test", Part::Test), ("val", Part::Validation)];
    parts.iter().find(|(word, _)| key.contains(word)).map(|(_, part)| *part)
}
