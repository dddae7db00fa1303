//! The layers there are, behind one set of methods.

use super::cache::{Cache, Phase};
use super::dense::Dense;
use super::kernel::Layout;
use super::tensor::Tensor;

/// Height, width and channels of one sample; plain numbers have `[1, 1, n]`. Pictures lie row by row, channels last.
pub type Shape = [usize; 3];

/// One layer of a network.
#[derive(Clone, Debug)]
pub enum Layer {
    /// y = f(x W + b).
    Dense(Dense),
}

impl Layer {
    /// Unique in its network, such as `dense1`.
    pub fn name(&self) -> &str {
        match self {
            Self::Dense(dense) => &dense.name,
        }
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        match self {
            Self::Dense(dense) => dense.inputs(),
        }
    }

    /// The shape of the outputs of one sample.
    pub fn output(&self) -> Shape {
        match self {
            Self::Dense(dense) => [1, 1, dense.outputs()],
        }
    }

    /// The number of outputs of one sample.
    pub fn outputs(&self) -> usize {
        self.output().iter().product()
    }

    /// Its tensors, the weight before the bias.
    pub fn tensors(&self) -> impl Iterator<Item = &Tensor> {
        match self {
            Self::Dense(Dense { weight, bias, .. }) => [weight, bias].into_iter(),
        }
    }

    /// Its tensors, to be changed.
    pub fn tensors_mut(&mut self) -> impl Iterator<Item = &mut Tensor> {
        match self {
            Self::Dense(Dense { weight, bias, .. }) => [weight, bias].into_iter(),
        }
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.outputs(), phase);
        match self {
            Self::Dense(dense) if phase == Phase::Training => {
                cache.packed = vec![0.0; Layout { rows, columns: dense.outputs() }.size()];
            }
            Self::Dense(_) => {}
        }
        cache
    }

    /// Writes the outputs of `rows` rows.
    pub(super) fn forward(&self, rows: usize, x: &[f32], cache: &mut Cache) {
        match self {
            Self::Dense(dense) => {
                dense.forward(&x[..rows * dense.inputs()], &mut cache.y[..rows * dense.outputs()]);
            }
        }
    }

    /// Takes dL/dy and writes dL/dx where it is wanted; keeps what the gradients of its tensors need.
    pub(super) fn backward(&self, rows: usize, cache: &mut Cache, dx: Option<&mut [f32]>) {
        let dx = dx.map(|dx| &mut dx[..rows * self.inputs()]);
        match self {
            Self::Dense(dense) => dense.backward_shard(rows, cache, dx),
        }
    }
}

impl From<Dense> for Layer {
    fn from(dense: Dense) -> Self {
        Self::Dense(dense)
    }
}
