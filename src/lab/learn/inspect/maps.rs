//! What the layers make of one image.

use super::features::average;
use crate::lab::bench::Bench;
use crate::lab::record::sheets::{Sheet, SheetKind, Tile};
use crate::nn::Network;
use ndarray::{Array1, Array2, Axis};

/// Maps of a layer that are shown at most: the first, so that they keep their places.
const MOST: usize = 64;
/// Height and width of a map at most; larger ones are averaged over squares. They come several times a second, and no
/// screen has room for more.
const LARGEST: usize = 56;

/// Units in a row where a layer has neither height nor width: about twice as many as rows, and a number to count by.
fn across(units: usize) -> usize {
    let square = (2 * units) as f64;
    (square.sqrt().ceil() as usize).next_power_of_two().min(units)
}

/// The outputs of every layer but the last, whose outputs are the logits.
///
/// # Panics
/// If the data set has no such image.
pub(super) fn sheets(network: &Network, bench: &Bench, image: u32) -> Vec<Sheet> {
    let mut outputs = network.outputs_of_all(|out| bench.gather(std::iter::once(image), out));
    let of_layer = |depth: usize| {
        let layer = &network.layers()[depth - 1];
        let row = Array1::from_vec(std::mem::take(&mut outputs[depth - 1]));
        sheet(layer.name(), layer.output(), row.insert_axis(Axis(0)))
    };
    let hidden = 1..network.layers().len();
    super::depths(network).filter(|depth| hidden.contains(depth)).map(of_layer).collect()
}

/// The sheet of a layer's outputs on one image, `[1, H * W * C]`.
fn sheet(layer: &str, shape: [usize; 3], outputs: Array2<f32>) -> Sheet {
    let [height, width, _] = shape;
    if height * width == 1 { row(layer, outputs) } else { maps(layer, shape, outputs) }
}

fn row(layer: &str, outputs: Array2<f32>) -> Sheet {
    let total = outputs.len();
    let across = across(total);
    let rows = total.div_ceil(across);
    let mut values: Vec<f32> = outputs.into_iter().collect();
    values.resize(rows * across, f32::NAN);
    let tiles = vec![Tile { index: 0, values }];
    Sheet { layer: layer.to_owned(), kind: SheetKind::Row, shape: [rows, across, 1], total, tiles }
}

fn maps(layer: &str, shape: [usize; 3], outputs: Array2<f32>) -> Sheet {
    let [height, width, total] = shape;
    let side = height.max(width).div_ceil(LARGEST);
    let outputs = if side == 1 { outputs } else { average(&outputs, shape, side) };
    let channel = |index: usize| outputs.iter().skip(index).step_by(total).copied().collect();
    let tiles = (0..total.min(MOST)).map(|index| Tile { index, values: channel(index) }).collect();
    let shape = [height.div_ceil(side), width.div_ceil(side), 1];
    Sheet { layer: layer.to_owned(), kind: SheetKind::Maps { whole: [height, width] }, shape, total, tiles }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_maps_are_averaged_and_of_many_the_first_are_sent() {
        let (height, width, total) = (112, 60, 70);
        let value = |at: usize| (at % total) as f32 + if at / total == 0 { 4.0 } else { 0.0 };
        let outputs = Array2::from_shape_fn((1, height * width * total), |(_, at)| value(at));
        let sheet = sheet("conv1", [height, width, total], outputs);
        assert_eq!((sheet.kind, sheet.shape), (SheetKind::Maps { whole: [112, 60] }, [56, 30, 1]));
        assert_eq!((sheet.total, sheet.tiles.len(), sheet.tiles[63].index), (70, 64, 63));
        let values = &sheet.tiles[5].values;
        assert_eq!((values.len(), values[0], values[1], values[56 * 30 - 1]), (56 * 30, 6.0, 5.0, 5.0));
    }
}
