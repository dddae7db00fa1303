//! How many images each rank keeps.

use std::fmt;

/// The shape of the counts over the ranks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Profile {
    None,
    Exponential { ratio: f64 },
    Step { ratio: f64, fraction: f64 },
    Linear { ratio: f64 },
    Binary { ratio: f64 },
    Counts(Vec<usize>),
}

/// Why a list of counts does not fit the classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// As many counts as this were given.
    Length(usize),
    /// The class of this rank has fewer images than are wanted.
    TooFew { rank: usize, wanted: usize },
}

impl Profile {
    /// The counts to keep, by rank, of classes that have `available` images, by rank, each at least one.
    ///
    /// Exponential, step and linear start at n, the count of the class that has fewest, so that every rank can be
    /// filled by any class:
    ///
    /// - exponential: n * ratio^(-k / (K-1)) (Cui et al. 2019)
    /// - step: n for the first K * (1 - fraction) ranks, n / ratio for the others (Buda et al. 2018)
    /// - linear: n - k * (n - n / ratio) / (K-1) (Buda et al. 2018)
    /// - binary: all of the first K-1 ranks; of the last, their sum / ratio. Where the last has too few for that,
    ///   the others shrink in proportion.
    pub(super) fn counts(&self, available: &[usize]) -> Result<Vec<usize>, Misfit> {
        let classes = available.len();
        let n = available.iter().copied().min().unwrap_or(0) as f64;
        // How far along the ranks, 0 to 1; a single class stands at the start.
        let along = |rank: usize| rank as f64 / classes.saturating_sub(1).max(1) as f64;
        let by_rank =
            |count: &dyn Fn(usize) -> f64| Ok((0..classes).map(|rank| truncate(count(rank))).collect());
        match self {
            Self::None => Ok(available.to_vec()),
            Self::Exponential { ratio } => by_rank(&|rank| n * ratio.powf(-along(rank))),
            Self::Step { ratio, fraction } => {
                let frequent = truncate(classes as f64 * (1.0 - fraction)).min(classes.saturating_sub(1));
                by_rank(&|rank| if rank < frequent { n } else { n / ratio })
            }
            Self::Linear { ratio } => by_rank(&|rank| n - along(rank) * (n - n / ratio)),
            Self::Binary { ratio } => Ok(binary(available, *ratio)),
            Self::Counts(counts) => check(counts, available),
        }
    }
}

/// Rounds down, as the published counts do, but forgives what floating point lost: 6000 * 0.01 is 60. At least 1.
fn truncate(count: f64) -> usize {
    ((count * (1.0 + 1e-9)) as usize).max(1)
}

fn binary(available: &[usize], ratio: f64) -> Vec<usize> {
    let Some((rare, others)) = available.split_last() else { return Vec::new() };
    let sum: usize = others.iter().sum();
    let shrink = (*rare as f64 * ratio / sum as f64).min(1.0);
    let kept = others.iter().map(|count| truncate(*count as f64 * shrink).min(*count));
    kept.chain([truncate(sum as f64 / ratio).min(*rare)]).collect()
}

