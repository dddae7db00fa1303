//! NumPy archives: the zip container, the headers of arrays, and what they hold.
#![no_main]

use dl_lab_fuzz::{read, write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| read(&write("set.npz", bytes)));
