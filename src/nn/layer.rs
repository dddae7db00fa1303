//! The layers there are, behind one set of methods.

use super::cache::{Cache, Phase};
use super::common::Common;
use super::conv::Conv;
use super::dense::Dense;
use super::tensor::Tensor;

/// Height, width and channels of one sample; plain numbers have `[1, 1, n]`. Pictures lie row by row, channels last.
pub type Shape = [usize; 3];

/// One layer of a network.
#[derive(Clone, Debug)]
pub enum Layer {
    /// y = f(x W + b).
    Dense(Dense),
    /// y = pool(f(x * W + b)).
    Conv(Conv),
}

impl Layer {
    /// Unique in its network, such as `dense1`.
    pub fn name(&self) -> &str {
        match self {
            Self::Dense(dense) => &dense.name,
            Self::Conv(conv) => &conv.name,
        }
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Dense(dense) => dense.inputs(),
            Self::Conv(conv) => conv.input().iter().product(),
        }
    }

    /// The shape of the outputs of one sample.
    pub fn output(&self) -> Shape {
        match self {
            Self::Dense(dense) => [1, 1, dense.outputs()],
            Self::Conv(conv) => conv.output(),
        }
    }

    /// The number of outputs of one sample.
    pub fn outputs(&self) -> usize {
        self.output().iter().product()
    }

    /// Its tensors, the weight before the bias.
    pub fn tensors(&self) -> impl Iterator<Item = &Tensor> {
        match self {
            Self::Dense(Dense { weight, bias, .. }) | Self::Conv(Conv { weight, bias, .. }) => {
                [weight, bias].into_iter()
            }
        }
    }

    /// Its tensors, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        match self {
            Self::Dense(Dense { weight, bias, .. }) | Self::Conv(Conv { weight, bias, .. }) => {
                [weight, bias].into_iter()
            }
        }
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        match self {
            Self::Dense(dense) => dense.cache(rows, phase),
            Self::Conv(conv) => conv.cache(rows, phase),
        }
    }

    /// Buffers that all shards share. `reaches_back` is whether a layer below wants dL/dx.
    pub(super) fn common(&self, phase: Phase, reaches_back: bool) -> Common {
        match self {
            Self::Dense(_) => Common::default(),
            Self::Conv(conv) => conv.common(phase, reaches_back),
        }
    }

    /// Numbers of scratch that a shard needs on its way through.
    pub(super) fn scratch(&self, phase: Phase) -> usize {
        match self {
            Self::Dense(_) => 0,
            Self::Conv(conv) => conv.scratch(phase),
        }
    }

    /// Makes what all shards share, once the tensors stand still.
    pub(super) fn prepare(&self, common: &mut Common) {
        match self {
            Self::Dense(_) => {}
            Self::Conv(conv) => conv.prepare(common),
        }
    }

    /// Writes the outputs of the rows of `x`.
    pub(super) fn forward(&self, common: &Common, x: &[f32], cache: &mut Cache, scratch: &mut [f32]) {
        match self {
            Self::Dense(dense) => {
                let rows = x.len() / dense.inputs();
                dense.forward(x, &mut cache.y[..rows * dense.outputs()]);
            }
            Self::Conv(conv) => conv.forward(common, x, cache, scratch),
        }
    }

    /// Takes dL/dy and writes dL/dx where it is wanted; keeps what the gradients of its tensors need.
    pub(super) fn backward(
        &self,
        common: &Common,
        x: &[f32],
        cache: &mut Cache,
        scratch: &mut [f32],
        dx: Option<&mut [f32]>,
    ) {
        match self {
            Self::Dense(dense) => dense.backward_shard(x.len() / dense.inputs(), cache, dx),
            Self::Conv(conv) => conv.backward(common, x, cache, scratch, dx),
        }
    }

    /// Sums what the shards left of the gradients, in their order.
    pub(super) fn combine<'a>(&self, common: &mut Common, shards: impl Iterator<Item = &'a Cache>) {
        match self {
            Self::Dense(_) => {}
            Self::Conv(conv) => conv.combine(common, shards),
        }
    }
}

impl From<Conv> for Layer {
    fn from(conv: Conv) -> Self {
        Self::Conv(conv)
    }
}

impl From<Dense> for Layer {
    fn from(dense: Dense) -> Self {
        Self::Dense(dense)
    }
}
