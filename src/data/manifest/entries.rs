//! The rows that can be used: their files exist, their labels are known, and none contradicts another.

use super::block::{Block, BlockReading};
use super::column::is_unknown;
use super::files;
use super::resolver::Resolver;
use super::roles::Roles;
use super::table::{ManifestTable, TableRow};
use crate::data::images::{counted, first_of};
use crate::data::meter::Meter;
use crate::data::names::folder_of;
use crate::data::{DataError, LoadOptions, OnProgress, Part};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// A row that can be used.
#[derive(Clone, Debug)]
pub(super) struct ManifestEntry {
    /// Index into the table's rows.
    pub(super) row: usize,
    /// The column that names it.
    column: usize,
    /// The image.
    pub(super) file: PathBuf,
    /// What it is for.
    pub(super) part: Part,
}

/// What a row is for.
enum RowPart {
    /// This.
    Is(Part),
    /// Nothing: lists leave it out.
    Unlisted,
    /// Its split is this, which is no word for one.
    Odd(String),
}

/// A table with its roles.
pub(super) struct EntrySource<'a> {
    /// Its file, for messages.
    pub(super) path: &'a Path,
    /// Its rows.
    pub(super) table: &'a ManifestTable,
    /// What its columns are for.
    pub(super) roles: &'a Roles,
}

/// What was left out, and why.
#[derive(Default)]
struct Left {
    missing: Vec<String>,
    unlabelled: Vec<String>,
    /// Rows whose split is no word for one, each with that.
    of_no_part: Vec<String>,
    unlisted: usize,
    repeated: usize,
    contradicting: Vec<String>,
}

