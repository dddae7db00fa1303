//! What each column is for: as asked for, else guessed from names and content.

use super::block::{Block, BlockReading};
use super::guess::Guess;
use super::resolver::Resolver;
use super::several::LabelList;
use super::table::ManifestTable;
use crate::data::{DataError, LoadOptions};
use std::path::Path;

/// Names of columns that say which images belong together.
const GROUP_WORDS: [&str; 9] = [
    "group",
    "patient",
    "patient_id",
    "patient id",
    "patientid",
    "subject",
    "subject_id",
    "lesion_id",
    "case_id",
];

/// Most columns whose names a note lists.
const MAX_LISTED: usize = 8;

/// What each column is for.
#[derive(Clone, Debug)]
pub(super) struct Roles {
    /// The image files.
    pub(super) path: usize,
    /// Other columns of image files: further images of the same row.
    pub(super) beside: Vec<usize>,
    /// The main targets.
    pub(super) target: Block,
    /// Which part an image is for.
    pub(super) split: Option<usize>,
    /// Which images belong together.
    pub(super) group: Option<usize>,
    /// Targets beside the main ones.
    pub(super) extras: Vec<Block>,
}

/// What -1 and 1 are taken for in several columns.
fn signs(table: &ManifestTable, block: &Block) -> &'static str {
    let cells = || table.rows.iter().flat_map(|row| block.columns.iter().map(|column| row.cell(*column)));
    let one = |cell: &str| cell.parse::<f64>().is_ok_and(|number| number.abs() == 1.0);
    let several = block.columns.len() > 1 && block.reading == BlockReading::Numbers;
    if several && cells().all(one) { " (-1: no, 1: yes)" } else { "" }
}

impl Roles {
    /// Gives every column its role.
    ///
    /// # Errors
    /// If a column that is asked for does not exist, no column holds image files, or it is not clear which are the
    /// targets; the columns are listed.
    pub(super) fn of(
        path: &Path,
        table: &ManifestTable,
        resolver: &Resolver,
        options: &LoadOptions,
    ) -> Result<Self, DataError> {
        let guess = Guess::new(path, table, resolver, options);
        let asked = &options.columns;
        let one = |text: &Option<String>| text.as_deref().map(|text| guess.find(text)).transpose();
        let (files, beside) = match one(&asked.path)? {
            Some(files) => (files, Vec::new()),
            None => guess.files()?,
        };
        let split = one(&asked.split)?.or_else(|| guess.split(files));
        let group = one(&asked.group)?.or_else(|| guess.named(&GROUP_WORDS, &[Some(files), split]));
        let mut taken: Vec<Option<usize>> = beside.iter().map(|column| Some(*column)).collect();
        taken.extend([Some(files), split, group]);
        let extras = asked.extras.iter().map(|(name, columns)| {
            let columns = columns.iter().map(|text| guess.find(text)).collect::<Result<Vec<_>, _>>()?;
            guess.block(Some(name), columns, None)
        });
        let mut extras = extras.collect::<Result<Vec<_>, _>>()?;
        let target = if asked.labels.is_empty() {
            let used = extras.iter().flat_map(|block| &block.columns).map(|column| Some(*column));
            guess.target(&taken.iter().copied().chain(used).collect::<Vec<_>>())?
        } else {
            let columns = asked.labels.iter().map(|text| guess.find(text)).collect::<Result<Vec<_>, _>>()?;
            guess.block(None, columns, options.target)?
        };
        if asked.extras.is_empty() {
            taken.extend(target.columns.iter().map(|column| Some(*column)));
            extras = guess.extras(&taken);
        }
        Ok(Self { path: files, beside, target, split, group, extras })
    }

    /// The roles, for a user.
    pub(super) fn note(&self, table: &ManifestTable) -> String {
        let list = |block: &Block| {
            let names: Vec<String> = block.columns.iter().map(|column| table.name(*column)).collect();
            match (block.reading, names.as_slice()) {
                (BlockReading::Folder, _) => "the folders".to_owned(),
                (BlockReading::Several(list), _) => format!("{} (several, {list})", names.join(", ")),
                (_, [first, .., last]) if names.len() > MAX_LISTED => {
                    format!("{first} ... {last} ({}){}", names.len(), signs(table, block))
                }
                _ => names.join(", ") + signs(table, block),
            }
        };
        let what = if self.target.reading == BlockReading::Numbers { "targets" } else { "labels" };
        let mut files = format!("columns: files from {}", table.name(self.path));
        for column in &self.beside {
            files = format!("{files} and {}", table.name(*column));
        }
        if !self.beside.is_empty() {
            files.push_str(" (an image each, a row's together)");
        }
        let target = format!("{what} from {}", list(&self.target));
        let one = |column: Option<usize>, what: &str| {
            column.map(|column| format!("{what} from {}", table.name(column)))
        };
        let others = [one(self.split, "parts"), one(self.group, "groups")];
        let lists = self.hint(table);
        let extras = self.extras.iter().map(|extra| format!("extra {} from {}", extra.name, list(extra)));
        let all = [files, target].into_iter().chain(others.into_iter().flatten()).chain(extras);
        all.collect::<Vec<_>>().join(", ") + &lists
    }

    /// That labels may be several, where each cell is taken for the name of one class.
    fn hint(&self, table: &ManifestTable) -> String {
        let column = self.target.columns.first().filter(|_| self.target.reading == BlockReading::Class);
        let list = column.and_then(|column| {
            let cells = table.rows.iter().map(|row| row.cell(*column));
            let commas = cells.clone().any(|cell| cell.contains(','));
            LabelList::perhaps(&cells).filter(|_| commas)
        });
        list.map_or_else(String::new, |list| {
            format!("; cells of several labels, {list}, are read with --target multi-label")
        })
    }
}
