//! In which order training images are drawn out, epoch by epoch.
//!
//! Every sampler but one is the same idea: give each class a share of the epoch, draw that many of its images,
//! shuffle. The one is [`Sampler::InOrder`], which draws nothing.
//! An epoch has as many images as the training set whatever the sampler, so that equal epochs are equal steps.

use super::classes;
use crate::base::random::{shuffle, stream};
use crate::base::spec::{Spec, SpecError, suggest};
use std::fmt;

/// A way of drawing out training images.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sampler {
    /// Every image once an epoch.
    Uniform,
    /// Every class equally often, its images repeated or drawn anew each epoch.
    ClassBalanced,
    /// Every class in proportion to the square root of its count.
    SquareRoot,
    /// Every class equally often, walking on through its images from epoch to epoch.
    Oversample,
    /// Every class equally often, from as many images of each as the smallest class has.
    Undersample,
    /// Every image once an epoch, in the order of the training set, every epoch alike.
    InOrder,
    /// As uniform, but for images of these classes, by name or index, which are never drawn: others come again instead.
    Without(Vec<String>),
}

/// One row of [`Sampler::ALL`].
pub struct SamplerRow {
    /// Its name.
    pub name: &'static str,
    /// The name with what has to be given with it.
    pub usage: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The value it names, before anything is given with it.
    pub sampler: Sampler,
}

impl Sampler {
    /// Every sampler, with its name.
    pub const ALL: [SamplerRow; 7] = [
        SamplerRow {
            name: "uniform",
            usage: "uniform",
            summary: "Every image once an epoch: classes as often as they occur.",
            sampler: Self::Uniform,
        },
        SamplerRow {
            name: "class-balanced",
            usage: "class-balanced",
            summary: "Every class equally often; rare images repeat, of frequent classes a fresh draw each epoch.",
            sampler: Self::ClassBalanced,
        },
        SamplerRow {
            name: "sqrt",
            usage: "sqrt",
            summary: "Every class in proportion to the square root of its count: half-way to balanced.",
            sampler: Self::SquareRoot,
        },
        SamplerRow {
            name: "oversample",
            usage: "oversample",
            summary: "Repeats the images of rare classes until all are as large as the largest; \
                      an epoch is the next stretch of that list, so that every image is seen.",
            sampler: Self::Oversample,
        },
        SamplerRow {
            name: "undersample",
            usage: "undersample",
            summary: "Cuts every class to the size of the smallest, anew each epoch, and repeats what is left.",
            sampler: Self::Undersample,
        },
        SamplerRow {
            name: "in-order",
            usage: "in-order",
            summary: "No shuffling: every image once, as the training set has them, every epoch alike; \
                      to compare with other frameworks.",
            sampler: Self::InOrder,
        },
        SamplerRow {
            name: "without",
            usage: "without:CLASS,..",
            summary: "As uniform, but images of these classes are never drawn; others come again in their place.",
            sampler: Self::Without(Vec::new()),
        },
    ];

    /// Reads a sampler from its name.
    ///
    /// # Errors
    /// If the name is unknown (with the nearest), has arguments that it does not take, or lacks the classes that it does.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let row = Self::ALL.into_iter().find(|row| row.name == spec.name).ok_or_else(|| {
            let known = Self::ALL.map(|row| row.name);
            SpecError(format!("unknown sampler '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        if !matches!(row.sampler, Self::Without(_)) {
            return spec.only(0, &[]).map(|()| row.sampler);
        }
        spec.only(usize::MAX, &[])?;
        if spec.positional.is_empty() {
            return Err(SpecError("without: expected classes by name or index, as in without:Coat".into()));
        }
        Ok(Self::Without(spec.positional.clone()))
    }

