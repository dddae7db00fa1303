//! Batches of CIFAR. The bytes are repeated up to the size of a few records, of which most of a batch consists.
#![no_main]

use dl_lab_fuzz::{folder, read, write};
use libfuzzer_sys::fuzz_target;

/// Bytes of a record of CIFAR-10, and of CIFAR-100.
const RECORDS: [usize; 2] = [3073, 3074];

fuzz_target!(|bytes: &[u8]| {
    let [kind, count, rest @ ..] = bytes else { return };
    let (record, count) = (RECORDS[usize::from(kind % 2)], usize::from(count % 8));
    let extra = usize::from(kind / 128);
    let content: Vec<u8> = rest.iter().copied().cycle().take(record * count + extra).collect();
    std::fs::create_dir_all(folder().join("cifar")).expect("a folder of the fuzzer");
    let name = if kind % 2 == 0 { "cifar/data_batch_1.bin" } else { "cifar/train.bin" };
    let other = if kind % 2 == 0 { "train.bin" } else { "data_batch_1.bin" };
    let _ = std::fs::remove_file(folder().join("cifar").join(other));
    write("cifar/batches.meta.txt", rest);
    read(&write(name, &content));
    read(&folder().join("cifar"));
});
