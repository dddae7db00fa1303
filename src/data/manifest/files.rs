//! Which tables there are, and where the images that they name lie.

use super::column::part_of;
use super::table::{ManifestTable, PATH_WORDS};
use crate::data::names::folder_of;
use crate::data::{DataError, Part, images, naming};
use std::path::{Path, PathBuf};

/// Folders beside a table that may hold its images.
const IMAGE_FOLDERS: [&str; 10] =
    ["images", "image", "imgs", "img", "pictures", "photos", "jpg", "jpeg", "png", "data"];
/// Rows that are tried to see whether their images are there.
const TRIED: usize = 20;

/// Whether `path` is a table of images, or a folder with one whose images are there.
pub(in crate::data) fn detect(path: &Path) -> bool {
    if !path.is_dir() {
        let called = ending_of(path).is_some_and(|ending| ["csv", "tsv"].contains(&ending.as_str()));
        return path.is_file() && (called || lists_images(path));
    }
    let folders = std::fs::read_dir(path).into_iter().flatten().flatten().any(|entry| entry.path().is_dir());
    let tables = tables_in(path);
    !tables.is_empty() && (!folders || tables.iter().any(|table| finds_images(path, table)))
}

fn ending_of(path: &Path) -> Option<String> {
    path.extension().map(|ending| ending.to_string_lossy().to_lowercase())
}

/// Whether a file starts as a table with a column of images.
fn lists_images(path: &Path) -> bool {
    ManifestTable::peek(path).is_some_and(|table| column_of_images(&table).is_some())
}

/// The column whose first cells are mostly images, or that is called so.
fn column_of_images(table: &ManifestTable) -> Option<usize> {
    let rows = &table.rows[..table.rows.len().min(TRIED)];
    let image = |column: usize| {
        rows.iter().filter(|row| images::is_called_image(Path::new(row.cell(column)))).count()
    };
    let mostly = (0..table.columns).find(|column| 2 * image(*column) >= rows.len());
    let called = |name: &String| PATH_WORDS.iter().any(|word| name.eq_ignore_ascii_case(word));
    mostly.or_else(|| table.header.as_ref()?.iter().position(called))
}

fn finds_images(folder: &Path, table: &Path) -> bool {
    let resolver = Resolver::new(folder);
    let Some(table) = ManifestTable::peek(table) else { return false };
    let Some(column) = column_of_images(&table) else { return false };
    table.rows.iter().take(TRIED).any(|row| resolver.find(row.cell(column)).is_some())
}

/// The tables of a folder that list images; its lists (.txt) only where there are no others.
fn tables_in(folder: &Path) -> Vec<PathBuf> {
    let called = |endings: &[&str]| -> Vec<PathBuf> {
        files_in(folder)
            .into_iter()
            .filter(|path| ending_of(path).is_some_and(|ending| endings.contains(&ending.as_str())))
            .collect()
    };
    let tables: Vec<PathBuf> =
        called(&["csv", "tsv"]).into_iter().filter(|path| lists_images(path)).collect();
    if tables.is_empty() {
        let parts = |path: &PathBuf| stem_and_part(path).1.is_some() && lists_images(path);
        return called(&["txt"]).into_iter().filter(parts).collect();
    }
    tables
}

/// The files of a folder by name, without hidden ones.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| !hidden(path) && path.is_file()).collect();
    paths.sort();
    paths
}

/// A file's name without its ending and the word for a part, and that part: `my_train.csv` is `my_` for training.
fn stem_and_part(path: &Path) -> (String, Option<Part>) {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let word = stem.split(['_', '-', '.', ' ']).find(|word| part_of(word).is_some());
    match word {
        Some(word) => (stem.replacen(word, "", 1), part_of(word)),
        None => (stem.clone(), None),
    }
}

