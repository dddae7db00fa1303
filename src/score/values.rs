//! The numbers of predicted numbers.

use super::input::ValueInput;
use super::undefined::Undefined;
use crate::metrics::ValueReport;
use crate::metrics::regression::Errors;
use ndarray::Axis;
use serde::Serialize;

/// What scikit-learn says of the same predictions; null where undefined.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueScore {
    /// The mean distance.
    pub mae: Option<f64>,
    /// The root of the mean square, the mean over outputs.
    pub rmse: Option<f64>,
    /// The share of the variance that is explained, the mean over outputs.
    pub r2: Option<f64>,
    /// The root of the mean square of the difference of `ln(1 + x)`, the mean over outputs.
    pub rmsle: Option<f64>,
    /// The mean of prediction minus target.
    pub bias: Option<f64>,
    /// The mean distance if the mean of these targets were always answered.
    pub baseline_mae: Option<f64>,
    /// The root of the mean square if it were.
    pub baseline_rmse: Option<f64>,
    /// Each output's, `[D]`.
    pub outputs: Vec<Errors>,
    /// The quantiles .05, .25, .5, .75 and .95 of prediction minus target, `[D]`.
    pub residual_quantiles: Vec<Option<[f64; 5]>>,
    /// Reasons for what is null.
    pub undefined: Undefined,
}

impl ValueScore {
    /// Measures predictions.
    pub fn new(input: &ValueInput) -> Self {
        let means = input.targets.mean_axis(Axis(0)).map(|means| means.to_vec()).unwrap_or_default();
        let ValueReport { overall, outputs, residuals } =
            ValueReport::new(&input.targets, &input.predictions, &means);
        let mut undefined = Undefined::default();
        let mut note = |key: &str, errors: &Errors| {
            undefined.note(&format!("{key}r2"), errors.r2, || "the target is constant".to_owned());
            undefined.note(&format!("{key}rmsle"), errors.rmsle, || "a number is -1 or less".to_owned());
        };
        note("", &overall);
        outputs.iter().enumerate().for_each(|(at, errors)| note(&format!("outputs.{at}."), errors));
        Self {
            mae: overall.mae,
            rmse: overall.rmse,
            r2: overall.r2,
            rmsle: overall.rmsle,
            bias: overall.bias,
            baseline_mae: overall.baseline_mae,
            baseline_rmse: overall.baseline_rmse,
            outputs,
            residual_quantiles: residuals,
            undefined,
        }
    }
}
