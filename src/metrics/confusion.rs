//! The confusion matrix.

use serde::{Deserialize, Serialize};

/// Counts of truth against prediction: rows are the truth, columns the prediction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ConfusionFields")]
pub struct Confusion {
    classes: usize,
    /// Row by row.
    counts: Vec<u64>,
}

/// Largest count that a file may hold: sums of a matrix of these do not overflow.
const MOST: u64 = 1 << 32;

/// As a file has it: not yet known to be square.
#[derive(Deserialize)]
struct ConfusionFields {
    classes: usize,
    counts: Vec<u64>,
}

impl TryFrom<ConfusionFields> for Confusion {
    type Error = String;

    fn try_from(ConfusionFields { classes, counts }: ConfusionFields) -> Result<Self, String> {
        if let Some(count) = counts.iter().find(|count| **count > MOST) {
            return Err(format!("a confusion matrix with a count of {count}"));
        }
        if classes.checked_mul(classes) != Some(counts.len()) {
            return Err(format!("a confusion matrix of {classes} classes with {} counts", counts.len()));
        }
        if counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count)).is_none() {
            return Err("a confusion matrix with too many samples".to_owned());
        }
        Ok(Self { classes, counts })
    }
}

impl Confusion {
    /// An empty matrix of `classes` x `classes`.
    pub fn new(classes: usize) -> Self {
        Self { classes, counts: vec![0; classes * classes] }
    }

    /// Counts labels against predictions, `[N]` each.
    ///
    /// # Panics
    /// If they differ in number, or one is not below `classes`.
    pub fn of(classes: usize, truths: &[usize], predictions: &[usize]) -> Self {
        assert_eq!(truths.len(), predictions.len(), "one prediction per truth");
        let mut confusion = Self::new(classes);
        for (&truth, &predicted) in truths.iter().zip(predictions) {
            confusion.record(truth, predicted);
        }
        confusion
    }

    /// Counts one prediction.
    ///
    /// # Panics
    /// If a class is not below K.
    pub fn record(&mut self, truth: usize, predicted: usize) {
        let cell = self.cell(truth, predicted);
        self.counts[cell] += 1;
    }

    /// K.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// How many samples of class `truth` were taken for `predicted`.
    ///
    /// # Panics
    /// If a class is not below K.
    pub fn count(&self, truth: usize, predicted: usize) -> u64 {
        self.counts[self.cell(truth, predicted)]
    }

    /// How many samples belong to a class: its support.
    ///
    /// # Panics
    /// If the class is not below K.
    pub fn row_sum(&self, truth: usize) -> u64 {
        (0..self.classes).map(|predicted| self.count(truth, predicted)).sum()
    }

    /// How many samples were taken for a class.
    ///
    /// # Panics
    /// If the class is not below K.
    pub fn column_sum(&self, predicted: usize) -> u64 {
        (0..self.classes).map(|truth| self.count(truth, predicted)).sum()
    }

    /// How many predictions are right.
    pub fn trace(&self) -> u64 {
        (0..self.classes).map(|class| self.count(class, class)).sum()
    }

    /// How many predictions there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of class `truth` that was taken for `predicted`; recall on the diagonal. `None` without such samples.
    ///
    /// # Panics
    /// If a class is not below K.
    pub fn by_truth(&self, truth: usize, predicted: usize) -> Option<f64> {
        ratio(self.count(truth, predicted), self.row_sum(truth))
    }

    /// The share of what was taken for `predicted` that is of class `truth`; precision on the diagonal. `None` where
    /// nothing was taken for it.
    ///
    /// # Panics
    /// If a class is not below K.
    pub fn by_prediction(&self, truth: usize, predicted: usize) -> Option<f64> {
        ratio(self.count(truth, predicted), self.column_sum(predicted))
    }

    fn cell(&self, truth: usize, predicted: usize) -> usize {
        assert!(truth < self.classes && predicted < self.classes, "class out of range");
        truth * self.classes + predicted
    }
}

/// `part / whole`; `None` for 0 of 0.
pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_the_truth_and_columns_the_prediction() {
        let confusion = Confusion::of(3, &[0, 0, 0, 1], &[1, 1, 0, 1]);
        assert_eq!((confusion.count(0, 1), confusion.count(1, 0)), (2, 0));
        assert_eq!([0, 1, 2].map(|class| confusion.row_sum(class)), [3, 1, 0]);
        assert_eq!([0, 1, 2].map(|class| confusion.column_sum(class)), [1, 3, 0]);
        assert_eq!((confusion.trace(), confusion.total(), confusion.classes()), (2, 4, 3));
    }

    #[test]
    fn shares_are_by_row_or_by_column_and_undefined_without_samples() {
        let confusion = Confusion::of(3, &[0, 0, 0, 1], &[1, 1, 0, 1]);
        assert_eq!(confusion.by_truth(0, 1), Some(2.0 / 3.0));
        assert_eq!(confusion.by_truth(1, 1), Some(1.0));
        assert_eq!(confusion.by_prediction(0, 1), Some(2.0 / 3.0));
        assert_eq!(confusion.by_prediction(1, 1), Some(1.0 / 3.0));
        assert_eq!((confusion.by_truth(2, 0), confusion.by_prediction(0, 2)), (None, None));
    }

    #[test]
    #[should_panic(expected = "class out of range")]
    fn a_prediction_beyond_the_classes_is_not_counted_elsewhere() {
        Confusion::new(3).record(0, 3);
    }

    #[test]
    fn a_matrix_that_is_not_square_is_not_read() {
        let read = |text: &str| serde_json::from_str::<Confusion>(text).map_err(|error| error.to_string());
        assert_eq!(read(r#"{"classes":2,"counts":[1,2,3,4]}"#).unwrap().count(1, 0), 3);
        for text in [
            r#"{"classes":2,"counts":[1,2,3]}"#,
            r#"{"classes":18446744073709551615,"counts":[]}"#,
            r#"{"classes":2,"counts":[18446744073709551615,1,0,0]}"#,
        ] {
            assert!(read(text).unwrap_err().contains("a confusion matrix"), "{text}");
        }
    }
}
