//! Which labels come together.

use super::confusion::ratio;
use ndarray::ArrayRef2;
use serde::{Deserialize, Serialize};

/// Counts of rows on which two labels are both on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoOccurrence {
    rows: u64,
    labels: usize,
    /// Row by row, symmetric; on the diagonal the rows of each label.
    both: Vec<u64>,
}

impl CoOccurrence {
    /// Counts rows of labels that are on, `[N, K]`.
    pub fn of(on: &ArrayRef2<bool>) -> Self {
        let labels = on.ncols();
        let mut both = vec![0; labels * labels];
        let mut present = Vec::with_capacity(labels);
        for row in on.outer_iter() {
            present.clear();
            present.extend(row.iter().enumerate().filter(|(_, on)| **on).map(|(label, _)| label));
            for &a in &present {
                present.iter().for_each(|&b| both[a * labels + b] += 1);
            }
        }
        Self { rows: on.nrows() as u64, labels, both }
    }

    /// K.
    pub fn labels(&self) -> usize {
        self.labels
    }

    /// On how many rows both are on; for one label twice, on how many it is.
    ///
    /// # Panics
    /// If a label is not below K.
    pub fn count(&self, a: usize, b: usize) -> u64 {
        assert!(a < self.labels && b < self.labels, "label out of range");
        self.both[a * self.labels + b]
    }

    /// `P(a, b)`: the share of rows on which both are on. `None` without rows.
    ///
    /// # Panics
    /// If a label is not below K.
    pub fn joint(&self, a: usize, b: usize) -> Option<f64> {
        ratio(self.count(a, b), self.rows)
    }

    /// `P(b | a)`: of the rows on which a is on, the share on which b is too. `None` where a never is.
    ///
    /// # Panics
    /// If a label is not below K.
    pub fn conditional(&self, b: usize, given_a: usize) -> Option<f64> {
        ratio(self.count(given_a, b), self.count(given_a, given_a))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn joint_is_symmetric_and_conditional_is_not() {
        let on =
            array![[true, true, false], [true, false, false], [true, false, false], [false, false, false]];
        let found = CoOccurrence::of(&on);
        assert_eq!((found.joint(0, 1), found.joint(1, 0)), (Some(0.25), Some(0.25)));
        assert_eq!((found.conditional(1, 0), found.conditional(0, 1)), (Some(1.0 / 3.0), Some(1.0)));
        assert_eq!((found.joint(0, 0), found.conditional(0, 0), found.labels()), (Some(0.75), Some(1.0), 3));
        assert_eq!((found.joint(2, 0), found.conditional(0, 2)), (Some(0.0), None));
    }

    #[test]
    fn without_rows_nothing_is_known() {
        assert_eq!(CoOccurrence::of(&Array2::from_elem((0, 2), true)).joint(0, 1), None);
    }
}
