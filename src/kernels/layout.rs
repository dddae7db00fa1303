//! How a matrix lies in memory as the right factor of a product.

use super::vectors::Vectors;

/// Rows of a block. Blocks are what threads share, and a batch is worked in shards of at most as many rows.
pub const BLOCK: usize = 64;

/// Columns once they are filled up to whole vectors of the kind that works them.
pub fn padded(columns: usize) -> usize {
    columns.next_multiple_of(Vectors::of_columns(columns).lanes())
}

/// A matrix `[rows, columns]` in blocks of 64 rows, each block in panels as wide as a tile, each panel row by row: a
/// product reads it from front to back, and a block, or a panel of it, is one slice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Rows of the matrix.
    pub rows: usize,
    /// Columns of the matrix.
    pub columns: usize,
    /// Numbers of a vector.
    lanes: usize,
    /// Columns of a panel; the last one may be narrower.
    width: usize,
}

/// Columns `first..first + width` of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The first column.
    pub first: usize,
    /// Columns in memory, those that fill the last vector included.
    pub width: usize,
}

impl Layout {
    /// For the vectors that work this many columns.
    #[inline]
    pub fn new(rows: usize, columns: usize) -> Self {
        let kind = Vectors::of_columns(columns);
        Self { rows, columns, lanes: kind.lanes(), width: kind.lanes() * kind.panel() }
    }

    /// Columns in memory.
    #[inline]
    pub fn padded(self) -> usize {
        self.columns.next_multiple_of(self.lanes)
    }

    /// Numbers in memory, the zeros that fill the last panel included.
    #[inline]
    pub fn size(self) -> usize {
        self.rows * self.padded()
    }

    /// Blocks of rows; the last one may be shorter.
    #[inline]
    pub fn blocks(self) -> usize {
        self.rows.div_ceil(BLOCK)
    }

    /// Rows of one block.
    #[inline]
    pub fn block_rows(self, block: usize) -> usize {
        BLOCK.min(self.rows - block * BLOCK)
    }

    /// Numbers of a block; the last one may be shorter.
    #[inline]
    pub fn block_size(self) -> usize {
        BLOCK * self.padded()
    }

    /// Numbers of a whole panel of one block.
    #[inline]
    pub fn panel_size(self, block: usize) -> usize {
        self.block_rows(block) * self.width
    }

    /// Where an element lies.
    pub fn position(self, row: usize, column: usize) -> usize {
        let (start, rows) = self.block(row / BLOCK);
        let panel = self.panel(column / self.width);
        start + panel.first * rows + (row % BLOCK) * panel.width + column % self.width
    }

    /// Where a block begins, and its rows.
    #[inline(always)]
    fn block(self, index: usize) -> (usize, usize) {
        (index * self.block_size(), self.block_rows(index))
    }

    /// One panel by its number.
    #[inline(always)]
    pub fn panel(self, index: usize) -> Panel {
        let first = index * self.width;
        Panel { first, width: self.width.min(self.padded() - first) }
    }

    /// The panels of every block.
    #[inline(always)]
    pub fn panels(self) -> impl Iterator<Item = Panel> {
        (0..self.columns.div_ceil(self.width)).map(move |index| self.panel(index))
    }

    /// One panel of a block, row by row.
    ///
    /// # Panics
    /// If there is no such block or `values` is too short.
    #[inline(always)]
    pub fn slice(self, values: &[f32], block: usize, panel: Panel) -> &[f32] {
        let (start, rows) = self.block(block);
        &values[start + panel.first * rows..][..panel.width * rows]
    }
}

#[cfg(test)]
mod tests {
    use super::super::vectors::on_every_kind;
    use super::*;

    #[test]
    fn every_element_has_a_place_of_its_own_on_every_kind() {
        on_every_kind(|kind| {
            for (rows, columns) in [(1, 1), (3, 16), (64, 17), (65, 32), (200, 33), (130, 75)] {
                let layout = Layout::new(rows, columns);
                let mut taken = vec![false; layout.size()];
                for at in 0..rows * columns {
                    let place = layout.position(at / columns, at % columns);
                    assert!(!std::mem::replace(&mut taken[place], true), "{kind}: {rows}x{columns} at {at}");
                }
            }
        });
    }

    #[test]
    fn few_columns_are_filled_up_to_a_shorter_vector() {
        on_every_kind(|kind| {
            let lanes = kind.lanes();
            assert_eq!([padded(1), padded(9)], [lanes.min(8), 9_usize.next_multiple_of(lanes)], "{kind}");
            assert_eq!(Layout::new(3, 6).size(), 24, "{kind}");
        });
    }

    #[test]
    fn a_panel_is_a_slice_that_holds_its_columns_row_by_row() {
        on_every_kind(|_| {
            let layout = Layout::new(70, 40);
            let mut values = vec![0.0; layout.size()];
            for row in 0..70 {
                for column in 0..40 {
                    values[layout.position(row, column)] = (100 * row + column) as f32;
                }
            }
            for panel in layout.panels() {
                let slice = layout.slice(&values, 1, panel);
                assert_eq!(slice.len(), 6 * panel.width);
                assert_eq!(slice[0], (6400 + panel.first) as f32);
                assert_eq!(slice[panel.width], (6500 + panel.first) as f32);
            }
            let last = layout.panels().last().unwrap();
            assert_eq!(last.first + last.width, layout.padded());
        });
    }
}
