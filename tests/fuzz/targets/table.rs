//! Tables that list images: two images lie beside the table.
#![no_main]

use dl_lab_fuzz::{folder, read, write};
use libfuzzer_sys::fuzz_target;
use std::sync::Once;

/// A PNG of one grey pixel.
const PIXEL: &[u8] = include_bytes!("../pixel.png");

fuzz_target!(|bytes: &[u8]| {
    static IMAGES: Once = Once::new();
    IMAGES.call_once(|| {
        std::fs::create_dir_all(folder().join("table")).expect("a folder of the fuzzer");
        write("table/a.png", PIXEL);
        write("table/b.png", PIXEL);
    });
    read(&write("table/table.csv", bytes));
});
