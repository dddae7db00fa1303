//! What columns are for, judged by their names and content.

use super::block::{Block, BlockReading};
use super::column::{ColumnFacts, Content, is_unknown};
use super::files::{column_that_resolves, names_images};
use super::resolver::Resolver;
use super::several::LabelList;
use super::table::{ManifestTable, PATH_WORDS};
use crate::base::spec::suggest;
use crate::data::{DataError, LoadOptions, Task};
use std::path::Path;

/// Names of columns of labels, the likeliest first.
const LABEL_WORDS: [&str; 16] = [
    "label",
    "labels",
    "class",
    "classes",
    "category",
    "target",
    "targets",
    "diagnosis",
    "dx",
    "finding labels",
    "findings",
    "finding",
    "species",
    "tags",
    "attributes",
    "y",
];
/// Names of columns that say what an image is for.
const SPLIT_WORDS: [&str; 8] = ["split", "set", "subset", "partition", "part", "fold", "phase", "usage"];
/// Names of columns of boxes and of sizes of images: what they say is no target.
const BOX_WORDS: [&str; 22] = [
    "xmin",
    "ymin",
    "xmax",
    "ymax",
    "x_min",
    "y_min",
    "x_max",
    "y_max",
    "x1",
    "y1",
    "x2",
    "y2",
    "x_center",
    "y_center",
    "bbox",
    "bbox_x",
    "bbox_y",
    "bbox_width",
    "bbox_height",
    "width",
    "height",
    "depth",
];
/// Words in names of columns whose images are no pictures but answers to them.
const MASK_WORDS: [&str; 6] = ["mask", "masks", "segmentation", "seg", "annotation", "heatmap"];
/// Most classes that whole numbers are taken for without being asked.
const MAX_NUMBERED: usize = 100;

/// A table whose columns were looked at.
pub(super) struct Guess<'a> {
    path: &'a Path,
    table: &'a ManifestTable,
    columns: Vec<ColumnFacts>,
    /// Where images are sought.
    resolver: &'a Resolver,
    kind: Option<Task>,
    /// What separates several labels in one cell, if that was said.
    separator: Option<char>,
}

impl<'a> Guess<'a> {
    /// Looks at every cell of a table.
    pub(super) fn new(
        path: &'a Path,
        table: &'a ManifestTable,
        resolver: &'a Resolver,
        options: &LoadOptions,
    ) -> Self {
        let columns = (0..table.columns).map(|column| ColumnFacts::of(table, column)).collect();
        Self { path, table, columns, resolver, kind: options.target, separator: options.columns.separator }
    }

    fn wrong(&self, expected: &str, advice: &str) -> DataError {
        let found = format!("columns {}", self.table.names().join(", "));
        DataError::new(self.path, expected, found).advise(advice)
    }

    /// The column of this name or number.
    pub(super) fn find(&self, text: &str) -> Result<usize, DataError> {
        let names = self.table.names();
        let any_case = || names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let number = || text.parse().ok().filter(|column: &usize| *column < names.len());
        let found = names.iter().position(|name| name == text).or_else(any_case).or_else(number);
        found.ok_or_else(|| {
            let known: Vec<&str> = names.iter().map(String::as_str).collect();
            let expected = format!("a column by name or number below {}", names.len());
            let advice = suggest(text, &known).trim_start_matches("; ").to_owned();
            DataError::new(self.path, expected, format!("'{text}'")).advise(advice)
        })
    }

    /// The first column that is called by one of these words, the first words first.
    pub(super) fn named(&self, words: &[&str], taken: &[Option<usize>]) -> Option<usize> {
        let header = self.table.header.as_ref()?;
        let called = |word: &&str| header.iter().position(|name| name.eq_ignore_ascii_case(word));
        words.iter().filter_map(called).find(|column| !taken.contains(&Some(*column)))
    }

