//! What the layers make of one picture.

use super::{Kind, Sheet, Tile};
use crate::lab::bench::Bench;
use crate::nn::Network;

/// Units in a row where a layer has neither height nor width: about twice as many as rows, and a number to count by.
fn across(units: usize) -> usize {
    let square = (2 * units) as f64;
    (square.sqrt().ceil() as usize).next_power_of_two().min(units)
}

/// The outputs of every layer but the last, whose outputs are the logits.
///
/// # Panics
/// If the data set has no such picture.
pub(super) fn sheets(network: &Network, bench: &Bench, picture: u32) -> Vec<Sheet> {
    let fill = |_: usize, out: &mut [f32]| bench.gather(std::iter::once(picture), out);
    let of_layer = |depth: usize| {
        let layer = &network.layers()[depth - 1];
        let outputs: Vec<f32> = network.outputs_of(depth, 1, fill).into_iter().collect();
        sheet(layer.name(), layer.output(), &outputs)
    };
    let hidden = 1..network.layers().len();
    super::depths(network).filter(|depth| hidden.contains(depth)).map(of_layer).collect()
}

fn sheet(layer: &str, [height, width, channels]: [usize; 3], outputs: &[f32]) -> Sheet {
    let layer = layer.to_owned();
    if height * width == 1 {
        let across = across(channels);
        let rows = channels.div_ceil(across);
        let mut values = outputs.to_vec();
        values.resize(rows * across, f32::NAN);
        let tiles = vec![Tile { index: 0, values }];
        return Sheet { layer, kind: Kind::Row, shape: [rows, across, 1], total: channels, tiles };
    }
    let channel = |index: usize| outputs.iter().skip(index).step_by(channels).copied().collect();
    let tiles = (0..channels).map(|index| Tile { index, values: channel(index) }).collect();
    Sheet { layer, kind: Kind::Maps, shape: [height, width, 1], total: channels, tiles }
}
