//! From a network to its predictions.

use crate::lab::bench::Bench;
use crate::lab::record::predictions::{Predictions, Reading};
use crate::nn::Network;

/// Predicts the given images.
pub fn predict(
    network: &Network,
    bench: &Bench,
    indices: &[u32],
    reading: impl Into<Reading>,
) -> Predictions {
    let outputs = network.predict(indices.len(), bench.inputs_of(indices));
    Predictions::from_logits(indices.to_vec(), outputs, reading)
}

/// The position of the largest value, the first of equals.
pub(super) fn argmax(values: impl Iterator<Item = f32>) -> u16 {
    let best = values
        .enumerate()
        .fold((0, f32::NEG_INFINITY), |best, (at, value)| if value > best.1 { (at, value) } else { best });
    best.0 as u16
}

#[cfg(test)]
mod tests {
    use super::argmax;

    #[test]
    fn the_first_of_the_largest_wins() {
        assert_eq!(
            [[1.0, 3.0, 3.0], [0.0, 0.0, 0.0], [-2.0, -3.0, -1.0]].map(|row| argmax(row.into_iter())),
            [1, 0, 2]
        );
    }
}
