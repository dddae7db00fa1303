//! In which order an epoch draws its images, and what keys the randomness of each.

use crate::base::random;
use crate::data::{Augment, Sampler};
use crate::lab::bench::Bench;

/// One row of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// The image: an index into the data set.
    pub(super) image: u32,
    /// What [`key`] gives for it.
    pub(super) key: u64,
}

/// The key of everything random that happens to an image in training: its augmentation, and what a layer drops of it.
///
/// Made from the epoch, the image (its index in the data set) and how often the image stood in the epoch before,
/// and from nothing else. So the copies of a rare image differ, and what happens to an image does not depend on
/// the batch, the thread, the other images or the sampler that drawn it. Use it as the index of a
/// [`random::stream`] with a purpose of your own.
pub(super) fn key(epoch: u64, image: u32, occurrence: u32) -> u64 {
    random::combine(&[epoch, u64::from(image), u64::from(occurrence)])
}

/// The rows of an epoch.
pub(super) fn epoch(bench: &Bench, sampler: &Sampler, seed: u64, epoch: u64) -> Vec<Turn> {
    let set = &bench.dataset;
    let labels: Vec<u16> = set.parts.train.iter().map(|index| set.labels[*index as usize]).collect();
    let mut seen = vec![0; set.labels.len()];
    let order = sampler.epoch_order(&labels, &set.class_names, seed, epoch);
    let turn = |position: u32| {
        let image = set.parts.train[position as usize];
        let occurrence: &mut u32 = &mut seen[image as usize];
        let key = key(epoch, image, *occurrence);
        *occurrence += 1;
        Turn { image, key }
    };
    order.into_iter().map(turn).collect()
}

/// Writes the inputs of rows of an epoch, one after the other.
pub(super) fn fill(bench: &Bench, augment: &Augment, seed: u64, turns: &[Turn], out: &mut [f32]) {
    bench.gather(turns.iter().map(|turn| turn.image), out);
    if !augment.is_none() {
        let size = out.len() / turns.len().max(1);
        for (inputs, turn) in out.chunks_exact_mut(size).zip(turns) {
            bench.change(&augment.draw(seed, turn.key), inputs);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, bench_of, dataset, recipe};
    use std::collections::{HashMap, HashSet};

    #[test]
    fn copies_of_an_image_have_keys_of_their_own_whatever_draws_them() {
        let bench = bench_of(dataset(COUNTS), &recipe(&[]));
        let keys = |sampler: &Sampler| {
            let mut keys = HashMap::<u32, Vec<u64>>::new();
            epoch(&bench, sampler, 7, 1)
                .iter()
                .for_each(|turn| keys.entry(turn.image).or_default().push(turn.key));
            keys
        };
        let (once, often) = (keys(&Sampler::Uniform), keys(&Sampler::ClassBalanced));
        let rare: Vec<&Vec<u64>> = often.values().filter(|keys| keys.len() > 1).collect();
        assert!(!rare.is_empty());
        let all = often.values().flatten();
        assert_eq!(all.clone().collect::<HashSet<_>>().len(), all.count(), "no two rows share one");
        for (image, keys) in &often {
            assert_eq!(keys[0], once[image][0], "its first turn is the same under every sampler");
        }
        assert_ne!(key(0, 3, 0), key(1, 3, 0));
    }

    #[test]
    fn copies_of_an_image_are_changed_each_in_its_own_way() {
        let bench = bench_of(dataset(COUNTS), &recipe(&[]));
        let turns: Vec<Turn> = (0..8).map(|copy| Turn { image: 5, key: key(0, 5, copy) }).collect();
        let inputs = |augment: &str| {
            let (augment, mut out) = (Augment::parse(augment).unwrap(), vec![0.0; 8 * 36]);
            fill(&bench, &augment, 7, &turns, &mut out);
            let bits = |row: &[f32]| row.iter().map(|x| x.to_bits()).collect::<Vec<u32>>();
            out.chunks(36).map(bits).collect::<HashSet<_>>().len()
        };
        assert_eq!(inputs("none"), 1);
        assert!(inputs("shift:2+flip") > 5);
    }
}
