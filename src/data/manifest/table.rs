//! A table of text: rows and columns, however they are separated and quoted.

use crate::data::error::ErrorPlace;
use crate::data::{DataError, Part, images, limits};
use csv::{ByteRecord, ReaderBuilder, StringRecord};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What separates cells, in the order in which it is tried; the last in lists (.txt) alone.
const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b' '];
/// Rows that decide what separates cells and whether the first names the columns.
const LOOKED_AT: usize = 50;
/// Bytes that are read to see whether a file is a table of images.
const START: u64 = 1 << 16;
/// First cells of columns of files.
pub(super) const PATH_WORDS: [&str; 14] = [
    "path",
    "file",
    "filename",
    "file_name",
    "file_path",
    "filepath",
    "image",
    "images",
    "image_path",
    "img",
    "img_path",
    "image_id",
    "picture",
    "image index",
];

/// One row.
#[derive(Clone, Debug)]
pub(super) struct TableRow {
    /// Its line in the file, from 1.
    pub(super) line: u64,
    /// What the file it stands in is for, where its name says so.
    pub(super) part: Option<Part>,
    cells: StringRecord,
}

impl TableRow {
    /// A cell without the blanks around it; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or("").trim()
    }
}

/// A read table.
#[derive(Clone, Debug)]
pub(super) struct ManifestTable {
    /// What the columns are called, if the first row says so.
    pub(super) header: Option<Vec<String>>,
    /// How many there are.
    pub(super) columns: usize,
    /// All rows but the header.
    pub(super) rows: Vec<TableRow>,
    /// How its letters are written.
    pub(super) encoding: Encoding,
}

/// How the letters of a table are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    /// As everywhere today.
    Utf8,
    /// A byte a letter: what is no UTF-8 is taken for this.
    Latin1,
}

impl ManifestTable {
    /// Reads a file, all of it for `part` where that is known. A first row with one of the names that are `asked` for names the
    /// columns.
    ///
    /// # Errors
    /// If it cannot be read, is too large or no text, a row has another number of cells, or two columns have one name.
    pub(super) fn read(path: &Path, part: Option<Part>, asked: &[&str]) -> Result<Self, DataError> {
        let length = std::fs::metadata(path).map_err(|error| DataError::io(path, &error))?.len();
        if length > limits::TABLE_BYTES {
            let expected = format!("a table of at most {} bytes", limits::TABLE_BYTES);
            return Err(DataError::new(path, expected, length.to_string()));
        }
        let mut table = Self::parse(path, &start_of(path, limits::TABLE_BYTES)?, asked)?;
        table.distinct(path)?;
        table.rows.iter_mut().for_each(|row| row.part = part);
        Ok(table)
    }

    /// Refuses two columns of one name: one of them would be passed over in silence.
    fn distinct(&self, path: &Path) -> Result<(), DataError> {
        let names = self.header.as_deref().unwrap_or_default();
        let twice = (1..names.len()).find(|at| !names[*at].is_empty() && names[..*at].contains(&names[*at]));
        twice.map_or(Ok(()), |at| {
            Err(DataError::new(path, "different names of columns", format!("'{}' twice", names[at]))
                .advise("rename one of them"))
        })
    }

    /// The first rows of a file, if it is a table at all.
    pub(super) fn peek(path: &Path) -> Option<Self> {
        let bytes = start_of(path, START).ok()?;
        let whole = (bytes.len() as u64) < START;
        let end = if whole { bytes.len() } else { bytes.iter().rposition(|byte| *byte == b'\n')? };
        Self::parse(path, &bytes[..end], &[]).ok()
    }

