//! The final numbers that only labels or only numbers have.

use crate::lab::record::evaluation::{Evaluation, TaskReport};
use serde::Serialize;

/// Numbers of tasks whose images have no one class; undefined ones are null.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(untagged)]
pub enum ByTask {
    /// One of K classes: everything stands in [`ArmSummary`](super::ArmSummary).
    #[default]
    Classes,
    /// Any of K labels.
    Labels {
        /// The share of labels that are wrong.
        hamming: Option<f64>,
        /// The share of images whose labels are all right.
        subset_accuracy: Option<f64>,
        /// F1 of all labels counted together.
        micro_f1: Option<f64>,
        /// The mean of the labels' average precision.
        map: Option<f64>,
        /// Label-ranking average precision.
        lrap: Option<f64>,
        /// The average precision of each label.
        average_precision: Vec<Option<f64>>,
    },
    /// D numbers.
    Values {
        /// The mean absolute error.
        mae: Option<f64>,
        /// The root of the mean squared error.
        rmse: Option<f64>,
        /// The share of the variance that is explained.
        r2: Option<f64>,
        /// The root of the mean squared difference of ln(1 + value).
        rmsle: Option<f64>,
        /// The mean absolute error of always answering the training mean.
        baseline_mae: Option<f64>,
        /// Its root mean squared error.
        baseline_rmse: Option<f64>,
        /// That of the exact least-squares optimum, where the arm is a linear model under the squared error.
        least_squares_rmse: Option<f64>,
    },
}

impl ByTask {
    /// From an evaluation, and the mean squared error of the exact optimum on the same images.
    pub(super) fn of(evaluation: &Evaluation, optimum: Option<f64>) -> Self {
        match &evaluation.by_task {
            TaskReport::MultiLabel(labels) => Self::Labels {
                hamming: labels.hamming,
                subset_accuracy: labels.subset_accuracy,
                micro_f1: labels.micro_f1,
                map: labels.map,
                lrap: labels.lrap,
                average_precision: labels.average_precision.clone(),
            },
            TaskReport::Regression(values) => Self::Values {
                mae: values.overall.mae,
                rmse: values.overall.rmse,
                r2: values.overall.r2,
                rmsle: values.overall.rmsle,
                baseline_mae: values.overall.baseline_mae,
                baseline_rmse: values.overall.baseline_rmse,
                least_squares_rmse: optimum.map(f64::sqrt),
            },
            TaskReport::Classification => Self::Classes,
        }
    }
}
