//! A small data set on disk, and the program that reads it.
#![allow(dead_code, reason = "every test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails by a panic")]

use assert_cmd::Command;
use std::path::Path;

/// An IDX file of unsigned bytes.
pub(crate) fn idx(sizes: &[u32], elements: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, sizes.len() as u8];
    bytes.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    bytes.extend(elements);
    bytes
}

/// Three classes of 6 x 6 images, each with a brighter band of its own: this many images with their labels.
fn pair(n: u32) -> (Vec<u8>, Vec<u8>) {
    let labels: Vec<u8> = (0..n).map(|at| (at % 3) as u8).collect();
    let noise = |at: u32, pixel: u32| (at * 7919 + pixel * 104_729 + at * pixel * 31) % 150;
    let band = |at: u32, pixel: u32| if pixel / 12 == at % 3 { 60 } else { 0 };
    let pixels = (0..n).flat_map(|at| (0..36).map(move |pixel| (noise(at, pixel) + band(at, pixel)) as u8));
    (idx(&[n, 6, 6], &pixels.collect::<Vec<u8>>()), idx(&[n], &labels))
}

/// Writes a sound set: 240 images to learn from, 60 to test on.
pub(crate) fn write_set(folder: &Path) {
    std::fs::create_dir_all(folder).unwrap();
    for (name, n) in [("train", 240), ("t10k", 60)] {
        let (images, labels) = pair(n);
        std::fs::write(folder.join(format!("{name}-images-idx3-ubyte")), images).unwrap();
        std::fs::write(folder.join(format!("{name}-labels-idx1-ubyte")), labels).unwrap();
    }
}

/// The program, in a folder, away from the user's own settings.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("dl-lab").unwrap();
    command.current_dir(folder).env("XDG_STATE_HOME", folder).env("RUST_BACKTRACE", "1");
    command.env("DL_LAB_CACHE", folder.join(".cache"));
    command
}
