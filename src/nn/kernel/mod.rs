//! Products of matrices and passes over slices, compiled for the widest vectors of the CPU at hand.
//!
//! Every product is made of register blocks ([`block`]): a few rows of the left factor times a panel of the right one,
//! 32 columns laid out so that each step along the inner dimension reads the next 128 bytes. Weights live in that
//! [`layout`] for good, so that nothing is packed on the way forward.
//!
//! Convolutions are products too, of rows that overlap: pictures lie channels last, so the windows of neighbouring
//! pixels begin a pixel apart, and nothing is unrolled ([`window`], [`slopes`], [`spread`], on the tiles of [`tile`]).
//! Channels fill vectors; where a picture has few, other numbers that lie side by side do.
//!
//! All of it is safe Rust, written once, on the vectors of the `pulp` crate, and chosen at run time: AVX-512, AVX2 with
//! FMA, NEON, or plain numbers. Each element of a result is summed in one order that depends on the shapes alone.

#![allow(
    clippy::inline_always,
    reason = "vector code must end up inside the function compiled for those vectors"
)]
#![allow(clippy::needless_range_loop, reason = "blocks of registers are arrays walked by constant indices")]

mod block;
mod columns;
mod largest;
mod lay;
mod layout;
mod mean;
mod pack;
mod pass;
mod product;
mod slopes;
mod spread;
mod sweep;
#[cfg(test)]
mod tests;
mod tile;
mod window;

pub(super) use columns::{narrow, widen};
pub(super) use largest::{Pair, largest, largest_back};
pub(super) use lay::{add_to_layout, kernel_size, lay_kernel, lay_kernel_back};
pub use layout::Layout;
pub(super) use layout::{BLOCK, padded};
pub(super) use mean::{mean, mean_back};
pub(super) use pack::pack_rows;
pub(super) use pass::vectorised;
pub use pass::{affine, fetch};
pub(super) use product::{Shards, bias_gradient, input_gradient, multiply_add, weight_gradient};
pub(super) use slopes::{KernelGradient, kernel_gradient};
pub(super) use spread::{SLACK, Spread, lay_kernel_spread, spread, spread_size};
pub(super) use window::{Slide, Sliding, slide};

/// Numbers of the largest panel of a block.
pub(super) const PANEL: usize = BLOCK * layout::WIDTH;
