//! How the kernel of a convolution lies in memory for the products that need it.

use super::layout::{BLOCK, Layout, WIDTH, padded};

/// Numbers of a kernel that is laid out for [`super::slide`].
pub(in crate::nn) fn kernel_size(depth: usize, outputs: usize) -> usize {
    depth * padded(outputs)
}

/// Lays a kernel `[depth, outputs]`, given as its layout says, out for [`super::slide`]: panels of 32 outputs, the last
/// one of 16 if that is enough, each row by row. What fills it up is left as it is.
pub(in crate::nn) fn lay_kernel(values: &[f32], layout: Layout, out: &mut [f32]) {
    for panel in layout.panels() {
        let out = &mut out[panel.first * layout.rows..][..panel.width * layout.rows];
        for (block, out) in out.chunks_mut(BLOCK * panel.width).enumerate() {
            out.copy_from_slice(layout.slice(values, block, panel));
        }
    }
}

/// Lays the same kernel out to slide back over the slopes of its windows: turned over, with outputs, filled up, as
/// inputs. `channels` is the number of its inputs.
pub(in crate::nn) fn lay_kernel_back(values: &[f32], layout: Layout, channels: usize, out: &mut [f32]) {
    let wide = padded(layout.columns);
    let window = layout.rows / channels;
    let depth = window * wide;
    for panel in layout.panels() {
        let filters = panel.width.min(layout.columns - panel.first);
        for row in 0..layout.rows {
            let slice = layout.slice(values, row / BLOCK, panel);
            let weights = &slice[row % BLOCK * panel.width..][..filters];
            let (place, channel) = (row / channels, row % channels);
            let back = (window - 1 - place) * wide + panel.first;
            let first = channel / WIDTH * WIDTH;
            let width = WIDTH.min(padded(channels) - first);
            let out = &mut out[first * depth + back * width + channel - first..];
            out.iter_mut().step_by(width).zip(weights).for_each(|(out, weight)| *out = *weight);
        }
    }
}

/// Adds the rows, filled up, of a matrix to one that lies as its layout says.
pub(in crate::nn) fn add_to_layout(rows: &[f32], layout: Layout, out: &mut [f32]) {
    let wide = padded(layout.columns);
    for panel in layout.panels() {
        for (row, values) in rows.chunks_exact(wide).enumerate() {
            let (block, rows) = (row / BLOCK, BLOCK.min(layout.rows - row / BLOCK * BLOCK));
            let start = block * layout.block_size() + panel.first * rows + row % BLOCK * panel.width;
            let sums = &mut out[start..][..panel.width];
            sums.iter_mut().zip(&values[panel.first..]).for_each(|(sum, value)| *sum += value);
        }
    }
}
