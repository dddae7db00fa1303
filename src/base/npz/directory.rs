//! The list of members at the end of a zip archive (PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3).

use super::NpzError;
use std::io::{Read, Seek, SeekFrom};

/// Most bytes that the list of members may take: some hundred thousand of them.
pub const MAX_DIRECTORY: u64 = 16 << 20;

const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const END64: &[u8] = b"PK\x06\x06";
const END64_LENGTH: usize = 56;
const LOCATOR64: &[u8] = b"PK\x06\x07";
const LOCATOR64_LENGTH: usize = 20;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_LENGTH: usize = 46;
/// The mark of the extra field with sizes of 64 bits.
const EXTRA64: u16 = 1;
/// What stands where the number is in the extra field.
const ELSEWHERE: u64 = 0xffff_ffff;
const WHOLE: &str = "a whole zip archive";

/// A member as the list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DirectoryEntry {
    /// Without `.npy`.
    pub(super) name: String,
    pub(super) flags: u16,
    /// 0 is stored, 8 deflated.
    pub(super) method: u16,
    pub(super) crc: u32,
    /// Bytes in the archive; never more than the archive has.
    pub(super) packed: u64,
    /// Bytes when unpacked, as the list says.
    pub(super) unpacked: u64,
    /// Where its local header begins.
    pub(super) offset: u64,
}

/// Where the list is.
#[derive(Clone, Copy)]
struct ByteSpan {
    offset: u64,
    length: u64,
}

/// The members of an archive, in the order of its list.
pub(super) fn read<R: Read + Seek>(reader: &mut R) -> Result<Vec<DirectoryEntry>, NpzError> {
    let io = |error: std::io::Error| NpzError::io(WHOLE, &error);
    let length = reader.seek(SeekFrom::End(0)).map_err(io)?;
    let span = find(reader, length)?;
    if span.length > MAX_DIRECTORY {
        let expected = format!("a list of members of at most {MAX_DIRECTORY} bytes");
        return Err(NpzError::new(expected, span.length.to_string()));
    }
    if span.offset.checked_add(span.length).is_none_or(|end| end > length) {
        return Err(NpzError::new(WHOLE, "a list of members beyond its end"));
    }
    let list = bytes(reader, span.offset, span.length as usize)?;
    let mut rest = list.as_slice();
    let mut entries = Vec::new();
    while rest.starts_with(ENTRY) {
        let (entry, after) = entry(rest).ok_or_else(|| NpzError::new(WHOLE, "a list that is cut short"))?;
        if entry.packed > length {
            return Err(NpzError::new(WHOLE, "a member larger than it").of(&entry.name));
        }
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}

/// Finds the list from the record at the archive's end, behind which a comment may stand.
fn find<R: Read + Seek>(reader: &mut R, length: u64) -> Result<ByteSpan, NpzError> {
    let tail_length = length.min((END_LENGTH + usize::from(u16::MAX)) as u64);
    let tail_offset = length - tail_length;
    let tail = bytes(reader, tail_offset, tail_length as usize)?;
    let is_end = |at: &usize| {
        let record = &tail[*at..];
        record.starts_with(END)
            && short(record, 20).is_some_and(|comment| END_LENGTH + usize::from(comment) <= record.len())
    };
    let none = || NpzError::new(WHOLE, "no list of members at its end");
    let at = (0..tail.len()).rev().find(is_end).ok_or_else(none)?;
    let record = &tail[at..];
    let span =
        ByteSpan { length: long(record, 12).ok_or_else(none)?, offset: long(record, 16).ok_or_else(none)? };
    let everything_there = short(record, 10) != Some(u16::MAX) && span.length != ELSEWHERE;
    if everything_there && span.offset != ELSEWHERE {
        return Ok(span);
    }
    let locator = (tail_offset + at as u64).checked_sub(LOCATOR64_LENGTH as u64).ok_or_else(none)?;
    let locator = bytes(reader, locator, LOCATOR64_LENGTH)?;
    if !locator.starts_with(LOCATOR64) {
        // A list may be as long as the mark says without being one of 64 bits.
        return Ok(span);
    }
    let record = bytes(reader, huge(&locator, 8).ok_or_else(none)?, END64_LENGTH)?;
    match (record.starts_with(END64), huge(&record, 40), huge(&record, 48)) {
        (true, Some(length), Some(offset)) => Ok(ByteSpan { offset, length }),
        _ => Err(NpzError::new(WHOLE, "no list of members where it points")),
    }
}

/// The first member of a list and what follows it; `None` where it is cut short.
fn entry(list: &[u8]) -> Option<(DirectoryEntry, &[u8])> {
    let (name, extra, comment) = (short(list, 28)?, short(list, 30)?, short(list, 32)?);
    let name_end = ENTRY_LENGTH + usize::from(name);
    let extra_end = name_end + usize::from(extra);
    let name = String::from_utf8_lossy(list.get(ENTRY_LENGTH..name_end)?);
    // Names stand in messages of one line.
    let name = name.strip_suffix(".npy").unwrap_or(&name).replace(char::is_control, "?");
    let mut large = large_numbers(list.get(name_end..extra_end)?);
    let mut number = |here: u64| if here == ELSEWHERE { large.next() } else { Some(here) };
    // The extra field holds only the numbers that stand elsewhere, in this order.
    let (unpacked, packed) = (number(long(list, 24)?)?, number(long(list, 20)?)?);
    let entry = DirectoryEntry {
        name,
        flags: short(list, 8)?,
        method: short(list, 10)?,
        crc: long(list, 16)? as u32,
        packed,
        unpacked,
        offset: number(long(list, 42)?)?,
    };
    Some((entry, list.get(extra_end + usize::from(comment)..)?))
}

/// The numbers of 64 bits among a member's extra fields.
fn large_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while let (Some(mark), Some(length)) = (short(extra, 0), short(extra, 2)) {
        let end = (4 + usize::from(length)).min(extra.len());
        if mark == EXTRA64 {
            found = &extra[4..end];
        }
        extra = &extra[end..];
    }
    found.chunks_exact(8).filter_map(|number| huge(number, 0))
}

/// This many bytes from an offset.
pub(super) fn bytes<R: Read + Seek>(reader: &mut R, offset: u64, length: usize) -> Result<Vec<u8>, NpzError> {
    let mut bytes = vec![0; length];
    let read = reader.seek(SeekFrom::Start(offset)).and_then(|_| reader.read_exact(&mut bytes));
    read.map_err(|error| NpzError::io(WHOLE, &error))?;
    Ok(bytes)
}

/// 16 bits of a record.
pub(super) fn short(record: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(record.get(at..at + 2)?.try_into().ok()?))
}

/// 32 bits of a record.
fn long(record: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(u32::from_le_bytes(record.get(at..at + 4)?.try_into().ok()?)))
}

/// 64 bits of a record.
fn huge(record: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(record.get(at..at + 8)?.try_into().ok()?))
}
