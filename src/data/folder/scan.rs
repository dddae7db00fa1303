//! Which files there are, of which class and part; nothing is opened here.

use super::listing::{Listing, Passed};
use crate::data::{DataError, Part, classes};
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// A file that may be an image.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Index into [`Scan::names`].
    pub(super) class: u16,
    /// What it is for.
    pub(super) part: Part,
}

/// All files below a folder, by part, class and path.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The class names, sorted.
    pub(super) names: Vec<String>,
    /// The files.
    pub(super) items: Vec<Item>,
    /// What was passed over on the way.
    pub(super) passed: Passed,
}

impl Scan {
    /// Drops the files of all classes but `chosen`; none chosen means all. Classes keep their numbers.
    pub(super) fn keep(&mut self, chosen: &[usize]) {
        self.items.retain(|item| chosen.is_empty() || chosen.contains(&usize::from(item.class)));
    }
}

/// Finds the class folders of `root` and the files in them.
///
/// Folders named train, val or test that hold folders are parts; otherwise every folder is a class. A folder whose
/// only folder holds folders is stepped into. Links are followed, but no folder is read twice for one class.
///
/// # Errors
/// If a folder cannot be listed, there are no class folders, or more than labels can tell apart.
pub(super) fn scan(root: &Path) -> Result<Scan, DataError> {
    let mut scan = Scan::default();
    let root = step_into(root.to_owned())?;
    let listing = Listing::read(&root)?;
    scan.passed.add(&listing);
    let above: HashSet<PathBuf> =
        root.canonicalize().iter().flat_map(|real| real.ancestors().map(Path::to_owned)).collect();
    let mut files: BTreeMap<(Part, String), Vec<PathBuf>> = BTreeMap::new();
    for (part, folder) in part_folders(&root, listing.folders, &mut scan.passed)? {
        let mut above = above.clone();
        above.extend(folder.parent().and_then(|parent| parent.canonicalize().ok()));
        let Some(name) = folder.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        files.entry((part, name)).or_default().extend(walk(folder, above, &mut scan.passed)?);
    }
    scan.names = files.keys().map(|(_, name)| name.clone()).collect();
    scan.names.sort();
    scan.names.dedup();
    classes::sort(&mut scan.names);
    if scan.names.is_empty() || scan.names.len() > classes::MAX_CLASSES {
        let found = format!("{} folders and {} files", scan.names.len(), listing.files.len());
        return Err(DataError::new(&root, "one folder of images a class, at most 65536", found)
            .advise("put the images of each class into a folder named after it"));
    }
    scan.items = collect(&scan.names, files);
    Ok(scan)
}

fn collect(names: &[String], files: BTreeMap<(Part, String), Vec<PathBuf>>) -> Vec<Item> {
    let classes: BTreeMap<&str, u16> = names.iter().map(String::as_str).zip(0..=u16::MAX).collect();
    let mut items: Vec<Item> = files
        .into_iter()
        .flat_map(|((part, name), paths)| {
            let class = classes[name.as_str()];
            paths.into_iter().map(move |path| Item { path, class, part })
        })
        .collect();
    items.sort_by(|a, b| (a.part, a.class, &a.path).cmp(&(b.part, b.class, &b.path)));
    items
}

/// Follows folders that hold no folder but one of folders, as unpacked archives do.
fn step_into(mut root: PathBuf) -> Result<PathBuf, DataError> {
    for _ in 0..4 {
        match Listing::read(&root)?.folders.as_slice() {
            [only] if !Listing::read(only)?.folders.is_empty() => root.clone_from(only),
            _ => break,
        }
    }
    Ok(root)
}

/// The class folders with their parts.
fn part_folders(
    root: &Path,
    folders: Vec<PathBuf>,
    passed: &mut Passed,
) -> Result<Vec<(Part, PathBuf)>, DataError> {
    let mut classes = Vec::new();
    let mut others = 0;
    for folder in &folders {
        let listing = Listing::read(folder)?;
        match part_of(folder).filter(|_| !listing.folders.is_empty()) {
            Some(part) => {
                passed.add(&listing);
                classes.extend(listing.folders.into_iter().map(|class| (part, class)));
            }
            None => others += 1,
        }
    }
    if classes.is_empty() {
        return Ok(folders.into_iter().map(|folder| (Part::Train, folder)).collect());
    }
    passed.outside += others;
    if classes.iter().all(|(part, _)| *part != Part::Train) {
        return Err(DataError::new(root, "a folder 'train' beside those for validation and test", "none"));
    }
    Ok(classes)
}

fn part_of(folder: &Path) -> Option<Part> {
    Part::named(&folder.file_name()?.to_string_lossy().to_lowercase())
}

/// All files below a class folder. Stays out of the folders in `seen`, which are those above it.
fn walk(folder: PathBuf, mut seen: HashSet<PathBuf>, passed: &mut Passed) -> Result<Vec<PathBuf>, DataError> {
    let mut files = Vec::new();
    let mut open = vec![folder];
    while let Some(folder) = open.pop() {
        let real = folder.canonicalize().map_err(|error| DataError::io(&folder, &error))?;
        if !seen.insert(real) {
            passed.loops += 1;
            continue;
        }
        let listing = Listing::read(&folder)?;
        passed.hidden += listing.hidden;
        passed.special += listing.special;
        files.extend(listing.files);
        open.extend(listing.folders);
    }
    Ok(files)
}
