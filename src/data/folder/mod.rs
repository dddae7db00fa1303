//! A folder of images: one sub-folder a class, perhaps below `train`, `val` and `test`.

mod listing;
mod scan;

use super::answers::Supervision;
use super::census::{self, FolderCensus};
use super::{DataError, DataTargets, Dataset, LoadOptions, OnProgress, Parts, classes, images, naming};
use listing::Listing;
use ndarray::Array2;
use scan::Scan;
use std::path::{Path, PathBuf};

/// Whether `path` is a folder. Any folder is tried, so that the reader can say what is wrong with it.
pub(super) fn detect(path: &Path) -> bool {
    path.is_dir()
}

/// Reads all images below `path`, in parallel, each decoded straight to the size it is kept at.
///
/// # Errors
/// If there are no class folders, no images, images of one class only, an unknown class is asked for, or (with
/// `strict`) an image cannot be decoded.
pub(super) fn read(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let mut scan = match &options.label_from {
        Some(pattern) => scan::by_pattern(path, pattern)?,
        None => scan::scan(path)?,
    };
    if !options.classes.is_empty() {
        let chosen =
            [&options.classes, &options.hold_out].map(|texts| classes::choose(path, &scan.names, texts));
        scan.keep(&chosen.into_iter().collect::<Result<Vec<_>, _>>()?.concat());
    }
    at_least_two(path, &scan)?;
    let files: Vec<PathBuf> = scan.items.iter().map(|item| item.path.clone()).collect();
    let album = images::read(path, &files, options, progress)?;
    let items = || album.kept.iter().map(|index| &scan.items[*index]);
    let parts = Parts::of(items().map(|item| item.part));
    let answers = Supervision::classes(items().map(|item| item.class).collect(), scan.names);
    let name = |file: &Path| file.strip_prefix(path).unwrap_or(file).display().to_string();
    let files = items().map(|item| name(&item.path)).collect();
    let notes = album.notes.iter().cloned().chain(scan.notes).chain(scan.passed.note()).collect();
    let set = answers.with_images(naming::name_of(path), album.images, parts)?;
    Dataset { files, notes, ..set }.checked()
}

/// Reads an image, or the images that lie in a folder without class folders, as a set that asks nothing of them;
/// `None` where `path` is something else.
pub(super) fn read_loose(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Option<Result<Dataset, DataError>> {
    let files = if path.is_dir() {
        let listing = Listing::read(path).ok().filter(|listing| listing.folders.is_empty())?;
        listing.files.into_iter().filter(|file| images::is_called_image(file)).collect()
    } else {
        vec![path.to_owned()].into_iter().filter(|file| images::is_called_image(file)).collect::<Vec<_>>()
    };
    if files.is_empty() {
        return None;
    }
    let set = |album: images::Album| {
        let n = album.kept.len();
        let targets = DataTargets::Values(Array2::zeros((n, 1)));
        let parts = Parts { train: (0..n as u32).collect(), ..Parts::default() };
        Dataset::with_targets(naming::name_of(path), album.images, targets, vec!["none".to_owned()], parts)
    };
    Some(images::read(path, &files, options, progress).and_then(set))
}

/// Refuses a folder of one class before its images are decoded.
fn at_least_two(path: &Path, scan: &Scan) -> Result<(), DataError> {
    let Some(first) = scan.items.first() else { return Ok(()) };
    if scan.items.iter().any(|item| item.class != first.class) {
        return Ok(());
    }
    if !scan.items.iter().any(|item| images::is_called_image(&item.path)) {
        let FolderCensus { what, advice } = census::of(path);
        return Err(DataError::new(path, "one folder of images a class", what).advise(advice));
    }
    let found = format!("one class, '{}'", scan.names[usize::from(first.class)]);
    Err(DataError::new(path, "images of at least two classes", found)
        .advise("give a folder with one sub-folder a class"))
}

#[cfg(test)]
mod tests;
