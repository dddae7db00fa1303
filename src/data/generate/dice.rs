//! The random choices of one image.

use crate::base::random::{self, below, uniform};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// One image's random stream, in the words of those who draw.
pub(super) struct Dice {
    rng: ChaCha8Rng,
}

impl Dice {
    /// Choices from that stream.
    pub(super) fn new(rng: ChaCha8Rng) -> Self {
        Self { rng }
    }

    /// A number drawn uniformly from `low..high`.
    pub(super) fn range(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * uniform(&mut self.rng)
    }

    /// A number around 0, at most `spread` away and more often near: the mean of two uniform ones.
    pub(super) fn around(&mut self, spread: f32) -> f32 {
        spread * (uniform(&mut self.rng) + uniform(&mut self.rng) - 1.0)
    }

    /// True with that probability.
    pub(super) fn chance(&mut self, probability: f32) -> bool {
        uniform(&mut self.rng) < probability
    }

    /// A whole number drawn uniformly from `low..=high`.
    pub(super) fn count(&mut self, low: usize, high: usize) -> usize {
        low + below(&mut self.rng, high - low + 1)
    }

    /// The index of a weight, drawn in proportion to the weights.
    pub(super) fn weighted(&mut self, weights: &[f32]) -> usize {
        let mut left = self.range(0.0, weights.iter().sum());
        let reached = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        reached.unwrap_or(weights.len() - 1)
    }

    /// A number drawn from the normal distribution with mean 0 and standard deviation 1. Where its tails matter; for the
    /// noise of pixels see [`Self::noise`].
    pub(super) fn normal(&mut self) -> f32 {
        random::normal(&mut self.rng)
    }

    /// Noise of mean 0 and standard deviation 1, nearly normal: the sum of four random bytes. One word of the
    /// stream a pixel is what keeps an image cheap.
    pub(super) fn noise(&mut self) -> f32 {
        // Four independent bytes: mean 4 * 127.5, variance 4 * (256^2 - 1) / 12.
        let sum: u16 = self.rng.next_u32().to_le_bytes().into_iter().map(u16::from).sum();
        (f32::from(sum) - 510.0) / 147.8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;

    #[test]
    fn noise_has_its_moments_and_weights_their_shares() {
        let mut dice = Dice::new(stream(1, "dice", 0));
        let noise: Vec<f32> = (0..20_000).map(|_| dice.noise()).collect();
        let mean = noise.iter().sum::<f32>() / noise.len() as f32;
        let variance = noise.iter().map(|x| x * x).sum::<f32>() / noise.len() as f32;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
        let mut counts = [0; 3];
        (0..4000).for_each(|_| counts[dice.weighted(&[1.0, 0.0, 3.0])] += 1);
        assert!(counts[1] == 0 && (900..1100).contains(&counts[0]), "{counts:?}");
    }
}
