//! How a matrix lies in memory as the right factor of a product.

use ndarray::{Array2, ArrayRef2};

/// Columns of a panel. The last one of a matrix has half of them if that is enough.
pub(super) const WIDTH: usize = 32;
const HALF: usize = WIDTH / 2;

/// Rows of a block. Blocks are what threads share, and a batch is worked in shards of as many rows.
pub(in crate::nn) const BLOCK: usize = 64;

/// Columns of a matrix once they are in panels; those added hold zeros.
pub(in crate::nn) fn padded(columns: usize) -> usize {
    columns.next_multiple_of(HALF)
}

/// A matrix `[rows, columns]` in blocks of 64 rows, each block in panels of 32 columns, each panel row by row: a
/// product reads it from front to back, and a block, or a panel of it, is one slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Rows of the matrix.
    pub rows: usize,
    /// Columns of the matrix.
    pub columns: usize,
}

/// Columns `first..first + width` of a matrix.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    /// The first column.
    pub(super) first: usize,
    /// 32, or 16 for a short last one.
    pub(super) width: usize,
}

impl Layout {
    /// Numbers in memory, the zeros that fill the last panel included.
    pub fn size(self) -> usize {
        self.rows * padded(self.columns)
    }

    /// Numbers of a block; the last one may be shorter.
    pub(in crate::nn) fn block_size(self) -> usize {
        BLOCK * padded(self.columns)
    }

    /// Where an element stands.
    pub(in crate::nn) fn position(self, row: usize, column: usize) -> usize {
        let (start, rows) = self.block(row / BLOCK);
        let panel = self.panel(column / WIDTH);
        start + panel.first * rows + (row % BLOCK) * panel.width + column % WIDTH
    }

    /// Where a block begins, and its rows.
    #[inline(always)]
    fn block(self, index: usize) -> (usize, usize) {
        (index * self.block_size(), BLOCK.min(self.rows - index * BLOCK))
    }

    #[inline(always)]
    pub(super) fn panel(self, index: usize) -> Panel {
        let first = index * WIDTH;
        Panel { first, width: if self.columns - first > HALF { WIDTH } else { HALF } }
    }

    /// The panels of every block.
    #[inline(always)]
    pub(super) fn panels(self) -> impl Iterator<Item = Panel> {
        (0..self.columns.div_ceil(WIDTH)).map(move |index| self.panel(index))
    }

    /// One panel of a block, row by row.
    ///
    /// # Panics
    /// If there is no such block or `values` is too short.
    #[inline(always)]
    pub(super) fn slice(self, values: &[f32], block: usize, panel: Panel) -> &[f32] {
        let (start, rows) = self.block(block);
        &values[start + panel.first * rows..][..panel.width * rows]
    }

    /// Lays a matrix out.
    ///
    /// # Panics
    /// If the shape differs.
    pub fn arrange(self, matrix: &ArrayRef2<f32>) -> Vec<f32> {
        assert_eq!(matrix.dim(), (self.rows, self.columns), "a matrix has the shape of its layout");
        let mut values = vec![0.0; self.size()];
        for ((row, column), value) in matrix.indexed_iter() {
            values[self.position(row, column)] = *value;
        }
        values
    }

    /// The matrix of numbers laid out by [`Self::arrange`].
    ///
    /// # Panics
    /// If there are too few of them.
    pub fn matrix(self, values: &[f32]) -> Array2<f32> {
        Array2::from_shape_fn((self.rows, self.columns), |(row, column)| values[self.position(row, column)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_comes_back_and_every_element_has_a_place_of_its_own() {
        for (rows, columns) in [(1, 1), (3, 16), (64, 17), (65, 32), (200, 33), (130, 75)] {
            let layout = Layout { rows, columns };
            let matrix = Array2::from_shape_fn((rows, columns), |(i, j)| (1 + i * columns + j) as f32);
            let values = layout.arrange(&matrix);
            assert_eq!(values.len(), layout.size());
            assert_eq!(values.iter().filter(|value| **value != 0.0).count(), rows * columns);
            assert_eq!(layout.matrix(&values), matrix);
        }
    }

    #[test]
    fn a_panel_is_a_slice_that_holds_its_columns_row_by_row() {
        let layout = Layout { rows: 70, columns: 40 };
        let matrix = Array2::from_shape_fn((70, 40), |(i, j)| (100 * i + j) as f32);
        let values = layout.arrange(&matrix);
        let panel = layout.panels().nth(1).unwrap();
        assert_eq!((panel.first, panel.width), (32, 16));
        let slice = layout.slice(&values, 1, panel);
        assert_eq!(slice.len(), 6 * 16);
        assert_eq!(slice[16..25], [6532.0, 6533.0, 6534.0, 6535.0, 6536.0, 6537.0, 6538.0, 6539.0, 0.0]);
    }
}
