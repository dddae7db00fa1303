//! Logs of stored runs: every line that is an event is folded into the history that panes read, and written as it was read.
#![no_main]

use dl_lab::lab::History;
use dl_lab::lab::record::consistency::Consistency;
use dl_lab::lab::record::log;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (mut history, mut consistency) = (History::default(), Consistency::default());
    for line in text.lines() {
        if let Ok(event) = log::parse(line) {
            let written = log::line(&event);
            let again = log::parse(written.trim_end()).expect("its own text");
            assert_eq!(log::line(&again), written);
            if consistency.check(&event).is_ok() {
                history.apply(&event);
            }
        }
    }
});
