//! The fully connected layer: y = f(x W + b).

use super::activation::Activation;
use super::cache::{Cache, Phase};
use super::init;
use super::kernel::{Layout, input_gradient, multiply_add, pack_rows};
use super::tensor::{Role, Tensor};

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
        for row in y.chunks_exact_mut(self.outputs()) {
            row.copy_from_slice(&self.bias.values[..row.len()]);
        }
        multiply_add(x, &self.weight.values, self.weight.layout, y);
        self.activation.forward(y);
    }

    /// Takes dL/dy in `delta` and leaves dL/d(x W + b) there; writes dL/dx = delta W^T where it is wanted.
    ///
    /// # Panics
    /// If the shapes do not fit.
    pub fn backward(&self, y: &[f32], delta: &mut [f32], dx: Option<&mut [f32]>) {
        self.activation.backward(y, delta);
        if let Some(dx) = dx {
            input_gradient(delta, &self.weight.values, self.weight.layout, dx);
        }
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.outputs(), phase);
        if phase == Phase::Training {
            cache.packed = vec![0.0; Layout { rows, columns: self.outputs() }.size()];
        }
        cache
    }

    /// As [`Self::backward`], for `rows` rows of a shard; keeps delta as the product for the weights wants it.
    pub(super) fn backward_shard(&self, rows: usize, cache: &mut Cache, dx: Option<&mut [f32]>) {
        let n = rows * self.outputs();
        self.backward(&cache.y[..n], &mut cache.delta[..n], dx);
        let layout = Layout { rows, columns: self.outputs() };
        pack_rows(&cache.delta[..n], layout, &mut cache.packed[..layout.size()]);
    }
}
