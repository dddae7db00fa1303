//! In which order an epoch deals its pictures, and what keys the randomness of each.

use crate::base::random;
use crate::data::{Augment, Sampler};
use crate::lab::bench::Bench;

/// One row of an epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    /// The picture: an index into the data set.
    pub(super) picture: u32,
    /// What [`key`] gives for it.
    pub(super) key: u64,
}

/// The key of everything random that happens to a picture in training: its augmentation, and what a layer drops of it.
///
/// Made from the epoch, the picture (its index in the data set) and how often the picture stood in the epoch before,
/// and from nothing else. So the copies of a rare picture differ, and what happens to a picture does not depend on
/// the batch, the thread, the other pictures or the sampler that dealt it. Use it as the index of a
/// [`random::stream`] with a purpose of your own.
pub(super) fn key(epoch: u64, picture: u32, occurrence: u32) -> u64 {
    random::combine(&[epoch, u64::from(picture), u64::from(occurrence)])
}

/// The rows of an epoch.
pub(super) fn epoch(bench: &Bench, sampler: &Sampler, seed: u64, epoch: u64) -> Vec<Turn> {
    let set = &bench.dataset;
    let labels: Vec<u16> = set.parts.train.iter().map(|index| set.labels[*index as usize]).collect();
    let mut seen = vec![0; set.labels.len()];
    let order = sampler.epoch_order(&labels, &set.class_names, seed, epoch);
    let turn = |position: u32| {
        let picture = set.parts.train[position as usize];
        let occurrence: &mut u32 = &mut seen[picture as usize];
        let key = key(epoch, picture, *occurrence);
        *occurrence += 1;
        Turn { picture, key }
    };
    order.into_iter().map(turn).collect()
}

/// Writes the inputs of rows of an epoch, one after the other.
pub(super) fn fill(bench: &Bench, augment: &Augment, seed: u64, turns: &[Turn], out: &mut [f32]) {
    bench.gather(turns.iter().map(|turn| turn.picture), out);
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
    fn copies_of_a_picture_have_keys_of_their_own_whatever_deals_them() {
        let bench = bench_of(dataset(COUNTS), &recipe(&[]));
        let keys = |sampler: &Sampler| {
            let mut keys = HashMap::<u32, Vec<u64>>::new();
            epoch(&bench, sampler, 7, 1)
                .iter()
                .for_each(|turn| keys.entry(turn.picture).or_default().push(turn.key));
            keys
        };
        let (once, often) = (keys(&Sampler::Uniform), keys(&Sampler::ClassBalanced));
        let rare: Vec<&Vec<u64>> = often.values().filter(|keys| keys.len() > 1).collect();
        assert!(!rare.is_empty());
        let all = often.values().flatten();
        assert_eq!(all.clone().collect::<HashSet<_>>().len(), all.count(), "no two rows share one");
        for (picture, keys) in &often {
            assert_eq!(keys[0], once[picture][0], "its first turn is the same under every sampler");
        }
        assert_ne!(key(0, 3, 0), key(1, 3, 0));
    }

    #[test]
    fn copies_of_a_picture_are_changed_each_in_its_own_way() {
        let bench = bench_of(dataset(COUNTS), &recipe(&[]));
        let turns: Vec<Turn> = (0..8).map(|copy| Turn { picture: 5, key: key(0, 5, copy) }).collect();
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
