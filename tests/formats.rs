//! The formats people have, read from real sets, which lie beside the repository and not in it.

use dl_lab::data::{Dataset, LoadOptions, load};
use std::path::{Path, PathBuf};

/// A file or folder of `../shared/data`, or of `DL_LAB_SHARED`/data; without it the test says so and is over.
#[allow(clippy::print_stdout, reason = "a test that is skipped says so")]
fn shared(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("DL_LAB_SHARED").map_or_else(beside, PathBuf::from);
    let path = root.join("data").join(name);
    if !path.exists() {
        println!("skipped: ../shared is not here");
        return None;
    }
    Some(path)
}

fn read(path: &Path, options: &LoadOptions) -> Dataset {
    load(path, options, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_pneumonia_archive_is_read_as_a_file_and_as_its_folder() {
    let Some(folder) = shared("pneumonia") else { return };
    let set = read(&folder, &LoadOptions::default());
    assert_eq!(set.images.dim(), (5030, 28, 28, 1));
    let counts =
        [&set.parts.train, &set.parts.validation, &set.parts.test].map(|part| set.class_counts(part));
    assert_eq!(counts, [[388, 3494], [135, 389], [234, 390]]);
    assert!(set.notes.is_empty(), "{:?}", set.notes);
    let file = read(&folder.join("pneumoniamnist.npz"), &LoadOptions::default());
    assert!(file.images == set.images && file.labels == set.labels && file.parts == set.parts);
}
