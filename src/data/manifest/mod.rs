//! A table that lists images (CSV): a column of files, and columns of labels or numbers.
//!
//! What each column is for is guessed from its name and content and said in a note; options overrule it.

mod block;
mod column;
mod entries;
mod files;
mod guess;
mod resolver;
mod roles;
mod several;
mod table;

use super::answers::{Numbers, Supervision};
use super::names::folder_of;
use super::{DataError, DataTargets, Dataset, LoadOptions, OnProgress, Part, Parts, Task, images, naming};
use block::{Block, BlockReading};
use entries::ManifestEntry;
use files::Tables;
use ndarray::Array2;
use resolver::Resolver;
use roles::Roles;
use several::LabelList;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use table::{Encoding, ManifestTable};

pub(super) use files::{detect, holds_tables};

/// Reads the images that the table at `path` lists, or the tables for the parts of a set.
///
/// # Errors
/// If no column holds image files or labels, none of the files exists, a row names an unknown part, or (with
/// `strict`) a file is missing, broken, or listed with different labels.
pub(super) fn read(
    path: &Path,
    options: &LoadOptions,
    progress: OnProgress<'_>,
) -> Result<Dataset, DataError> {
    let folder = if path.is_dir() { path } else { folder_of(path) };
    let place = |folder: &Path| Resolver::new(folder).with(&options.columns);
    let mut resolver = place(folder)?;
    let Tables { chosen, aside } = files::find(path, &resolver)?;
    let first = chosen[0].0.clone();
    // What the only table says is relative to its own folder.
    if chosen.len() == 1 && folder_of(&first) != folder {
        resolver = place(folder_of(&first))?;
    }
    let (table, mut notes) = merged(chosen, &options.columns.names())?;
    let roles = Roles::of(&first, &table, &resolver, options)?;
    notes.push(roles.note(&table));
    if table.encoding == Encoding::Latin1 {
        notes.push("the table is no UTF-8: read as Latin-1".to_owned());
    }
    if !aside.is_empty() {
        let names: Vec<String> = aside.iter().map(|table| naming::name_of(table)).collect();
        notes.push(format!("tables left aside: {}", images::first_of(&names)));
    }
    let listed = entries::EntrySource { path: &first, table: &table, roles: &roles };
    let (mut entries, more) = listed.entries(&resolver, options, progress)?;
    notes.extend(more);
    let paths: Vec<PathBuf> = entries.iter().map(|entry| entry.file.clone()).collect();
    let album = images::read(folder, &paths, options, progress)?;
    entries = album.kept.iter().map(|index| entries[*index].clone()).collect();
    notes.extend(album.notes);
    let main = answers(&first, &table, &roles.target, &entries, options.target)?;
    let extras = roles.extras.iter().map(|block| {
        answers(&first, &table, block, &entries, None).map(|extra| extra.into_extra(&block.name))
    });
    let extras = extras.collect::<Result<Vec<_>, _>>()?;
    let parts = Parts::of(entries.iter().map(|entry| entry.part));
    let set = main.with_images(naming::name_of(path), album.images, parts)?;
    let groups = groups(&table, &roles, &entries, &mut notes);
    let roots = [Some(folder), folder.parent()];
    let name = |entry: &ManifestEntry| {
        let inside = roots.iter().flatten().find_map(|root| entry.file.strip_prefix(root).ok());
        inside.unwrap_or(&entry.file).display().to_string()
    };
    Dataset { extras, groups, files: entries.iter().map(name).collect(), notes, ..set }.checked()
}

/// The rows of all tables; one that lacks columns of the first is passed over.
fn merged(
    tables: Vec<(PathBuf, Option<Part>)>,
    asked: &[&str],
) -> Result<(ManifestTable, Vec<String>), DataError> {
    let mut notes = Vec::new();
    let mut all: Option<ManifestTable> = None;
    for (path, part) in tables {
        let table = ManifestTable::read(&path, part, asked)?;
        match &mut all {
            None => all = Some(table),
            Some(first) if first.header == table.header && first.columns == table.columns => {
                first.rows.extend(table.rows);
            }
            Some(_) => notes.push(format!("{} passed over: its columns are others", naming::name_of(&path))),
        }
    }
    all.map(|table| (table, notes)).ok_or_else(|| DataError::new("", "a table", "none"))
}

