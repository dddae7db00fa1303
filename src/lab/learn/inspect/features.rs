//! The outputs of a layer as features: averaged where they are many, standardised, of one size.

use crate::lab::bench::Bench;
use crate::nn::Network;
use ndarray::{Array2, Axis};

/// Features of an image at most; the outputs of a layer with more are averaged over neighbouring pixels.
const MOST: usize = 2048;
/// Images that go through the network at once: all outputs of a large layer need not stand in memory.
const CHUNK: usize = 256;

/// A layer's outputs on some images.
pub(super) struct Features {
    /// The layer's name; `pixels` where no layer was applied.
    pub(super) layer: String,
    /// How many outputs the layer has.
    pub(super) outputs: usize,
    /// `[N, D]`.
    pub(super) values: Array2<f32>,
}

/// What the first `depth` layers make of these images.
///
/// # Panics
/// If there are fewer layers or the data set has no such image.
pub(super) fn of(network: &Network, depth: usize, bench: &Bench, images: &[u32]) -> Features {
    let (layer, shape) = match depth.checked_sub(1).map(|at| &network.layers()[at]) {
        None => ("pixels", bench.dataset.shape()),
        Some(layer) => (layer.name(), layer.output()),
    };
    let side = side(shape);
    let cells = [shape[0].div_ceil(side), shape[1].div_ceil(side), shape[2]];
    let mut values = Array2::zeros((0, cells.iter().product()));
    for chunk in images.chunks(CHUNK) {
        let outputs = network.outputs_of(depth, chunk.len(), bench.inputs_of(chunk));
        let averaged = if side == 1 { outputs } else { average(&outputs, shape, side) };
        values
            .append(Axis(0), averaged.view())
            .unwrap_or_else(|error| unreachable!("rows of one width: {error}"));
    }
    Features { layer: layer.to_owned(), outputs: shape.iter().product(), values }
}

/// The side of the squares that are averaged so that few enough features are left; 1 for none.
fn side([height, width, channels]: [usize; 3]) -> usize {
    let fits = |side: &usize| height.div_ceil(*side) * width.div_ceil(*side) * channels <= MOST;
    (1..height.max(width)).find(fits).unwrap_or(height.max(width))
}

/// Means over squares of each channel; those at the right and the lower edge may be smaller.
pub(super) fn average(
    outputs: &Array2<f32>,
    [height, width, channels]: [usize; 3],
    side: usize,
) -> Array2<f32> {
    let (down, across) = (height.div_ceil(side), width.div_ceil(side));
    let mut means = Array2::zeros((outputs.nrows(), down * across * channels));
    for (row, mut mean) in outputs.rows().into_iter().zip(means.rows_mut()) {
        for (at, value) in row.iter().enumerate() {
            let (y, x, channel) = (at / (width * channels), at / channels % width, at % channels);
            let count = side.min(height - y / side * side) * side.min(width - x / side * side);
            mean[(y / side * across + x / side) * channels + channel] += value / count as f32;
        }
    }
    means
}

/// Gives every feature mean 0 and variance 1/D on the first set, and applies the same to the second, so that one rate of
/// learning fits every layer: images of the first set then have a mean square length of 1. Features that never change
/// there become 0.
pub(super) fn standardise(first: &mut Array2<f32>, second: &mut Array2<f32>) {
    let n = first.nrows().max(1) as f64;
    let size = (first.ncols().max(1) as f64).sqrt();
    for (mut known, mut other) in first.columns_mut().into_iter().zip(second.columns_mut()) {
        let mean = known.iter().map(|x| f64::from(*x)).sum::<f64>() / n;
        let spread = (known.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / n).sqrt();
        let factor = if spread > 1e-6 * mean.abs().max(1e-3) { 1.0 / (spread * size) } else { 0.0 };
        let scale = |x: f32| ((f64::from(x) - mean) * factor) as f32;
        known.mapv_inplace(scale);
        other.mapv_inplace(scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_layers_are_averaged_over_squares_and_small_ones_are_not() {
        assert_eq!(
            [side([28, 28, 1]), side([32, 32, 3]), side([1, 1, 9000]), side([28, 28, 16])],
            [1, 2, 1, 3]
        );
        let outputs = Array2::from_shape_fn((2, 3 * 3 * 2), |(row, at)| (row * 100 + at) as f32);
        let means = average(&outputs, [3, 3, 2], 2);
        // Channel 0 of the first square: outputs 0, 2, 6 and 8; the last square is the single pixel 16.
        assert_eq!((means[[0, 0]], means[[0, 1]], means[[0, 6]], means[[1, 7]]), (4.0, 5.0, 16.0, 117.0));
    }

    #[test]
    fn standardised_features_have_one_size_and_dead_ones_are_nothing() {
        let mut first = Array2::from_shape_fn((50, 3), |(row, column)| match column {
            0 => row as f32,
            1 => -1000.0 * (row % 7) as f32,
            _ => 0.3,
        });
        let mut second = first.clone() + 1.0;
        standardise(&mut first, &mut second);
        let square = first.iter().map(|x| x * x).sum::<f32>() / 50.0;
        assert!((square - 2.0 / 3.0).abs() < 1e-3, "{square}");
        assert!(first.column(2).iter().chain(second.column(2)).all(|x| *x == 0.0));
        assert!(second[[0, 0]] > first[[0, 0]], "the second set is scaled by the first");
    }
}
