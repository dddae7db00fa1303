//! Archives that cannot be read to their end.

use super::NpzError;
use std::io;

/// Content that cannot be unpacked.
pub(super) fn damaged(error: &io::Error) -> NpzError {
    let found = match error.kind() {
        io::ErrorKind::UnexpectedEof => "its end too early".to_owned(),
        _ => error.to_string(),
    };
    NpzError::new("content that can be read", found)
}
