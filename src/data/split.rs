//! Cutting a validation part from the training part.

use super::Dataset;
use crate::base::random;

/// Moves `fraction` of every class's training pictures to the validation part, chosen by `seed`.
///
/// Stratified: a class of n pictures gives round(n * fraction), at least one where n >= 2 and the fraction is above
/// 0, and always keeps one. Fractions outside 0 to 1 act as the nearer end. A set that has a validation part of its
/// own stays as it is. Both parts end up sorted.
pub fn split_validation(set: &mut Dataset, fraction: f64, seed: u64) {
    if !set.parts.validation.is_empty() || fraction.is_nan() || fraction <= 0.0 {
        return;
    }
    let classes = by_class(set);
    let parts = &mut set.parts;
    parts.train.clear();
    for (class, mut pictures) in (0..).zip(classes) {
        random::shuffle(&mut random::stream(seed, "split", class), &mut pictures);
        let wanted = (pictures.len() as f64 * fraction).round() as usize;
        let cut = wanted.max(1).min(pictures.len().saturating_sub(1));
        parts.validation.extend(&pictures[..cut]);
        parts.train.extend(&pictures[cut..]);
    }
    parts.train.sort_unstable();
    parts.validation.sort_unstable();
}

/// The training pictures of each class, ascending.
pub(super) fn by_class(set: &Dataset) -> Vec<Vec<u32>> {
    let mut classes = vec![Vec::new(); set.classes()];
    for &index in &set.parts.train {
        classes[usize::from(set.labels[index as usize])].push(index);
    }
    for class in &mut classes {
        class.sort_unstable();
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::fixtures::counted;

    #[test]
    fn every_class_gives_its_share_and_keeps_one() {
        let mut set = counted(&[100, 10, 2, 1]);
        split_validation(&mut set, 0.2, 7);
        assert_eq!(set.class_counts(&set.parts.validation), [20, 2, 1, 0]);
        assert_eq!(set.class_counts(&set.parts.train), [80, 8, 1, 1]);
        assert!(set.parts.train.is_sorted() && set.parts.validation.is_sorted());
        let mut all = [set.parts.train, set.parts.validation].concat();
        all.sort_unstable();
        assert_eq!(all, (0..113).collect::<Vec<u32>>());
    }

    #[test]
    fn a_seed_repeats_and_another_cuts_elsewhere() {
        let cut = |seed| {
            let mut set = counted(&[50, 50]);
            split_validation(&mut set, 0.3, seed);
            set.parts.validation
        };
        assert_eq!(cut(1), cut(1));
        assert_ne!(cut(1), cut(2));
    }

    #[test]
    fn nothing_is_cut_without_a_fraction_or_where_a_part_exists() {
        for fraction in [0.0, -1.0, f64::NAN] {
            let mut set = counted(&[5, 5]);
            split_validation(&mut set, fraction, 0);
            assert_eq!((set.parts.train.len(), set.parts.validation.len()), (10, 0));
        }
        let mut set = counted(&[5, 5]);
        set.parts.validation = vec![set.parts.train.pop().unwrap()];
        split_validation(&mut set, 0.5, 0);
        assert_eq!(set.parts.validation, [9]);
    }

    #[test]
    fn a_fraction_of_one_leaves_one_picture_a_class() {
        let mut set = counted(&[5, 3]);
        split_validation(&mut set, 7.0, 0);
        assert_eq!(set.class_counts(&set.parts.train), [1, 1]);
    }
}
