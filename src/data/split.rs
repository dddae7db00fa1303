//! Cutting a validation set from the training set.

mod grouped;

use super::{DataTargets, Dataset};
use crate::base::random;

/// Moves `fraction` of every class's training images to the validation set, chosen by `seed`.
///
/// Stratified: a class of n images gives round(n * fraction), at least one where n >= 2 and the fraction is above
/// 0, and always keeps one. Where images have several labels, the rarest of an image's labels is its class; where
/// they have numbers, all are of one class. Images of one group stay together, and the shares are then as near as
/// whole groups come. Fractions outside 0 to 1 act as the nearer end. A set that has a validation set of its own
/// stays as it is. Both parts end up sorted.
pub fn split_validation(set: &mut Dataset, fraction: f64, seed: u64) {
    if !set.parts.validation.is_empty() || fraction.is_nan() || fraction <= 0.0 {
        return;
    }
    let strata = strata(set);
    if set.groups.is_empty() {
        cut(set, strata, fraction, seed);
    } else {
        grouped::cut(set, &strata, fraction, seed);
    }
    set.parts.train.sort_unstable();
    set.parts.validation.sort_unstable();
}

/// Which classes or labels have training images and none to validate on; `None` where every one has. Ask after the validation
/// set is cut.
pub fn unvalidated(set: &Dataset) -> Option<String> {
    if set.task() == super::Task::Regression || set.parts.validation.is_empty() {
        return None;
    }
    let (trained, seen) = (set.class_counts(&set.parts.train), set.class_counts(&set.parts.validation));
    let names: Vec<String> = (0..set.classes())
        .filter(|class| trained[*class] > 0 && seen[*class] == 0)
        .map(|class| set.class_names[class].clone())
        .collect();
    if names.is_empty() {
        return None;
    }
    let why = if set.groups.is_empty() { "" } else { ", because groups stay together" };
    let named = super::images::first_of(&names);
    Some(format!(
        "no validation images of {named}{why}: recall there and averages of recalls are undefined (-)"
    ))
}

fn cut(set: &mut Dataset, strata: Vec<Vec<u32>>, fraction: f64, seed: u64) {
    let parts = &mut set.parts;
    parts.train.clear();
    for (stratum, mut images) in (0..).zip(strata) {
        random::shuffle(&mut random::stream(seed, "split", stratum), &mut images);
        let given = share(images.len(), fraction);
        parts.validation.extend(&images[..given]);
        parts.train.extend(&images[given..]);
    }
}

/// How many of `n` images of one class are for validation.
fn share(n: usize, fraction: f64) -> usize {
    let wanted = (n as f64 * fraction).round() as usize;
    wanted.max(1).min(n.saturating_sub(1))
}

/// The training images of each class, ascending, whatever the task makes of classes.
pub(super) fn strata(set: &Dataset) -> Vec<Vec<u32>> {
    let DataTargets::MultiHot(rows) = &set.targets else { return by_class(set) };
    let counts = set.class_counts(&set.parts.train);
    let mut strata = vec![Vec::new(); set.classes() + 1];
    for &index in &set.parts.train {
        let row = rows.row(index as usize);
        let labels = (0..set.classes()).filter(|label| row[*label] > 0.0);
        strata[labels.min_by_key(|label| counts[*label]).unwrap_or(set.classes())].push(index);
    }
    strata.iter_mut().for_each(|stratum| stratum.sort_unstable());
    strata
}

/// The training images of each class, ascending.
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
    use crate::data::Parts;
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
    fn a_fraction_of_one_leaves_one_image_a_class() {
        let mut set = counted(&[5, 3]);
        split_validation(&mut set, 7.0, 0);
        assert_eq!(set.class_counts(&set.parts.train), [1, 1]);
    }

    #[test]
    fn a_rare_label_gives_its_share_too() {
        let mut rows = ndarray::Array2::zeros((110, 2));
        rows.column_mut(0).fill(1.0);
        (0..10).for_each(|image| rows[[11 * image, 1]] = 1.0);
        let names = ["often", "rarely"].map(str::to_owned).to_vec();
        let parts = Parts { train: (0..110).collect(), ..Parts::default() };
        let images = ndarray::Array4::zeros((110, 1, 1, 1));
        let mut set =
            Dataset::with_targets("toy", images, DataTargets::MultiHot(rows), names, parts).unwrap();
        split_validation(&mut set, 0.2, 3);
        assert_eq!(set.class_counts(&set.parts.validation), [22, 2]);
    }

    #[test]
    fn no_group_is_on_both_sides_and_shares_are_near() {
        let mut set = counted(&[300, 60]);
        set.groups = (0..360).map(|image| image / 4).collect();
        split_validation(&mut set, 0.2, 5);
        let groups = |part: &[u32]| part.iter().map(|index| set.groups[*index as usize]).collect::<Vec<_>>();
        let (train, validation) = (groups(&set.parts.train), groups(&set.parts.validation));
        assert!(validation.iter().all(|group| !train.contains(group)));
        assert_eq!(set.class_counts(&set.parts.validation), [60, 12]);
        assert_eq!(train.len() + validation.len(), 360);
    }

    #[test]
    fn every_class_is_validated_where_whole_groups_allow_it() {
        let mut set = counted(&[100, 4]);
        // The rare class lies in two groups of which each has more than its share.
        set.groups = (0..104).map(|image| if image < 100 { image / 10 } else { 10 + image / 102 }).collect();
        split_validation(&mut set, 0.1, 7);
        assert_eq!(set.class_counts(&set.parts.validation), [10, 2]);
        assert_eq!(unvalidated(&set), None);
        let mut alone = counted(&[100, 4]);
        alone.groups = (0..104).map(|image| if image < 100 { image / 10 } else { 10 }).collect();
        split_validation(&mut alone, 0.1, 7);
        assert_eq!(alone.class_counts(&alone.parts.validation), [10, 0]);
        let note = unvalidated(&alone).unwrap();
        assert!(note.contains(&alone.class_names[1]) && note.contains("groups stay together"), "{note}");
    }

    #[test]
    fn one_group_cannot_be_cut_and_of_two_one_is_kept() {
        let mut one = counted(&[5, 5]);
        one.groups = vec![3; 10];
        split_validation(&mut one, 0.5, 0);
        assert_eq!((one.parts.train.len(), one.parts.validation.len()), (10, 0));
        let mut two = counted(&[5, 5]);
        two.groups = (0..10).map(|image| u32::from(image % 5 == 0)).collect();
        split_validation(&mut two, 0.9, 0);
        assert_eq!(two.class_counts(&two.parts.train).iter().filter(|count| **count > 0).count(), 2);
        assert!(!two.parts.validation.is_empty() && !two.parts.train.is_empty());
    }
}
