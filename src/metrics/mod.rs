//! What can be computed from predictions; undefined is `None`, never 0 or NaN.
//!
//! [`confusion`] counts, [`report`] says what the counts mean, [`interval`] how far to trust them; [`ranking`], [`roc`],
//! [`calibration`] and [`information`] look at scores and probabilities; [`multilabel`] and [`regression`] are the reports of
//! the other two tasks, [`binary`] and [`occurrence`] what they count, [`binormal`] what two normal scores must do;
//! [`least_squares`] is the best a linear model can do, [`ood`] tells OOD images; [`principal`] lays points out
//! in a plane.
//! Everything is in double precision and natural logarithms ([`Unit`] turns them into bits for the screen).

pub mod agreement;
pub mod binary;
pub mod binormal;
pub mod calibration;
pub mod confusion;
pub mod information;
pub mod interval;
pub mod least_squares;
pub mod multilabel;
pub mod occurrence;
pub mod ood;
pub mod principal;
pub mod ranking;
pub mod regression;
pub mod report;
pub mod roc;

pub use binary::{Binary, Costs};
pub use binormal::Binormal;
pub use calibration::Reliability;
pub use confusion::Confusion;
pub use information::Unit;
pub use interval::{Interval, Pairs};
pub use least_squares::LeastSquares;
pub use multilabel::LabelReport;
pub use occurrence::CoOccurrence;
pub use principal::Principal;
pub use regression::ValueReport;
pub use report::Report;
pub use roc::Roc;
