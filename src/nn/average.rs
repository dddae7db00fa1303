//! Global average pooling: each channel of an image becomes its mean.

use super::cache::{Cache, Phase};
use super::shape::Shape;

/// y = mean of x over height and width, for each channel. Has no weights, and takes images of any size.
#[derive(Clone, Debug)]
pub struct GlobalAverage {
    /// Unique in its network.
    pub name: String,
    /// Height, width and channels.
    pub input: Shape,
}

impl GlobalAverage {
    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        Cache::new(rows, self.input[2], phase)
    }

    pub(super) fn forward(&self, x: &[f32], cache: &mut Cache) {
        let [height, width, channels] = self.input;
        let share = 1.0 / (height * width) as f32;
        let images = x.chunks_exact(height * width * channels);
        for (x, y) in images.zip(cache.y.chunks_exact_mut(channels)) {
            y.fill(0.0);
            for pixel in x.chunks_exact(channels) {
                y.iter_mut().zip(pixel).for_each(|(sum, x)| *sum += x);
            }
            y.iter_mut().for_each(|sum| *sum *= share);
        }
    }

    pub(super) fn backward(&self, cache: &Cache, dx: Option<&mut [f32]>) {
        let [height, width, channels] = self.input;
        let share = 1.0 / (height * width) as f32;
        let Some(dx) = dx else { return };
        let images = dx.chunks_exact_mut(height * width * channels);
        for (dx, delta) in images.zip(cache.delta.chunks_exact(channels)) {
            for pixel in dx.chunks_exact_mut(channels) {
                pixel.iter_mut().zip(delta).for_each(|(dx, derivative)| *dx = share * derivative);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::network::Network;
    use crate::nn::proofs::{assert_gradients, behind_dense, numbers, predict};

    #[test]
    fn each_output_is_the_mean_of_its_channel() {
        for input in [[3, 5, 4], [1, 1, 7], [2, 2, 1]] {
            let [height, width, channels] = input;
            let network = Network::new([GlobalAverage { name: "average".to_owned(), input }]);
            let x = numbers(2 * network.inputs(), 1);
            let y = predict(&network, &x);
            assert_eq!(y.len(), 2 * channels);
            for (at, y) in y.into_iter().enumerate() {
                let image = &x[at / channels * network.inputs()..][..network.inputs()];
                let sum: f32 = image.iter().skip(at % channels).step_by(channels).sum();
                assert!((y - sum / (height * width) as f32).abs() < 1e-6, "{input:?} at {at}");
            }
        }
    }

    #[test]
    fn gradients_agree_with_directional_finite_differences() {
        let network = behind_dense(GlobalAverage { name: "average".to_owned(), input: [3, 5, 4] });
        assert_gradients("average", &network, 6, 0.1, 1e-4);
    }
}
