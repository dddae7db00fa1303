//! A file read front to back, unpacked where it is gzip, that knows how much it can hold.

use crate::data::error::ErrorPlace;
use crate::data::meter::Meter;
use crate::data::{DataError, limits};
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// No deflate stream holds more than 1032 bytes for each of its own (zlib's technical notes).
const DEFLATE_RATIO: u64 = 1032;

/// How much is read, and reported, at once.
const CHUNK: usize = 1 << 20;

/// The unpacked length of a source, as far as it is known before reading.
#[derive(Clone, Copy)]
enum Length {
    Exactly(u64),
    AtMost(u64),
}

/// A source and how far it is read.
pub(super) struct IdxSource {
    path: PathBuf,
    reader: Box<dyn Read + Send>,
    length: Length,
    offset: u64,
}

impl IdxSource {
    /// Opens a file, gzip or not by its first two bytes.
    ///
    /// # Errors
    /// If it cannot be opened or is no regular file.
    pub(super) fn open(path: &Path) -> Result<Self, DataError> {
        let wrong = |error: io::Error| DataError::io(path, &error);
        let metadata = std::fs::metadata(path).map_err(wrong)?;
        if !metadata.is_file() {
            return Err(DataError::new(path, "a regular file", "something else"));
        }
        let file = File::open(path).map_err(wrong)?;
        Self::new(path, BufReader::with_capacity(1 << 16, file), metadata.len()).map_err(wrong)
    }

    /// Reads from `bytes`, of which there are `length`.
    pub(super) fn new(
        path: &Path,
        mut bytes: impl BufRead + Send + 'static,
        length: u64,
    ) -> io::Result<Self> {
        let packed = bytes.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let (reader, length): (Box<dyn Read + Send>, _) = if packed {
            (Box::new(MultiGzDecoder::new(bytes)), Length::AtMost(length.saturating_mul(DEFLATE_RATIO)))
        } else {
            (Box::new(bytes), Length::Exactly(length))
        };
        Ok(Self { path: path.to_owned(), reader, length, offset: 0 })
    }

    /// The path it was opened with.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the file can hold `needed` bytes, which make elements of these sizes: `what` in words.
    ///
    /// # Errors
    /// If a plain file has another length, a gzip file cannot be that large, or the cap is passed.
    pub(super) fn expect(&self, sizes: &[u64], needed: u64, what: &str) -> Result<(), DataError> {
        limits::set_bytes(&self.path, sizes)?;
        let expected = format!("{needed} bytes for {what}");
        match self.length {
            Length::Exactly(length) if length < needed => Err(self.truncated(expected, length)),
            Length::Exactly(length) if length > needed => {
                Err(self.oversized(expected, needed, length.to_string()))
            }
            Length::AtMost(most) if most < needed => {
                let found = format!("a gzip file that holds at most {most}");
                Err(DataError::new(&self.path, expected, found).advise("fetch the file again"))
            }
            _ => Ok(()),
        }
    }

    /// Fills `buffer` and tells `meter` how much has come.
    ///
    /// # Errors
    /// If the content ends before the buffer is full or cannot be unpacked.
    pub(super) fn fill(&mut self, buffer: &mut [u8], meter: Option<&Meter<'_>>) -> Result<(), DataError> {
        let needed = self.offset + buffer.len() as u64;
        for chunk in buffer.chunks_mut(CHUNK) {
            let mut filled = 0;
            while filled < chunk.len() {
                match self.read(&mut chunk[filled..])? {
                    0 => return Err(self.truncated(format!("at least {needed} bytes"), self.offset)),
                    count => filled += count,
                }
            }
            if let Some(meter) = meter {
                meter.add(filled);
            }
        }
        Ok(())
    }

    /// Checks that nothing follows; for gzip this also compares the checksum.
    ///
    /// # Errors
    /// If more follows or the checksum is wrong.
    pub(super) fn finish(mut self) -> Result<(), DataError> {
        let end = self.offset;
        match self.read(&mut [0])? {
            0 => Ok(()),
            _ => Err(self.oversized(format!("the end after {end} bytes"), end, "more".to_owned())),
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, DataError> {
        loop {
            match self.reader.read(buffer) {
                Ok(count) => {
                    self.offset += count as u64;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    return Err(DataError::new(&self.path, "content that can be read", error.to_string())
                        .at(ErrorPlace::Byte(self.offset))
                        .advise("the file is damaged or cut short; fetch it again"));
                }
            }
        }
    }

    fn truncated(&self, expected: String, found: u64) -> DataError {
        DataError::new(&self.path, expected, format!("{found}"))
            .at(ErrorPlace::Byte(found))
            .advise("the file is cut short; fetch it again")
    }

    fn oversized(&self, expected: String, end: u64, found: String) -> DataError {
        DataError::new(&self.path, expected, found)
            .at(ErrorPlace::Byte(end))
            .advise("the header does not fit the file; fetch it again")
    }
}
