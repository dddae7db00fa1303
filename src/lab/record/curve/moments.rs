//! Count, mean and spread of values, one by one or group by group.

/// What some values add up to. Kept as squared deviations from the mean and not as squares: of large values that differ
/// little the latter would leave nothing but rounding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// The sum of the squared deviations from the mean.
    squares: f64,
}

impl Moments {
    /// Those of one value.
    pub fn of(value: f64) -> Self {
        Self { count: 1, mean: value, squares: 0.0 }
    }

    /// Those of both groups' values (Chan, Golub and `LeVeque` 1979).
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        match (self.count, other.count) {
            (0, _) => other,
            (_, 0) => self,
            (own, others) => {
                let count = own + others;
                let (apart, share) = (other.mean - self.mean, others as f64 / count as f64);
                let between = apart * apart * own as f64 * share;
                let squares = self.squares + other.squares + between;
                Self { count, mean: self.mean + apart * share, squares }
            }
        }
    }

    /// How many values there are.
    pub fn count(self) -> u64 {
        self.count
    }

    /// The root of their mean squared deviation from their mean; `None` where there is no value.
    pub fn deviation(self) -> Option<f64> {
        (self.count > 0).then(|| (self.squares / self.count as f64).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deviation_does_not_depend_on_the_grouping_and_survives_a_large_mean() {
        let values: Vec<f64> = (0..1000).map(|at| 1e9 + f64::from(at * 37 % 101)).collect();
        let mean = values.iter().map(|x| x - 1e9).sum::<f64>() / 1000.0;
        let direct = (values.iter().map(|x| (x - 1e9 - mean).powi(2)).sum::<f64>() / 1000.0).sqrt();
        let all =
            |values: &[f64]| values.iter().copied().map(Moments::of).fold(Moments::default(), Moments::join);
        for group in [1, 7, 256, 1000] {
            let joined = values.chunks(group).map(all).fold(Moments::default(), Moments::join);
            assert_eq!(joined.count(), 1000);
            assert!((joined.deviation().unwrap() - direct).abs() < 1e-6, "{group}: {joined:?} {direct}");
        }
        assert_eq!((Moments::default().deviation(), Moments::of(3.0).deviation()), (None, Some(0.0)));
    }
}
