//! Products of matrices and passes over slices, compiled for the widest vectors of the CPU at hand.
//!
//! Every product is made of register blocks ([`block`]): a few rows of the left factor times a [`panel`] of the right
//! one, 32 columns laid out so that each step along the inner dimension reads the next 128 bytes. The blocks are
//! written once, on the vectors of the `pulp` crate, and chosen at run time: AVX-512, AVX2 with FMA, NEON, or plain
//! numbers. Each element of a result is summed in one order that depends on the shapes alone.

#![allow(
    clippy::inline_always,
    reason = "vector code must end up inside the function compiled for those vectors"
)]

mod block;
mod panel;
mod pass;
mod product;
#[cfg(test)]
mod tests;

pub(super) use panel::padded;
pub use pass::affine;
pub(super) use pass::{add_rows, vectorised};
pub(super) use product::{input_gradient, multiply_add, pack_rows, weight_gradient};
