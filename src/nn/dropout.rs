//! Dropout (Srivastava et al. 2014), scaled while training so that evaluation needs no change.

use super::cache::{Cache, Phase};
use super::layer::Shape;
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
            dx.iter_mut().zip(factors).for_each(|(dx, (slope, kept))| *dx = slope * kept);
        }
    }
}
