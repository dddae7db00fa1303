//! The numbers of predictions of several labels a row.

use super::input::LabelInput;
use super::thresholds::{ThresholdChoice, best};
use super::undefined::Undefined;
use crate::lab::SettingError;
use crate::metrics::multilabel::decide;
use crate::metrics::{Binary, CoOccurrence, Costs, LabelReport};
use serde::Serialize;

/// What scikit-learn says of the same predictions, and what labels come together; null where undefined.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelScore {
    /// The share of wrong predictions.
    pub hamming: Option<f64>,
    /// The share of rows without one.
    pub subset_accuracy: Option<f64>,
    /// Of all answers together.
    pub micro_f1: Option<f64>,
    /// The mean of the labels.
    pub macro_f1: Option<f64>,
    /// The mean of the labels' average precision.
    pub map: Option<f64>,
    /// Label ranking average precision.
    pub lrap: Option<f64>,
    /// `[K]`.
    pub precision: Vec<Option<f64>>,
    /// `[K]`.
    pub recall: Vec<Option<f64>>,
    /// `[K]`.
    pub f1: Vec<Option<f64>>,
    /// `[K]`.
    pub average_precision: Vec<Option<f64>>,
    /// The least probability at which each label is said to be on, `[K]`.
    pub thresholds: Vec<f64>,
    /// Where F1 would be largest on these rows, `[K]`.
    pub best_f1_thresholds: Vec<Option<f64>>,
    /// Where the expected cost would be least, if costs are given and probabilities are calibrated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_threshold: Option<f64>,
    /// The mean cost of each label's answers, if costs are given, `[K]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_costs: Option<Vec<Option<f64>>>,
    /// One matrix a label, `[K][2][2]`; rows are truth, off before on.
    pub confusion: Vec<[[u64; 2]; 2]>,
    /// Which labels are on together in the truth.
    pub together: Together,
    /// Which are said to be.
    pub together_predicted: Together,
    /// Reasons for what is null.
    pub undefined: Undefined,
    /// The counts that the numbers follow from, `[K]`.
    #[serde(skip)]
    pub counts: Vec<Binary>,
}

/// Co-occurrence of K labels.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Together {
    /// `P(a, b)`, `[K][K]`.
    pub joint: Vec<Vec<Option<f64>>>,
    /// `P(b | a)`, a row for each a, `[K][K]`; null where a never is on.
    pub conditional: Vec<Vec<Option<f64>>>,
}

impl LabelScore {
    /// Measures predictions at the chosen thresholds.
    ///
    /// # Errors
    /// If the number of thresholds is neither 1 nor K.
    pub fn new(input: &LabelInput, choice: &ThresholdChoice) -> Result<Self, SettingError> {
        let thresholds = choice.of(&input.truth, &input.probabilities)?;
        let report = LabelReport::new(&input.truth, &input.probabilities, &thresholds);
        let predicted = decide(&input.probabilities, &thresholds);
        let costs = |costs: Costs| report.counts.iter().map(|counts| counts.mean_cost(costs)).collect();
        let mut score = Self {
            hamming: report.hamming,
            subset_accuracy: report.subset_accuracy,
            micro_f1: report.micro_f1,
            macro_f1: report.macro_f1,
            map: report.map,
            lrap: report.lrap,
            precision: report.precision,
            recall: report.recall,
            f1: report.f1,
            average_precision: report.average_precision,
            thresholds,
            best_f1_thresholds: best(&input.truth, &input.probabilities),
            cost_threshold: choice.costs.and_then(Costs::threshold),
            mean_costs: choice.costs.map(costs),
            confusion: report.counts.iter().map(matrix).collect(),
            together: Together::of(&CoOccurrence::of(&input.truth)),
            together_predicted: Together::of(&CoOccurrence::of(&predicted)),
            undefined: Undefined::default(),
            counts: report.counts,
        };
        score.undefined = score.reasons();
        Ok(score)
    }

    /// Why what is null is null.
    fn reasons(&self) -> Undefined {
        let mut undefined = Undefined::default();
        let never = |label: usize| format!("no row has label {label}");
        let silent = |label: usize| format!("label {label} is never predicted");
        undefined.note("micro_f1", self.micro_f1, || "no label is on, and none is predicted".to_owned());
        undefined.note_each("precision", &self.precision, silent);
        undefined.note_each("recall", &self.recall, never);
        undefined.note_each("f1", &self.f1, |label| format!("{}, and {}", never(label), silent(label)));
        undefined.note_each("average_precision", &self.average_precision, never);
        undefined.note_each("best_f1_thresholds", &self.best_f1_thresholds, never);
        for (a, row) in self.together.conditional.iter().enumerate() {
            undefined.note_each(&format!("together.conditional.{a}"), row, |_| never(a));
        }
        for (a, row) in self.together_predicted.conditional.iter().enumerate() {
            undefined.note_each(&format!("together_predicted.conditional.{a}"), row, |_| silent(a));
        }
        undefined
    }
}

impl Together {
    fn of(found: &CoOccurrence) -> Self {
        Self {
            joint: super::rows(found.labels(), |a, b| found.joint(a, b)),
            conditional: super::rows(found.labels(), |a, b| found.conditional(b, a)),
        }
    }
}

fn matrix(counts: &Binary) -> [[u64; 2]; 2] {
    [[counts.true_negatives, counts.false_positives], [counts.false_negatives, counts.true_positives]]
}
