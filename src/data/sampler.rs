//! In which order training pictures are dealt out, epoch by epoch.
//!
//! Every sampler but one is the same idea: give each class a share of the epoch, deal that many of its pictures,
//! shuffle. The one is [`Sampler::InOrder`], which draws nothing.
//! An epoch has as many pictures as the training part whatever the sampler, so that equal epochs are equal steps.

use crate::base::random::{shuffle, stream};
use crate::base::spec::{Spec, SpecError, suggest};
use std::fmt;

/// A way of dealing out training pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sampler {
    /// Every picture once an epoch.
    Uniform,
    /// Every class equally often, its pictures repeated or drawn anew each epoch.
    ClassBalanced,
    /// Every class in proportion to the square root of its count.
    SquareRoot,
    /// Every class equally often, walking on through its pictures from epoch to epoch.
    Oversample,
    /// Every class equally often, from as many pictures of each as the smallest class has.
    Undersample,
    /// Every picture once an epoch, in the order of the training part, every epoch alike.
    InOrder,
}

/// One row of [`Sampler::ALL`].
pub struct SamplerRow {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The value it names.
    pub sampler: Sampler,
}

impl Sampler {
    /// Every sampler, with its name.
    pub const ALL: [SamplerRow; 6] = [
        SamplerRow {
            name: "uniform",
            summary: "Every picture once an epoch: classes as often as they occur.",
            sampler: Self::Uniform,
        },
        SamplerRow {
            name: "class-balanced",
            summary: "Every class equally often; rare pictures repeat, of frequent classes a fresh draw each epoch.",
            sampler: Self::ClassBalanced,
        },
        SamplerRow {
            name: "sqrt",
            summary: "Every class in proportion to the square root of its count: half-way to balanced.",
            sampler: Self::SquareRoot,
        },
        SamplerRow {
            name: "oversample",
            summary: "Repeats the pictures of rare classes until all are as large as the largest; \
                      an epoch is the next stretch of that list, so that every picture is seen.",
            sampler: Self::Oversample,
        },
        SamplerRow {
            name: "undersample",
            summary: "Cuts every class to the size of the smallest, anew each epoch, and repeats what is left.",
            sampler: Self::Undersample,
        },
        SamplerRow {
            name: "in-order",
            summary: "No shuffling: every picture once, as the training part has them, every epoch alike; \
                      to compare with other frameworks.",
            sampler: Self::InOrder,
        },
    ];

    /// Reads a sampler from its name.
    ///
    /// # Errors
    /// If the name is unknown (with the nearest) or has arguments.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let sampler = Self::named(&spec.name).ok_or_else(|| {
            let known = Self::ALL.map(|row| row.name);
            SpecError(format!("no sampler is called '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        spec.only(0, &[]).map(|()| sampler)
    }

    /// The sampler of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|row| row.name == name).map(|row| row.sampler)
    }

    /// Whether classes come in other proportions than they occur in.
    pub fn is_rebalancing(self) -> bool {
        !matches!(self, Self::Uniform | Self::InOrder)
    }

    /// The order of one epoch: positions into the training part whose labels are given, as many as there are labels.
    ///
    /// `uniform` gives a permutation, `in-order` that which changes nothing. Equal arguments give equal orders.
    ///
    /// # Panics
    /// If a label is not below `classes`.
    pub fn epoch_order(self, labels: &[u16], classes: usize, seed: u64, epoch: u64) -> Vec<u32> {
        if self == Self::InOrder {
            return (0..).take(labels.len()).collect();
        }
        let mut pools = vec![Vec::new(); classes];
        (0..).zip(labels).for_each(|(position, label)| pools[usize::from(*label)].push(position));
        let sizes: Vec<usize> = pools.iter().map(Vec::len).collect();
        let smallest = sizes.iter().copied().filter(|size| *size > 0).min().unwrap_or(0);
        let mut rng = stream(seed, "order", epoch);
        let mut order = Vec::with_capacity(labels.len());
        for (class, (mut pool, quota)) in (0..).zip(pools.into_iter().zip(self.quotas(&sizes))) {
            if self == Self::Oversample {
                walk_on(&pool, quota, seed, class, epoch, &mut order);
                continue;
            }
            shuffle(&mut rng, &mut pool);
            if self == Self::Undersample {
                pool.truncate(smallest);
            }
            order.extend(pool.iter().cycle().take(quota));
        }
        shuffle(&mut rng, &mut order);
        order
    }

    /// How many pictures of each class an epoch deals, of classes with so many pictures: in proportion to size^q with q = 1, 1/2 or 0 (Kang et al.
    /// 2020), summing to all sizes together. What rounding down leaves over goes to the largest remainders, so
    /// that shares are exact to less than one picture instead of varying from epoch to epoch.
    pub fn quotas(self, sizes: &[usize]) -> Vec<usize> {
        let weight = |size: usize| match self {
            _ if size == 0 => 0.0,
            Self::Uniform | Self::InOrder => size as f64,
            Self::SquareRoot => (size as f64).sqrt(),
            Self::ClassBalanced | Self::Oversample | Self::Undersample => 1.0,
        };
        let (n, all) = (sizes.iter().sum::<usize>(), sizes.iter().map(|size| weight(*size)).sum::<f64>());
        let exact: Vec<f64> = sizes.iter().map(|size| n as f64 * weight(*size) / all.max(1.0)).collect();
        let mut quotas: Vec<usize> = exact.iter().map(|share| (share * (1.0 + 1e-12)) as usize).collect();
        let mut by_remainder: Vec<usize> = (0..sizes.len()).filter(|class| sizes[*class] > 0).collect();
        by_remainder.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
        let left = n - quotas.iter().sum::<usize>();
        by_remainder.iter().take(left).for_each(|class| quotas[*class] += 1);
        quotas
    }
}

