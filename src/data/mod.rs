//! Pictures and their targets: reading, drawing, splitting, thinning and ordering them. Knows no learning.

pub mod clothes;
pub mod dataset;
pub mod error;
pub mod generate;

pub use dataset::{Dataset, Parts};
pub use error::DataError;

/// What a loader says while it works, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done, such as `"reading train-images-idx3-ubyte.gz"`.
    pub what: &'a str,
    /// Units done so far.
    pub done: usize,
    /// Units in all; 0 where that is not known yet.
    pub total: usize,
}

/// Takes progress reports, from any thread.
pub type OnProgress<'a> = &'a (dyn Fn(Progress<'_>) + Sync);
