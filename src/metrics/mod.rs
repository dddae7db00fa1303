//! What can be computed from predictions; undefined is `None`, never 0 or NaN.
//!
//! [`confusion`] counts, [`report`] says what the counts mean, [`interval`] how far to trust them; [`ranking`],
//! [`calibration`] and [`information`] look at scores and probabilities; [`principal`] lays points out in a plane.
//! Everything is in double precision and natural logarithms ([`Unit`] turns them into bits for the screen).

pub mod agreement;
pub mod calibration;
pub mod confusion;
pub mod information;
pub mod interval;
pub mod principal;
pub mod ranking;
pub mod report;

pub use calibration::Reliability;
pub use confusion::Confusion;
pub use information::Unit;
pub use interval::{Interval, Pairs};
pub use principal::Principal;
pub use report::Report;