    /// Reads a table's bytes.
    ///
    /// # Errors
    /// If it is no text, or a row has another number of cells than the first.
    pub(super) fn parse(path: &Path, bytes: &[u8], asked: &[&str]) -> Result<Self, DataError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(
                DataError::new(path, "a table in UTF-8", "one in UTF-16").advise("save it as CSV UTF-8")
            );
        }
        if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
            return Err(
                DataError::new(path, "a table of text", "a zero byte").at(ErrorPlace::Byte(at as u64))
            );
        }
        let (encoding, text) = match std::str::from_utf8(bytes) {
            Ok(text) => (Encoding::Utf8, Cow::Borrowed(text)),
            Err(_) => (Encoding::Latin1, bytes.iter().map(|byte| char::from(*byte)).collect()),
        };
        // The first line in which spreadsheets say what separates cells.
        let (said, text) = match text.split_once('\n') {
            Some((first, rest)) if first.len() <= 6 && first.starts_with("sep=") => {
                (first.trim_end().as_bytes().get(4).copied(), rest)
            }
            _ => (None, &*text),
        };
        let bytes = text.as_bytes();
        let separator = said.unwrap_or_else(|| separator(path, bytes));
        let mut rows = records(bytes, separator)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| uneven(path, bytes, &error))?;
        let header = (is_header(&rows) || is_asked_for(&rows, asked)).then(|| {
            let first = rows.remove(0);
            first.cells.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
        });
        let columns = header.as_ref().map(Vec::len).or(rows.first().map(|row| row.cells.len())).unwrap_or(0);
        if rows.is_empty() {
            return Err(DataError::new(path, "rows that list images", "none"));
        }
        Ok(Self { header, columns, rows, encoding })
    }

    /// What a column is called.
    pub(super) fn name(&self, column: usize) -> String {
        let named =
            self.header.as_ref().and_then(|header| header.get(column)).filter(|name| !name.is_empty());
        named.cloned().unwrap_or_else(|| format!("column {column}"))
    }

    /// What all columns are called.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.columns).map(|column| self.name(column)).collect()
    }
}

/// The first bytes of a file.
fn start_of(path: &Path, most: u64) -> Result<Vec<u8>, DataError> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map(|_| bytes).map_err(|error| DataError::io(path, &error))
}

fn records(bytes: &[u8], separator: u8) -> impl Iterator<Item = Result<TableRow, csv::Error>> + '_ {
    let reader = ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(bytes);
    reader.into_byte_records().map(move |record| {
        record.map(|record: ByteRecord| TableRow {
            line: record.position().map_or(0, |position| line_of(bytes, position)),
            part: None,
            cells: StringRecord::from_byte_record_lossy(record),
        })
    })
}

/// The line on which a record starts: its position may stand before the end of the line above.
fn line_of(bytes: &[u8], position: &csv::Position) -> u64 {
    let rest = bytes.get(position.byte() as usize..).unwrap_or_default();
    let ends = rest.iter().take_while(|byte| [b'\r', b'\n'].contains(byte));
    position.line() + ends.filter(|byte| **byte == b'\n').count() as u64
}

/// What separates cells: the first that gives the first rows equally many, and more than one; a comma without any.
fn separator(path: &Path, bytes: &[u8]) -> u8 {
    let list = path.extension().is_some_and(|extension| extension == "txt");
    let tried = &SEPARATORS[..if list { 4 } else { 3 }];
    let even = |separator: &&u8| {
        let mut rows = records(bytes, **separator).take(LOOKED_AT);
        let first = rows.next().and_then(Result::ok).map_or(0, |row| row.cells.len());
        first > 1 && rows.all(|row| row.is_ok_and(|row| row.cells.len() == first))
    };
    tried.iter().find(even).copied().unwrap_or(b',')
}

/// Whether the first row names the columns: it has no image where others have some, is called as columns of files
/// are, has no number in a column of numbers, or stands above cells that all repeat and is none of them.
fn is_header(rows: &[TableRow]) -> bool {
    let Some((first, others)) = rows.split_first() else { return false };
    let others = &others[..others.len().min(LOOKED_AT)];
    let image = |cell: &str| images::is_called_image(Path::new(cell));
    if first.cells.iter().any(|cell| image(cell.trim())) {
        return false;
    }
    let number = |cell: &str| cell.parse::<f64>().is_ok();
    (0..first.cells.len()).any(|column| {
        let named = PATH_WORDS.contains(&first.cell(column).to_lowercase().as_str());
        let mut cells = others.iter().map(|row| row.cell(column));
        named
            || cells.clone().any(image)
            || (!others.is_empty() && !number(first.cell(column)) && cells.all(number))
            || heads(first.cell(column), others, column)
    })
}

