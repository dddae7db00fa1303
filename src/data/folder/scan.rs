//! Which files there are, of which class and part; nothing is opened here.

use super::listing::{Listing, Passed};
use crate::data::images::is_called_image;
use crate::data::{DataError, Part, classes, naming};
use std::collections::btree_map::Entry;
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
    /// What a user should know of the names.
    pub(super) notes: Vec<String>,
}

impl Scan {
    /// Drops the files of all classes but `chosen`; none chosen means all. Classes keep their numbers.
    pub(super) fn keep(&mut self, chosen: &[usize]) {
        self.items.retain(|item| chosen.is_empty() || chosen.contains(&usize::from(item.class)));
    }
}

/// Finds the class folders of `root` and the files in them.
///
/// Folders named train, val or test that hold folders are parts, but for a lone one among folders of images; otherwise every
/// folder is a class. A folder whose only folder holds folders is stepped into. Links are followed, but no folder is read
/// twice for one class.
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
        let Some(name) = folder.file_name().map(naming::distinct) else { continue };
        let found = walk(folder, above, &mut scan.passed)?;
        match files.entry((part, name)) {
            Entry::Vacant(class) => _ = class.insert(found),
            // Only names that differ in how their letters are composed become the same.
            Entry::Occupied(mut class) => {
                scan.notes.push(format!(
                    "folders whose names differ in their Unicode form are one class: {}",
                    class.key().1
                ));
                class.get_mut().extend(found);
            }
        }
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

/// What a folder beside others is.
struct Sibling {
    folder: PathBuf,
    listing: Listing,
    /// The part that it is called after.
    part: Option<Part>,
}

impl Sibling {
    fn read(folder: PathBuf) -> Result<Self, DataError> {
        let listing = Listing::read(&folder)?;
        Ok(Self { part: part_of(&folder), folder, listing })
    }

    fn holds_images(&self) -> bool {
        self.listing.files.iter().any(|file| is_called_image(file))
    }
}

/// The class folders with their parts.
fn part_folders(
    root: &Path,
    folders: Vec<PathBuf>,
    passed: &mut Passed,
) -> Result<Vec<(Part, PathBuf)>, DataError> {
    let siblings = folders.into_iter().map(Sibling::read).collect::<Result<Vec<_>, _>>()?;
    let splits = |sibling: &&Sibling| sibling.part.is_some() && !sibling.listing.folders.is_empty();
    let others = siblings.iter().filter(|sibling| sibling.part.is_none());
    // One called train among folders of images may be a class: images of trains.
    let lone = siblings.iter().filter(splits).count() == 1 && others.clone().any(Sibling::holds_images);
    if lone || !siblings.iter().any(|sibling| splits(&sibling)) {
        names_of_splits_alone(root, &siblings)?;
        return Ok(siblings.into_iter().map(|sibling| (Part::Train, sibling.folder)).collect());
    }
    passed.outside += siblings.iter().filter(|sibling| !splits(sibling)).count();
    let mut classes = Vec::new();
    for Sibling { listing, part, .. } in siblings.into_iter().filter(|sibling| splits(&sibling)) {
        passed.add(&listing);
        classes.extend(
            part.into_iter().flat_map(|part| listing.folders.iter().map(move |class| (part, class.clone()))),
        );
    }
    if classes.iter().all(|(part, _)| *part != Part::Train) {
        return Err(DataError::new(root, "a folder 'train' beside those for validation and test", "none"));
    }
    Ok(classes)
}

/// Refuses folders of which every one with files is called after a part: such names are no classes.
fn names_of_splits_alone(root: &Path, siblings: &[Sibling]) -> Result<(), DataError> {
    let filled = siblings.iter().filter(|sibling| !sibling.listing.files.is_empty());
    let names: Vec<String> = filled.clone().map(|sibling| naming::name_of(&sibling.folder)).collect();
    if names.is_empty() || filled.clone().any(|sibling| sibling.part.is_none()) {
        return Ok(());
    }
    let found = format!("images without labels in {}, which are names of splits", names.join(", "));
    Err(DataError::new(root, "a folder for each class, or a table of labels", found)
        .advise("put the images of each class into a folder named after it, inside these"))
}

fn part_of(folder: &Path) -> Option<Part> {
    Part::named(&folder.file_name()?.to_string_lossy())
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
