//! The arithmetic of dl-lab: products of matrices, convolutions and passes over slices, in the vectors of the CPU at hand.
//!
//! A crate of its own, so that a change of the program does not compile it anew.
//!
//! Every product is made of register tiles (`tile.rs`): M numbers of the left factor times N vectors of the right one a
//! step. Weights live in the order in which tiles read them ([`Layout`]), so nothing is packed on the way forward.
//! Convolutions are products too, of rows that overlap: images lie channels last, so the windows of neighbouring pixels
//! begin a pixel apart, and nothing is unrolled in memory ([`slide`], [`kernel_gradient`], [`spread`]).
//!
//! All of it is safe Rust, written once, on the vectors of the `pulp` crate. The kind is chosen at run time, once for the
//! process ([`Vectors`]); `DL_LAB_VECTORS` forces one. Each element of a result is summed in one order that depends on
//! the shapes and the kind alone, so bits are reproduced on the same kind, whatever the number of threads.
//!
//! # Tiles
//!
//! | kind | registers | tile | why |
//! |---|---|---|---|
//! | AVX-512 | 32 of 16 numbers | 8 x 2 vectors | 16 sums hide the latency of two multiply-adds a cycle; taller tiles gain nothing and need more addresses than there are registers for |
//! | AVX2 | 16 of 8 numbers | 6 x 2 | 12 sums, two vectors of the right factor and one number of the left: 15 registers, and 8 loads for 12 multiply-adds |
//! | NEON | 32 of 4 numbers | 6 x 4 | 24 sums, four vectors and one number; loads are few beside the arithmetic |
//! | scalar | 16 of 4 numbers | 4 x 2 | without fused multiply-adds a product needs a register of its own |
//!
//! Columns are filled up to whole vectors, not to whole tiles: a last panel of one vector has tiles of its own, which are
//! taller, so that they keep the arithmetic busy.
//! Up to eight columns are worked with AVX2 where AVX-512 is in use: at least half a vector would stay empty.

#![allow(
    clippy::inline_always,
    reason = "vector code must end up inside the function compiled for those vectors"
)]
#![allow(clippy::needless_range_loop, reason = "tiles of registers are arrays walked by constant indices")]

mod activation;
mod channels;
mod kernel_gradient;
mod layout;
mod math;
mod pack;
mod pack_kernel;
mod passes;
mod peak;
mod pool_max;
mod pool_mean;
mod product;
mod spread;
mod store;
#[cfg(test)]
mod tests;
mod tile;
mod update;
mod vectors;
mod window;

pub use activation::{relu, relu_back, sigmoid_back, tanh_back};
pub use channels::{narrow, widen};
pub use kernel_gradient::{KernelGradient, kernel_gradient, slack};
pub use layout::{BLOCK, Layout, Panel, padded};
pub use math::{exp, ln_1p, sigmoid, softplus, tanh};
pub use pack::{pack_columns, pack_rows, packed_columns, transpose_block};
pub use pack_kernel::{add_to_layout, kernel_size, pack_kernel, pack_kernel_back};
pub use passes::{add, affine, fetch};
pub use peak::multiply_adds;
pub use pool_max::{Pair, largest, largest_back};
pub use pool_mean::{mean, mean_back};
pub use product::{Shards, bias_gradient, multiply, weight_gradient};
pub use spread::{Spread, pack_kernel_spread, spread, spread_scratch, spread_size};
pub use update::{AdamStep, SgdStep, Shrinkage, adapt, sgd_step};
pub use vectors::{VARIABLE, Vectors, VectorsError, vectorised};
pub use window::{Slide, Sliding, slide};

/// Most numbers of a panel of a block, on any kind.
pub const PANEL: usize = BLOCK * 32;
