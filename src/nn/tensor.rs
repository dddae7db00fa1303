//! Numbers that a network holds.

use crate::kernels::Layout;
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
        let layout = Layout::new(matrix.nrows(), matrix.ncols());
        assert_eq!(shape.iter().product::<usize>(), matrix.len(), "{name}: a matrix of as many numbers");
        let zeros = || if role == Role::Statistic { Vec::new() } else { vec![0.0; layout.size()] };
        let memory = [zeros(), zeros()];
        Self {
            name,
            shape: shape.to_vec(),
            layout,
            values: arrange(layout, matrix),
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
        as_matrix(self.layout, &self.values)
    }

    /// Replaces the numbers; the optimiser's memory stays.
    ///
    /// # Panics
    /// If the shape differs.
    pub fn set(&mut self, matrix: &ArrayRef2<f32>) {
        self.values = arrange(self.layout, matrix);
    }
}

/// Lays a matrix out.
///
/// # Panics
/// If the shape differs.
fn arrange(layout: Layout, matrix: &ArrayRef2<f32>) -> Vec<f32> {
    assert_eq!(matrix.dim(), (layout.rows, layout.columns), "a matrix has the shape of its layout");
    let mut values = vec![0.0; layout.size()];
    for ((row, column), value) in matrix.indexed_iter() {
        values[layout.position(row, column)] = *value;
    }
    values
}

/// The matrix of numbers that [`arrange`] laid out.
pub(super) fn as_matrix(layout: Layout, values: &[f32]) -> Array2<f32> {
    Array2::from_shape_fn((layout.rows, layout.columns), |(row, column)| values[layout.position(row, column)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_comes_back_and_what_fills_it_up_is_zero() {
        for (rows, columns) in [(1, 1), (3, 16), (64, 17), (65, 32), (200, 33), (130, 75)] {
            let layout = Layout::new(rows, columns);
            let matrix = Array2::from_shape_fn((rows, columns), |(i, j)| (1 + i * columns + j) as f32);
            let values = arrange(layout, &matrix);
            assert_eq!(values.iter().filter(|value| **value != 0.0).count(), rows * columns);
            assert_eq!(as_matrix(layout, &values), matrix);
        }
    }
}