    /// The name, without what is given with it.
    pub fn name(&self) -> &'static str {
        let alike = |row: &SamplerRow| std::mem::discriminant(&row.sampler) == std::mem::discriminant(self);
        Self::ALL.iter().position(alike).map_or("", |row| Self::ALL[row].name)
    }

    /// Whether it asks for the class of an image.
    pub fn goes_by_class(&self) -> bool {
        !matches!(self, Self::Uniform | Self::InOrder)
    }

    /// Whether it answers an imbalance: classes that are drawn come in other proportions than they occur in.
    pub fn is_rebalancing(&self) -> bool {
        self.goes_by_class() && !matches!(self, Self::Without(_))
    }

    /// The classes that are never drawn.
    ///
    /// # Errors
    /// Names the first that is no class, with the nearest.
    pub fn left_out(&self, names: &[String]) -> Result<Vec<usize>, SpecError> {
        let Self::Without(classes) = self else { return Ok(Vec::new()) };
        let found = classes.iter().map(|text| {
            classes::find(names, text).ok_or_else(|| {
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                SpecError(format!("without: unknown class '{text}'{}", suggest(text, &known)))
            })
        });
        found.collect()
    }

    /// The order of one epoch: positions into the training set whose labels are given, as many as there are labels.
    ///
    /// `uniform` gives a permutation, `in-order` that which changes nothing. Equal arguments give equal orders. Nothing is
    /// drawn where all classes that have images are [left out](Self::left_out).
    ///
    /// # Panics
    /// If a label has no name.
    pub fn epoch_order(&self, labels: &[u16], names: &[String], seed: u64, epoch: u64) -> Vec<u32> {
        if *self == Self::InOrder {
            return (0..).take(labels.len()).collect();
        }
        let mut pools = vec![Vec::new(); names.len()];
        (0..).zip(labels).for_each(|(position, label)| pools[usize::from(*label)].push(position));
        let sizes: Vec<usize> = pools.iter().map(Vec::len).collect();
        let smallest = sizes.iter().copied().filter(|size| *size > 0).min().unwrap_or(0);
        let mut rng = stream(seed, "order", epoch);
        let mut order = Vec::with_capacity(labels.len());
        for (class, (mut pool, quota)) in (0..).zip(pools.into_iter().zip(self.quotas(&sizes, names))) {
            if *self == Self::Oversample {
                walk_on(&pool, quota, seed, class, epoch, &mut order);
                continue;
            }
            shuffle(&mut rng, &mut pool);
            if *self == Self::Undersample {
                pool.truncate(smallest);
            }
            order.extend(pool.iter().cycle().take(quota));
        }
        shuffle(&mut rng, &mut order);
        order
    }

    /// How many images of each class an epoch draws, of classes of these names with this many images: in proportion to
    /// size^q with q = 1, 1/2 or 0 (Kang et al. 2020), summing to all sizes together. What rounding down leaves over goes to the largest remainders, so
    /// that shares are exact to less than one image instead of varying from epoch to epoch.
    pub fn quotas(&self, sizes: &[usize], names: &[String]) -> Vec<usize> {
        let (n, mut sizes) = (sizes.iter().sum::<usize>(), sizes.to_vec());
        self.left_out(names).unwrap_or_default().into_iter().for_each(|class| sizes[class] = 0);
        let weight = |size: usize| match self {
            _ if size == 0 => 0.0,
            Self::Uniform | Self::InOrder | Self::Without(_) => size as f64,
            Self::SquareRoot => (size as f64).sqrt(),
            Self::ClassBalanced | Self::Oversample | Self::Undersample => 1.0,
        };
        let all: f64 = sizes.iter().map(|size| weight(*size)).sum();
        let exact: Vec<f64> = sizes.iter().map(|size| n as f64 * weight(*size) / all.max(1.0)).collect();
        let mut quotas: Vec<usize> = exact.iter().map(|share| (share * (1.0 + 1e-12)) as usize).collect();
        let mut by_remainder: Vec<usize> = (0..sizes.len()).filter(|class| sizes[*class] > 0).collect();
        by_remainder.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
        let left = n - quotas.iter().sum::<usize>();
        by_remainder.iter().take(left).for_each(|class| quotas[*class] += 1);
        quotas
    }
}

/// Draws the next `quota` images of a class's endless list, which is its pool shuffled anew for every round.
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

impl std::str::FromStr for Sampler {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        Self::parse(&Spec::parse(text)?)
    }
}

