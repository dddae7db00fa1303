//! The fully connected layer: y = f(x W + b).

use super::activation::Activation;
use super::init;
use super::kernel::{input_gradient, multiply_add};
use ndarray::ArrayView2;

/// Numbers that training moves, with their gradient and the optimiser's memory, all of one length.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Unique in its network, such as `dense1.weight`.
    pub name: String,
    /// `[rows, columns]`; a bias has one row.
    pub shape: [usize; 2],
    /// The numbers, row by row.
    pub values: Vec<f32>,
    /// dL/dvalues of the last step.
    pub gradient: Vec<f32>,
    /// What the optimiser remembers: the velocity, or Adam's first and second moments.
    pub memory: [Vec<f32>; 2],
    /// Whether weight decay acts on it (not on biases).
    pub decays: bool,
}

impl Tensor {
    fn new(name: String, shape: [usize; 2], values: Vec<f32>, decays: bool) -> Self {
        let zeros = vec![0.0; values.len()];
        Self { name, shape, gradient: zeros.clone(), memory: [zeros.clone(), zeros], values, decays }
    }

    /// The numbers as a matrix.
    ///
    /// # Panics
    /// Never: the shape was fixed with the values.
    pub fn matrix(&self) -> ArrayView2<'_, f32> {
        ArrayView2::from_shape(self.shape, &self.values)
            .unwrap_or_else(|error| panic!("{:?}: {error}", self.shape))
    }
}

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
            weight: Tensor::new(weight, [inputs, outputs], values, true),
            bias: Tensor::new(format!("{name}.bias"), [1, outputs], vec![0.0; outputs], false),
            activation,
        }
    }

    /// The number of inputs of one sample.
    pub fn inputs(&self) -> usize {
        self.weight.shape[0]
    }

    /// The number of outputs of one sample.
    pub fn outputs(&self) -> usize {
        self.weight.shape[1]
    }

    /// y = f(x W + b); `x` is `[n, inputs]`, `y` is `[n, outputs]`.
    ///
    /// # Panics
    /// If the shapes do not fit.
    pub fn forward(&self, x: &[f32], y: &mut [f32]) {
        for row in y.chunks_exact_mut(self.outputs()) {
            row.copy_from_slice(&self.bias.values);
        }
        multiply_add(x, &self.weight.values, self.product(y), y);
        self.activation.forward(y);
    }

    /// Takes dL/dy in `delta` and leaves dL/d(x W + b) there; writes dL/dx = delta W^T where it is wanted.
    ///
    /// # Panics
    /// If the shapes do not fit.
    pub fn backward(&self, y: &[f32], delta: &mut [f32], dx: Option<&mut [f32]>) {
        self.activation.backward(y, delta);
        if let Some(dx) = dx {
            input_gradient(delta, &self.weight.values, self.product(delta), dx);
        }
    }

    /// Rows, inputs and outputs of a product with these outputs.
    fn product(&self, outputs: &[f32]) -> [usize; 3] {
        [outputs.len() / self.outputs(), self.inputs(), self.outputs()]
    }
}
