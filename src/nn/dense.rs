//! The fully connected layer: y = f(x W + b).

use super::activation::Activation;
use super::init;
use super::kernel::{input_gradient, multiply_add};
use super::tensor::Tensor;
use ndarray::Array2;

/// A fully connected layer with its activation. Weights `[inputs, outputs]`, bias `[outputs]`.
#[derive(Clone, Debug)]
pub struct Dense {
    /// `[inputs, outputs]`.
    pub weight: Tensor,
    /// `[1, outputs]`.
    pub bias: Tensor,
    /// f.
    pub activation: Activation,
}

impl Dense {
    /// A layer with seeded weights and zero biases. `name` prefixes the tensors' names.
    pub fn new(seed: u64, name: &str, inputs: usize, outputs: usize, activation: Activation) -> Self {
        let weight = format!("{name}.weight");
        let values = init::weights(seed, &weight, [inputs, outputs], activation);
        Self {
            weight: Tensor::new(weight, &values, true),
            bias: Tensor::new(format!("{name}.bias"), &Array2::zeros((1, outputs)), false),
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
}
