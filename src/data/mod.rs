//! Images and their targets: reading, drawing, splitting, thinning and ordering them. Knows no learning.
//!
//! A set is read by [`load`] or drawn by [`generate`], loses a validation set to [`split_validation`] and what is too much
//! to [`keep_share`], is searched for
//! [equal images](repeated()), gets OOD images beside it by [`ood::fill`], is made imbalanced by [`Imbalance::thin`],
//! and is then drawn out epoch by epoch by [`Sampler::epoch_order`], each image changed by [`Augment`] where that is
//! asked for.

mod answers;
pub mod augment;
mod census;
mod cifar;
mod classes;
pub mod clothes;
pub mod dataset;
pub mod error;
mod fingerprint;
mod folder;
pub mod format;
pub mod generate;
mod idx;
mod images;
pub mod imbalance;
mod limits;
mod manifest;
mod meter;
mod names;
mod naming;
mod npz;
pub mod ood;
mod options;
mod origin;
mod pattern;
mod pixels;
mod range;
pub mod resize;
pub mod sampler;
mod select;
pub mod split;
mod subset;
pub mod targets;
mod twins;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;

pub use augment::{AUGMENTS, Augment};
pub use clothes::CLOTHES;
pub use dataset::{Dataset, Part, Parts};
pub use error::DataError;
pub use format::{FORMATS, Format, load};
pub use images::cache;
pub use imbalance::{IMBALANCES, Imbalance};
pub use ood::OodSource;
pub use options::{Columns, LoadOptions, SIZES};
pub use origin::Origin;
pub use pattern::LabelPattern;
pub use range::PixelRange;
pub use resize::{RESIZES, Resize};
pub use sampler::Sampler;
pub use split::{split_validation, unvalidated};
pub use subset::keep_share;
pub use targets::{DataTargets, Extra, Task};
pub use twins::repeated;

/// What a loader says while it works, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// What is being done, such as `"reading train-images-idx3-ubyte.gz"`.
    pub what: &'a str,
    /// Units done so far.
    pub done: usize,
    /// Units in all; 0 where that is not known yet.
    pub total: usize,
}

/// Takes progress reports, from any thread.
pub type OnProgress<'a> = &'a (dyn Fn(Progress<'_>) + Sync);
