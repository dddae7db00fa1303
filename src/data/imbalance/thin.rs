//! Applying an imbalance to classes and to a set.

use super::Imbalance;
use super::profile::Misfit;
use crate::base::random;
use crate::data::split::by_class;
use crate::data::{DataError, Dataset, Task};

/// What thinning did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thinned {
    /// Training images of each class before, `[K]`.
    pub before: Vec<usize>,
    /// Training images of each class now, `[K]`.
    pub after: Vec<usize>,
}

impl Imbalance {
    /// How many training images each class would keep, `[K]` in label order, of the `available` ones, `[K]`.
    ///
    /// Classes without images have no rank and keep none. `seed` matters with `order=seed` alone.
    ///
    /// # Errors
    /// If a class in the order does not exist, or listed counts are not one a class or more than there are.
    ///
    /// # Panics
    /// If there are fewer counts than names.
    pub fn counts(&self, available: &[usize], names: &[String], seed: u64) -> Result<Vec<usize>, DataError> {
        let mut ranking = self.order.ranking(names, seed)?;
        ranking.retain(|class| available[*class] > 0);
        let ranked: Vec<usize> = ranking.iter().map(|class| available[*class]).collect();
        let counts = self.profile.counts(&ranked).map_err(|misfit| match misfit {
            Misfit::Length(found) => DataError::new(
                self.to_string(),
                format!("{} counts, one a class", ranked.len()),
                found.to_string(),
            ),
            Misfit::TooFew { rank, wanted } => {
                let expected = format!("at most {} images of '{}'", ranked[rank], names[ranking[rank]]);
                DataError::new(self.to_string(), expected, wanted.to_string())
                    .advise("the training set has no more after validation was cut")
            }
        })?;
        let mut by_label = vec![0; names.len()];
        ranking.iter().zip(counts).for_each(|(class, count)| by_label[*class] = count);
        Ok(by_label)
    }

    /// Thins the training set; validation and test stay as they are. Apply it after the validation set is cut.
    ///
    /// Every class keeps a prefix of one permutation of its images, drawn from `seed` alone: what a stronger
    /// imbalance keeps is a subset of what a weaker one keeps.
    ///
    /// # Errors
    /// As [`Imbalance::counts`], and where images do not have one class each; the set is then unchanged.
    pub fn thin(&self, set: &mut Dataset, seed: u64) -> Result<Thinned, DataError> {
        let before = set.class_counts(&set.parts.train);
        if set.task() != Task::Classification {
            let expected = format!("none, as this is a {} set", set.task().name());
            let unchanged = Thinned { after: before.clone(), before };
            return if *self == Self::NONE {
                Ok(unchanged)
            } else {
                Err(DataError::new("imbalance", expected, self.to_string()))
            };
        }
        let after = self.counts(&before, &set.class_names, seed)?;
        let classes = by_class(set);
        set.parts.train.clear();
        for (class, (mut images, count)) in (0..).zip(classes.into_iter().zip(&after)) {
            random::shuffle(&mut random::stream(seed, "imbalance", class), &mut images);
            set.parts.train.extend(&images[..*count]);
        }
        set.parts.train.sort_unstable();
        Ok(Thinned { before, after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::spec::Spec;
    use crate::data::fixtures::counted;
    use crate::data::{DataTargets, Parts, split_validation};

    fn imbalance(text: &str) -> Imbalance {
        Imbalance::parse(&Spec::parse(text).unwrap()).unwrap()
    }

    fn kept(text: &str, seed: u64) -> Vec<u32> {
        let mut set = counted(&[500; 5]);
        imbalance(text).thin(&mut set, seed).unwrap();
        set.parts.train
    }

    #[test]
    fn thinning_touches_the_training_part_alone() {
        let mut set = counted(&[100, 100, 100]);
        split_validation(&mut set, 0.2, 1);
        let validation = set.parts.validation.clone();
        let thinned = imbalance("exp:16").thin(&mut set, 1).unwrap();
        assert_eq!(thinned, Thinned { before: vec![80, 80, 80], after: vec![80, 20, 5] });
        assert_eq!(set.class_counts(&set.parts.train), [80, 20, 5]);
        assert!(set.parts.validation == validation && set.parts.train.is_sorted());
    }

    #[test]
    fn a_stronger_imbalance_keeps_a_subset_of_a_weaker_one() {
        for order in ["", ",order=seed", ",order=3,1"] {
            let (ten, hundred) = (kept(&format!("exp:10{order}"), 4), kept(&format!("exp:100{order}"), 4));
            assert!(
                hundred.len() < ten.len() && hundred.iter().all(|index| ten.binary_search(index).is_ok())
            );
        }
    }

    #[test]
    fn the_seed_decides_which_images_stay_and_none_keeps_all() {
        assert_eq!(kept("exp:10", 1), kept("exp:10", 1));
        assert_ne!(kept("exp:10", 1), kept("exp:10", 2));
        assert_eq!(kept("none", 1), (0..2500).collect::<Vec<u32>>());
    }

    #[test]
    fn the_order_says_who_is_rare() {
        let counts = |text: &str| {
            let mut set = counted(&[100; 4]);
            imbalance(text).thin(&mut set, 0).unwrap().after
        };
        assert_eq!(counts("linear:100,order=2,0"), [1, 100, 34, 67]);
        assert_eq!(counts("binary:10,order=1"), [100, 30, 100, 100]);
        assert_eq!(counts("counts:4,3,2,1,order=0"), [1, 4, 3, 2]);
    }

    #[test]
    fn too_large_counts_name_class_wanted_and_available() {
        let mut set = counted(&[10, 20]);
        let error = imbalance("counts:10,21").thin(&mut set, 0).unwrap_err().to_string();
        assert!(error.contains("counts:10,21: expected at most 20 images of '1', found 21"), "{error}");
        let error = imbalance("counts:1,2,3").thin(&mut set, 0).unwrap_err().to_string();
        assert!(error.contains("expected 2 counts, one a class, found 3"), "{error}");
        assert_eq!(set.parts.train.len(), 30);
    }

    #[test]
    fn a_class_without_images_has_no_rank() {
        let counts = imbalance("exp:4").counts(&[8, 0, 8], &["a", "b", "c"].map(str::to_owned), 0).unwrap();
        assert_eq!(counts, [8, 0, 2]);
    }

    #[test]
    fn a_set_without_classes_is_taken_whole_or_refused() {
        let targets = DataTargets::MultiHot(ndarray::array![[1.0], [0.0], [1.0]]);
        let parts = Parts { train: vec![0, 1, 2], ..Parts::default() };
        let images = ndarray::Array4::zeros((3, 1, 1, 1));
        let mut set = Dataset::with_targets("toy", images, targets, vec!["a".to_owned()], parts).unwrap();
        assert_eq!(imbalance("none").thin(&mut set, 0).unwrap().after, [2]);
        assert_eq!(set.parts.train.len(), 3);
        let error = imbalance("exp:10").thin(&mut set, 0).unwrap_err().to_string();
        assert!(error.contains("expected none, as this is a multi-label set, found exp:10"), "{error}");
    }
}
