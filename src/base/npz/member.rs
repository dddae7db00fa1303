//! One member of the archive, unpacked as it is read.

use super::damage::damaged;
use super::directory::{DirectoryEntry, bytes, short};
use super::{Header, NpzError};
use flate2::Crc;
use flate2::read::DeflateDecoder;
use std::io::{self, Read, Seek, SeekFrom};

const LOCAL: &[u8] = b"PK\x03\x04";
const LOCAL_LENGTH: usize = 30;
/// The bit of the flags that says that a password is needed.
const LOCKED: u16 = 1;
/// No deflate stream holds more than 1032 bytes for each of its own (zlib's technical notes).
const DEFLATE_RATIO: u64 = 1032;

/// A member and how much of it is read.
pub(super) struct NpzMember<'a> {
    content: Box<dyn Read + 'a>,
    crc: Crc,
    read: u64,
    expected_crc: u32,
    /// As the list says; never more than the packed bytes can hold.
    unpacked: u64,
}

impl<'a> NpzMember<'a> {
    /// Goes to the beginning of a member's content.
    pub(super) fn open<R: Read + Seek>(reader: &'a mut R, entry: &DirectoryEntry) -> Result<Self, NpzError> {
        if entry.flags & LOCKED != 0 {
            return Err(NpzError::new("an archive without a password", "a member that needs one"));
        }
        let most = match entry.method {
            0 => entry.packed,
            8 => entry.packed.saturating_mul(DEFLATE_RATIO),
            other => return Err(NpzError::new("a stored or deflated member", format!("method {other}"))),
        };
        if entry.unpacked > most {
            let found = format!("{} of at most {most} bytes", entry.unpacked);
            return Err(NpzError::new("a size that its packed bytes can hold", found));
        }
        let local = bytes(reader, entry.offset, LOCAL_LENGTH)?;
        let lengths = [short(&local, 26), short(&local, 28)].map(|length| u64::from(length.unwrap_or(0)));
        if !local.starts_with(LOCAL) {
            return Err(NpzError::new("a whole zip archive", "no member where its list points"));
        }
        // The record was read from `offset` on, so that this cannot pass 64 bits.
        let begin = entry.offset + LOCAL_LENGTH as u64 + lengths[0] + lengths[1];
        reader.seek(SeekFrom::Start(begin)).map_err(|error| damaged(&error))?;
        let packed = reader.take(entry.packed);
        let content: Box<dyn Read + 'a> =
            if entry.method == 0 { Box::new(packed) } else { Box::new(DeflateDecoder::new(packed)) };
        let (expected_crc, unpacked) = (entry.crc, entry.unpacked);
        Ok(Self { content, crc: Crc::new(), read: 0, expected_crc, unpacked })
    }

    /// Checks, when no more than the header is read, that the rest is as long as the header says.
    pub(super) fn holds_behind_header(&self, header: &Header) -> Result<(), NpzError> {
        let (needed, rest) = (header.file_bytes(), self.unpacked.saturating_sub(self.read));
        if needed == Some(rest) {
            return Ok(());
        }
        let needed = needed.map_or_else(|| "more than 64 bits of".to_owned(), |needed| needed.to_string());
        let expected = format!("{needed} bytes for shape {:?} of {}", header.shape, header.kind.name());
        Err(NpzError::new(expected, rest.to_string()))
    }

    /// Checks that nothing follows and that the checksum is right.
    pub(super) fn finish(mut self) -> Result<(), NpzError> {
        let more = self.read(&mut [0]).map_err(|error| damaged(&error))?;
        if more > 0 {
            return Err(NpzError::new(format!("the end after {} bytes", self.unpacked), "more"));
        }
        if self.crc.sum() != self.expected_crc {
            return Err(NpzError::new("content that has its checksum", "other content"));
        }
        Ok(())
    }
}

impl Read for NpzMember<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.content.read(buffer)?;
        self.crc.update(&buffer[..count]);
        self.read += count as u64;
        Ok(count)
    }
}
