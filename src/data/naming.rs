//! Paths and bytes as a person reads them.

use std::ffi::OsStr;
use std::fmt::Write;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// The last part of a path, for the header; also where the path ends in `.` or `..`.
pub(in crate::data) fn name_of(path: &Path) -> String {
    let absolute = path.file_name().is_none().then(|| path.canonicalize().ok()).flatten();
    let name = absolute.as_deref().unwrap_or(path).file_name();
    name.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The name of a file or folder as text that no other name has: bytes that are no UTF-8 stand as `\xe9`, and one letter is one
/// letter however it is composed (Unicode's form C), as two systems may write one name.
pub(in crate::data) fn distinct(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.extend(chunk.valid().nfc());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// A name in Unicode's form C.
pub(in crate::data) fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// Bytes as a user would look for them in a hex editor.
pub(in crate::data) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_named_by_the_last_part_of_its_path() {
        assert_eq!(name_of(Path::new("data/fashion-mnist/")), "fashion-mnist");
        assert_ne!(name_of(Path::new(".")), ".");
    }

    #[cfg(unix)]
    #[test]
    fn no_two_names_become_one_but_for_the_ways_to_write_a_letter() {
        use std::os::unix::ffi::OsStrExt;
        let name = |bytes: &[u8]| distinct(OsStr::from_bytes(bytes));
        assert_eq!([name(b"caf\xe9"), name(b"caf\xe8"), name(b"tea")], ["caf\\xe9", "caf\\xe8", "tea"]);
        assert_eq!(name("cafe\u{301}".as_bytes()), "caf\u{e9}");
        assert_eq!(composed("cafe\u{301}"), name("caf\u{e9}".as_bytes()));
    }
}
