//! Where the images that a table names lie: as written, or found by name below the table's folder or beside it.

use crate::data::{Columns, DataError, Part, images};
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Files that are looked at to find images by name, at most.
const MOST_FILES: usize = 1_000_000;

/// Finds the files that a table names.
pub(super) struct Resolver {
    folder: PathBuf,
    /// What follows names in the table where they are files.
    suffix: String,
    /// Whether it was said where the images lie: then they are sought nowhere else.
    said: bool,
    below: OnceLock<NameIndex>,
    beside: OnceLock<NameIndex>,
}

/// Images by the last part of their path, without its ending and in small letters.
type NameIndex = HashMap<String, Vec<PathBuf>>;

impl Resolver {
    /// Looks in the folder of a table, or of a set.
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            suffix: String::new(),
            said: false,
            below: OnceLock::new(),
            beside: OnceLock::new(),
        }
    }

    /// Looks where it was said that images lie, below the table's folder or from where the program runs, and for the names that
    /// were said.
    ///
    /// # Errors
    /// If there is no such folder.
    pub(super) fn with(mut self, columns: &Columns) -> Result<Self, DataError> {
        self.suffix = columns.suffix.clone().unwrap_or_default();
        let Some(said) = &columns.folder else { return Ok(self) };
        let places = [self.folder.join(said), said.clone()];
        let place = places.into_iter().find(|place| place.is_dir());
        let missing = || DataError::new(said, "a folder of images (--image-folder)", "no such folder");
        (self.folder, self.said) = (place.ok_or_else(missing)?, true);
        Ok(self)
    }

    /// The file that a cell names: as written, with the ending of an image where it has none; else by the last parts of its
    /// path, for tables from other machines; else the only image of that name below the folder, whatever the case of
    /// letters. Of several of one name, the one in a folder called as the cell says, or for the `part` of the row.
    pub(super) fn find(&self, cell: &str, part: Option<Part>) -> Option<PathBuf> {
        let mut plain = plain(cell);
        if !plain.ends_with(&self.suffix) {
            plain.push_str(&self.suffix);
        }
        let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.is_empty() {
            return None;
        }
        let absolute = plain.starts_with('/').then(|| PathBuf::from(&plain));
        let tails = (0..parts.len()).map(|from| parts[from..].iter().collect::<PathBuf>());
        let mut below = tails.map(|tail| self.folder.join(tail));
        absolute
            .filter(|path| path.is_file())
            .or_else(|| below.find_map(with_ending))
            .or_else(|| by_name(self.index(), &parts, part))
    }

    /// How many images there are where names are sought.
    pub(super) fn images(&self) -> usize {
        self.index().values().map(Vec::len).sum()
    }

    /// The images below the folder; where there are none, those in folders of images beside it, as beside one of tables.
    /// Not everything beside it: that may be somebody's home.
    fn index(&self) -> &NameIndex {
        let below = self.below.get_or_init(|| index_of(vec![self.folder.clone()]));
        if !below.is_empty() || self.said {
            return below;
        }
        self.beside.get_or_init(|| index_of(image_folders_beside(&self.folder)))
    }
}

/// Words in the names of folders of images.
const IMAGE_WORDS: [&str; 12] =
    ["images", "image", "imgs", "img", "pictures", "pics", "photos", "jpg", "jpeg", "png", "frames", "scans"];

/// The folders beside this one whose names speak of images or of a part of a set.
fn image_folders_beside(folder: &Path) -> Vec<PathBuf> {
    let own = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let speaks = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        let mut words = name.split(['_', '-', '.', ' ']);
        *path != own
            && path.is_dir()
            && (words.any(|word| IMAGE_WORDS.contains(&word)) || Part::named(&name).is_some())
    };
    let entries = own.parent().and_then(|above| std::fs::read_dir(above).ok());
    entries.into_iter().flatten().flatten().map(|entry| entry.path()).filter(speaks).collect()
}

/// The only image of a name, which stands last in `parts`.
fn by_name(index: &NameIndex, parts: &[&str], part: Option<Part>) -> Option<PathBuf> {
    let name = parts.last()?;
    let whole = images::is_called_image(Path::new(name));
    let called = |path: &&PathBuf| !whole || is_called(path.file_name(), name);
    let found: Vec<&PathBuf> = index.get(&stem(name))?.iter().filter(called).collect();
    let folder = parts.len().checked_sub(2).map(|at| parts[at]);
    let inside =
        |path: &Path| folder.is_some_and(|folder| is_called(path.parent().and_then(Path::file_name), folder));
    let only = |fits: &dyn Fn(&Path) -> bool| {
        let mut fitting = found.iter().filter(|path| fits(path));
        fitting.next().filter(|_| fitting.next().is_none()).map(|path| (*path).clone())
    };
    only(&|_| true)
        .or_else(|| only(&inside))
        .or_else(|| only(&|path| part.is_some() && part_of(path) == part))
}

/// The part that the folders of a file speak of, the nearest first.
fn part_of(path: &Path) -> Option<Part> {
    path.ancestors().skip(1).filter_map(Path::file_name).find_map(|name| Part::named(&name.to_string_lossy()))
}

fn is_called(own: Option<&std::ffi::OsStr>, name: &str) -> bool {
    own.is_some_and(|own| own.to_string_lossy().eq_ignore_ascii_case(name))
}

/// A name without the ending of an image, in small letters.
pub(super) fn stem(name: &str) -> String {
    let name = name.to_lowercase();
    let stem = name.rsplit_once('.').filter(|_| images::is_called_image(Path::new(&name)));
    stem.map_or_else(|| name.clone(), |(stem, _)| stem.to_owned())
}

/// All files called images below some folders. Hidden ones, and what cannot be listed, are passed over.
fn index_of(mut open: Vec<PathBuf>) -> NameIndex {
    let (mut index, mut count) = (NameIndex::new(), 0);
    let mut seen: HashSet<PathBuf> = HashSet::new();
    while let Some(folder) = open.pop() {
        // Links may lead back.
        if !folder.canonicalize().is_ok_and(|real| seen.insert(real)) {
            continue;
        }
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let (name, path) = (entry.file_name().to_string_lossy().into_owned(), entry.path());
            count += 1;
            if name.starts_with('.') || count > MOST_FILES {
                continue;
            }
            if images::is_called_image(&path) {
                index.entry(stem(&name)).or_default().push(path);
            } else if path.is_dir() {
                open.push(path);
            }
        }
    }
    index
}

/// A path as this system writes it: `C:\pictures\1.png` is `/pictures/1.png`.
pub(super) fn plain(cell: &str) -> String {
    let cell = cell.trim().trim_start_matches("file://");
    let drive = cell.as_bytes().get(1) == Some(&b':') && cell.as_bytes()[0].is_ascii_alphabetic();
    if cfg!(windows) { cell.to_owned() } else { cell[if drive { 2 } else { 0 }..].replace('\\', "/") }
}

fn with_ending(path: PathBuf) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path);
    }
    if images::is_called_image(&path) {
        return None;
    }
    let name = path.file_name()?.to_string_lossy().into_owned();
    images::endings()
        .map(|ending| path.with_file_name(format!("{name}.{ending}")))
        .find(|path| path.is_file())
}
