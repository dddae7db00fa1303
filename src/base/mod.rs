//! What every module may use and what knows none of them: keyed random streams, the grammar of names, safe writing,
//! the arrays of NumPy, one rounding of shares.

pub mod atomic;
pub mod npz;
pub mod random;
pub mod rounding;
pub mod spec;