/// The main targets of some rows.
fn answers(
    path: &Path,
    table: &ManifestTable,
    block: &Block,
    entries: &[ManifestEntry],
    kind: Option<Task>,
) -> Result<Supervision, DataError> {
    let cells = |column: usize| entries.iter().map(move |entry| table.rows[entry.row].cell(column));
    let named = |texts: Vec<String>| {
        Supervision::named(&texts).ok_or_else(|| DataError::new(path, "at most 65536 classes", "more"))
    };
    match block.reading {
        BlockReading::Class => named(class_names(cells(block.columns[0]))),
        BlockReading::Folder => {
            let folder = |entry: &ManifestEntry| folder_of(&entry.file).file_name().map(naming::distinct);
            named(entries.iter().map(|entry| folder(entry).unwrap_or_default()).collect())
        }
        BlockReading::Several(list) => Ok(several(cells(block.columns[0]), list)),
        BlockReading::Numbers => {
            let mut rows = Array2::zeros((entries.len(), block.columns.len()));
            for (at, column) in block.columns.iter().enumerate() {
                let numbers = cells(*column).map(|cell| cell.parse().unwrap_or(f32::NAN));
                numbers.zip(rows.column_mut(at)).for_each(|(number, to)| *to = number);
            }
            let whole = rows.iter().all(|number| number.fract() == 0.0);
            let names = Some(block.columns.iter().map(|column| table.name(*column)).collect());
            let answers = Numbers { rows, names, whole }.answers(kind);
            answers.map_err(|found| DataError::new(path, format!("finite numbers in {}", block.name), found))
        }
    }
}

/// Names of classes; numbers that pandas wrote with `.0`, as it does where others are missing, are the same as those without.
fn class_names<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Vec<String> {
    let whole = |cell: &str| cell.parse::<f64>().is_ok_and(|number| number.fract() == 0.0);
    if cells.clone().all(whole) {
        let short = |cell: &'a str| cell.split_once('.').map_or(cell, |(before, _)| before);
        return cells.map(|cell| short(cell).to_owned()).collect();
    }
    cells.map(naming::composed).collect()
}

/// Several labels a cell; a label stands in a cell or not, however often.
fn several<'a>(cells: impl Iterator<Item = &'a str> + Clone, list: LabelList) -> Supervision {
    let labels = |cell: &'a str| list.labels(cell);
    let names: BTreeSet<&str> = cells.clone().flat_map(labels).collect();
    let mut names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    super::classes::sort(&mut names);
    let columns: HashMap<&str, usize> =
        names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let mut rows = Array2::zeros((cells.clone().count(), names.len()));
    for (row, cell) in cells.enumerate() {
        labels(cell).into_iter().for_each(|label| rows[[row, columns[label]]] = 1.0);
    }
    Supervision::rows(DataTargets::MultiHot(rows), names.clone())
}

/// A number for each group; rows without one are groups of their own. Groups in several parts are said.
fn groups(
    table: &ManifestTable,
    roles: &Roles,
    entries: &[ManifestEntry],
    notes: &mut Vec<String>,
) -> Vec<u32> {
    let Some(column) = roles.group else {
        // The images of a row stay together.
        let rows = entries.iter().map(|entry| entry.row as u32);
        return if roles.beside.is_empty() { Vec::new() } else { rows.collect() };
    };
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut parts: BTreeMap<&str, BTreeSet<Part>> = BTreeMap::new();
    let mut next = 0;
    let mut number = |entry: &ManifestEntry| {
        let cell = table.rows[entry.row].cell(column);
        next += 1;
        if cell.is_empty() {
            return next;
        }
        parts.entry(cell).or_default().insert(entry.part);
        *known.entry(cell).or_insert(next)
    };
    let groups = entries.iter().map(&mut number).collect();
    let split: Vec<String> =
        parts.iter().filter(|(_, parts)| parts.len() > 1).map(|(name, _)| (*name).to_owned()).collect();
    if !split.is_empty() {
        let count = images::counted(split.len(), "group has", "groups have");
        notes.push(format!("{count} images in several parts: {}", images::first_of(&split)));
    }
    groups
}

#[cfg(test)]
mod tests;
