//! Cutting by whole groups: no patient's images on both sides.

use super::share;
use crate::base::random;
use crate::data::Dataset;
use std::collections::BTreeMap;

/// Moves whole groups to the validation set, in an order drawn from `seed`: each that brings the classes nearer to
/// their shares and leaves an image of every class to learn from. For a class that none of these brings, the smallest group
/// with it that may go goes too, so that every class is validated wherever whole groups allow it.
pub(super) fn cut(set: &mut Dataset, strata: &[Vec<u32>], fraction: f64, seed: u64) {
    let mut groups = groups(set, strata);
    random::shuffle(&mut random::stream(seed, "split groups", 0), &mut groups);
    let mut left: Vec<usize> = strata.iter().map(Vec::len).collect();
    let mut wanted: Vec<usize> = left.iter().map(|n| share(*n, fraction)).collect();
    let mut given = vec![false; groups.len()];
    for (group, given) in groups.iter().zip(&mut given) {
        if group.may_go(&left) && group.helps(&wanted) {
            *given = true;
            group.leave(&mut left);
            for (stratum, count) in &group.counts {
                wanted[*stratum] = wanted[*stratum].saturating_sub(*count);
            }
        }
    }
    let mut absent: Vec<usize> = (0..strata.len()).filter(|at| strata[*at].len() == left[*at]).collect();
    // The rarest first: it has the fewest groups to choose from.
    absent.sort_by_key(|stratum| strata[*stratum].len());
    for stratum in absent {
        if strata[stratum].len() > left[stratum] {
            continue;
        }
        let may_go = (0..groups.len()).filter(|at| {
            !given[*at] && groups[*at].counts.contains_key(&stratum) && groups[*at].may_go(&left)
        });
        if let Some(at) = may_go.min_by_key(|at| groups[*at].images.len()) {
            given[at] = true;
            groups[at].leave(&mut left);
        }
    }
    let parts = &mut set.parts;
    parts.train.clear();
    for (group, given) in groups.iter().zip(given) {
        let part = if given { &mut parts.validation } else { &mut parts.train };
        part.extend(&group.images);
    }
}

/// Images that stay together.
#[derive(Default)]
struct SampleGroup {
    images: Vec<u32>,
    /// How many of them each stratum has, without zeros.
    counts: BTreeMap<usize, usize>,
}

impl SampleGroup {
    /// Whether every stratum keeps an image without this group.
    fn may_go(&self, left: &[usize]) -> bool {
        self.counts.iter().all(|(stratum, count)| left[*stratum] > *count)
    }

    /// Takes its images from what is left of each stratum.
    fn leave(&self, left: &mut [usize]) {
        self.counts.iter().for_each(|(stratum, count)| left[*stratum] -= count);
    }

    /// Whether more of its images are still wanted than are too many.
    fn helps(&self, wanted: &[usize]) -> bool {
        let useful: usize = self.counts.iter().map(|(stratum, count)| wanted[*stratum].min(*count)).sum();
        2 * useful > self.images.len()
    }
}

/// The groups of the training set, by their number.
fn groups(set: &Dataset, strata: &[Vec<u32>]) -> Vec<SampleGroup> {
    let mut groups: BTreeMap<u32, SampleGroup> = BTreeMap::new();
    for (stratum, images) in strata.iter().enumerate() {
        for index in images {
            let group = groups.entry(set.groups[*index as usize]).or_default();
            group.images.push(*index);
            *group.counts.entry(stratum).or_default() += 1;
        }
    }
    groups.into_values().collect()
}
