//! The layers there are, behind one set of methods.

use super::average::GlobalAverage;
use super::cache::{Cache, Phase, Scratch};
use super::common::Common;
use super::conv::Conv;
use super::cosine::Cosine;
use super::dense::Dense;
use super::dropout::Dropout;
use super::norm::BatchNorm;
use super::shape::Shape;
use super::tensor::Tensor;

/// One layer of a network.
#[derive(Clone, Debug)]
pub enum Layer {
    /// y = f(x W + b).
    Dense(Dense),
    /// y = pool(f(x * W + b)).
    Conv(Conv),
    /// Normalised over the batch by channel, scaled, shifted, then pool(f(..)).
    Norm(BatchNorm),
    /// Loses numbers at random while training.
    Dropout(Dropout),
    /// The mean of each channel.
    Average(GlobalAverage),
    /// Cosines with the weights.
    Cosine(Cosine),
}

impl Layer {
    /// Unique in its network, such as `dense1`.
    pub fn name(&self) -> &str {
        match self {
            Self::Dense(dense) => &dense.name,
            Self::Conv(conv) => &conv.name,
            Self::Norm(norm) => &norm.name,
            Self::Dropout(dropout) => &dropout.name,
            Self::Average(average) => &average.name,
            Self::Cosine(cosine) => &cosine.name,
        }
    }

    /// The shape of the inputs of one sample.
    pub fn input(&self) -> Shape {
        match self {
            Self::Dense(dense) => [1, 1, dense.inputs()],
            Self::Conv(conv) => conv.input(),
            Self::Norm(norm) => norm.input(),
            Self::Dropout(dropout) => dropout.shape,
            Self::Average(average) => average.input,
            Self::Cosine(cosine) => [1, 1, cosine.inputs()],
        }
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        self.input().iter().product()
    }

    /// The shape of the outputs of one sample.
    pub fn output(&self) -> Shape {
        match self {
            Self::Dense(dense) => [1, 1, dense.outputs()],
            Self::Conv(conv) => conv.output(),
            Self::Norm(norm) => norm.output(),
            Self::Dropout(dropout) => dropout.shape,
            Self::Average(average) => [1, 1, average.input[2]],
            Self::Cosine(cosine) => [1, 1, cosine.outputs()],
        }
    }

    /// The number of outputs of one sample.
    pub fn outputs(&self) -> usize {
        self.output().iter().product()
    }

    /// Multiply-adds of the outputs of one sample, those of products and convolutions alone.
    pub(super) fn multiply_adds(&self) -> usize {
        match self {
            Self::Dense(dense) => dense.inputs() * dense.outputs(),
            Self::Conv(conv) => conv.multiply_adds(),
            Self::Cosine(cosine) => cosine.inputs() * cosine.outputs(),
            Self::Norm(_) | Self::Dropout(_) | Self::Average(_) => 0,
        }
    }

    /// Whether it needs numbers of the whole batch before its outputs, so that the shards wait for each other.
    pub(super) fn is_barrier(&self) -> bool {
        matches!(self, Self::Norm(_))
    }

    /// Its tensors, the weight before the bias; those that its gradients move come first.
    pub fn tensors(&self) -> impl Iterator<Item = &Tensor> {
        let (two, more): ([Option<&Tensor>; 2], &[Tensor]) = match self {
            Self::Dense(Dense { weight, bias, .. }) | Self::Conv(Conv { weight, bias, .. }) => {
                ([Some(weight), Some(bias)], &[])
            }
            Self::Norm(norm) => ([None, None], norm.tensors.as_slice()),
            Self::Cosine(cosine) => ([Some(&cosine.weight), None], &[]),
            Self::Dropout(_) | Self::Average(_) => ([None, None], &[]),
        };
        two.into_iter().flatten().chain(more)
    }