    /// The column of image files, whose cells name images that are there, else that looks as if they did; and others of which
    /// most cells do, but for those of masks.
    pub(super) fn files(&self) -> Result<(usize, Vec<usize>), DataError> {
        let files = self.column_of_files()?;
        let further = |column: &usize| {
            let name = self.table.name(*column).to_lowercase();
            let of_masks = name.split(['_', '-', ' ']).any(|word| MASK_WORDS.contains(&word));
            *column != files && !of_masks && names_images(self.table, *column, self.resolver)
        };
        Ok((files, (0..self.table.columns).filter(further).collect()))
    }

    fn column_of_files(&self) -> Result<usize, DataError> {
        let mostly = |column: &usize| {
            let ColumnFacts { images, filled, .. } = self.columns[*column];
            images > 0 && 2 * images >= filled
        };
        let most = |column: &usize| (self.columns[*column].images, std::cmp::Reverse(*column));
        let found = (0..self.table.columns).filter(mostly).max_by_key(most);
        column_that_resolves(self.table, self.resolver)
            .or(found)
            .or_else(|| self.named(&PATH_WORDS, &[]))
            .ok_or_else(|| self.wrong("a column of image files", "name it with --path-column"))
    }

    /// The column that says which part an image is for: nearly all of its cells are words for parts, or it is called as such
    /// columns are and half of them are. Rows of no known part are left out later, by name.
    pub(super) fn split(&self, files: usize) -> Option<usize> {
        let called = |column: usize| {
            let name = self.table.name(column).to_lowercase();
            SPLIT_WORDS.contains(&name.as_str())
        };
        let says = |column: &usize| {
            let (parts, rows) = (self.columns[*column].parts, self.table.rows.len());
            let enough = if called(*column) { 2 * parts >= rows } else { 10 * parts >= 9 * rows };
            *column != files && parts > 0 && enough
        };
        (0..self.table.columns).find(says)
    }

    /// Columns that have no role yet.
    fn free(&self, taken: &[Option<usize>]) -> Vec<usize> {
        let counts = |column: usize| {
            let ColumnFacts { content, filled, .. } = self.columns[column];
            content == Content::RowNumbers
                || filled == 0
                || self.is_of_boxes(column)
                || self.table.header.as_ref().is_some_and(|names| names[column].is_empty())
        };
        (0..self.table.columns).filter(|column| !taken.contains(&Some(*column)) && !counts(*column)).collect()
    }

    /// Whether a column is called as those of boxes are, and not alone: a lone width may be a target.
    fn is_of_boxes(&self, column: usize) -> bool {
        let of_boxes = |column: &usize| BOX_WORDS.contains(&self.table.name(*column).to_lowercase().as_str());
        of_boxes(&column) && (0..self.table.columns).filter(of_boxes).count() >= 4
    }

    /// Whether a column may hold names of classes: they repeat.
    fn repeats(&self, column: usize) -> bool {
        let ColumnFacts { distinct, filled, between, .. } = self.columns[column];
        between.is_some() || 2 * distinct <= filled.max(4)
    }

    /// The columns of the main targets.
    pub(super) fn target(&self, taken: &[Option<usize>]) -> Result<Block, DataError> {
        let free = self.free(taken);
        let of = |fits: fn(&ColumnFacts) -> bool| -> Vec<usize> {
            free.iter().copied().filter(|column| fits(&self.columns[*column])).collect()
        };
        let numbers = of(ColumnFacts::is_numeric);
        if self.kind == Some(Task::Regression) && !numbers.is_empty() {
            return self.block(None, numbers, self.kind);
        }
        if let Some(column) = self.named(&LABEL_WORDS, taken) {
            return self.block(None, vec![column], self.kind);
        }
        let binary = of(|column| column.content == Content::Binary);
        if binary.len() > 1 {
            return self.block(None, binary, self.kind);
        }
        let texts: Vec<usize> =
            of(|column| !column.is_numeric()).into_iter().filter(|column| self.repeats(*column)).collect();
        match (texts.as_slice(), numbers.is_empty()) {
            ([only], _) => self.block(None, vec![*only], self.kind),
            ([], false) => self.block(None, numbers, self.kind),
            ([], true) if free.is_empty() => {
                Ok(Block { name: "folder".to_owned(), columns: Vec::new(), reading: BlockReading::Folder })
            }
            _ => Err(self.wrong("one column of labels", "name it with --label-column")),
        }
    }