fn check(counts: &[usize], available: &[usize]) -> Result<Vec<usize>, Misfit> {
    if counts.len() != available.len() {
        return Err(Misfit::Length(counts.len()));
    }
    match counts.iter().zip(available).position(|(wanted, available)| wanted > available) {
        Some(rank) => Err(Misfit::TooFew { rank, wanted: counts[rank] }),
        None => Ok(counts.to_vec()),
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Exponential { ratio } => write!(f, "exp:{ratio}"),
            Self::Step { ratio, fraction } => write!(f, "step:{ratio},{fraction}"),
            Self::Linear { ratio } => write!(f, "linear:{ratio}"),
            Self::Binary { ratio } => write!(f, "binary:{ratio}"),
            Self::Counts(counts) => {
                let counts: Vec<String> = counts.iter().map(usize::to_string).collect();
                write!(f, "counts:{}", counts.join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten(profile: &Profile, n: usize) -> Vec<usize> {
        profile.counts(&[n; 10]).unwrap()
    }

    fn exponential(ratio: f64, n: usize) -> Vec<usize> {
        ten(&Profile::Exponential { ratio }, n)
    }

    #[test]
    fn exponential_counts_are_the_published_ones() {
        assert_eq!(exponential(10.0, 5000), [5000, 3871, 2997, 2320, 1796, 1391, 1077, 834, 645, 500]);
        assert_eq!(exponential(50.0, 5000), [5000, 3237, 2096, 1357, 878, 568, 368, 238, 154, 100]);
        assert_eq!(exponential(100.0, 5000), [5000, 2997, 1796, 1077, 645, 387, 232, 139, 83, 50]);
        assert_eq!(exponential(200.0, 5000), [5000, 2775, 1540, 854, 474, 263, 146, 81, 45, 25]);
        assert_eq!(exponential(10.0, 6000), [6000, 4645, 3596, 2784, 2156, 1669, 1292, 1000, 774, 600]);
        assert_eq!(exponential(100.0, 6000), [6000, 3596, 2156, 1292, 774, 464, 278, 166, 100, 60]);
        assert_eq!(exponential(200.0, 6000), [6000, 3330, 1848, 1025, 569, 316, 175, 97, 54, 30]);
        let sums = [(10.0, 5000, 20431), (50.0, 5000, 13996), (100.0, 5000, 12406), (200.0, 5000, 11203)];
        let more = [(10.0, 6000, 24516), (50.0, 6000, 16796), (100.0, 6000, 14886), (200.0, 6000, 13444)];
        for (ratio, n, sum) in sums.into_iter().chain(more) {
            assert_eq!(exponential(ratio, n).iter().sum::<usize>(), sum, "{ratio} of {n}");
        }
    }

    #[test]
    fn linear_counts_are_the_published_ones() {
        let linear = |ratio| ten(&Profile::Linear { ratio }, 5000);
        assert_eq!(linear(10.0), [5000, 4500, 4000, 3500, 3000, 2500, 2000, 1500, 1000, 500]);
        assert_eq!(linear(100.0), [5000, 4450, 3900, 3350, 2800, 2250, 1700, 1150, 600, 50]);
        assert_eq!(linear(5000.0)[9], 1);
    }

    #[test]
    fn steps_split_the_ranks_and_keep_one_class_on_each_side() {
        let step = |fraction, classes: usize| {
            let counts = Profile::Step { ratio: 100.0, fraction }.counts(&vec![5000; classes]).unwrap();
            counts.iter().filter(|count| **count == 50).count()
        };
        assert_eq!([step(0.5, 10), step(0.5, 7), step(0.9, 10), step(0.1, 10)], [5, 4, 9, 1]);
        assert_eq!([step(0.99, 10), step(0.01, 10), step(0.5, 2)], [9, 1, 1]);
    }

    #[test]
    fn binary_counts_all_others_together() {
        let binary = |ratio, available: &[usize]| Profile::Binary { ratio }.counts(available).unwrap();
        assert_eq!(binary(1000.0, &[6000; 10]), [6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 54]);
        assert_eq!(binary(1000.0, &[5000, 5000]), [5000, 5]);
        assert_eq!(binary(1.0, &[400, 200, 300]), [200, 100, 300]);
        assert_eq!(binary(1e9, &[10, 10]), [10, 1]);
    }

    #[test]
    fn the_smallest_class_bounds_the_others_and_no_count_is_zero() {
        let profile = Profile::Exponential { ratio: 1e6 };
        assert_eq!(profile.counts(&[9, 5, 7]).unwrap(), [5, 1, 1]);
        assert_eq!(profile.counts(&[4]).unwrap(), [4]);
        assert_eq!(Profile::None.counts(&[9, 5]).unwrap(), [9, 5]);
    }

    #[test]
    fn a_list_that_does_not_fit_says_where() {
        let list = Profile::Counts(vec![4, 6]);
        assert_eq!(list.counts(&[5, 6]).unwrap(), [4, 6]);
        assert_eq!(list.counts(&[5, 5]), Err(Misfit::TooFew { rank: 1, wanted: 6 }));
        assert_eq!(list.counts(&[5, 5, 5]), Err(Misfit::Length(2)));
    }
}
