//! What is inside a network: its weights and its outputs as images, and what each of its layers knows.
//!
//! Images are cheap and come while an arm trains ([`Viewer`]); what layers know is measured once, on a copy
//! ([`ProbeSubject`]). The screen gets numbers with names and shapes, never layers.

mod examine;
mod features;
mod maps;
mod probe;
mod trace;
mod weights;

pub use examine::ProbeSubject;

use crate::lab::bench::Bench;
use crate::lab::record::sheets::{Look, Seen};
use crate::nn::{Layer, Network};

/// How many layers stand before each set of outputs worth looking at: none for the pixels, all for the logits. Dropout
/// passes on what it is given outside training.
fn depths(network: &Network) -> impl Iterator<Item = usize> {
    let changes = |layer: &Layer| !matches!(layer, Layer::Dropout(_));
    let behind = (1..).zip(network.layers()).filter(move |(_, layer)| changes(layer)).map(|(depth, _)| depth);
    std::iter::once(0).chain(behind)
}

/// Shows the same things again and again while an arm trains.
#[derive(Clone, Debug)]
pub struct Viewer {
    look: Look,
    /// Hidden units in the order of their weight, chosen once, so that images keep their places.
    units: Vec<usize>,
    chosen_at: u64,
}

impl Viewer {
    /// Chooses what to show of a network as it is at a step.
    pub fn new(look: Look, network: &Network, step: u64) -> Self {
        let units = if look == Look::Weights { weights::strongest(network) } else { Vec::new() };
        Self { look, units, chosen_at: step }
    }

    /// What is looked at.
    pub fn look(&self) -> Look {
        self.look
    }

    /// What there is to see now; `image` is the watched one. `None` where outputs are looked at and nothing is watched.
    ///
    /// # Panics
    /// If the data set has no such image.
    pub fn see(&self, network: &Network, bench: &Bench, image: Option<u32>) -> Option<Seen> {
        let sheets = match self.look {
            Look::Weights => weights::sheet(network, bench.dataset.shape(), &self.units, self.chosen_at),
            Look::Maps => maps::sheets(network, bench, image?),
        };
        Some(Seen { look: self.look, image: image.filter(|_| self.look == Look::Maps), sheets })
    }
}

#[cfg(test)]
mod tests;