impl fmt::Display for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Without(classes) => write!(f, "{}:{}", self.name(), classes.join(",")),
            _ => f.write_str(self.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    /// 600, 60 and 6 images, class 2 empty.
    const SIZES: [usize; 4] = [600, 60, 0, 6];

    fn labels() -> Vec<u16> {
        (0..).zip(SIZES).flat_map(|(class, size)| vec![class; size]).collect()
    }

    fn names() -> Vec<String> {
        ["Bag", "Coat", "Hat", "Shoe"].map(str::to_owned).to_vec()
    }

    fn read(text: &str) -> Result<Sampler, SpecError> {
        Sampler::parse(&Spec::parse(text).unwrap())
    }

    /// All of them, the last without class 1.
    fn all() -> Vec<Sampler> {
        Sampler::ALL.iter().map(|row| read(&row.usage.replace("CLASS,..", "1")).unwrap()).collect()
    }

    fn order(sampler: &Sampler, epoch: u64) -> Vec<u32> {
        sampler.epoch_order(&labels(), &names(), 7, epoch)
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
        for sampler in all() {
            assert_eq!(read(&sampler.to_string()).unwrap(), sampler);
            let plain = ["uniform", "in-order", "without"].contains(&sampler.name());
            assert_eq!(sampler.is_rebalancing(), !plain);
        }
        assert_eq!(read("without:Bag,Coat").unwrap().to_string(), "without:Bag,Coat");
        let wrong = |text: &str| read(text).unwrap_err().0;
        assert!(
            wrong("unifrom").contains("did you mean 'uniform'?")
                && wrong("sqrt:2").contains("takes no arguments")
        );
        assert!(wrong("without").contains("expected classes by name or index"));
    }

    #[test]
    fn an_epoch_is_as_long_as_the_training_part_and_classes_have_their_share() {
        let shares: Vec<[usize; 4]> = all().iter().map(|sampler| frequencies(&order(sampler, 3))).collect();
        // 666 images; square roots 24.49, 7.75, 2.45 of 34.69.
        assert_eq!(
            shares,
            [
                SIZES,
                [222, 222, 0, 222],
                [470, 149, 0, 47],
                [222, 222, 0, 222],
                [222, 222, 0, 222],
                SIZES,
                [659, 0, 0, 7]
            ]
        );
    }

    #[test]
    fn classes_that_are_left_out_are_never_drawn_and_others_come_again_anew_each_epoch() {
        let twice = |epoch| {
            let mut seen = HashSet::new();
            let mut order = order(&read("without:coat,3").unwrap(), epoch);
            assert_eq!((order.len(), frequencies(&order)), (666, [666, 0, 0, 0]));
            order.retain(|position| !seen.insert(*position));
            assert_eq!((seen.len(), order.len()), (600, 66), "every image once before any comes twice");
            order
        };
        assert_ne!(twice(0), twice(1));
        assert!(order(&read("without:Bag,Coat,Shoe").unwrap(), 0).is_empty());
        let error = read("without:Coot").unwrap().left_out(&names()).unwrap_err().0;
        assert_eq!(error, "without: unknown class 'Coot'; did you mean 'Coat'?");
    }

    #[test]
    fn uniform_is_a_permutation() {
        let mut order = order(&Sampler::Uniform, 0);
        assert_ne!(order, (0..666).collect::<Vec<u32>>());
        order.sort_unstable();
        assert_eq!(order, (0..666).collect::<Vec<u32>>());
    }

    #[test]
    fn without_shuffling_every_epoch_is_the_training_part_as_it_stands() {
        for epoch in [0, 1, 9] {
            assert_eq!(order(&Sampler::InOrder, epoch), (0..666).collect::<Vec<u32>>());
        }
    }

    #[test]
    fn orders_repeat_by_seed_and_epoch_and_differ_otherwise() {
        for sampler in all().iter().filter(|sampler| **sampler != Sampler::InOrder) {
            assert_eq!(order(sampler, 1), order(sampler, 1));
            assert_ne!(order(sampler, 1), order(sampler, 2));
            assert_ne!(order(sampler, 1), sampler.epoch_order(&labels(), &names(), 8, 1));
        }
    }

    #[test]
    fn images_of_a_class_repeat_equally_often() {
        for sampler in [Sampler::ClassBalanced, Sampler::Oversample] {
            let order = order(&sampler, 0);
            let times = |position: u32| order.iter().filter(|other| **other == position).count();
            assert!(
                (660..666).all(|rare| times(rare) == 37) && (0..600).all(|frequent| times(frequent) <= 1)
            );
        }
    }

    #[test]
    fn oversampling_sees_every_image_before_any_comes_twice() {
        let mut seen = [0; 600];
        let frequent =
            (0..2).flat_map(|epoch| order(&Sampler::Oversample, epoch)).filter(|position| *position < 600);
        frequent.for_each(|position| seen[position as usize] += 1);
        assert!(seen.iter().all(|times| *times <= 1) && seen.iter().sum::<usize>() == 444);
        let frequent = order(&Sampler::Oversample, 2).into_iter().filter(|position| *position < 600);
        frequent.for_each(|position| seen[position as usize] += 1);
        assert!(seen.iter().all(|times| *times >= 1));
    }

    #[test]
    fn undersampling_keeps_the_smallest_count_of_every_class_anew_each_epoch() {
        let kept = |epoch| order(&Sampler::Undersample, epoch).into_iter().collect::<HashSet<u32>>();
        assert_eq!(kept(0).len(), 18);
        assert!((660..666).all(|rare| kept(0).contains(&rare)));
        assert_ne!(kept(0), kept(1));
    }

    #[test]
    fn shares_that_do_not_divide_still_sum_up_and_empty_sets_give_nothing() {
        for sampler in all() {
            assert_eq!(sampler.epoch_order(&[0, 1, 1, 2, 2, 2, 2], &names(), 0, 0).len(), 7);
            assert!(sampler.epoch_order(&[], &names(), 0, 0).is_empty());
        }
    }
}
