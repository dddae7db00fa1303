//! How the kernel of a convolution is packed for the products that need it.

use super::layout::{BLOCK, Layout, padded};
use super::passes::add_to;

/// Numbers of a kernel that is packed for [`super::slide`].
pub fn kernel_size(depth: usize, outputs: usize) -> usize {
    depth * padded(outputs)
}

/// Packs a kernel `[depth, outputs]`, given as its layout says, for [`super::slide`]: panel by panel, each row by row. What
/// fills it up is left as it is.
pub fn pack_kernel(values: &[f32], layout: Layout, out: &mut [f32]) {
    for panel in layout.panels() {
        let out = &mut out[panel.first * layout.rows..][..panel.width * layout.rows];
        for (block, out) in out.chunks_mut(BLOCK * panel.width).enumerate() {
            out.copy_from_slice(layout.slice(values, block, panel));
        }
    }
}

/// Packs the same kernel to slide back over the gradients of its windows: turned over, with outputs, filled up, as
/// inputs. `channels` is the number of its inputs.
pub fn pack_kernel_back(values: &[f32], layout: Layout, channels: usize, out: &mut [f32]) {
    let wide = layout.padded();
    let window = layout.rows / channels;
    let depth = window * wide;
    let back = Layout::new(depth, channels);
    for panel in layout.panels() {
        let filters = panel.width.min(layout.columns - panel.first);
        for row in 0..layout.rows {
            let slice = layout.slice(values, row / BLOCK, panel);
            let weights = &slice[row % BLOCK * panel.width..][..filters];
            let (place, channel) = (row / channels, row % channels);
            let step = (window - 1 - place) * wide + panel.first;
            let target = back.panel(channel / back.panel(0).width.max(1));
            let out = &mut out[target.first * depth + step * target.width + channel - target.first..];
            out.iter_mut().step_by(target.width).zip(weights).for_each(|(out, weight)| *out = *weight);
        }
    }
}

/// Adds the rows, filled up, of a matrix to one that lies as its layout says.
pub fn add_to_layout(rows: &[f32], layout: Layout, out: &mut [f32]) {
    let wide = layout.padded();
    for panel in layout.panels() {
        for (row, values) in rows.chunks_exact(wide).enumerate() {
            let start = layout.position(row, panel.first);
            let sums = &mut out[start..][..panel.width];
            add_to(&values[panel.first..], sums);
        }
    }
}