impl EntrySource<'_> {
    /// The rows that can be used, in their order, and what a user should know of the others.
    ///
    /// # Errors
    /// If no file exists, none is for training, or (with `strict`) a row cannot be used.
    pub(super) fn entries(
        &self,
        resolver: &Resolver,
        options: &LoadOptions,
        progress: OnProgress<'_>,
    ) -> Result<(Vec<ManifestEntry>, Vec<String>), DataError> {
        let lists = self.lists()?;
        let meter = Meter::new("finding files", self.table.rows.len(), progress);
        let (mut entries, mut left) = (Vec::new(), Left::default());
        for (index, row) in self.table.rows.iter().enumerate() {
            meter.add(1);
            let cell = row.cell(self.roles.path);
            let cells = std::iter::once(self.roles.path).chain(self.roles.beside.iter().copied());
            let part = match self.part(row, lists.as_ref()) {
                RowPart::Is(part) => part,
                RowPart::Unlisted => {
                    left.unlisted += 1;
                    continue;
                }
                RowPart::Odd(split) => {
                    left.of_no_part.push(format!("{cell} in line {} ('{split}')", row.line));
                    continue;
                }
            };
            for column in cells {
                let cell = row.cell(column);
                match resolver.find(cell, row.part) {
                    // An eye of which there is no picture.
                    None if is_unknown(cell) && !self.roles.beside.is_empty() => {}
                    None => left.missing.push(cell.to_owned()),
                    Some(_) if !self.is_labelled(row) => left.unlabelled.push(cell.to_owned()),
                    Some(file) => entries.push(ManifestEntry { row: index, column, file, part }),
                }
            }
        }
        let entries = self.without_repetition(entries, &mut left);
        self.strictly(&left, options)?;
        if entries.is_empty() {
            let found = match (left.missing.as_slice(), left.of_no_part.as_slice()) {
                ([], []) => "none".to_owned(),
                ([], odd) => format!("{} rows of no known split: {}", odd.len(), first_of(odd)),
                (missing, _) => {
                    format!("{} rows whose files are not there: {}", missing.len(), first_of(missing))
                }
            };
            return Err(DataError::new(self.path, "rows with a label and a file that exists", found)
                .advise("files are sought below the table's folder, and where that has no images, in folders of images beside it"));
        }
        if entries.iter().all(|entry| entry.part != Part::Train) {
            return Err(DataError::new(self.path, "rows for training", "only rows for other parts"));
        }
        Ok((entries, left.notes()))
    }

    /// The parts that lists beside the table give its files; `None` where there are no lists, or the table says it.
    fn lists(&self) -> Result<Option<HashMap<String, Part>>, DataError> {
        let own = self.roles.split.is_some() || self.table.rows.iter().any(|row| row.part.is_some());
        let lists = if own { Vec::new() } else { files::lists(folder_of(self.path), self.path) };
        let mut parts = HashMap::new();
        for (path, part) in lists {
            let list = ManifestTable::read(&path, None, &[])?;
            parts.extend(list.rows.iter().map(|row| (files::key_of(row.cell(0)), part)));
        }
        let training = parts.values().any(|part| *part == Part::Train);
        Ok(Some(parts).filter(|_| training))
    }

    /// What a row is for, by its split, the table it stands in or the lists beside that.
    fn part(&self, row: &TableRow, lists: Option<&HashMap<String, Part>>) -> RowPart {
        if let Some(column) = self.roles.split {
            let cell = row.cell(column);
            return Part::named(cell).map_or_else(|| RowPart::Odd(cell.to_owned()), RowPart::Is);
        }
        let listed =
            |lists: &HashMap<String, Part>| lists.get(&files::key_of(row.cell(self.roles.path))).copied();
        let part = row.part.or_else(|| lists.map_or(Some(Part::Train), listed));
        part.map_or(RowPart::Unlisted, RowPart::Is)
    }

    fn blocks(&self) -> impl Iterator<Item = &Block> {
        std::iter::once(&self.roles.target).chain(&self.roles.extras)
    }

    fn is_labelled(&self, row: &TableRow) -> bool {
        self.blocks().all(|block| match block.reading {
            // No label at all is an answer; that it is not known is none.
            BlockReading::Several(_) if row.cell(block.columns[0]).is_empty() => true,
            BlockReading::Class | BlockReading::Several(_) => !is_unknown(row.cell(block.columns[0])),
            BlockReading::Numbers => !block.columns.iter().any(|column| is_unknown(row.cell(*column))),
            BlockReading::Folder => true,
        })
    }

    /// Keeps one row a file; of files whose rows differ, none.
    fn without_repetition(&self, entries: Vec<ManifestEntry>, left: &mut Left) -> Vec<ManifestEntry> {
        let says = |entry: &ManifestEntry| {
            let row = &self.table.rows[entry.row];
            let columns = self.blocks().flat_map(|block| &block.columns).chain(&self.roles.group);
            (entry.part, columns.map(|column| row.cell(*column)).collect::<Vec<_>>())
        };
        let mut seen: HashMap<PathBuf, usize> = HashMap::new();
        let mut kept: Vec<(ManifestEntry, bool)> = Vec::new();
        for entry in entries {
            match seen.get(&entry.file) {
                None => {
                    seen.insert(entry.file.clone(), kept.len());
                    kept.push((entry, true));
                }
                Some(at) => {
                    left.repeated += 1;
                    let (first, sound) = &mut kept[*at];
                    *sound &= says(first) == says(&entry);
                }
            }
        }
        let wrong = kept.iter().filter(|(_, sound)| !sound);
        left.contradicting =
            wrong.map(|(entry, _)| self.table.rows[entry.row].cell(entry.column).to_owned()).collect();
        kept.into_iter().filter(|(_, sound)| *sound).map(|(entry, _)| entry).collect()
    }

    fn strictly(&self, left: &Left, options: &LoadOptions) -> Result<(), DataError> {
        let wrong = |expected: &str, names: &[String]| {
            Err(DataError::new(self.path, expected, first_of(names)).advise("or load without strict"))
        };
        match left {
            _ if !options.strict => Ok(()),
            Left { missing, .. } if !missing.is_empty() => wrong("files that exist", missing),
            Left { of_no_part, .. } if !of_no_part.is_empty() => {
                wrong("train, val or test in every row", of_no_part)
            }
            Left { contradicting, .. } if !contradicting.is_empty() => {
                wrong("one label for each file, found different ones for", contradicting)
            }
            _ => Ok(()),
        }
    }
}

impl Left {
    fn notes(&self) -> Vec<String> {
        let named = |names: &[String], one: &str, many: &str| {
            (!names.is_empty()).then(|| format!("{}: {}", counted(names.len(), one, many), first_of(names)))
        };
        let count = |count: usize, one: &str, many: &str| (count > 0).then(|| counted(count, one, many));
        let notes = [
            named(
                &self.missing,
                "row whose file is missing left out",
                "rows whose files are missing left out",
            ),
            named(&self.unlabelled, "row without a label left out", "rows without a label left out"),
            named(&self.of_no_part, "row of no known split left out", "rows of no known split left out"),
            count(self.unlisted, "row left out that no list names", "rows left out that no list names"),
            count(self.repeated, "row names a file again", "rows name a file again"),
            named(
                &self.contradicting,
                "file left out whose rows contradict each other",
                "files left out whose rows contradict each other",
            ),
        ];
        notes.into_iter().flatten().collect()
    }
}
