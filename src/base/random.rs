//! Random streams, keyed instead of sequential.
//!
//! Every number comes from the recipe's seed and a key that says what it is for, so that an extra layer, another
//! number of threads or another sampler disturbs nothing else. `ChaCha8Rng` is used because its stream is fixed
//! across versions of the library, which `StdRng` does not promise.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The generator for one purpose.
///
/// `purpose` names the use ("split", "order", a tensor's name), `index` tells uses of one purpose apart
/// (an epoch, a sample). Equal arguments give equal streams on every machine.
pub fn stream(seed: u64, purpose: &str, index: u64) -> ChaCha8Rng {
    let mut key = [0_u8; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..16].copy_from_slice(&fnv1a(purpose.as_bytes()).to_le_bytes());
    key[16..24].copy_from_slice(&index.to_le_bytes());
    ChaCha8Rng::from_seed(key)
}

/// One number from several, their order among it: an index for [`stream`] where a use is told apart by more than one
/// number. Each goes through the finaliser of `SplitMix64` (Steele, Lea and Flood 2014), so that neighbours get far apart.
pub fn combine(parts: &[u64]) -> u64 {
    parts.iter().fold(0, |key: u64, part| {
        let mixed = (key ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

/// FNV-1a, 64 bits: a stable hash, which the standard library's is not.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A number drawn uniformly from `[0, 1)` with the 24 bits of an `f32` mantissa.
pub fn uniform(rng: &mut impl Rng) -> f32 {
    (rng.next_u32() >> 8) as f32 / 16_777_216.0
}

/// An integer drawn uniformly from `0..n`, without modulo bias.
///
/// # Panics
/// If `n` is 0.
pub fn below(rng: &mut impl Rng, n: usize) -> usize {
    assert!(n > 0, "cannot draw from an empty range");
    let n = n as u64;
    let zone = u64::MAX - (u64::MAX % n);
    loop {
        let draw = rng.next_u64();
        if draw < zone {
            return (draw % n) as usize;
        }
    }
}

/// Shuffles in place (Fisher and Yates).
pub fn shuffle<T>(rng: &mut impl Rng, items: &mut [T]) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(rng, last + 1));
    }
}

/// A number drawn from the normal distribution with mean 0 and standard deviation 1 (Box and Muller).
pub fn normal(rng: &mut impl Rng) -> f32 {
    let radius = (-2.0 * (1.0 - uniform(rng)).ln()).sqrt();
    radius * (std::f32::consts::TAU * uniform(rng)).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_give_equal_streams_and_each_part_of_the_key_matters() {
        let draw = |seed, purpose, index| stream(seed, purpose, index).next_u64();
        assert_eq!(draw(7, "order", 3), draw(7, "order", 3));
        assert_ne!(draw(7, "order", 3), draw(8, "order", 3));
        assert_ne!(draw(7, "order", 3), draw(7, "split", 3));
        assert_ne!(draw(7, "order", 3), draw(7, "order", 4));
    }

    #[test]
    fn combined_numbers_differ_by_every_part_and_their_order() {
        let sides = || 0..40_u64;
        let keys = sides().flat_map(|a| sides().flat_map(move |b| sides().map(move |c| combine(&[a, b, c]))));
        assert_eq!(keys.collect::<std::collections::HashSet<_>>().len(), 64_000);
        assert_eq!(combine(&[1, 2]), combine(&[1, 2]));
    }

    #[test]
    fn a_shuffle_is_a_permutation_that_moves_things() {
        let mut items: Vec<usize> = (0..100).collect();
        shuffle(&mut stream(1, "test", 0), &mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn uniform_and_normal_have_their_moments() {
        let mut rng = stream(1, "test", 1);
        let n = 20_000;
        let mean = (0..n).map(|_| uniform(&mut rng)).sum::<f32>() / n as f32;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
        let draws: Vec<f32> = (0..n).map(|_| normal(&mut rng)).collect();
        let mean = draws.iter().sum::<f32>() / n as f32;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / n as f32;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
