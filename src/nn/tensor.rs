//! Numbers that a network holds.

use super::kernel::Layout;
use ndarray::{Array2, ArrayRef2};

/// What training does with a tensor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Moved by its gradient; weight decay acts on it.
    Weight,
    /// Moved by its gradient; weight decay does not act on it.
    Bias,
    /// Measured on the batches and kept for evaluation; has no gradient.
    Statistic,
}

/// Numbers of a layer, with the optimiser's memory, all of one length.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Unique in its network, such as `dense1.weight`.
    pub name: String,
    /// `[inputs, outputs]`, `[height, width, inputs, outputs]` of a kernel, or `[n]`. All but the last one are the
    /// rows of the layout.
    pub shape: Vec<usize>,
    /// Where each element stands in `values`.
    pub layout: Layout,
    /// The numbers as the layout says; what fills it up stays 0 in training.
    pub values: Vec<f32>,
    /// What the optimiser remembers: the velocity, or Adam's first and second moments.
    pub memory: [Vec<f32>; 2],
    /// What training does with it.
    pub role: Role,
    /// Whether it stays as it is all the same: neither its gradient nor weight decay moves it.
    pub frozen: bool,
}

impl Tensor {
    /// A tensor that begins with these numbers; the matrix has a column for each entry of the last dimension.
    pub(super) fn new(name: String, shape: &[usize], matrix: &ArrayRef2<f32>, role: Role) -> Self {
        let layout = Layout { rows: matrix.nrows(), columns: matrix.ncols() };
        assert_eq!(shape.iter().product::<usize>(), matrix.len(), "{name}: a matrix of as many numbers");
        let zeros = || if role == Role::Statistic { Vec::new() } else { vec![0.0; layout.size()] };
        let memory = [zeros(), zeros()];
        Self {
            name,
            shape: shape.to_vec(),
            layout,
            values: layout.arrange(matrix),
            memory,
            role,
            frozen: false,
        }
    }

    /// A vector of equal numbers.
    pub(super) fn vector(name: String, length: usize, value: f32, role: Role) -> Self {
        Self::new(name, &[length], &Array2::from_elem((1, length), value), role)
    }

    /// How many numbers it holds, without what fills the layout up.
    pub fn count(&self) -> usize {
        self.layout.rows * self.layout.columns
    }

    /// Whether its gradient moves it.
    pub fn is_trained(&self) -> bool {
        self.role != Role::Statistic
    }

    /// The numbers as a matrix, `[rows, columns]`.
    pub fn matrix(&self) -> Array2<f32> {
        self.layout.matrix(&self.values)
    }

    /// Replaces the numbers; the optimiser's memory stays.
    ///
    /// # Panics
    /// If the shape differs.
    pub fn set(&mut self, matrix: &ArrayRef2<f32>) {
        self.values = self.layout.arrange(matrix);
    }
}
