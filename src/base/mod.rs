//! What every module may use and what knows none of them: keyed random streams and the grammar of names.

pub mod random;
pub mod spec;