    /// How columns are read together.
    pub(super) fn block(
        &self,
        name: Option<&String>,
        columns: Vec<usize>,
        kind: Option<Task>,
    ) -> Result<Block, DataError> {
        let name = name.cloned().unwrap_or_else(|| self.common_name(&columns));
        let reading = match *columns.as_slice() {
            [only] => self.reading(only, kind),
            _ => BlockReading::Numbers,
        };
        let text = columns
            .iter()
            .find(|column| reading == BlockReading::Numbers && !self.columns[**column].is_numeric());
        match text {
            None => Ok(Block { name, columns, reading }),
            Some(text) => {
                let expected = format!("numbers in column {}", self.table.name(*text));
                let cells = self.table.rows.iter().map(|row| row.cell(*text));
                let found = cells.filter(|cell| cell.parse::<f64>().is_err()).find(|cell| !cell.is_empty());
                Err(DataError::new(self.path, expected, format!("'{}'", found.unwrap_or_default())))
            }
        }
    }

    /// How a column may hold several labels a cell.
    fn perhaps_several(&self, column: usize) -> Option<LabelList> {
        let cells = self.table.rows.iter().map(|row| row.cell(column));
        LabelList::perhaps(&cells.filter(|cell| !is_unknown(cell)))
    }

    fn reading(&self, column: usize, kind: Option<Task>) -> BlockReading {
        let ColumnFacts { distinct, between, filled, .. } = self.columns[column];
        let numeric = self.columns[column].is_numeric();
        let few = self.columns[column].content != Content::Numbers
            && distinct <= MAX_NUMBERED
            && 2 * distinct <= filled.max(4);
        if let (Some(separator), None | Some(Task::MultiLabel)) = (self.separator, kind) {
            return BlockReading::Several(LabelList::Separated(separator));
        }
        match (kind, between) {
            (Some(Task::Regression), _) => BlockReading::Numbers,
            (Some(Task::MultiLabel), between) => BlockReading::Several(
                between.or_else(|| self.perhaps_several(column)).unwrap_or(LabelList::Separated(';')),
            ),
            (None, Some(between)) if !numeric => BlockReading::Several(between),
            (None, _) if numeric && !few => BlockReading::Numbers,
            _ => BlockReading::Class,
        }
    }

    /// Everything else that could be predicted: numbers together, and each column of labels on its own.
    pub(super) fn extras(&self, taken: &[Option<usize>]) -> Vec<Block> {
        if self.table.header.is_none() {
            return Vec::new();
        }
        let complete = |column: &usize| self.columns[*column].filled == self.table.rows.len();
        let (numbers, texts): (Vec<usize>, Vec<usize>) = self
            .free(taken)
            .into_iter()
            .filter(complete)
            .partition(|column| self.columns[*column].is_numeric());
        let mut blocks: Vec<Block> = texts
            .into_iter()
            .filter(|column| self.repeats(*column) && self.columns[*column].distinct <= MAX_NUMBERED)
            .filter_map(|column| self.block(None, vec![column], None).ok())
            .collect();
        if !numbers.is_empty() {
            let name = self.common_name(&numbers);
            blocks.insert(0, Block { name, columns: numbers, reading: BlockReading::Numbers });
        }
        blocks
    }

    /// The name of one column, or what the names of several end in: `rbc_count`, `wbc_count` are `counts`.
    fn common_name(&self, columns: &[usize]) -> String {
        let names: Vec<String> = columns.iter().map(|column| self.table.name(*column)).collect();
        let last = |name: &String| name.rsplit(['_', ' ', '-']).next().unwrap_or_default().to_lowercase();
        match names.as_slice() {
            [only] => only.clone(),
            [first, others @ ..] if others.iter().all(|name| last(name) == last(first)) => {
                let word = last(first);
                if word.ends_with('s') { word } else { word + "s" }
            }
            _ => "numbers".to_owned(),
        }
    }
}
