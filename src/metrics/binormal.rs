//! Two classes whose scores are normal with the same spread: every threshold's fate in closed form.
//!
//! The common class scores `N(0, 1)`, the rare one `N(d, 1)`; d is the separation (d' of signal detection). The log-odds of
//! a score x are `d x - d^2 / 2 + ln(odds)`, so a weight w on the rare class moves the threshold to
//! `d / 2 + ln(ratio / w) / d`, and nothing else.

use libm::erfc;
use std::f64::consts::SQRT_2;

/// `P(N(0, 1) > x)`, accurate far into the tail.
pub fn upper_tail(x: f64) -> f64 {
    0.5 * erfc(x / SQRT_2)
}

/// Two such classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binormal {
    /// The distance of the means in standard deviations; above 0.
    pub separation: f64,
    /// Images of the common class for one of the rare.
    pub ratio: f64,
}

/// What a threshold does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Operation {
    /// The share of the rare class above it.
    pub recall: f64,
    /// The share of the common class above it.
    pub alarms: f64,
}

impl Binormal {
    /// What a model does that knows the odds and weighs the rare class `weight` times, deciding at one half.
    pub fn weighted(&self, weight: f64) -> Operation {
        self.above(self.separation / 2.0 + (self.ratio / weight).ln() / self.separation)
    }

    /// What a threshold on the score does.
    pub fn above(&self, threshold: f64) -> Operation {
        Operation { recall: upper_tail(threshold - self.separation), alarms: upper_tail(threshold) }
    }

    /// The chance that a rare one scores above a common one.
    pub fn auroc(&self) -> f64 {
        upper_tail(-self.separation / SQRT_2)
    }

    /// The share of the rare class among all that are called, at an operation.
    pub fn precision(&self, at: Operation) -> f64 {
        at.recall / (at.recall + self.ratio * at.alarms)
    }
}

/// The separation of scores: the distance of the two means over the root of the mean of the two variances. `None` with
/// fewer than two of either, where nothing varies, and if a score is not finite.
pub fn separation(scores: &[f64], positive: &[bool]) -> Option<f64> {
    let of = |wanted: bool| {
        let chosen = scores.iter().zip(positive).filter(|(_, is)| **is == wanted).map(|(score, _)| *score);
        moments(&chosen.collect::<Vec<_>>())
    };
    let ([low, spread], [high, other]) = (of(false), of(true));
    Some((high - low) / (0.5 * (spread + other)).sqrt()).filter(|d| d.is_finite())
}

/// Mean and variance; one of them is not a number for fewer than two values.
fn moments(values: &[f64]) -> [f64; 2] {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|x| (x - mean).powi(2)).sum();
    [mean, squares / (n - 1.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Found of 100 rare and of 100,000 common ones, by weight, for a separation of 3.
    #[test]
    fn the_table_of_screening_is_in_closed_form() {
        let screening = Binormal { separation: 3.0, ratio: 1000.0 };
        let rows = [
            (1.0, 21.1, 7.0, 0.747),
            (10.0, 48.6, 120.0, 0.288),
            (100.0, 76.8, 1168.0, 0.062),
            (1000.0, 93.3, 6681.0, 0.0138),
            (10_000.0, 98.8, 23_194.0, 0.004),
        ];
        for (weight, found, alarms, precision) in rows {
            let at = screening.weighted(weight);
            assert!((100.0 * at.recall - found).abs() < 0.06, "{weight}: {at:?}");
            assert!((100_000.0 * at.alarms - alarms).abs() < 0.6, "{weight}: {at:?}");
            assert!((screening.precision(at) - precision).abs() < 6e-4, "{weight}");
        }
        assert!((screening.auroc() - 0.98305).abs() < 1e-5);
        assert!((Binormal { separation: 2.0, ratio: 1000.0 }.weighted(1000.0).recall - 0.8413).abs() < 1e-4);
    }

    #[test]
    fn separation_is_in_standard_deviations_and_needs_both_classes() {
        let scores = [1.0, 3.0, 7.0, 9.0];
        let found = separation(&scores, &[false, false, true, true]).unwrap();
        assert!((found - 6.0 / 2.0_f64.sqrt()).abs() < 1e-12, "{found}");
        // Variances of 9 / 3 and of 32 / 2.
        let uneven = [1.0, 1.0, 1.0, 4.0, 7.75, 11.75, 3.75].map(|x| x - 0.5);
        let found = separation(&uneven, &[false, false, false, false, true, true, true]).unwrap();
        assert!((found - 6.0 / (0.5_f64 * (2.25 + 16.0)).sqrt()).abs() < 1e-12, "{found}");
        assert_eq!(separation(&scores, &[false, false, false, true]), None);
        assert_eq!([separation(&scores, &[true; 4]), separation(&[], &[])], [None; 2]);
        assert_eq!(separation(&[1.0, 1.0, 2.0, 2.0], &[false, false, true, true]), None);
    }
}
