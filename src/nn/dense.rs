//! The fully connected layer: y = f(x W + b).

use super::activation::Activation;
use super::cache::{Cache, Phase};
use super::common::Common;
use super::init;
use super::tensor::{Role, Tensor};
use crate::kernels::{Layout, multiply, pack_columns, pack_rows, packed_columns, transpose_block};
use rayon::prelude::*;

/// A fully connected layer with its activation.
#[derive(Clone, Debug)]
pub struct Dense {
    /// Prefixes the tensors' names.
    pub name: String,
    /// `[inputs, outputs]`.
    pub weight: Tensor,
    /// `[outputs]`.
    pub bias: Tensor,
    /// f.
    pub activation: Activation,
}

impl Dense {
    /// A layer with seeded weights and zero biases.
    pub fn new(seed: u64, name: &str, inputs: usize, outputs: usize, activation: Activation) -> Self {
        let weight = format!("{name}.weight");
        let shape = [inputs, outputs];
        let values = init::weights(seed, &weight, shape, shape, activation);
        Self {
            name: name.to_owned(),
            weight: Tensor::new(weight, &shape, &values, Role::Weight),
            bias: Tensor::vector(format!("{name}.bias"), outputs, 0.0, Role::Bias),
            activation,
        }
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        self.weight.layout.rows
    }

    /// The number of outputs of one sample.
    pub fn outputs(&self) -> usize {
        self.weight.layout.columns
    }

    /// y = f(x W + b); `x` is `[n, inputs]`, `y` is `[n, outputs]`.
    ///
    /// # Panics
    /// If the shapes do not fit.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        multiply(x, &self.weight.values, self.weight.layout, Some(&self.bias.values), y);
        self.activation.forward(y);
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.outputs(), phase);
        if phase == Phase::Training {
            cache.packed = vec![0.0; Layout::new(rows, self.outputs()).size()];
            cache.columns = vec![0.0; packed_columns(rows, self.inputs())];
        }
        cache
    }

    /// Shares the transposed weights, where a layer below wants dL/dx.
    pub(super) fn common(&self, phase: Phase, reaches_back: bool) -> Common {
        let wanted = phase == Phase::Training && reaches_back;
        Common { backward: vec![0.0; if wanted { self.turned().size() } else { 0 }], ..Common::default() }
    }

    /// The layout of the transposed weights, `[outputs, inputs]`.
    fn turned(&self) -> Layout {
        Layout::new(self.outputs(), self.inputs())
    }

    /// Transposes the weights, a block a thread.
    pub(super) fn prepare(&self, common: &mut Common) {
        let Tensor { values, layout, .. } = &self.weight;
        let blocks = common.backward.par_chunks_mut(self.turned().block_size()).enumerate();
        blocks.with_max_len(1).for_each(|(block, out)| transpose_block(values, *layout, block, out));
    }

    /// Turns dL/dy into dL/d(x W + b) and writes dL/dx = delta W^T where it is wanted; keeps delta and x as the product
    /// for the weights reads them.
    pub(super) fn backward(&self, common: &Common, x: &[f32], cache: &mut Cache, dx: Option<&mut [f32]>) {
        let rows = x.len() / self.inputs();
        let n = rows * self.outputs();
        let Cache { y, delta, packed, columns, filled, .. } = cache;
        let delta = &mut delta[..n];
        self.activation.backward(&y[..n], delta);
        if let Some(dx) = dx {
            multiply(delta, &common.backward, self.turned(), None, dx);
        }
        let layout = Layout::new(rows, self.outputs());
        *filled = [packed_columns(rows, self.inputs()), layout.size()];
        pack_columns(x, self.inputs(), &mut columns[..filled[0]]);
        pack_rows(delta, layout, &mut packed[..filled[1]]);
    }
}
