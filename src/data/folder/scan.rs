//! Which files there are, of which class and part; nothing is opened here.

use super::listing::{Listing, Passed};
use crate::data::census::{self, FolderCensus};
use crate::data::images::{counted, first_of, is_called_image};
use crate::data::{DataError, LabelPattern, Part, classes, naming};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
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
    scan.names = names_of(&files);
    if scan.names.is_empty() || scan.names.len() > classes::MAX_CLASSES {
        let found = match scan.names.len() {
            0 => census::of(&root),
            many => FolderCensus { what: format!("{many} folders"), advice: census::ADVICE },
        };
        return Err(DataError::new(&root, "one folder of images a class, at most 65536", found.what)
            .advise(found.advice));
    }
    scan.items = collect(&scan.names, files);
    Ok(scan)
}

/// Finds all images below `root`, their classes in their names or paths and their parts in the folder below `root` that they lie
/// in. Images whose names do not fit are left out and named.
///
/// # Errors
/// If a folder cannot be listed, or no name fits.
pub(super) fn by_pattern(root: &Path, pattern: &LabelPattern) -> Result<Scan, DataError> {
    let mut scan = Scan::default();
    let mut files: BTreeMap<(Part, String), Vec<PathBuf>> = BTreeMap::new();
    let mut unlike = Vec::new();
    for file in walk(root.to_owned(), HashSet::new(), &mut scan.passed)? {
        if !is_called_image(&file) {
            scan.passed.outside += 1;
            continue;
        }
        let below: Vec<String> =
            file.strip_prefix(root).unwrap_or(&file).iter().map(naming::distinct).collect();
        let path = below.join("/");
        let part = below[..below.len() - 1].iter().find_map(|folder| Part::named(folder));
        match pattern.label(&path) {
            Some(label) => {
                files.entry((part.unwrap_or(Part::Train), label.to_owned())).or_default().push(file);
            }
            None => unlike.push(path),
        }
    }
    if files.is_empty() {
        let found = format!("none among {}", counted(unlike.len(), "image", "images"));
        return Err(DataError::new(root, format!("names of images such as {}", pattern.as_str()), found)
            .advise(format!("such as {}", first_of(&unlike))));
    }
    if files.keys().all(|(part, _)| *part != Part::Train) {
        return Err(DataError::new(root, "images for training", "only those of other parts"));
    }
    if !unlike.is_empty() {
        let count = counted(
            unlike.len(),
            "image left out whose name does not fit",
            "images left out whose names do not fit",
        );
        scan.notes.push(format!("{count} {}: {}", pattern.as_str(), first_of(&unlike)));
    }
    scan.notes.push(format!("labels from names of files: {}", pattern.as_str()));
    scan.names = names_of(&files);
    if scan.names.len() > classes::MAX_CLASSES {
        return Err(DataError::new(root, "at most 65536 labels in names", scan.names.len().to_string()));
    }
    scan.items = collect(&scan.names, files);
    Ok(scan)
}

/// The classes of some files, each once, in their order.
fn names_of(files: &BTreeMap<(Part, String), Vec<PathBuf>>) -> Vec<String> {
    let mut names: Vec<String> = files.keys().map(|(_, name)| name.clone()).collect();
    names.sort();
    names.dedup();
    classes::sort(&mut names);
    names
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
    /// What is in it by its name, where that is no class.
    answers: Option<NoClass>,
}

/// What a folder is called after that is no class.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NoClass {
    /// Images of all classes.
    Images,
    /// What is to be predicted of images: masks, annotations.
    Masks,
}

impl NoClass {
    fn named(name: &str) -> Option<Self> {
        match name.to_lowercase().as_str() {
            "images" | "image" | "imgs" | "img" | "pictures" | "photos" | "jpegimages" => Some(Self::Images),
            "masks" | "mask" | "annotations" | "annotation" | "segmentations" | "labels" | "bboxes" => {
                Some(Self::Masks)
            }
            _ => None,
        }
    }
}

impl Sibling {
    fn read(folder: PathBuf) -> Result<Self, DataError> {
        let listing = Listing::read(&folder)?;
        let answers = folder.file_name().and_then(|name| NoClass::named(&name.to_string_lossy()));
        Ok(Self { part: part_of(&folder), answers, folder, listing })
    }

    /// Whether it is a folder of classes beside those same classes: an archive unpacked into itself.
    fn is_copy(&self, siblings: &HashSet<OsString>) -> bool {
        let own = self.listing.folders.iter().filter_map(|folder| folder.file_name());
        self.part.is_none()
            && !self.holds_images()
            && self.listing.folders.len() > 1
            && own.clone().all(|name| siblings.contains(name))
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
    let names: HashSet<OsString> =
        siblings.iter().filter_map(|sibling| sibling.folder.file_name()).map(OsStr::to_owned).collect();
    let (copies, siblings): (Vec<Sibling>, Vec<Sibling>) =
        siblings.into_iter().partition(|sibling| sibling.is_copy(&names));
    passed.copies.extend(copies.iter().map(|copy| naming::name_of(&copy.folder)));
    let (answers, siblings): (Vec<Sibling>, Vec<Sibling>) =
        if siblings.iter().any(|sibling| sibling.answers.is_none()) {
            siblings.into_iter().partition(|sibling| sibling.answers == Some(NoClass::Masks))
        } else {
            (Vec::new(), siblings)
        };
    passed.answers.extend(answers.iter().map(|folder| naming::name_of(&folder.folder)));
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

/// Refuses folders of which every one with files is called after a part, or is called images or masks: such names are no
/// classes.
fn names_of_splits_alone(root: &Path, siblings: &[Sibling]) -> Result<(), DataError> {
    let filled = siblings.iter().filter(|sibling| !sibling.listing.files.is_empty());
    let names: Vec<String> = filled.clone().map(|sibling| naming::name_of(&sibling.folder)).collect();
    let nameless = |sibling: &Sibling| sibling.part.is_none() && sibling.answers.is_none();
    if names.is_empty() || filled.clone().any(nameless) {
        return Ok(());
    }
    let found = format!("images without labels in {}, which are no names of classes", names.join(", "));
    Err(DataError::new(root, "a folder for each class, or a table of labels", found)
        .advise(census::FOLDERS_OR_NAMES))
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
