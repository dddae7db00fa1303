//! Losses on what a network emits: value and gradient together; no layers.
//!
//! Reading order: [`stable`] (primitives that do not overflow), `sample` and `row` (one sample: what goes in and comes out, and which formula is called); the
//! formulas, one file a family: `softmax`, `normalised`, `sigmoid`, `logit`, `index`, `ordinal`, `scores`, `regression`, `teacher`;
//! [`catalogue`] (the names), [`reduction`] and [`batch`] (from samples to one number), [`weights`] (class-weight schemes),
//! [`probability`] and [`link`] (what the outputs say as probabilities or as numbers).
//!
//! To add a loss: a file in `catalogue/rows` with its type and what it says of itself, a row in `catalogue/rows/mod.rs`, a
//! case in the fixtures. The tests then take it up by themselves, and name it where something is missing.
//!
//! Everything is generic over [`Real`]: training runs in `f32`, proofs in `f64`.

pub mod batch;
pub mod catalogue;
mod check;
mod constant;
mod index;
pub mod link;
mod logit;
mod nature;
mod normalised;
mod ordinal;
pub mod positive;
pub mod prior;
pub mod probability;
pub mod real;
pub mod reduction;
mod regression;
mod row;
mod sample;
mod scalar;
mod scores;
mod sigmoid;
mod softmax;
mod spelling;
pub mod stable;
mod teacher;
pub mod weights;

pub use batch::{Batch, Targets, evaluate};
pub use catalogue::TargetKind;
pub use catalogue::rows::Loss;
pub use index::Numbering;
pub use link::Link;
pub use positive::Positive;
pub use probability::ProbabilityMap;
pub use real::Real;
pub use reduction::Reduction;
pub use regression::STEEPEST;
pub use sample::{Context, RowValue, Target};
pub use weights::Weights;
