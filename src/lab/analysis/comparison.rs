//! Arms side by side: the balanced accuracy of each, how far it is from that of the first arm, and whether the distance is
//! more than noise.
//!
//! Rows stand in the order of the arms' letters, not of their numbers: one seed ranks no methods.

use super::compare::{balanced_difference, balanced_interval};
use crate::data::Task;
use crate::lab::bench::Bench;
use crate::lab::recipe::ArmId;
use crate::lab::record::evaluation::Evaluation;
use crate::lab::record::history::History;
use crate::metrics::Interval;
use serde::Serialize;

/// What is measured, and where.
pub const MEASURED: &str = "balanced accuracy on the validation set, and its difference from that of A";
/// How far the rows can be trusted.
pub const CAUTION: &str =
    "one seed: the intervals cover the sampling of images alone, and another seed may differ as much";
/// Titles of [`ComparisonRow::cells`].
pub const TITLES: [&str; 6] = ["arm", "balanced", "95 %", "difference", "95 %", ""];

/// One arm. What is not measured is `None`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ComparisonRow {
    /// Its letter.
    pub arm: ArmId,
    /// The mean of the classes' recall, 0 to 1.
    pub balanced_accuracy: Option<f64>,
    /// The ends of its 95 % interval.
    pub interval: Option<[f64; 2]>,
    /// Its balanced accuracy less that of the first arm, on the same images; `None` for the first arm.
    pub beyond_a: Option<f64>,
    /// The ends of that difference's 95 % interval.
    pub beyond_interval: Option<[f64; 2]>,
    /// Whether that interval leaves out 0, of classes with images enough to say so; `None` without one.
    pub more_than_noise: Option<bool>,
}

/// A row for each arm, by the last evaluation of the whole validation set. None for fewer than two arms, and where
/// images have no one class.
pub fn rows(arms: &[(ArmId, &History)], bench: &Bench) -> Vec<ComparisonRow> {
    if arms.len() < 2 || bench.dataset.task() != Task::Classification {
        return Vec::new();
    }
    let mut arms: Vec<(ArmId, Option<&Evaluation>)> =
        arms.iter().map(|(arm, history)| (*arm, last_of_whole(history))).collect();
    arms.sort_by_key(|(arm, _)| *arm);
    let first = arms[0].1;
    let others = std::iter::once(None).chain(std::iter::repeat(first));
    arms.iter().zip(others).map(|((arm, own), first)| row(*arm, *own, first, bench)).collect()
}

fn last_of_whole(history: &History) -> Option<&Evaluation> {
    history.latest.as_deref().filter(|_| !history.is_probe)
}

fn row(arm: ArmId, own: Option<&Evaluation>, first: Option<&Evaluation>, bench: &Bench) -> ComparisonRow {
    let ends = |interval: Interval| [interval.low, interval.high];
    let beyond = first.zip(own).and_then(|(first, own)| balanced_difference(bench, first, own));
    ComparisonRow {
        arm,
        balanced_accuracy: own.and_then(|own| own.report.balanced_accuracy),
        interval: own.and_then(balanced_interval).map(ends),
        beyond_a: beyond.and_then(|beyond| beyond.difference),
        beyond_interval: beyond.and_then(|beyond| beyond.interval).map(ends),
        more_than_noise: beyond.map(|beyond| beyond.is_more_than_noise()),
    }
}

impl ComparisonRow {
    /// Its texts under [`TITLES`], with this dash for what is not known.
    pub fn cells(&self, dash: &str) -> [String; 6] {
        let number =
            |value: Option<f64>| value.map_or_else(|| dash.to_owned(), |value| format!("{value:.3}"));
        let range = |ends: Option<[f64; 2]>| {
            ends.map_or_else(|| dash.to_owned(), |[low, high]| format!("{low:.3} to {high:.3}"))
        };
        let outside = self.beyond_interval.is_some_and(|[low, high]| low > 0.0 || high < 0.0);
        let verdict = match self.more_than_noise {
            Some(true) => "excludes 0",
            Some(false) if outside => "too few images",
            Some(false) => "includes 0",
            None => "",
        };
        [
            self.arm.to_string(),
            number(self.balanced_accuracy),
            range(self.interval),
            number(self.beyond_a),
            range(self.beyond_interval),
            verdict.into(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::fixtures::{COUNTS, Recorder, arm_on, bench_of, dataset, recipe, several};
    use std::sync::Arc;

    /// Arm A, and arm B that is bid to say the first class of nearly everything, on the same images.
    fn trained() -> (History, History, Arc<Bench>) {
        let mut recipe = recipe(&["epochs=20"]);
        recipe.add_arm("B:weights=manual:1000,1,1").unwrap();
        let bench = bench_of(dataset(COUNTS), &recipe);
        let [a, b] = ["A", "B"].map(|arm| {
            let mut history = History::default();
            let mut trainer = arm_on(&bench, &recipe, ArmId::parse(arm).unwrap());
            Recorder::record(&mut trainer, &[]).events.iter().for_each(|event| history.apply(event));
            history
        });
        (a, b, bench)
    }

    #[test]
    fn arms_stand_by_their_letters_and_a_difference_beyond_its_interval_is_more_than_noise() {
        let (a, b, bench) = trained();
        let ids = [ArmId::A, ArmId::parse("B").unwrap()];
        let rows = rows(&[(ids[1], &b), (ids[0], &a)], &bench);
        assert_eq!([rows[0].arm, rows[1].arm], ids);
        let balanced =
            [&a, &b].map(|history| history.latest.as_ref().unwrap().report.balanced_accuracy.unwrap());
        for (row, value) in rows.iter().zip(balanced) {
            let [low, high] = row.interval.unwrap();
            assert!(row.balanced_accuracy == Some(value) && low <= value && value <= high, "{row:?}");
        }
        let first = (rows[0].beyond_a, rows[0].beyond_interval, rows[0].more_than_noise);
        assert_eq!(first, (None, None, None), "A is not beyond itself");
        let ([low, high], beyond) = (rows[1].beyond_interval.unwrap(), rows[1].beyond_a.unwrap());
        assert!((beyond - (balanced[1] - balanced[0])).abs() < 1e-12 && low <= beyond && beyond <= high);
        assert_eq!(rows[1].more_than_noise, Some(high < 0.0));
        assert!(high < 0.0 && rows[1].cells("-")[5] == "excludes 0", "{rows:?}");
        let same = &super::rows(&[(ids[0], &a), (ids[1], &a)], &bench)[1];
        assert_eq!((same.beyond_a, same.more_than_noise), (Some(0.0), Some(false)));
    }

    #[test]
    fn an_arm_that_says_nothing_has_dashes_and_one_arm_has_no_comparison() {
        let (a, b, bench) = trained();
        let ids = [ArmId::A, ArmId::parse("B").unwrap()];
        let silent = History::default();
        let rows = rows(&[(ids[0], &silent), (ids[1], &b)], &bench);
        assert_eq!(rows[0].cells("-"), ["A", "-", "-", "-", "-", ""]);
        assert!(rows[1].balanced_accuracy.is_some() && rows[1].more_than_noise.is_none());
        assert!(super::rows(&[(ids[0], &a)], &bench).is_empty());
        let labels = bench_of(several(), &recipe(&[]));
        assert!(super::rows(&[(ids[0], &a), (ids[1], &b)], &labels).is_empty(), "labels have no one class");
    }
}
