//! Files that are either old or new, never torn: a temporary file beside the target, fsync, rename.

use std::io::{self, Write};
use std::path::Path;

/// Replaces the content of `path`.
///
/// # Errors
/// If the folder cannot be written; the old content stays then.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    write_all(path, &[content])
}

/// The same with content that lies in several places.
///
/// # Errors
/// As [`write()`].
pub fn write_all(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = temporary(folder)?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// A temporary file that others may read as far as the user's umask lets them, as with any other file.
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// Makes a rename last. Folders cannot be opened everywhere; where they cannot, the rename itself must do.
fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder).map_or(Ok(()), |folder| folder.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write(&folder.path().join("no/such/folder"), b"").is_err());
    }
}