    /// Its tensors, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        let (two, more): ([Option<&mut Tensor>; 2], &mut [Tensor]) = match self {
            Self::Dense(Dense { weight, bias, .. }) | Self::Conv(Conv { weight, bias, .. }) => {
                ([Some(weight), Some(bias)], &mut [])
            }
            Self::Norm(norm) => ([None, None], norm.tensors.as_mut_slice()),
            Self::Cosine(cosine) => ([Some(&mut cosine.weight), None], &mut []),
            Self::Dropout(_) | Self::Average(_) => ([None, None], &mut []),
        };
        two.into_iter().flatten().chain(more)
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        match self {
            Self::Dense(dense) => dense.cache(rows, phase),
            Self::Conv(conv) => conv.cache(rows, phase),
            Self::Norm(norm) => norm.cache(rows, phase),
            Self::Dropout(dropout) => dropout.cache(rows, phase),
            Self::Average(average) => average.cache(rows, phase),
            Self::Cosine(cosine) => cosine.cache(rows, phase),
        }
    }

    /// Buffers that all shards share. `reaches_back` is whether a layer below wants dL/dx.
    pub(super) fn common(&self, phase: Phase, reaches_back: bool) -> Common {
        match self {
            Self::Conv(conv) => conv.common(phase, reaches_back),
            Self::Norm(norm) => norm.common(),
            Self::Cosine(cosine) => cosine.common(),
            Self::Dense(dense) => dense.common(phase, reaches_back),
            Self::Dropout(_) | Self::Average(_) => Common::default(),
        }
    }

    /// Numbers of scratch that a shard needs on its way through.
    pub(super) fn scratch(&self, phase: Phase) -> usize {
        match self {
            Self::Conv(conv) => conv.scratch(phase),
            Self::Norm(norm) => norm.scratch(),
            Self::Dense(_) | Self::Dropout(_) | Self::Average(_) | Self::Cosine(_) => 0,
        }
    }

    /// Makes what all shards share, once the tensors stand still.
    pub(super) fn prepare(&self, common: &mut Common, phase: Phase) {
        match (self, phase) {
            (Self::Dense(dense), Phase::Training) => dense.prepare(common),
            (Self::Conv(conv), _) => conv.prepare(common),
            (Self::Cosine(cosine), _) => cosine.prepare(common),
            (Self::Norm(norm), Phase::Evaluation) => norm.prepare(common),
            _ => {}
        }
    }

    /// What a barrier must know of a shard before it can go on.
    pub(super) fn measure(&self, x: &[f32], cache: &mut Cache) {
        if let Self::Norm(norm) = self {
            norm.measure(x, cache);
        }
    }

    /// What a barrier makes of all shards on the way forward.
    pub(super) fn settle<'a>(
        &self,
        common: &mut Common,
        rows: usize,
        shards: &(impl Iterator<Item = &'a Cache> + Clone),
    ) {
        if let Self::Norm(norm) = self {
            norm.settle(common, rows, shards);
        }
    }

    /// Writes the outputs of the rows of `x`.
    pub(super) fn forward(&self, common: &Common, x: &[f32], cache: &mut Cache, room: &mut Scratch<'_>) {
        match self {
            Self::Dense(dense) => {
                let rows = x.len() / dense.inputs();
                dense.forward(x, &mut cache.y[..rows * dense.outputs()]);
            }
            Self::Conv(conv) => conv.forward(common, x, cache, room.scratch),
            Self::Norm(norm) => norm.forward(common, x, cache, room.scratch),
            Self::Dropout(dropout) => dropout.forward(room.keys, x, cache),
            Self::Average(average) => average.forward(x, cache),
            Self::Cosine(cosine) => cosine.forward(common, x, cache),
        }
    }

    /// What a barrier must know of a shard before it can go on back.
    pub(super) fn collect(&self, common: &Common, x: &[f32], cache: &mut Cache, room: &mut Scratch<'_>) {
        if let Self::Norm(norm) = self {
            norm.collect(common, x, cache, room.scratch);
        }
    }

    /// Takes dL/dy and writes dL/dx where it is wanted; keeps what the gradients of its tensors need.
    pub(super) fn backward(
        &self,
        common: &Common,
        x: &[f32],
        cache: &mut Cache,
        room: &mut Scratch<'_>,
        dx: Option<&mut [f32]>,
    ) {
        match self {
            Self::Dense(dense) => dense.backward(common, x, cache, dx),
            Self::Conv(conv) => conv.backward(common, x, cache, room.scratch, dx),
            Self::Norm(norm) => norm.backward(common, x, cache, dx),
            Self::Dropout(_) => Dropout::backward(cache, dx),
            Self::Average(average) => average.backward(cache, dx),
            Self::Cosine(cosine) => cosine.backward(common, x, cache, dx),
        }
    }

    /// Sums what the shards of a batch of `rows` rows left of the gradients, in their order.
    pub(super) fn combine<'a>(
        &self,
        common: &mut Common,
        rows: usize,
        shards: impl Iterator<Item = &'a Cache> + Clone,
    ) {
        match self {
            Self::Conv(conv) => conv.combine(common, shards),
            Self::Norm(norm) => norm.settle_back(common, rows, &shards),
            Self::Cosine(cosine) => cosine.combine(common, &shards),
            Self::Dense(_) | Self::Dropout(_) | Self::Average(_) => {}
        }
    }

    /// Takes over what it measured on the last batch.
    pub(super) fn renew(&mut self, common: &Common) {
        if let Self::Norm(norm) = self {
            norm.renew(common);
        }
    }
}

/// A layer becomes one of a network.
macro_rules! layer_from {
    ($($kind:ident($layer:ident)),*) => {$(
        impl From<$layer> for Layer {
            fn from(layer: $layer) -> Self {
                Self::$kind(layer)
            }
        }
    )*};
}
layer_from!(
    Dense(Dense),
    Conv(Conv),
    Norm(BatchNorm),
    Dropout(Dropout),
    Average(GlobalAverage),
    Cosine(Cosine)
);

#[cfg(test)]
mod tests;
