//! The floating-point types that losses are computed in.

use std::fmt::{Debug, Display};
use std::iter::Sum;

use num_traits::{Float, NumAssign};

/// `f32` for training, `f64` for proofs.
pub trait Real: Float + NumAssign + Sum + Debug + Display + Send + Sync + 'static {
    /// The nearest value of this type.
    fn of(value: f64) -> Self;
}

impl Real for f32 {
    fn of(value: f64) -> Self {
        value as Self
    }
}

impl Real for f64 {
    fn of(value: f64) -> Self {
        value
    }
}
