//! Losses on logits: value and gradient together; no layers.
//!
//! Reading order: [`stable`] (primitives that do not overflow), `row` (one sample: what goes in, what comes out), `softmax`,
//! `sigmoid` and `scores` (the formulas), [`catalogue`] (the names), [`reduction`] and [`batch`] (from samples
//! to one number), [`weights`] (class-weight schemes), [`probability`] (what the logits say as probabilities).
//!
//! To add a loss: a variant of [`Loss`] in `definition.rs`, its row in `catalogue/rows.rs`, its formula in the file of its
//! family and the line in `row.rs` that calls it. The tests then take it up by themselves; add a case to the fixtures.
//!
//! Everything is generic over [`Real`]: training runs in `f32`, proofs in `f64`.

pub mod batch;
pub mod catalogue;
mod definition;
pub mod prior;
pub mod probability;
mod real;
pub mod reduction;
mod row;
mod scores;
mod sigmoid;
mod softmax;
pub mod stable;
pub mod weights;

pub use batch::{Batch, Targets, evaluate};
pub use definition::Loss;
pub use probability::ProbabilityMap;
pub use real::Real;
pub use reduction::Reduction;
pub use row::{Context, RowValue, Target};
pub use weights::Weights;