/// The tables at `path`, each with the part that its name speaks of where several make a set; training first.
///
/// # Errors
/// If a folder has several tables that are no parts of one set.
pub(super) fn find(path: &Path) -> Result<Vec<(PathBuf, Option<Part>)>, DataError> {
    let tables = if path.is_dir() { tables_in(path) } else { siblings(path) };
    if let [only] = tables.as_slice() {
        return Ok(vec![(only.clone(), None)]);
    }
    let named: Vec<(String, Option<Part>)> = tables.iter().map(|table| stem_and_part(table)).collect();
    let one_set = named.iter().all(|(stem, part)| part.is_some() && *stem == named[0].0);
    if one_set && named.iter().any(|(_, part)| *part == Some(Part::Train)) {
        let mut parts: Vec<_> = tables.into_iter().zip(named.into_iter().map(|(_, part)| part)).collect();
        parts.sort_by_key(|(_, part)| *part);
        return Ok(parts);
    }
    let names: Vec<String> = tables.iter().map(|table| naming::name_of(table)).collect();
    Err(DataError::new(path, "one table of images, or train, val and test", images::first_of(&names))
        .advise("give one of them"))
}

/// A table, and those beside it that hold the other parts if it is the one for training.
fn siblings(path: &Path) -> Vec<PathBuf> {
    let (stem, part) = stem_and_part(path);
    if part != Some(Part::Train) {
        return vec![path.to_owned()];
    }
    let other = |file: &PathBuf| {
        let (other, part) = stem_and_part(file);
        other == stem
            && part.is_some_and(|part| part != Part::Train)
            && ending_of(file) == ending_of(path)
            && lists_images(file)
    };
    let others = files_in(folder_of(path)).into_iter().filter(other);
    std::iter::once(path.to_owned()).chain(others).collect()
}

/// Lists of files (train.txt, val.txt, test.txt) beside a table that has no parts of its own.
pub(super) fn lists(folder: &Path, table: &Path) -> Vec<(PathBuf, Part)> {
    let list = |path: PathBuf| {
        let (rest, part) = stem_and_part(&path);
        let bare = rest.is_empty() && ending_of(&path).as_deref() == Some("txt") && path != table;
        part.filter(|_| bare).map(|part| (path, part))
    };
    files_in(folder).into_iter().filter_map(list).collect()
}

/// Finds the files that a table names.
pub(super) struct Resolver {
    folders: Vec<PathBuf>,
}

impl Resolver {
    /// Looks in the table's folder, then in the folders of images in it.
    pub(super) fn new(folder: &Path) -> Self {
        let below = IMAGE_FOLDERS.iter().map(|name| folder.join(name)).filter(|folder| folder.is_dir());
        Self { folders: std::iter::once(folder.to_owned()).chain(below).collect() }
    }

    /// The file that a cell names: as written, else by the last parts of its path, for tables from other machines;
    /// with the ending of an image where it has none.
    pub(super) fn find(&self, cell: &str) -> Option<PathBuf> {
        let plain = plain(cell);
        let parts: Vec<&str> = plain.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.is_empty() {
            return None;
        }
        let absolute = plain.starts_with('/').then(|| PathBuf::from(&plain));
        let tails = (0..parts.len()).map(|from| parts[from..].iter().collect::<PathBuf>());
        let mut below = tails.flat_map(|tail| self.folders.iter().map(move |folder| folder.join(&tail)));
        absolute.filter(|path| path.is_file()).or_else(|| below.find_map(with_ending))
    }
}

/// A path as this system writes it: `C:\pictures\1.png` is `/pictures/1.png`.
fn plain(cell: &str) -> String {
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

/// A cell as a key: without folders, drive and ending, in small letters.
pub(super) fn key_of(cell: &str) -> String {
    let plain = plain(cell);
    let name = plain.rsplit('/').next().unwrap_or_default().to_lowercase();
    let stem = name.rsplit_once('.').filter(|_| images::is_called_image(Path::new(&name)));
    stem.map_or(name.clone(), |(stem, _)| stem.to_owned())
}
