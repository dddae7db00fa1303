//! Copies into the order in which tiles read.

use super::layout::{BLOCK, Layout, Panel};
use super::vectors::{dispatch_columns, vectorised};
use pulp::{Simd, WithSimd};

/// Lays the rows of one block out, from row by row; what fills the last panel becomes 0.
///
/// # Panics
/// If a length does not fit the layout, or that has more than one block.
pub fn pack_rows(rows: &[f32], layout: Layout, out: &mut [f32]) {
    assert!(layout.rows <= BLOCK, "one block");
    assert_eq!([rows.len(), out.len()], [layout.rows * layout.columns, layout.size()], "lengths fit");
    dispatch_columns(layout.columns, PackRows { rows, layout, out });
}

struct PackRows<'a> {
    rows: &'a [f32],
    layout: Layout,
    out: &'a mut [f32],
}

impl WithSimd for PackRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { rows, layout, out } = self;
        let (n, columns) = (layout.rows, layout.columns);
        for Panel { first, width } in layout.panels() {
            let last = columns.min(first + width);
            let out = &mut out[first * n..][..width * n];
            for (row, out) in rows.chunks_exact(columns).zip(out.chunks_exact_mut(width)) {
                let (whole, rest) = S::as_simd_f32s(&row[first..last]);
                let (out, _) = S::as_mut_simd_f32s(out);
                out[..whole.len()].copy_from_slice(whole);
                if !rest.is_empty() {
                    out[whole.len()] = simd.partial_load_f32s(rest);
                }
            }
        }
    }
}

/// Numbers of `rows` rows of `columns` numbers once [`pack_columns`] has packed them.
pub fn packed_columns(rows: usize, columns: usize) -> usize {
    rows * columns.next_multiple_of(BLOCK)
}

/// Packs rows of `columns` numbers into blocks of 64 columns, each row by row; what fills the last block is left as it
/// is. A weight gradient then finds the numbers of a tile side by side, and its steps a constant distance apart.
///
/// # Panics
/// If `out` has not [`packed_columns`] numbers.
pub fn pack_columns(rows: &[f32], columns: usize, out: &mut [f32]) {
    let n = rows.len() / columns;
    assert_eq!(out.len(), packed_columns(n, columns), "room for the blocks");
    vectorised(|| {
        for (block, out) in out.chunks_exact_mut(n * BLOCK).enumerate() {
            let first = block * BLOCK;
            let width = BLOCK.min(columns - first);
            for (row, out) in rows.chunks_exact(columns).zip(out.as_chunks_mut::<BLOCK>().0) {
                let row = &row[first..first + width];
                // A constant length makes a few moves of it, not a call.
                match <&[f32; BLOCK]>::try_from(row) {
                    Ok(row) => *out = *row,
                    Err(_) => out[..width].copy_from_slice(row),
                }
            }
        }
    });
}

/// Sides of the squares that are transposed at once.
const SQUARE: usize = 8;

/// One block of the transpose of a matrix: `values` as `layout` says, the block as the layout `[columns, rows]` does. What
/// fills the last panel up is left as it is.
///
/// # Panics
/// If there is no such block, or lengths do not fit.
pub fn transpose_block(values: &[f32], layout: Layout, block: usize, out: &mut [f32]) {
    let turned = Layout::new(layout.columns, layout.rows);
    let depth = turned.block_rows(block);
    assert_eq!([values.len(), out.len()], [layout.size(), depth * turned.padded()], "lengths fit");
    vectorised(|| {
        for target in turned.panels() {
            let out = &mut out[target.first * depth..][..target.width * depth];
            for row in (target.first..layout.rows.min(target.first + target.width)).step_by(SQUARE) {
                for column in (block * BLOCK..block * BLOCK + depth).step_by(SQUARE) {
                    let from = (row, column);
                    square(values, layout, from, (out, target), block * BLOCK);
                }
            }
        }
    });
}

/// Transposes up to 8 x 8 numbers from a row and a column on, into the rows of a panel that begin at column `above`.
#[inline(always)]
fn square(
    values: &[f32],
    layout: Layout,
    (row, column): (usize, usize),
    (out, target): (&mut [f32], Panel),
    above: usize,
) {
    let (height, width) = (SQUARE.min(layout.rows - row), SQUARE.min(layout.columns - column));
    let height = height.min(target.first + target.width - row);
    let start = layout.position(row, column);
    let source = layout.position((row + 1).min(layout.rows - 1), column) - start;
    let out = &mut out[(column - above) * target.width + row - target.first..];
    if height == SQUARE && width == SQUARE && source >= SQUARE && target.width >= SQUARE {
        let mut lines = [[0.0; SQUARE]; SQUARE];
        for i in 0..SQUARE {
            lines[i].copy_from_slice(&values[start + i * source..][..SQUARE]);
        }
        for j in 0..SQUARE {
            let mut line = [0.0; SQUARE];
            for i in 0..SQUARE {
                line[i] = lines[i][j];
            }
            out[j * target.width..][..SQUARE].copy_from_slice(&line);
        }
    } else {
        for i in 0..height {
            for j in 0..width {
                out[j * target.width + i] = values[layout.position(row + i, column + j)];
            }
        }
    }
}