/// Whether the first row has a name that somebody asks for.
fn is_asked_for(rows: &[TableRow], asked: &[&str]) -> bool {
    let cells = rows.first().map(|row| &row.cells);
    let named = |cell: &str| asked.iter().any(|name| name.eq_ignore_ascii_case(cell.trim()));
    rows.len() > 1 && cells.is_some_and(|cells| cells.iter().any(named))
}

/// Whether a cell stands above at least four that each occur more than once, and is none of them.
fn heads(first: &str, others: &[TableRow], column: usize) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    others.iter().for_each(|row| *counts.entry(row.cell(column)).or_default() += 1);
    others.len() >= 4
        && !first.is_empty()
        && !counts.contains_key(first)
        && counts.values().all(|count| *count > 1)
}

fn uneven(path: &Path, bytes: &[u8], error: &csv::Error) -> DataError {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, |position| line_of(bytes, position));
            DataError::new(path, format!("{expected_len} cells as in the first row"), len.to_string())
                .at(ErrorPlace::Line(line))
                .advise("put cells that hold the separator into quotes")
        }
        _ => DataError::new(path, "a table (CSV)", error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> ManifestTable {
        ManifestTable::parse(Path::new("a.csv"), text.as_bytes(), &[]).unwrap()
    }

    fn cells(table: &ManifestTable) -> Vec<Vec<&str>> {
        table.rows.iter().map(|row| (0..table.columns).map(|column| row.cell(column)).collect()).collect()
    }

    #[test]
    fn separators_quotes_and_a_byte_order_mark_are_seen() {
        for text in [
            "\u{feff}file,label\na.png,x;y\n\"b, c.png\",z\n",
            "file\tlabel\r\na.png\tx;y\r\nb, c.png\tz\r\n",
            "file;label\na.png;\"x;y\"\nb, c.png;z\n",
        ] {
            let table = parse(text);
            assert_eq!(table.header.as_ref().unwrap(), &["file", "label"], "{text}");
            assert_eq!(cells(&table), [["a.png", "x;y"], ["b, c.png", "z"]], "{text}");
            assert_eq!(table.rows[1].line, 3);
        }
        let list = ManifestTable::parse(Path::new("train.txt"), b"a.png 3\nb.png 4\n", &[]).unwrap();
        assert_eq!(cells(&list), [["a.png", "3"], ["b.png", "4"]]);
    }

    #[test]
    fn a_first_row_is_a_header_only_where_it_differs_from_the_others() {
        assert!(parse("a.png,1\nb.png,2\n").header.is_none());
        assert!(parse("x,y\na.png,2\n").header.is_some());
        assert!(parse("image_id,kind\nISIC_1,nv\n").header.is_some());
        assert!(parse("one,two\nISIC_1,3\nISIC_2,4\n").header.is_some());
        assert!(parse("ISIC_1,nv\nISIC_2,nv\n").header.is_none());
    }

    #[test]
    fn what_is_no_table_says_where() {
        let message =
            |bytes: &[u8]| ManifestTable::parse(Path::new("a.csv"), bytes, &[]).unwrap_err().to_string();
        let uneven = message(b"file,label\na.png,x\nb.png,y,z\n");
        assert!(uneven.contains("line 3: expected 2 cells as in the first row, found 3"), "{uneven}");
        assert!(message(b"\xff\xfea\0").contains("save it as CSV UTF-8"));
        assert!(message(b"a,b\n\0").contains("at byte 4"));
        assert!(
            message(b"file,label\n").contains("rows that list images") || message(b"").contains("found none")
        );
    }
}
