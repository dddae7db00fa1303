//! One yes or no: a 2x2 matrix and its numbers.

use super::confusion::ratio;
use serde::{Deserialize, Serialize};

/// Counts of truth against prediction for one label.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binary {
    /// On, and said to be.
    pub true_positives: u64,
    /// Off, and said to be on: false alarms.
    pub false_positives: u64,
    /// On, and said to be off: misses.
    pub false_negatives: u64,
    /// Off, and said to be.
    pub true_negatives: u64,
}

impl Binary {
    /// Counts one answer.
    pub fn record(&mut self, truth: bool, predicted: bool) {
        *match (truth, predicted) {
            (true, true) => &mut self.true_positives,
            (false, true) => &mut self.false_positives,
            (true, false) => &mut self.false_negatives,
            (false, false) => &mut self.true_negatives,
        } += 1;
    }

    /// How many answers there are.
    pub fn total(&self) -> u64 {
        self.support() + self.false_positives + self.true_negatives
    }

    /// How many are on: the support of the label.
    pub fn support(&self) -> u64 {
        self.true_positives + self.false_negatives
    }

    /// The share that is on, which is also the precision of always saying so. `None` without answers.
    pub fn prevalence(&self) -> Option<f64> {
        ratio(self.support(), self.total())
    }

    /// Of what was said to be on, the share that is; `None` where nothing was.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Of what is on, the share that was found; `None` where nothing is.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.true_positives, self.support())
    }

    /// Of what is off, the share that was said to be on; `None` where nothing is off.
    pub fn false_alarm_rate(&self) -> Option<f64> {
        ratio(self.false_positives, self.false_positives + self.true_negatives)
    }

    /// `2 TP / (2 TP + FP + FN)`; `None` where nothing is on and nothing was said to be.
    pub fn f1(&self) -> Option<f64> {
        let found = 2 * self.true_positives;
        ratio(found, found + self.false_positives + self.false_negatives)
    }

    /// The mean cost of an answer; a right one costs nothing. `None` without answers.
    pub fn mean_cost(&self, costs: Costs) -> Option<f64> {
        let sum = costs.miss * self.false_negatives as f64 + costs.alarm * self.false_positives as f64;
        (self.total() > 0).then(|| sum / self.total() as f64)
    }

    /// All counts of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            true_positives: self.true_positives + other.true_positives,
            false_positives: self.false_positives + other.false_positives,
            false_negatives: self.false_negatives + other.false_negatives,
            true_negatives: self.true_negatives + other.true_negatives,
        }
    }
}

/// What mistakes cost, in any unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Costs {
    /// Of one miss.
    pub miss: f64,
    /// Of one false alarm.
    pub alarm: f64,
}

impl Costs {
    /// The threshold with the least expected cost, `alarm / (alarm + miss)`, where probabilities are calibrated.
    ///
    /// `None` unless both costs are finite and at least 0, and one is more.
    pub fn threshold(self) -> Option<f64> {
        let sum = self.alarm + self.miss;
        let sound = self.alarm >= 0.0 && self.miss >= 0.0 && sum > 0.0 && sum.is_finite();
        sound.then(|| self.alarm / sum)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_counts_give_the_usual_ratios() {
        let counts = Binary { true_positives: 6, false_positives: 2, false_negatives: 4, true_negatives: 88 };
        assert_eq!((counts.total(), counts.support(), counts.prevalence()), (100, 10, Some(0.1)));
        assert_eq!(
            (counts.precision(), counts.recall(), counts.f1()),
            (Some(0.75), Some(0.6), Some(12.0 / 18.0))
        );
        assert_eq!(counts.false_alarm_rate(), Some(2.0 / 90.0));
        assert_eq!(counts.mean_cost(Costs { miss: 10.0, alarm: 1.0 }), Some(0.42));
        assert_eq!(counts.plus(counts).total(), 200);
    }

    #[test]
    fn what_does_not_occur_is_undefined() {
        let nothing = Binary::default();
        assert_eq!(
            (nothing.precision(), nothing.recall(), nothing.f1(), nothing.prevalence()),
            (None, None, None, None)
        );
        assert_eq!(nothing.mean_cost(Costs { miss: 1.0, alarm: 1.0 }), None);
        let mut quiet = nothing;
        quiet.record(true, false);
        quiet.record(false, false);
        assert_eq!((quiet.precision(), quiet.recall(), quiet.f1()), (None, Some(0.0), Some(0.0)));
        assert_eq!((nothing.false_alarm_rate(), quiet.false_alarm_rate()), (None, Some(0.0)));
    }

    #[test]
    fn a_dear_miss_lowers_the_threshold() {
        let threshold = |miss, alarm| Costs { miss, alarm }.threshold();
        assert_eq!(threshold(1.0, 1.0), Some(0.5));
        assert!((threshold(1000.0, 1.0).unwrap() - 1.0 / 1001.0).abs() < 1e-15);
        assert_eq!(
            (threshold(0.0, 0.0), threshold(-1.0, 2.0), threshold(f64::INFINITY, 1.0)),
            (None, None, None)
        );
    }
}
