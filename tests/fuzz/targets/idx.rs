//! IDX files: images with their labels beside them, plain or gzip. The first two bytes say where the one ends.
#![no_main]

use dl_lab_fuzz::{folder, read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [high, low, rest @ ..] = bytes else { return };
    let (images, labels) = rest.split_at(rest.len().min(usize::from(u16::from_be_bytes([*high, *low]))));
    std::fs::create_dir_all(folder().join("idx")).expect("a folder of the fuzzer");
    write("idx/train-images-idx3-ubyte", images);
    write("idx/train-labels-idx1-ubyte", labels);
    read(&folder().join("idx"));
});
