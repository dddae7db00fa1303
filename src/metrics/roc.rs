//! What every threshold on a score would find and raise: the receiver operating characteristic.

use super::binary::Binary;
use super::ranking::{area_of, by_falling_score, precision_of};

/// The counts at every threshold that makes a difference, on some samples with positives and negatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Roc {
    points: Vec<RocPoint>,
    area: f64,
    average_precision: f64,
}

/// One threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RocPoint {
    /// What scores this or more is called positive; infinity where nothing is.
    pub threshold: f64,
    /// What comes of it.
    pub counts: Binary,
}

impl Roc {
    /// All thresholds, from calling nothing to calling everything; tied scores are called together.
    ///
    /// `None` unless there are positives and negatives, or if a score is NaN.
    ///
    /// # Panics
    /// If there is not one score per sample.
    pub fn new(scores: &[f64], positive: &[bool]) -> Option<Self> {
        let ties = by_falling_score(scores, positive)?;
        let (area, average_precision) = (area_of(&ties)?, precision_of(&ties)?);
        let count = |wanted| positive.iter().filter(|is| **is == wanted).count() as u64;
        let mut counts =
            Binary { false_negatives: count(true), true_negatives: count(false), ..Binary::default() };
        let mut points = vec![RocPoint { threshold: f64::INFINITY, counts }];
        for tie in ties {
            let [found, raised] = [tie.positives, tie.negatives].map(|n| n as u64);
            counts.true_positives += found;
            counts.false_negatives -= found;
            counts.false_positives += raised;
            counts.true_negatives -= raised;
            points.push(RocPoint { threshold: tie.score, counts });
        }
        Some(Self { points, area, average_precision })
    }

    /// The points, the highest threshold first.
    pub fn points(&self) -> &[RocPoint] {
        &self.points
    }

    /// The area under the curve; see [`roc_auc`](super::ranking::roc_auc).
    pub fn area(&self) -> f64 {
        self.area
    }

    /// See [`average_precision`](super::ranking::average_precision); its baseline is the share of positives.
    pub fn average_precision(&self) -> f64 {
        self.average_precision
    }

    /// The corners of the curve as false-alarm rate and recall, from (0, 0) to (1, 1): what lies on a straight line
    /// between two others is left out.
    pub fn corners(&self) -> Vec<[f64; 2]> {
        let pair = |point: &RocPoint| [point.counts.false_positives, point.counts.true_positives];
        let all = self.points[0].counts;
        let size = [all.true_negatives as f64, all.false_negatives as f64];
        let mut corners: Vec<[u64; 2]> = Vec::new();
        for point in self.points.iter().map(pair) {
            if let [.., a, b] = corners.as_slice()
                && (0..2).any(|axis| a[axis] == b[axis] && b[axis] == point[axis])
            {
                corners.pop();
            }
            corners.push(point);
        }
        corners.into_iter().map(|[x, y]| [x as f64 / size[0], y as f64 / size[1]]).collect()
    }

    /// What comes of calling what scores `threshold` or more.
    pub fn at(&self, threshold: f64) -> Binary {
        let after = self.points.partition_point(|point| point.threshold >= threshold);
        self.points[after.max(1) - 1].counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::ranking::average_precision;

    #[test]
    fn every_threshold_has_its_counts_and_ties_enter_together() {
        let roc = Roc::new(&[0.9, 0.8, 0.8, 0.3, 0.1], &[true, false, true, false, true]).unwrap();
        let called =
            |point: &RocPoint| (point.threshold, point.counts.true_positives, point.counts.false_positives);
        let points: Vec<_> = roc.points().iter().map(called).collect();
        let expected = [(f64::INFINITY, 0, 0), (0.9, 1, 0), (0.8, 2, 1), (0.3, 2, 2), (0.1, 3, 2)];
        assert_eq!(points, expected);
        assert!(roc.points().iter().all(|point| point.counts.total() == 5 && point.counts.support() == 3));
        let corners = [[0.0, 0.0], [0.0, 1.0 / 3.0], [0.5, 2.0 / 3.0], [1.0, 2.0 / 3.0], [1.0, 1.0]];
        assert_eq!(roc.corners(), corners);
        let steps = Roc::new(&[6.0, 5.0, 4.0, 3.0, 2.0], &[true, true, false, false, true]).unwrap();
        assert_eq!(steps.corners(), [[0.0, 0.0], [0.0, 2.0 / 3.0], [1.0, 2.0 / 3.0], [1.0, 1.0]]);
        let at = |threshold| (roc.at(threshold).true_positives, roc.at(threshold).false_positives);
        assert_eq!([at(2.0), at(0.85), at(0.8), at(0.5), at(-1.0)], [(0, 0), (1, 0), (2, 1), (2, 1), (3, 2)]);
    }

    #[test]
    fn the_area_below_the_stairs_is_the_chance_that_a_positive_scores_higher() {
        let positive = [false, false, true, true, false, true];
        let roc = Roc::new(&[0.1, 0.5, 0.5, 0.9, 0.7, 0.2], &positive).unwrap();
        let rate =
            |point: &RocPoint| [point.counts.false_alarm_rate().unwrap(), point.counts.recall().unwrap()];
        let rates: Vec<[f64; 2]> = roc.points().iter().map(rate).collect();
        let trapezoid: f64 =
            rates.windows(2).map(|two| (two[1][0] - two[0][0]) * f64::midpoint(two[0][1], two[1][1])).sum();
        assert!((trapezoid - roc.area()).abs() < 1e-12, "{trapezoid} {}", roc.area());
        assert_eq!(
            roc.average_precision(),
            average_precision(&[0.1, 0.5, 0.5, 0.9, 0.7, 0.2], &positive).unwrap()
        );
    }

    #[test]
    fn one_class_alone_has_no_curve() {
        assert_eq!(
            (Roc::new(&[0.5], &[true]), Roc::new(&[0.5], &[false]), Roc::new(&[], &[])),
            (None, None, None)
        );
        assert_eq!(Roc::new(&[f64::NAN, 0.1], &[true, false]), None);
    }
}
