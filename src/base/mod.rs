//! What every module may use and what knows none of them: keyed random streams, the grammar of names, safe writing.

pub mod atomic;
pub mod random;
pub mod spec;
