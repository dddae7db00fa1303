//! Numbers that stand for content: XXH3, 128 bits.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// How much of a file is read at once.
const CHUNK: usize = 1 << 16;

/// The number of some bytes.
pub(in crate::data) fn of_bytes(bytes: &[u8]) -> u128 {
    xxh3_128(bytes)
}

/// The number of several pieces of content, each told from the next by its length.
#[derive(Default)]
pub(in crate::data) struct ContentHash(Xxh3);

impl ContentHash {
    /// Adds a piece.
    pub(in crate::data) fn add(&mut self, bytes: &[u8]) {
        self.0.update(&(bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    /// The number of all pieces.
    pub(in crate::data) fn number(&self) -> u128 {
        self.0.digest128()
    }
}

/// The number of a file's bytes, read piece by piece.
///
/// # Errors
/// If it cannot be read.
pub(super) fn of_file(path: &Path) -> io::Result<u128> {
    let mut file = File::open(path)?;
    let mut hash = Xxh3::new();
    let mut piece = vec![0; CHUNK];
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hash.digest128()),
            Ok(count) => hash.update(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
