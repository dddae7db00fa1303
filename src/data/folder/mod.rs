//! A folder of pictures: one sub-folder a class, perhaps below `train`, `val` and `test`.

mod decode;
mod gallery;
mod listing;
mod scan;
mod survey;

use super::resize::Target;
use super::{DataError, Dataset, LoadOptions, OnProgress, Parts, classes, format};
use gallery::Gallery;
use scan::Scan;
use std::path::Path;
use survey::Survey;

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
    let Survey { items, sizes, mut notes } = survey::survey(path, &scan.items, options, progress)?;
    let target = Target::choose(&sizes, options);
    notes.extend(target.note(&sizes));
    let gallery = Gallery::hang(path, &items, target, options, progress)?;
    notes.extend(gallery.notes);
    notes.extend(scan.passed.note());
    let labels = gallery.items.iter().map(|item| item.class).collect();
    let parts = Parts::of(gallery.items.iter().map(|item| item.part));
    let mut set = Dataset::new(format::name_of(path), gallery.images, labels, scan.names, parts)?;
    set.notes = notes;
    Ok(set)
}

/// A count with its noun: `1 file that is`, `2 files that are`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
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
