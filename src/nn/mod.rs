//! Networks: numbers only. Knows no images, no losses, no runs.
//!
//! A batch is worked in *shards* of [`workspace::SHARD`] rows: each shard goes forward, through the caller's loss and
//! back on one thread; then the gradients of dense weights are computed by blocks of rows of each matrix, every block on
//! one thread, adding the shards in their order. A convolution's kernel is small: each shard sums its own gradient, and
//! the shards are added in their order. Batch normalisation needs the whole batch, so shards wait for each other there.
//! No sum depends on the number of threads, so neither do the bits.

pub mod activation;
pub mod average;
mod cache;
mod common;
pub mod conv;
pub mod cosine;
pub mod dense;
pub mod dropout;
pub mod epilogue;
pub mod exchange;
mod flat;
mod freeze;
pub mod init;
pub mod layer;
pub mod network;
pub mod norm;
pub mod optimizer;
#[cfg(test)]
mod proofs;
pub mod schedule;
pub mod shape;
pub mod tensor;
pub mod workspace;
pub mod zoo;

pub use layer::Layer;
pub use network::Network;
pub use optimizer::{Optimizer, Penalty, Sgd};
pub use schedule::Schedule;
pub use shape::Shape;
pub use tensor::{Role, Tensor};
pub use workspace::Workspace;
