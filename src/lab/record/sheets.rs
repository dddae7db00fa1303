//! What is known of the inside of a network: its weights and its outputs as images, what each of its layers knows, and
//! one weight through one step. Numbers with names and shapes, never layers.

use crate::metrics::interval::wilson;
use crate::metrics::{Interval, Principal};

/// What a person looks at inside a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The weights that act on pixels.
    Weights,
    /// What the layers make of the watched image.
    Maps,
}

/// What an arm shows of itself at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What was asked for.
    pub look: Look,
    /// The image whose outputs these are, an index into the data set; `None` for weights.
    pub image: Option<u32>,
    /// One sheet for the weights, one a layer for the outputs; none where the network has nothing of the kind.
    pub sheets: Vec<Sheet>,
}

/// Small images of one kind and shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The layer they belong to.
    pub layer: String,
    /// What an image is.
    pub kind: SheetKind,
    /// Height, width and channels of each.
    pub shape: [usize; 3],
    /// How many the layer has; the sheet may hold fewer.
    pub total: usize,
    /// The images.
    pub tiles: Vec<Tile>,
}

/// What the images of a sheet are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetKind {
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
        /// Its height and width in the network; the image is smaller where neighbours were averaged.
        whole: [usize; 2],
    },
    /// The outputs of all units of a layer without height and width, in rows; what fills the last row up is NaN.
    Row,
}

/// One image of a sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// The class, unit or channel, counted from 0.
    pub index: usize,
    /// `[H, W, C]`, row by row.
    pub values: Vec<f32>,
}

impl Sheet {
    /// The least and the largest finite value of all its images.
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

/// What each layer knows, and how the last hidden one lays the classes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Examination {
    /// Optimiser steps done when the network was copied.
    pub step: u64,
    /// Images of the thinned training set that the probes learnt from.
    pub learnt_from: u64,
    /// Images of the validation set that they were measured on.
    pub measured_on: u64,
    /// The pixels, then every layer.
    pub layers: Vec<LayerProbe>,
    /// How many of the same images the network itself gets right.
    pub own: u64,
    /// The last hidden layer, or the pixels where there is none; `None` where an output is not finite.
    pub cloud: Option<Cloud>,
}

/// What a linear probe reads off one layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerProbe {
    /// The layer's name, or `pixels`.
    pub layer: String,
    /// How many outputs it has.
    pub outputs: usize,
    /// How many numbers the probe read: fewer where the layer's outputs were averaged.
    pub read: usize,
    /// How many images the probe got right.
    pub right: u64,
}

/// The images measured on in the plane of a layer's first two principal axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Cloud {
    /// The layer's name, or `pixels`.
    pub layer: String,
    /// The class of each point, `[N]`.
    pub classes: Vec<u16>,
    /// The plane.
    pub plane: Principal,
}

impl Examination {
    /// A share of the images measured on, with its 95 % interval; `None` without images.
    pub fn accuracy(&self, right: u64) -> Option<(f64, Interval)> {
        wilson(right, self.measured_on).map(|interval| (right as f64 / self.measured_on as f64, interval))
    }
}

/// What a step did to one weight of the last layer.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightStep {
    /// The number of the step, counted from 1.
    pub step: u64,
    /// The tensor's name.
    pub tensor: String,
    /// Which of the layer's inputs the weight belongs to.
    pub input: usize,
    /// Which output it leads to.
    pub output: usize,
    /// Its value before the step.
    pub before: f32,
    /// The gradient of the batch there, penalties with it.
    pub gradient: f32,
    /// The learning rate of the step.
    pub rate: f32,
    /// Its value after the step.
    pub after: f32,
}