/// Deals the next `quota` pictures of a class's endless list, which is its pool shuffled anew for every round.
fn walk_on(pool: &[u32], quota: usize, seed: u64, class: u64, epoch: u64, order: &mut Vec<u32>) {
    let Some(size) = u64::try_from(pool.len()).ok().filter(|size| *size > 0) else { return };
    let mut from = epoch * quota as u64;
    let end = from + quota as u64;
    while from < end {
        let (round, skip) = (from / size, from % size);
        let mut list = pool.to_vec();
        shuffle(&mut stream(seed, "oversample", class << 48 | round), &mut list);
        let taken = (size - skip).min(end - from);
        order.extend(&list[skip as usize..(skip + taken) as usize]);
        from += taken;
    }
}

impl fmt::Display for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = Self::ALL.iter().position(|row| row.sampler == *self);
        f.write_str(row.map_or("", |row| Self::ALL[row].name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// 600, 60 and 6 pictures, class 2 empty.
    const SIZES: [usize; 4] = [600, 60, 0, 6];

    fn labels() -> Vec<u16> {
        (0..).zip(SIZES).flat_map(|(class, size)| vec![class; size]).collect()
    }

    fn order(sampler: Sampler, epoch: u64) -> Vec<u32> {
        sampler.epoch_order(&labels(), 4, 7, epoch)
    }

    fn frequencies(order: &[u32]) -> [usize; 4] {
        let labels = labels();
        let mut counts = [0; 4];
        for position in order {
            counts[usize::from(labels[*position as usize])] += 1;
        }
        counts
    }

    #[test]
    fn names_are_read_and_written_back() {
        for row in Sampler::ALL {
            assert_eq!(Sampler::parse(&Spec::parse(row.name).unwrap()).unwrap().to_string(), row.name);
            assert_eq!(row.sampler.is_rebalancing(), !["uniform", "in-order"].contains(&row.name));
        }
        let wrong = |text: &str| Sampler::parse(&Spec::parse(text).unwrap()).unwrap_err().0;
        assert!(wrong("unifrom").contains("nearest: uniform") && wrong("sqrt:2").contains("takes 0"));
    }

    #[test]
    fn an_epoch_is_as_long_as_the_training_part_and_classes_have_their_share() {
        let shares = Sampler::ALL.map(|row| frequencies(&order(row.sampler, 3)));
        // 666 pictures; square roots 24.49, 7.75, 2.45 of 34.69.
        assert_eq!(
            shares,
            [SIZES, [222, 222, 0, 222], [470, 149, 0, 47], [222, 222, 0, 222], [222, 222, 0, 222], SIZES]
        );
    }

    #[test]
    fn uniform_is_a_permutation() {
        let mut order = order(Sampler::Uniform, 0);
        assert_ne!(order, (0..666).collect::<Vec<u32>>());
        order.sort_unstable();
        assert_eq!(order, (0..666).collect::<Vec<u32>>());
    }

    #[test]
    fn without_shuffling_every_epoch_is_the_training_part_as_it_stands() {
        for epoch in [0, 1, 9] {
            assert_eq!(order(Sampler::InOrder, epoch), (0..666).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn orders_repeat_by_seed_and_epoch_and_differ_otherwise() {
        for row in Sampler::ALL.into_iter().filter(|row| row.sampler != Sampler::InOrder) {
            assert_eq!(order(row.sampler, 1), order(row.sampler, 1));
            assert_ne!(order(row.sampler, 1), order(row.sampler, 2));
            assert_ne!(order(row.sampler, 1), row.sampler.epoch_order(&labels(), 4, 8, 1));
        }
    }

    #[test]
    fn pictures_of_a_class_repeat_equally_often() {
        for sampler in [Sampler::ClassBalanced, Sampler::Oversample] {
            let order = order(sampler, 0);
            let times = |position: u32| order.iter().filter(|other| **other == position).count();
            assert!(
                (660..666).all(|rare| times(rare) == 37) && (0..600).all(|frequent| times(frequent) <= 1)
            );
        }
    }

    #[test]
    fn oversampling_sees_every_picture_before_any_comes_twice() {
        let mut seen = [0; 600];
        let frequent =
            (0..2).flat_map(|epoch| order(Sampler::Oversample, epoch)).filter(|position| *position < 600);
        frequent.for_each(|position| seen[position as usize] += 1);
        assert!(seen.iter().all(|times| *times <= 1) && seen.iter().sum::<usize>() == 444);
        let frequent = order(Sampler::Oversample, 2).into_iter().filter(|position| *position < 600);
        frequent.for_each(|position| seen[position as usize] += 1);
        assert!(seen.iter().all(|times| *times >= 1));
    }

    #[test]
    fn undersampling_keeps_the_smallest_count_of_every_class_anew_each_epoch() {
        let kept = |epoch| order(Sampler::Undersample, epoch).into_iter().collect::<HashSet<u32>>();
        assert_eq!(kept(0).len(), 18);
        assert!((660..666).all(|rare| kept(0).contains(&rare)));
        assert_ne!(kept(0), kept(1));
    }

    #[test]
    fn shares_that_do_not_divide_still_sum_up_and_empty_sets_give_nothing() {
        for row in Sampler::ALL {
            assert_eq!(row.sampler.epoch_order(&[0, 1, 1, 2, 2, 2, 2], 3, 0, 0).len(), 7);
            assert!(row.sampler.epoch_order(&[], 3, 0, 0).is_empty());
        }
    }
}
