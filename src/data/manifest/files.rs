//! Which tables there are, and where the images that they name lie.

use super::resolver::{self, Resolver};
use super::table::{ManifestTable, PATH_WORDS};
use crate::data::names::folder_of;
use crate::data::{DataError, Part, images, naming};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Rows that are tried to see whether their images are there.
const TRIED: usize = 20;
/// Rows of a table whose numbers may be names of images, and as many as need no comparison.
const FEWEST: usize = 3;
const MANY: usize = 1000;
/// Columns that are searched for images by looking the files up; a table of pixels has hundreds.
const SEARCHED: usize = 64;

/// Whether `path` is a table of images, or a folder with one whose images are there.
pub(in crate::data) fn detect(path: &Path) -> bool {
    if !path.is_dir() {
        let called = ending_of(path).is_some_and(|ending| ["csv", "tsv"].contains(&ending.as_str()));
        return path.is_file() && (called || lists_images(path));
    }
    let folders = std::fs::read_dir(path).into_iter().flatten().flatten().any(|entry| entry.path().is_dir());
    let resolver = Resolver::new(path);
    let tables = tables_of(path, &resolver);
    !tables.is_empty()
        && (!folders || tables.iter().any(|(table, part)| finds_images(&resolver, table, *part)))
}

/// Whether `path` is a table, or a folder with one.
pub(in crate::data) fn holds_tables(path: &Path) -> bool {
    if path.is_dir() { !called(path, &["csv", "tsv"]).is_empty() } else { detect(path) }
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

/// Whether a column of a table, which is for `part` if that is known, names images that are there.
fn finds_images(resolver: &Resolver, table: &Path, part: Option<Part>) -> bool {
    let Some(mut table) = ManifestTable::peek(table) else { return false };
    table.rows.iter_mut().for_each(|row| row.part = part);
    column_that_resolves(&table, resolver).is_some()
}

/// Whether most of the first cells of a column end as images do and are there.
pub(super) fn names_images(table: &ManifestTable, column: usize, resolver: &Resolver) -> bool {
    let rows = &table.rows[..table.rows.len().min(TRIED)];
    let filled = || rows.iter().filter(|row| !row.cell(column).is_empty());
    let image =
        |cell: &str, part| images::is_called_image(Path::new(cell)) && resolver.find(cell, part).is_some();
    let found = filled().filter(|row| image(row.cell(column), row.part)).count();
    found > 0 && 2 * found >= filled().count()
}

/// The column of which most of the first cells name images that are there, at least half of them.
pub(super) fn column_that_resolves(table: &ManifestTable, resolver: &Resolver) -> Option<usize> {
    let rows = &table.rows[..table.rows.len().min(TRIED)];
    // A number may happen to be the name of an image: it is one where there are about as many rows as images.
    let listed = || table.rows.len() >= FEWEST && 2 * table.rows.len() >= resolver.images().min(MANY);
    let names =
        |cell: &str, part| resolver.find(cell, part).is_some() && (cell.parse::<f64>().is_err() || listed());
    let found = |column: &usize| rows.iter().filter(|row| names(row.cell(*column), row.part)).count();
    // An age may be the name of an image too: endings count for most, numbers for least and only if no two are the same.
    let rank = |column: usize| {
        let cells = || rows.iter().map(|row| row.cell(column));
        if cells().any(|cell| images::is_called_image(Path::new(cell))) {
            return Some(2);
        }
        if cells().any(|cell| cell.parse::<f64>().is_err()) {
            return Some(1);
        }
        (cells().collect::<HashSet<_>>().len() == rows.len()).then_some(0)
    };
    let ranked = (0..table.columns.min(SEARCHED)).filter_map(|column| {
        let found = found(&column);
        let enough = found > 0 && 2 * found >= rows.len();
        Some((rank(column).filter(|_| enough)?, found, std::cmp::Reverse(column)))
    });
    ranked.max().map(|(.., std::cmp::Reverse(column))| column)
}

/// The tables of a set: in its folder, or where none of those finds images, in the folders in it, each with the part that
/// its folder is called.
fn tables_of(folder: &Path, resolver: &Resolver) -> Vec<(PathBuf, Option<Part>)> {
    let own = tables_in(folder, resolver);
    let useless = |table: &PathBuf| !finds_images(resolver, table, None);
    let below = || {
        let mut folders: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        folders.retain(|path| path.is_dir() && !is_hidden(path));
        folders.sort();
        let tables = folders.into_iter().flat_map(|inner| {
            let part = inner.file_name().and_then(|name| Part::named(&name.to_string_lossy()));
            called(&inner, &["csv", "tsv"]).into_iter().map(move |table| (table, part))
        });
        tables.filter(|(table, part)| finds_images(resolver, table, *part)).collect::<Vec<_>>()
    };
    let below = if own.iter().all(useless) { below() } else { Vec::new() };
    if below.is_empty() { own.into_iter().map(|table| (table, None)).collect() } else { below }
}

/// The files of a folder with one of these endings.
fn called(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let fits = |path: &PathBuf| ending_of(path).is_some_and(|ending| endings.contains(&ending.as_str()));
    files_in(folder).into_iter().filter(fits).collect()
}

/// The tables of a folder that list images; its lists (.txt) only where there are no others.
fn tables_in(folder: &Path, resolver: &Resolver) -> Vec<PathBuf> {
    let lists = |path: &PathBuf| lists_images(path) || finds_images(resolver, path, None);
    let tables: Vec<PathBuf> = called(folder, &["csv", "tsv"]).into_iter().filter(lists).collect();
    if tables.is_empty() {
        let parts = |path: &PathBuf| stem_and_part(path).1.is_some() && lists_images(path);
        return called(folder, &["txt"]).into_iter().filter(parts).collect();
    }
    tables
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

/// The files of a folder by name, without hidden ones.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| !is_hidden(path) && path.is_file()).collect();
    paths.sort();
    paths
}

/// A file's name without its ending and the word for a part, and that part: `my_train.csv` is `my_` for training.
fn stem_and_part(path: &Path) -> (String, Option<Part>) {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let word = stem.split(['_', '-', '.', ' ']).find(|word| Part::named(word).is_some());
    match word {
        Some(word) => (stem.replacen(word, "", 1), Part::named(word)),
        None => (stem.clone(), None),
    }
}

/// The tables of a set.
pub(super) struct Tables {
    /// Each with the part that its name or its folder speaks of where several make a set, training first.
    pub(super) chosen: Vec<(PathBuf, Option<Part>)>,
    /// Those that are no part of it.
    pub(super) aside: Vec<PathBuf>,
}

/// The tables at `path`, whose images are sought with `resolver`. Of several, those that make the parts of a set with one for
/// training.
///
/// # Errors
/// If a folder has several tables that are no parts of one set.
pub(super) fn find(path: &Path, resolver: &Resolver) -> Result<Tables, DataError> {
    let tables = if path.is_dir() {
        let found = tables_of(path, resolver);
        // Those of which nothing is known are read where their columns are asked for.
        let any = || called(path, &["csv", "tsv"]).into_iter().map(|table| (table, None)).collect();
        if found.is_empty() { any() } else { found }
    } else {
        siblings(path).into_iter().map(|table| (table, None)).collect()
    };
    let unread = |chosen: &[(PathBuf, Option<Part>)]| -> Vec<PathBuf> {
        let beside = if path.is_dir() { called(path, &["csv", "tsv"]) } else { Vec::new() };
        beside.into_iter().filter(|table| chosen.iter().all(|(own, _)| own != table)).collect()
    };
    if let [(only, _)] = tables.as_slice() {
        let chosen = vec![(only.clone(), None)];
        return Ok(Tables { aside: unread(&chosen), chosen });
    }
    let key = |(table, folder): &(PathBuf, Option<Part>)| match (stem_and_part(table), folder) {
        ((stem, part), None) => (stem, part),
        ((stem, _), folder) => (stem, *folder),
    };
    let keys: Vec<(String, Option<Part>)> = tables.iter().map(key).collect();
    let mut sets = keys.iter().filter(|(_, part)| *part == Some(Part::Train)).map(|(stem, _)| stem);
    let set = sets.next().filter(|first| sets.all(|other| other == *first)).cloned();
    let Some(set) = set else {
        let names: Vec<String> = tables.iter().map(|(table, _)| naming::name_of(table)).collect();
        return Err(DataError::new(
            path,
            "one table of images, or train, val and test",
            images::first_of(&names),
        )
        .advise("give one of them"));
    };
    let (mut chosen, mut aside) = (Vec::new(), Vec::new());
    for ((table, _), (stem, part)) in tables.into_iter().zip(keys) {
        if part.is_some() && stem == set { chosen.push((table, part)) } else { aside.push(table) }
    }
    let more: Vec<PathBuf> = unread(&chosen).into_iter().filter(|table| !aside.contains(table)).collect();
    aside.extend(more);
    chosen.sort_by_key(|(_, part)| *part);
    // A table for training alone is cut as any other is.
    if let [(_, part)] = chosen.as_mut_slice() {
        *part = None;
    }
    Ok(Tables { chosen, aside })
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

/// A cell as a key: without folders, drive and ending, in small letters.
pub(super) fn key_of(cell: &str) -> String {
    resolver::stem(resolver::plain(cell).rsplit('/').next().unwrap_or_default())
}
