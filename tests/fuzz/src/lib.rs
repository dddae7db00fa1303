//! What the targets share: a folder of their own, and reading it as a set.

use dl_lab::console::printable;
use dl_lab::data::{LoadOptions, load};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A folder of this process, in memory where the system has such a place.
///
/// # Panics
/// If it cannot be made.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let own = base.join(format!("dl-lab-fuzz-{}", std::process::id()));
        std::fs::create_dir_all(&own).expect("a folder for the files of the fuzzer");
        own
    })
}

/// Writes a file of that folder.
///
/// # Panics
/// If it cannot be written.
pub fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder().join(name);
    std::fs::write(&path, bytes).expect("a file of the fuzzer");
    path
}

/// Reads a set. What is read must be whole, and what is refused must be said in one line.
///
/// # Panics
/// If it is not so.
pub fn read(path: &Path) {
    match load(path, &LoadOptions::default(), &|_| {}) {
        Ok(set) => {
            let images = set.images.dim().0;
            assert_eq!(set.labels.len(), images, "a label for each image");
            let known = |index: &u32| (*index as usize) < images;
            assert!([&set.parts.train, &set.parts.validation, &set.parts.test].iter().all(|part| part.iter().all(known)));
            let classes = set.classes();
            assert!(set.labels.iter().all(|label| usize::from(*label) < classes.max(1)));
            if let Some(rows) = set.targets.rows() {
                assert_eq!(rows.dim(), (images, classes));
                assert!(rows.iter().all(|x| x.is_finite()));
            }
            said_in_one_line(&set.notes.concat());
        }
        Err(error) => said_in_one_line(&error.to_string()),
    }
}

/// What an error or a note comes to on a terminal: one line, whatever was in a name.
///
/// # Panics
/// If there is a control character in it.
pub fn said_in_one_line(text: &str) {
    assert!(!printable(text).contains(char::is_control), "{text:?}");
}
