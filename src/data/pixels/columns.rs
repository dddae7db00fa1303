//! Which columns of a table are pixels.

use crate::data::Part;
use crate::data::images::is_called_image;
use csv::{ByteRecord, ReaderBuilder};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// Bytes that are looked at: the names of thousands of columns and some rows.
const START: u64 = 1 << 20;
/// Rows that are looked at.
const LOOKED_AT: usize = 5;
/// Fewest pixels of an image.
const FEWEST: usize = 16;
/// Most columns beside the pixels.
const MOST_OTHERS: usize = 8;
/// What the column of labels may be called, the likeliest first.
const LABEL_WORDS: [&str; 8] = ["label", "labels", "class", "target", "emotion", "digit", "letter", "y"];
/// What the column of parts may be called.
const SPLIT_WORDS: [&str; 4] = ["usage", "split", "set", "part"];

/// Where in a row pixels and label stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PixelColumns {
    /// What separates cells.
    pub(super) separator: u8,
    /// Whether the first row names the columns.
    pub(super) header: bool,
    /// The columns of pixels, one a pixel, or a single one with all of them.
    pub(super) pixels: Vec<usize>,
    /// The column of labels.
    pub(super) label: Option<usize>,
    /// What that is called.
    name: Option<String>,
    /// The column that says what an image is for.
    pub(super) split: Option<usize>,
    /// Height, width and channels.
    pub(super) shape: [usize; 3],
}

impl PixelColumns {
    /// Looks at the first rows of a file; `None` where they are no pixels.
    pub(super) fn of_file(path: &Path) -> Option<Self> {
        let mut start = Vec::new();
        File::open(path).ok()?.take(START).read_to_end(&mut start).ok()?;
        [b',', b';', b'\t'].into_iter().find_map(|separator| Self::of_start(&start, separator))
    }

    fn of_start(start: &[u8], separator: u8) -> Option<Self> {
        let mut reader =
            ReaderBuilder::new().has_headers(false).delimiter(separator).from_reader(BufReader::new(start));
        // The last row may be cut.
        let rows: Vec<ByteRecord> = reader.byte_records().map_while(Result::ok).take(LOOKED_AT + 1).collect();
        let (first, others) = rows.split_first()?;
        let header = first.iter().any(|cell| number(cell).is_none()) && !has_pixels(first);
        let rows = if header { others } else { &rows };
        let row = rows.first()?;
        let names: Vec<String> =
            first.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
        let named = |words: &[&str]| words.iter().find_map(|word| names.iter().position(|name| name == word));
        let (label, split) = if header { (named(&LABEL_WORDS), named(&SPLIT_WORDS)) } else { (None, None) };
        let pixel = |column: &usize| {
            Some(*column) != label && rows.iter().all(|row| row.get(*column).and_then(number).is_some())
        };
        let whole = (0..row.len()).find(|column| row.get(*column).is_some_and(|cell| list(cell).is_some()));
        let pixels = whole.map_or_else(|| (0..row.len()).filter(pixel).collect(), |column| vec![column]);
        let count = whole.map_or(pixels.len(), |column| list(&row[column]).unwrap_or(0));
        let others = row.len() - pixels.len();
        let mut columns = Self { separator, header, pixels, label, name: None, split, shape: [0; 3] };
        columns.name = label.map(|at| String::from_utf8_lossy(&first[at]).into_owned());
        columns.shape = shape(count).or_else(|| columns.give_one_away(count))?;
        // A table that lists images may have numbers beside them, and is another format.
        let lists = row.iter().any(|cell| is_called_image(Path::new(String::from_utf8_lossy(cell).trim())));
        (!lists && others <= MOST_OTHERS && (!header || whole.is_some() || columns.are_called_so(&names)))
            .then_some(columns)
    }

    /// Of a square number of pixels and one more, that is the label: first without a name, else what is not called a pixel.
    fn give_one_away(&mut self, count: usize) -> Option<[usize; 3]> {
        if self.label.is_some() || self.header || count != self.pixels.len() {
            return None;
        }
        let shape = shape(count.checked_sub(1)?)?;
        self.label = Some(self.pixels.remove(0));
        Some(shape)
    }

    /// Whether columns are called as those of pixels are: by one word and a number, by two numbers, or by a number.
    fn are_called_so(&self, names: &[String]) -> bool {
        let called = |column: &usize| {
            let name =
                names[*column].trim_matches(|letter: char| letter.is_alphabetic() || "_-. ".contains(letter));
            !name.is_empty()
                && name.chars().all(|letter| letter.is_ascii_digit() || "xX_,-.".contains(letter))
        };
        self.pixels.iter().all(called)
    }

    /// What the column of labels is called.
    pub(super) fn label_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| format!("column {}", self.label.unwrap_or(0)))
    }

    /// The part that a row names.
    pub(super) fn part(&self, row: &ByteRecord) -> Option<Part> {
        let text = String::from_utf8_lossy(row.get(self.split?)?).trim().to_lowercase();
        match text.as_str() {
            // As the faces of Kaggle's challenge have it.
            "publictest" => Some(Part::Validation),
            "privatetest" => Some(Part::Test),
            text => Part::named(text),
        }
    }
}

/// A pixel.
pub(super) fn number(cell: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(cell).ok()?.trim();
    text.strip_suffix(".0").unwrap_or(text).parse().ok()
}

fn has_pixels(row: &ByteRecord) -> bool {
    row.iter().any(|cell| list(cell).is_some())
}

/// How many pixels a cell holds, separated by blanks.
fn list(cell: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(cell).ok()?;
    let mut count = 0;
    for pixel in text.split_ascii_whitespace() {
        number(pixel.as_bytes())?;
        count += 1;
    }
    (count >= FEWEST).then_some(count)
}

/// The shape of square images of this many numbers.
fn shape(count: usize) -> Option<[usize; 3]> {
    let square = |count: usize| (count >= FEWEST && count.isqrt().pow(2) == count).then(|| count.isqrt());
    let grey = square(count).map(|side| [side, side, 1]);
    grey.or_else(|| square(count / 3).filter(|_| count.is_multiple_of(3)).map(|side| [side, side, 3]))
}
