//! How far predicted numbers are from the true ones.
//!
//! With several outputs the numbers of the whole are the means of those of the outputs, as in scikit-learn.

use ndarray::{ArrayRef1, ArrayRef2};
use serde::{Deserialize, Serialize};

/// The residuals' quantiles in a report.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The errors of one output, or the means over all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Errors {
    /// The mean distance.
    pub mae: Option<f64>,
    /// The root of the mean square.
    pub rmse: Option<f64>,
    /// The share of the truth's variance that is explained: 1 is perfect, 0 no better than the mean, below 0 worse. `None`
    /// where the truth is constant. In the mean over outputs such an output counts 1 if predicted exactly, else 0, as in
    /// scikit-learn.
    pub r2: Option<f64>,
    /// The root of the mean square of `ln(1 + prediction) - ln(1 + truth)`; `None` where one of them is -1 or less.
    pub rmsle: Option<f64>,
    /// The mean of prediction minus truth.
    pub bias: Option<f64>,
    /// The mean distance if the training mean were always answered.
    pub baseline_mae: Option<f64>,
    /// The root of the mean square if it were.
    pub baseline_rmse: Option<f64>,
}

/// The numbers of one evaluation of D outputs on N rows. Everything is `None` for an empty one, and for an output with a
/// number that is not finite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueReport {
    /// The means over the outputs; `None` where one of theirs is, except for [`Errors::r2`].
    pub overall: Errors,
    /// Each output's, `[D]`.
    pub outputs: Vec<Errors>,
    /// The [`QUANTILES`] of prediction minus truth, between two rows in proportion, `[D]`.
    pub residuals: Vec<Option<[f64; 5]>>,
}

impl ValueReport {
    /// The report on predictions against the truth, `[N, D]` each, with the means of the training set, `[D]`.
    ///
    /// # Panics
    /// If the shapes differ or there is not one mean per output.
    pub fn new(truth: &ArrayRef2<f64>, predictions: &ArrayRef2<f64>, training_means: &[f64]) -> Self {
        assert_eq!(truth.dim(), predictions.dim(), "one prediction per number");
        assert_eq!(truth.ncols(), training_means.len(), "one training mean per output");
        let columns = || truth.columns().into_iter().zip(predictions.columns());
        let outputs: Vec<Errors> = columns()
            .zip(training_means)
            .map(|((truth, predicted), mean)| Errors::of(&truth, &predicted, *mean))
            .collect();
        let exact = columns().map(|(truth, predicted)| truth == predicted).collect::<Vec<_>>();
        Self {
            overall: Errors::mean(&outputs, &exact),
            outputs,
            residuals: columns()
                .map(|(truth, predicted)| quantiles(&(&predicted - &truth).to_vec()))
                .collect(),
        }
    }
}

impl Errors {
    fn of(truth: &ArrayRef1<f64>, predicted: &ArrayRef1<f64>, training_mean: f64) -> Self {
        let n = truth.len() as f64;
        if truth.is_empty() || truth.iter().chain(predicted).any(|x| !x.is_finite()) {
            return Self::default();
        }
        let mean = |of: &dyn Fn(f64, f64) -> f64| {
            truth.iter().zip(predicted).map(|(truth, predicted)| of(*truth, *predicted)).sum::<f64>() / n
        };
        let own_mean = mean(&|truth, _| truth);
        let (square, variance) = (
            mean(&|truth, predicted| (predicted - truth).powi(2)),
            mean(&|truth, _| (truth - own_mean).powi(2)),
        );
        let constant = truth.iter().all(|x| *x == truth[0]);
        let logarithms = truth.iter().chain(predicted).all(|x| *x > -1.0);
        let baseline = |of: &dyn Fn(f64) -> f64| Some(mean(&|truth, _| of(training_mean - truth)));
        Self {
            mae: Some(mean(&|truth, predicted| (predicted - truth).abs())),
            rmse: Some(square.sqrt()),
            r2: (!constant).then(|| 1.0 - square / variance),
            rmsle: logarithms
                .then(|| mean(&|truth, predicted| (predicted.ln_1p() - truth.ln_1p()).powi(2)).sqrt()),
            bias: Some(mean(&|truth, predicted| predicted - truth)),
            baseline_mae: baseline(&f64::abs),
            baseline_rmse: baseline(&|error| error * error).map(f64::sqrt),
        }
    }

