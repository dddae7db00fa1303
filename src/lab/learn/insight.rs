//! What is inside a network: its weights and its outputs as pictures, and what each of its layers knows.
//!
//! Pictures are cheap and come while an arm trains ([`Viewer`]); what layers know is measured once, on a copy
//! ([`Examination`]). The screen gets numbers with names and shapes, never layers.

mod examine;
mod features;
mod maps;
mod probe;
mod trace;
mod weights;

pub use examine::{Cloud, Examination, LayerProbe, Subject};
pub use trace::WeightStep;

use crate::lab::bench::Bench;
use crate::nn::{Layer, Network};

/// What a person looks at inside a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The weights that act on pixels.
    Weights,
    /// What the layers make of the watched picture.
    Maps,
}

/// What an arm shows of itself at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What was asked for.
    pub look: Look,
    /// The picture whose outputs these are, an index into the data set; `None` for weights.
    pub picture: Option<u32>,
    /// One sheet for the weights, one a layer for the outputs; none where the network has nothing of the kind.
    pub sheets: Vec<Sheet>,
}

/// Small pictures of one kind and shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The layer they belong to.
    pub layer: String,
    /// What a picture is.
    pub kind: Kind,
    /// Height, width and channels of each.
    pub shape: [usize; 3],
    /// How many the layer has; the sheet may hold fewer.
    pub total: usize,
    /// The pictures.
    pub tiles: Vec<Tile>,
}

/// What the pictures of a sheet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The weights from every pixel to one class.
    Templates,
    /// The weights from every pixel to one hidden unit; those units that weighed most at this step.
    Units {
        /// The step at which they were chosen.
        chosen_at: u64,
    },
    /// One kernel of a convolution.
    Filters,
    /// The output of one channel.
    Maps {
        /// Its height and width in the network; the picture is smaller where neighbours were averaged.
        whole: [usize; 2],
    },
    /// The outputs of all units of a layer without height and width, in rows; what fills the last row up is NaN.
    Row,
}

/// One picture of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// The class, unit or channel, counted from 0.
    pub index: usize,
    /// `[H, W, C]`, row by row.
    pub values: Vec<f32>,
}

impl Sheet {
    /// The least and the largest finite value of all its pictures.
    pub fn range(&self) -> Option<[f32; 2]> {
        range(self.tiles.iter().flat_map(|tile| &tile.values))
    }
}

impl Tile {
    /// Its least and its largest finite value.
    pub fn range(&self) -> Option<[f32; 2]> {
        range(self.values.iter())
    }
}

fn range<'a>(values: impl Iterator<Item = &'a f32>) -> Option<[f32; 2]> {
    values.filter(|x| x.is_finite()).fold(None, |range, &x| {
        let [low, high] = range.unwrap_or([x; 2]);
        Some([x.min(low), x.max(high)])
    })
}

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
    /// Hidden units in the order of their weight, chosen once, so that pictures keep their places.
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

    /// What there is to see now; `picture` is the watched one. `None` where outputs are looked at and nothing is watched.
    ///
    /// # Panics
    /// If the data set has no such picture.
    pub fn see(&self, network: &Network, bench: &Bench, picture: Option<u32>) -> Option<Seen> {
        let sheets = match self.look {
            Look::Weights => weights::sheet(network, bench.dataset.shape(), &self.units, self.chosen_at),
            Look::Maps => maps::sheets(network, bench, picture?),
        };
        Some(Seen { look: self.look, picture: picture.filter(|_| self.look == Look::Maps), sheets })
    }
}

#[cfg(test)]
mod tests;
