//! Whether probabilities mean what they say, and what makes them mean it.

mod prior;
mod temperature;

pub use prior::{prior_corrected, taught_prior};
pub use temperature::{TEMPERATURES, fit_temperature, tempered};

use ndarray::{ArrayRef2, ArrayView1};

use super::confusion::ratio;

/// The usual number of bins.
pub const BINS: usize = 15;

/// Predictions sorted by their confidence into bins of equal width.
#[derive(Clone, Debug, PartialEq)]
pub struct Reliability {
    bins: Vec<CalibrationBin>,
    samples: u64,
}

/// The predictions whose confidence is in `(low, high]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrationBin {
    /// The lower edge, not included.
    pub low: f64,
    /// The upper edge, included.
    pub high: f64,
    /// How many predictions there are.
    pub count: u64,
    /// How many of them are right.
    pub correct: u64,
    confidence_sum: f64,
}

impl CalibrationBin {
    /// The share of right predictions; `None` if empty.
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.correct, self.count)
    }

    /// The mean confidence; `None` if empty.
    pub fn confidence(&self) -> Option<f64> {
        (self.count > 0).then(|| self.confidence_sum / self.count as f64)
    }

    /// How far accuracy is from confidence, without sign; `None` if empty.
    pub fn gap(&self) -> Option<f64> {
        Some((self.accuracy()? - self.confidence()?).abs())
    }
}

impl Reliability {
    /// Sorts predictions by the probability of the class they chose. [`BINS`] is the usual number of bins. A confidence of
    /// exactly 0, and one that is no probability, falls in no bin.
    ///
    /// # Panics
    /// If `bins` is 0 or the slices differ in length.
    pub fn new(confidence: &[f64], correct: &[bool], bins: usize) -> Self {
        assert!(bins > 0, "at least one bin");
        assert_eq!(confidence.len(), correct.len(), "one confidence per prediction");
        let edge = |index: usize| index as f64 / bins as f64;
        let empty = |bin| CalibrationBin {
            low: edge(bin),
            high: edge(bin + 1),
            count: 0,
            correct: 0,
            confidence_sum: 0.0,
        };
        let mut bins: Vec<CalibrationBin> = (0..bins).map(empty).collect();
        for (&confidence, &correct) in confidence.iter().zip(correct) {
            // Compared with the edges themselves: `confidence * bins` would round some of them into the next bin.
            let index = bins.partition_point(|bin| bin.high < confidence);
            if let Some(bin) = bins.get_mut(index).filter(|bin| confidence > bin.low) {
                bin.count += 1;
                bin.correct += u64::from(correct);
                bin.confidence_sum += confidence;
            }
        }
        Self { bins, samples: confidence.len() as u64 }
    }

    /// The same from log-probabilities `[N, K]`: the most probable class is chosen, the first of equals.
    ///
    /// # Panics
    /// If `bins` is 0 or there is not one label per row.
    pub fn of_logs(log_p: &ArrayRef2<f64>, labels: &[usize], bins: usize) -> Self {
        assert_eq!(log_p.nrows(), labels.len(), "one label per row");
        let chosen: Vec<(usize, f64)> = log_p.outer_iter().map(|row| most_probable(&row)).collect();
        // Rounding may take a certain answer just above 1, where there is no bin.
        let confidence: Vec<f64> = chosen.iter().map(|(_, log_p)| log_p.exp().min(1.0)).collect();
        let correct: Vec<bool> =
            chosen.iter().zip(labels).map(|((class, _), label)| class == label).collect();
        Self::new(&confidence, &correct, bins)
    }

    /// How many predictions there are, those in no bin counted.
    pub fn samples(&self) -> u64 {
        self.samples
    }

    /// The bins, from the lowest confidence up.
    pub fn bins(&self) -> &[CalibrationBin] {
        &self.bins
    }

    /// Expected calibration error: the mean gap, each bin weighing its samples. It is biased upward for few samples.
    /// `None` without samples.
    pub fn ece(&self) -> Option<f64> {
        let gaps = self.bins.iter().filter_map(|bin| Some(bin.gap()? * bin.count as f64));
        (self.samples > 0).then(|| gaps.sum::<f64>() / self.samples as f64)
    }
}

/// The most probable class and its log-probability, the first of equals.
fn most_probable(row: &ArrayView1<'_, f64>) -> (usize, f64) {
    let better = |best: (usize, f64), (class, log_p): (usize, &f64)| {
        if *log_p > best.1 { (class, *log_p) } else { best }
    };
    row.iter().enumerate().fold((0, f64::NEG_INFINITY), better)
}

/// The multi-class Brier score of probabilities `[N, K]`: the mean of `sum_k (p_k - e_k)^2`, in `0..=2`.
///
/// `None` without samples.
///
/// # Panics
/// If there is not one label per row, or a label is not below K.
pub fn brier(probabilities: &ArrayRef2<f64>, labels: &[usize]) -> Option<f64> {
    assert_eq!(probabilities.nrows(), labels.len(), "one label per row");
    let sample = |(row, &label): (ndarray::ArrayView1<'_, f64>, &usize)| {
        // The square of the missing probability takes the place of the square of the probability itself.
        let squares: f64 = row.iter().map(|p| p * p).sum();
        squares - row[label].powi(2) + (1.0 - row[label]).powi(2)
    };
    mean(probabilities.outer_iter().zip(labels).map(sample))
}

