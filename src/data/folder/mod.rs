//! A folder of pictures: one sub-folder a class, perhaps below `train`, `val` and `test`.

mod listing;
mod scan;

use super::answers::Answers;
use super::{DataError, Dataset, LoadOptions, OnProgress, Parts, Targets, classes, naming, pictures};
use listing::Listing;
use ndarray::Array2;
use scan::Scan;
use std::path::{Path, PathBuf};

/// Whether `path` is a folder. Any folder is tried, so that the reader can say what is wrong with it.
pub(super) fn detect(path: &Path) -> bool {
    path.is_dir()
}

/// Reads all pictures below `path`, in parallel, each decoded straight to the size it is kept at.
///
/// # Errors
/// If there are no class folders, no pictures, pictures of one class only, an unknown class is asked for, or (with
/// `strict`) a picture cannot be decoded.
pub(super) fn read(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let mut scan = scan::scan(path)?;
    let wanted = [options.classes.as_slice(), &options.hold_out].concat();
    let all = options.classes.is_empty();
    scan.keep(&classes::choose(path, &scan.names, if all { &[] } else { &wanted })?);
    at_least_two(path, &scan)?;
    let files: Vec<PathBuf> = scan.items.iter().map(|item| item.path.clone()).collect();
    let album = pictures::read(path, &files, options, progress)?;
    let items = || album.kept.iter().map(|index| &scan.items[*index]);
    let parts = Parts::of(items().map(|item| item.part));
    let answers = Answers::classes(items().map(|item| item.class).collect(), scan.names);
    let name = |file: &Path| file.strip_prefix(path).unwrap_or(file).display().to_string();
    let files = items().map(|item| name(&item.path)).collect();
    let notes = album.notes.iter().cloned().chain(scan.passed.note()).collect();
    let set = answers.with_pictures(naming::name_of(path), album.images, parts)?;
    Dataset { files, notes, ..set }.checked()
}

/// Reads a picture, or the pictures that lie in a folder without class folders, as a set that asks nothing of them;
/// `None` where `path` is something else.
pub(super) fn read_loose(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Option<Result<Dataset, DataError>> {
    let files = if path.is_dir() {
        let listing = Listing::read(path).ok().filter(|listing| listing.folders.is_empty())?;
        listing.files.into_iter().filter(|file| pictures::is_called_picture(file)).collect()
    } else {
        vec![path.to_owned()].into_iter().filter(|file| pictures::is_called_picture(file)).collect::<Vec<_>>()
    };
    if files.is_empty() {
        return None;
    }
    let set = |album: pictures::Album| {
        let n = album.kept.len();
        let targets = Targets::Values(Array2::zeros((n, 1)));
        let parts = Parts { train: (0..n as u32).collect(), ..Parts::default() };
        Dataset::with_targets(naming::name_of(path), album.images, targets, vec!["none".to_owned()], parts)
    };
    Some(pictures::read(path, &files, options, progress).and_then(set))
}

/// Refuses a folder of one class before its pictures are decoded.
fn at_least_two(path: &Path, scan: &Scan) -> Result<(), DataError> {
    let Some(first) = scan.items.first() else { return Ok(()) };
    if scan.items.iter().any(|item| item.class != first.class) {
        return Ok(());
    }
    let found = format!("one class, '{}'", scan.names[usize::from(first.class)]);
    Err(DataError::new(path, "pictures of at least two classes", found)
        .advise("give a folder with one sub-folder a class"))
}

#[cfg(test)]
mod tests;
