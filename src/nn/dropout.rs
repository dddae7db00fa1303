//! Dropout (Srivastava et al. 2014), scaled while training so that evaluation needs no change.

use super::cache::{Cache, Phase};
use super::shape::Shape;
use crate::base::random;

/// While training, each input becomes 0 with probability `rate` and is divided by 1 - `rate` otherwise.
#[derive(Clone, Debug)]
pub struct Dropout {
    /// Unique in its network; keys the random numbers.
    pub name: String,
    /// The shape of inputs and outputs.
    pub shape: Shape,
    /// In [0, 1).
    pub rate: f32,
    /// Keys the random numbers, with the name and the key of each row.
    pub seed: u64,
}

impl Dropout {
    fn size(&self) -> usize {
        self.shape.iter().product()
    }

    pub(super) fn cache(&self, rows: usize, phase: Phase) -> Cache {
        let mut cache = Cache::new(rows, self.size(), phase);
        if phase == Phase::Training {
            cache.kept = vec![0.0; rows * self.size()];
        }
        cache
    }

    /// `keys` holds one number for each row while training: rows of equal keys lose the same numbers. Without keys
    /// nothing is lost.
    pub(super) fn forward(&self, keys: &[u64], x: &[f32], cache: &mut Cache) {
        let Cache { y, kept, .. } = cache;
        if kept.is_empty() {
            y[..x.len()].copy_from_slice(x);
            return;
        }
        let size = self.size();
        let rows = x.chunks_exact(size).zip(y.chunks_exact_mut(size)).zip(kept.chunks_exact_mut(size));
        for (((x, y), kept), key) in rows.zip(keys) {
            let mut rng = random::stream(self.seed, &self.name, *key);
            let scale = 1.0 / (1.0 - self.rate);
            for ((x, y), kept) in x.iter().zip(y).zip(kept) {
                *kept = if random::uniform(&mut rng) < self.rate { 0.0 } else { scale };
                *y = x * *kept;
            }
        }
    }

    pub(super) fn backward(cache: &Cache, dx: Option<&mut [f32]>) {
        let factors = cache.delta.iter().zip(&cache.kept);
        if let Some(dx) = dx {
            dx.iter_mut().zip(factors).for_each(|(dx, (derivative, kept))| *dx = derivative * kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::network::Network;
    use crate::nn::proofs::{assert_gradients, behind_dense, numbers, predict};

    const SIZE: usize = 500;

    fn dropout(seed: u64, name: &str, rate: f32) -> Dropout {
        Dropout { name: name.to_owned(), shape: [1, 1, SIZE], rate, seed }
    }

    /// What becomes of ones in training.
    fn ones(dropout: &Dropout, keys: &[u64]) -> Vec<f32> {
        let mut cache = dropout.cache(keys.len(), Phase::Training);
        dropout.forward(keys, &vec![1.0; keys.len() * SIZE], &mut cache);
        cache.y
    }

    #[test]
    fn rows_of_equal_keys_lose_the_same_numbers_and_all_others_do_not() {
        let y = ones(&dropout(1, "dropout1", 0.5), &[7, 8, 7]);
        assert_eq!(y[..SIZE], y[2 * SIZE..]);
        assert_ne!(y[..SIZE], y[SIZE..2 * SIZE]);
        for other in [dropout(2, "dropout1", 0.5), dropout(1, "dropout2", 0.5)] {
            assert_ne!(y[..SIZE], ones(&other, &[7]), "another seed or layer draws other numbers");
        }
    }

    #[test]
    fn the_rate_is_lost_and_the_rest_makes_up_for_it() {
        let keys: Vec<u64> = (0..200).collect();
        for rate in [0.1, 0.3, 0.5, 0.9] {
            let y = ones(&dropout(1, "dropout1", rate), &keys);
            let (scale, n) = (1.0 / (1.0 - rate), y.len() as f32);
            assert!(y.iter().all(|y| *y == 0.0 || *y == scale), "{rate}");
            let lost = y.iter().filter(|y| **y == 0.0).count() as f32 / n;
            // Four standard deviations of a share of n draws.
            assert!((lost - rate).abs() < 4.0 * (rate * (1.0 - rate) / n).sqrt(), "{lost} for {rate}");
        }
        assert_eq!(ones(&dropout(1, "dropout1", 0.0), &[1]), [1.0; SIZE]);
    }

    #[test]
    fn evaluation_loses_nothing_and_scales_nothing() {
        let network = Network::new([dropout(1, "dropout1", 0.5)]);
        let x = numbers(3 * SIZE, 1);
        assert_eq!(predict(&network, &x), x);
    }

    #[test]
    fn gradients_agree_with_directional_finite_differences() {
        assert_gradients("dropout", &behind_dense(dropout(1, "dropout1", 0.3)), 6, 0.1, 1e-4);
    }
}
