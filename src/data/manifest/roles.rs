//! What each column is for: as asked for, else guessed from names and content.

use super::block::{Block, BlockReading};
use super::guess::Guess;
use super::resolver::Resolver;
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
    /// The main targets.
    pub(super) target: Block,
    /// Which part an image is for.
    pub(super) split: Option<usize>,
    /// Which images belong together.
    pub(super) group: Option<usize>,
    /// Targets beside the main ones.
    pub(super) extras: Vec<Block>,
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
        let guess = Guess::new(path, table, resolver, options.target);
        let asked = &options.columns;
        let one = |text: &Option<String>| text.as_deref().map(|text| guess.find(text)).transpose();
        let files = one(&asked.path)?.map_or_else(|| guess.files(), Ok)?;
        let split = one(&asked.split)?.or_else(|| guess.split(files));
        let group = one(&asked.group)?.or_else(|| guess.named(&GROUP_WORDS, &[Some(files), split]));
        let mut taken = vec![Some(files), split, group];
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
        Ok(Self { path: files, target, split, group, extras })
    }

    /// The roles, for a user.
    pub(super) fn note(&self, table: &ManifestTable) -> String {
        let list = |block: &Block| {
            let names: Vec<String> = block.columns.iter().map(|column| table.name(*column)).collect();
            match (block.reading, names.as_slice()) {
                (BlockReading::Folder, _) => "the folders".to_owned(),
                (BlockReading::Several(between), _) => {
                    format!("{} (several, separated by '{between}')", names.join(", "))
                }
                (_, [first, .., last]) if names.len() > MAX_LISTED => {
                    format!("{first} ... {last} ({})", names.len())
                }
                _ => names.join(", "),
            }
        };
        let what = if self.target.reading == BlockReading::Numbers { "targets" } else { "labels" };
        let files = format!("columns: files from {}", table.name(self.path));
        let target = format!("{what} from {}", list(&self.target));
        let one = |column: Option<usize>, what: &str| {
            column.map(|column| format!("{what} from {}", table.name(column)))
        };
        let others = [one(self.split, "parts"), one(self.group, "groups")];
        let extras = self.extras.iter().map(|extra| format!("extra {} from {}", extra.name, list(extra)));
        let all = [files, target].into_iter().chain(others.into_iter().flatten()).chain(extras);
        all.collect::<Vec<_>>().join(", ")
    }
}
