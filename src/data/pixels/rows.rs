//! Rows of pixels to images.

use super::bounded;
use super::columns::{PixelColumns, number};
use crate::data::error::ErrorPlace;
use crate::data::meter::Meter;
use crate::data::{DataError, Part, naming};
use csv::{ByteRecord, ReaderBuilder};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// What was read so far.
#[derive(Default)]
pub(super) struct PixelRows {
    /// Image after image, each row by row, channels together.
    pub(super) pixels: Vec<u8>,
    /// As the table has them.
    pub(super) labels: Vec<String>,
    /// What each image is for, where a column says it.
    pub(super) parts: Vec<Option<Part>>,
}

impl PixelRows {
    /// Adds the rows of a table.
    ///
    /// # Errors
    /// If it cannot be read, would take too much memory, or a row has other pixels than the first.
    pub(super) fn read(
        &mut self,
        path: &Path,
        columns: &PixelColumns,
        meter: &Meter<'_>,
    ) -> Result<(), DataError> {
        let file = File::open(path).map_err(|error| DataError::io(path, &error))?;
        let mut reader = ReaderBuilder::new()
            .has_headers(columns.header)
            .delimiter(columns.separator)
            .from_reader(BufReader::with_capacity(1 << 18, file));
        let (mut row, mut before) = (ByteRecord::new(), 0);
        loop {
            let more = reader.read_byte_record(&mut row);
            let line = row.position().map_or(0, csv::Position::line);
            let wrong = |expected: String, found: String| {
                DataError::new(path, expected, found).at(ErrorPlace::Line(line))
            };
            match more {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(error) => return Err(wrong("rows as long as the first".into(), error.to_string())),
            }
            self.take(&row, columns)
                .map_err(|found| wrong("pixels from 0 to 255, as many as in the first row".into(), found))?;
            bounded(path, self.labels.len(), columns.shape)?;
            let here = row.position().map_or(before, |position| position.byte() as usize);
            meter.add(here.saturating_sub(before));
            before = here;
        }
    }

    fn take(&mut self, row: &ByteRecord, columns: &PixelColumns) -> Result<(), String> {
        let expected: usize = columns.shape.iter().product();
        let before = self.pixels.len();
        let short = |cell: &[u8]| String::from_utf8_lossy(cell).chars().take(20).collect::<String>();
        let pixel = |cell: &[u8]| number(cell).ok_or_else(|| format!("'{}'", short(cell)));
        if let [only] = columns.pixels.as_slice() {
            let cells = row[*only].split(u8::is_ascii_whitespace).filter(|cell| !cell.is_empty());
            for cell in cells {
                self.pixels.push(pixel(cell)?);
            }
        } else {
            for column in &columns.pixels {
                self.pixels.push(pixel(&row[*column])?);
            }
        }
        let found = self.pixels.len() - before;
        if found != expected {
            return Err(format!("{found} of them"));
        }
        let label =
            columns.label.map_or_else(String::new, |at| String::from_utf8_lossy(&row[at]).trim().to_owned());
        if label.is_empty() {
            return Err("no label".to_owned());
        }
        self.labels.push(naming::composed(label.strip_suffix(".0").unwrap_or(&label)));
        self.parts.push(columns.part(row));
        Ok(())
    }
}
