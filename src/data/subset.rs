//! Keeping a part of the training images.

use super::Dataset;
use super::split::strata;
use crate::base::random;

/// Keeps `most` images of the training set, chosen by `seed`: the same share of every class, and at least one of each
/// that has any, even where that is more than `most`. Classes are those of a validation set that is cut: of several
/// labels the rarest one of an image, of numbers all are of one class. The part ends up sorted.
///
/// Images stand in one line whatever `most` is, and it is the front of it that is kept: so a smaller choice is part of
/// a larger one. Where there are no more than `most` images all stay, which the notes say.
pub fn keep_share(set: &mut Dataset, most: u64, seed: u64) {
    let all = set.parts.train.len();
    if all as u64 <= most {
        if (all as u64) < most {
            set.notes.push(format!("train {most}: the training set has {all} images, and all are kept"));
        }
        return;
    }
    let line = line(set, seed);
    let classes = line.iter().filter(|(place, _)| *place <= 0.0).count();
    let kept = classes.max(most as usize);
    set.parts.train = line[..kept].iter().map(|(_, image)| *image).collect();
    set.parts.train.sort_unstable();
    set.notes.push(format!("train {most}: {kept} of {all} images of the training set are kept"));
}

/// Every training image with its place in the line: how much of its class stands before it. The first of each class
/// comes first of all, at 0; equal places are in the order of the classes.
fn line(set: &Dataset, seed: u64) -> Vec<(f64, u32)> {
    let mut line = Vec::with_capacity(set.parts.train.len());
    for (class, mut images) in (0..).zip(strata(set)) {
        random::shuffle(&mut random::stream(seed, "train", class), &mut images);
        let size = images.len() as f64;
        let place = |at: usize| if at == 0 { 0.0 } else { (at as f64 + 0.5) / size };
        line.extend(images.iter().enumerate().map(|(at, image)| (place(at), *image)));
    }
    line.sort_by(|a, b| a.0.total_cmp(&b.0));
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::fixtures::counted;
    use crate::data::{DataTargets, Parts};
    use ndarray::{Array2, Array4};

    fn kept(counts: &[usize], most: u64, seed: u64) -> Dataset {
        let mut set = counted(counts);
        keep_share(&mut set, most, seed);
        assert!(set.parts.train.is_sorted());
        set
    }

    #[test]
    fn every_class_keeps_its_share_and_at_least_one() {
        let of = |most| {
            let set = kept(&[800, 160, 39, 1], most, 7);
            set.class_counts(&set.parts.train)
        };
        assert_eq!((of(500), of(100)), (vec![400, 80, 19, 1], vec![79, 16, 4, 1]));
        assert_eq!((of(4), of(2)), (vec![1; 4], vec![1; 4]), "one of each is the least");
        assert_eq!(kept(&[800, 0, 200], 100, 7).parts.train.len(), 100);
    }

    #[test]
    fn a_smaller_choice_is_part_of_a_larger_one() {
        let of = |most, seed| kept(&[3000, 700, 60, 3], most, seed).parts.train;
        let mut larger = of(1000, 7);
        for most in [700, 200, 199, 20, 5] {
            let smaller = of(most, 7);
            assert_eq!(smaller.len() as u64, most);
            assert!(smaller.iter().all(|image| larger.contains(image)), "{most}");
            larger = smaller;
        }
        assert_ne!(of(200, 7), of(200, 8));
        assert_eq!(of(200, 7), of(200, 7));
    }

    #[test]
    fn where_there_are_no_more_all_stay_and_more_are_not_made_up() {
        let (enough, few) = (kept(&[5, 5], 10, 7), kept(&[5, 5], 11, 7));
        assert_eq!((enough.parts.train.len(), enough.notes.len(), few.parts.train.len()), (10, 0, 10));
        assert_eq!(few.notes, ["train 11: the training set has 10 images, and all are kept"]);
    }

    #[test]
    fn a_rare_label_keeps_its_share_and_numbers_are_of_one_class() {
        let mut rows = Array2::zeros((110, 2));
        rows.column_mut(0).fill(1.0);
        (0..10).for_each(|image| rows[[11 * image, 1]] = 1.0);
        let names = ["often", "rarely"].map(str::to_owned).to_vec();
        let of = |targets| {
            let parts = Parts { train: (0..110).collect(), ..Parts::default() };
            let images = Array4::zeros((110, 1, 1, 1));
            let mut set = Dataset::with_targets("toy", images, targets, names.clone(), parts).unwrap();
            keep_share(&mut set, 55, 3);
            set
        };
        let set = of(DataTargets::MultiHot(rows.clone()));
        assert_eq!(set.class_counts(&set.parts.train), [55, 5]);
        assert_eq!(of(DataTargets::Values(rows)).parts.train.len(), 55);
    }
}
