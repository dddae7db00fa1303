//! A stack of layers, and heads that branch off it: forward and backward.

mod descent;
mod heads;
mod passes;
mod work;

use super::layer::Layer;
use super::tensor::Tensor;

pub use work::Work;

/// A stack of layers whose last outputs are logits, with auxiliary heads.
#[derive(Clone, Debug)]
pub struct Network {
    /// The stack, then the heads.
    layers: Vec<Layer>,
    /// How many of the layers are the stack.
    stack: usize,
    /// The layer whose outputs each head takes.
    sources: Vec<usize>,
    /// Layers at which the shards of a batch wait for each other.
    barriers: Vec<usize>,
    updates: u64,
}

/// One shard's rows at the network's output, as the caller's loss sees them.
pub struct Rows<'a> {
    /// 0 for the end of the stack, then the auxiliary heads in their order.
    pub head: usize,
    /// The first row of the batch among them.
    pub first: usize,
    /// `[rows, K]`, row by row; K is the head's own.
    pub logits: &'a [f32],
    /// Takes dL/dlogits, `[rows, K]`.
    pub delta: &'a mut [f32],
}

impl Network {
    /// A network from its layers, first to last.
    ///
    /// # Panics
    /// If there is no layer or the widths do not fit.
    pub fn new(layers: impl IntoIterator<Item = impl Into<Layer>>) -> Self {
        let layers: Vec<Layer> = layers.into_iter().map(Into::into).collect();
        assert!(!layers.is_empty(), "a network has a layer");
        for pair in layers.windows(2) {
            assert_eq!(pair[0].outputs(), pair[1].inputs(), "{} takes what stands before it", pair[1].name());
        }
        let barriers = (0..layers.len()).filter(|index| layers[*index].is_barrier()).collect();
        Self { stack: layers.len(), sources: Vec::new(), layers, barriers, updates: 0 }
    }

    /// The layers of the stack, first to last.
    pub fn layers(&self) -> &[Layer] {
        &self.layers[..self.stack]
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        self.layers[0].inputs()
    }

    /// The number of logits, K.
    pub fn outputs(&self) -> usize {
        self.layers[self.stack - 1].outputs()
    }

    /// All tensors, first layer first and the heads last, the weight before the bias.
    pub fn tensors(&self) -> impl Iterator<Item = &Tensor> {
        self.layers.iter().flat_map(Layer::tensors)
    }

    /// All tensors, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        self.layers.iter_mut().flat_map(Layer::tensors_mut)
    }

    /// How many numbers training moves where no layer is frozen.
    pub fn parameter_count(&self) -> usize {
        self.tensors().filter(|tensor| tensor.is_trained()).map(Tensor::count).sum()
    }

    /// The first tensor that holds a number which is not finite: where a run diverged.
    pub fn first_not_finite(&self) -> Option<&str> {
        self.tensors()
            .find(|tensor| tensor.values.iter().any(|x| !x.is_finite()))
            .map(|tensor| tensor.name.as_str())
    }
}

#[cfg(test)]
mod tests;