    fn mean(outputs: &[Self], exact: &[bool]) -> Self {
        let over = |values: Vec<Option<f64>>| {
            let sum: Option<f64> = values.iter().copied().sum();
            sum.filter(|_| !values.is_empty()).map(|sum| sum / values.len() as f64)
        };
        let of = |field: fn(&Self) -> Option<f64>| over(outputs.iter().map(field).collect());
        let defined = outputs.iter().any(|errors| errors.r2.is_some());
        let filled = outputs.iter().zip(exact).map(|(errors, exact)| {
            // An output without any number has no share of a variance either.
            errors.mae.map(|_| errors.r2.unwrap_or(if *exact { 1.0 } else { 0.0 }))
        });
        Self {
            mae: of(|errors| errors.mae),
            rmse: of(|errors| errors.rmse),
            r2: over(filled.collect()).filter(|_| defined),
            rmsle: of(|errors| errors.rmsle),
            bias: of(|errors| errors.bias),
            baseline_mae: of(|errors| errors.baseline_mae),
            baseline_rmse: of(|errors| errors.baseline_rmse),
        }
    }
}

fn quantiles(values: &[f64]) -> Option<[f64; 5]> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let sound = sorted.iter().all(|x| x.is_finite());
    let last = sorted.len().checked_sub(1).filter(|_| sound)?;
    Some(QUANTILES.map(|share| {
        let place = share * last as f64;
        let (low, part) = (place.floor() as usize, place.fract());
        sorted[low] + part * (sorted[(low + 1).min(last)] - sorted[low])
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?} for {expected}");
    }

    #[test]
    fn the_example_of_the_textbooks_has_its_numbers() {
        let report = ValueReport::new(
            &array![[3.0], [-0.5], [2.0], [7.0]],
            &array![[2.5], [0.0], [2.0], [8.0]],
            &[2.0],
        );
        close(report.overall.mae, 0.5);
        close(report.overall.rmse, 0.375_f64.sqrt());
        close(report.overall.r2, 0.948_608_137_044_967_9);
        close(report.overall.bias, 0.25);
        close(report.overall.baseline_mae, (1.0 + 2.5 + 5.0) / 4.0);
        close(report.overall.baseline_rmse, ((1.0_f64 + 6.25 + 25.0) / 4.0).sqrt());
        assert_eq!(report.outputs, [report.overall]);
        // Of -0.5, 0, 0.5 and 1, at 0.15, 0.75, 1.5, 2.25 and 2.85 of the three steps.
        let quantiles = report.residuals[0].unwrap();
        for (found, expected) in quantiles.into_iter().zip([-0.425, -0.125, 0.25, 0.625, 0.925]) {
            close(Some(found), expected);
        }
    }

    #[test]
    fn a_constant_truth_has_no_share_of_variance() {
        let truth = array![[1.0, 5.0], [3.0, 5.0]];
        let report = ValueReport::new(&truth, &array![[1.0, 5.0], [2.0, 4.0]], &[0.0; 2]);
        assert_eq!((report.outputs[0].r2, report.outputs[1].r2), (Some(0.5), None));
        assert_eq!(report.overall.r2, Some(0.25), "not predicted exactly: 0");
        assert_eq!(ValueReport::new(&truth, &truth, &[0.0; 2]).overall.r2, Some(1.0));
        let alone = ValueReport::new(&array![[5.0], [5.0]], &array![[5.0], [5.0]], &[0.0]);
        assert_eq!(alone.overall.r2, None);
    }

    #[test]
    fn logarithms_need_numbers_above_minus_one() {
        let of = |predicted: f64| {
            ValueReport::new(&array![[1.0], [0.0]], &array![[3.0], [predicted]], &[0.0]).overall
        };
        close(of(0.0).rmsle, 2.0_f64.ln() / 2.0_f64.sqrt());
        assert_eq!((of(-1.0).rmsle, of(-2.0).rmsle), (None, None));
        assert!(of(-2.0).rmse.is_some());
    }

    #[test]
    fn what_is_not_finite_and_nothing_at_all_are_unknown() {
        let lost = ValueReport::new(&array![[1.0, 2.0]], &array![[1.0, f64::INFINITY]], &[0.0; 2]);
        assert_eq!((lost.outputs[1], lost.overall.mae, lost.overall.r2), (Errors::default(), None, None));
        assert_eq!((lost.outputs[0].mae, lost.residuals[1]), (Some(0.0), None));
        let empty = ValueReport::new(&Array2::zeros((0, 1)), &Array2::zeros((0, 1)), &[1.0]);
        assert_eq!((empty.overall, empty.residuals), (Errors::default(), vec![None]));
    }
}
