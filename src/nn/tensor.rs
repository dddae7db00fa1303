//! Numbers that training moves.

use super::kernel::Layout;
use ndarray::{Array2, ArrayRef2};

/// Numbers that training moves, with the optimiser's memory, all of one length.
#[derive(Clone, Debug)]
pub struct Tensor {
    /// Unique in its network, such as `dense1.weight`.
    pub name: String,
    /// The shape, `[rows, columns]`, and where each element stands in `values`; a bias has one row.
    pub layout: Layout,
    /// The numbers as the layout says; what fills it up stays 0 in training.
    pub values: Vec<f32>,
    /// What the optimiser remembers: the velocity, or Adam's first and second moments.
    pub memory: [Vec<f32>; 2],
    /// Whether weight decay acts on it (not on biases).
    pub decays: bool,
}

impl Tensor {
    /// A tensor that begins with these numbers.
    pub(super) fn new(name: String, matrix: &ArrayRef2<f32>, decays: bool) -> Self {
        let layout = Layout { rows: matrix.nrows(), columns: matrix.ncols() };
        let zeros = || vec![0.0; layout.size()];
        Self { name, layout, values: layout.arrange(matrix), memory: [zeros(), zeros()], decays }
    }

    /// How many numbers training moves here.
    pub fn count(&self) -> usize {
        self.layout.rows * self.layout.columns
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