/// The mean of `-ln p_y` over the log-probabilities of the true classes, `[N]`, without clipping. `None` without samples.
pub fn log_loss(log_p_of_truth: &[f64]) -> Option<f64> {
    mean(log_p_of_truth.iter().map(|log_p| -log_p))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> Option<f64> {
    let count = values.len();
    (count > 0).then(|| values.sum::<f64>() / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::ranking::{average_precision, roc_auc};
    use ndarray::{Array2, array};

    const LABELS: [usize; 10] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2];

    fn probabilities() -> Array2<f64> {
        array![
            [0.7, 0.2, 0.1],
            [0.5, 0.3, 0.2],
            [0.6, 0.3, 0.1],
            [0.9, 0.05, 0.05],
            [0.3, 0.6, 0.1],
            [0.3, 0.2, 0.5],
            [0.2, 0.7, 0.1],
            [0.6, 0.3, 0.1],
            [0.1, 0.8, 0.1],
            [0.5, 0.2, 0.3],
        ]
    }

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-6), "{found:?} for {expected}");
    }

    fn reliability(bins: usize) -> Reliability {
        let rows = probabilities();
        let top = |row: &ndarray::ArrayView1<'_, f64>| row.iter().copied().fold(0.0, f64::max);
        let confidence: Vec<f64> = rows.outer_iter().map(|row| top(&row)).collect();
        let correct = rows.outer_iter().zip(LABELS).map(|(row, label)| row[label] >= top(&row));
        Reliability::new(&confidence, &correct.collect::<Vec<_>>(), bins)
    }

    #[test]
    fn calibration_errors_are_the_known_ones_for_any_number_of_bins() {
        for (bins, mce) in [(5, 0.266_666_7), (10, 0.3), (BINS, 0.3)] {
            close(reliability(bins).ece(), 0.22);
            close(reliability(bins).bins().iter().filter_map(CalibrationBin::gap).reduce(f64::max), mce);
        }
    }

    #[test]
    fn scores_of_the_probabilities_are_those_of_scikit_learn() {
        let rows = probabilities();
        close(brier(&rows, &LABELS), 0.4275);
        let logs: Vec<f64> = rows.outer_iter().zip(LABELS).map(|(row, label)| row[label].ln()).collect();
        close(log_loss(&logs), 0.706_172);
        let over_classes = |metric: fn(&[f64], &[bool]) -> Option<f64>| {
            let of = |class| metric(&rows.column(class).to_vec(), &LABELS.map(|label| label == class));
            Some((0..3).map(of).sum::<Option<f64>>()? / 3.0)
        };
        close(over_classes(roc_auc), 0.847_884);
        close(over_classes(average_precision), 0.717_593);
    }

    #[test]
    fn an_upper_edge_belongs_to_its_bin_and_zero_to_none() {
        let found =
            Reliability::new(&[0.5, 0.500_1, 1.0, 0.0, f64::NAN], &[true, false, true, true, true], 2);
        let counts: Vec<(u64, u64)> = found.bins().iter().map(|bin| (bin.count, bin.correct)).collect();
        assert_eq!(counts, [(1, 1), (2, 1)]);
        for index in 1..=BINS {
            let edge = index as f64 / BINS as f64;
            let found = Reliability::new(&[edge], &[true], BINS);
            assert_eq!(found.bins()[index - 1].count, 1, "{edge}");
        }
    }

    #[test]
    fn logarithms_are_sorted_like_probabilities() {
        let logs = probabilities().mapv(f64::ln);
        for bins in [5, BINS] {
            close(Reliability::of_logs(&logs, &LABELS, bins).ece(), 0.22);
        }
        let certain = Reliability::of_logs(&array![[1e-9, f64::NEG_INFINITY]], &[0], 4);
        assert_eq!((certain.bins()[3].count, certain.samples()), (1, 1), "just above 1 is 1");
        let even = Reliability::of_logs(&Array2::from_elem((3, 2), 0.5_f64.ln()), &[0, 0, 1], 2);
        assert_eq!((even.bins()[0].correct, even.samples()), (2, 3), "the first of equals is chosen");
    }

    #[test]
    fn empty_bins_and_empty_sets_are_undefined() {
        let empty = Reliability::new(&[], &[], 3);
        assert_eq!((empty.ece(), empty.bins().len()), (None, 3));
        let bin = empty.bins()[0];
        assert_eq!((bin.accuracy(), bin.confidence(), bin.gap()), (None, None, None));
        assert_eq!((brier(&Array2::zeros((0, 3)), &[]), log_loss(&[])), (None, None));
    }

    #[test]
    fn a_certain_mistake_costs_two_and_infinitely_many_nats() {
        close(brier(&array![[1.0, 0.0]], &[1]), 2.0);
        assert_eq!(log_loss(&[f64::NEG_INFINITY, 0.0]), Some(f64::INFINITY));
    }
}
