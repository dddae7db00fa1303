//! Paths and bytes as a person reads them.

use std::path::Path;

/// The last part of a path, for the header; also where the path ends in `.` or `..`.
pub(in crate::data) fn name_of(path: &Path) -> String {
    let absolute = path.file_name().is_none().then(|| path.canonicalize().ok()).flatten();
    let name = absolute.as_deref().unwrap_or(path).file_name();
    name.map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
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
}
