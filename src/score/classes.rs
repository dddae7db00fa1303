//! The numbers of predictions of one class a row.

use super::input::{ClassInput, ScoreKind};
use super::thresholds::{ThresholdChoice, Thresholds, best, wrong};
use super::undefined::Undefined;
use crate::lab::SettingError;
use crate::metrics::agreement::quadratic_kappa;
use crate::metrics::calibration::{BINS, brier, log_loss};
use crate::metrics::ranking::{average_precision, roc_auc};
use crate::metrics::report::{geometric_recall, macro_mean, mean_recall};
use crate::metrics::{Binary, Confusion, Costs, Reliability, Report};
use ndarray::ArrayView1;
use serde::Serialize;

/// What scikit-learn says of the same predictions, all K columns being its labels; null where undefined.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the names are scikit-learn's; comments say what they leave open")]
pub struct ClassScore {
    pub accuracy: Option<f64>,
    /// The mean recall of the classes that have rows.
    pub balanced_accuracy: Option<f64>,
    /// `[K]`.
    pub precision: Vec<Option<f64>>,
    /// `[K]`.
    pub recall: Vec<Option<f64>>,
    /// `[K]`.
    pub f1: Vec<Option<f64>>,
    pub macro_precision: Option<f64>,
    /// The mean over all K classes, one without rows counting as 0.
    pub macro_recall: Option<f64>,
    /// The mean of the classes' F1.
    pub macro_f1: Option<f64>,
    /// The accuracy, since every row has one class and one prediction.
    pub micro_f1: Option<f64>,
    pub weighted_f1: Option<f64>,
    pub mcc: Option<f64>,
    pub cohen_kappa: Option<f64>,
    /// The order of the classes is that of their numbers.
    pub quadratic_kappa: Option<f64>,
    /// The geometric mean of the recalls of the classes that have rows.
    pub g_mean: Option<f64>,
    /// The mean over the classes, each against the others; of two classes that of class 1.
    pub roc_auc_ovr_macro: Option<f64>,
    /// `[K]`.
    pub average_precision: Vec<Option<f64>>,
    /// In nats; probabilities are clipped at the step of the file's numbers beyond 1, as in scikit-learn.
    pub log_loss: Option<f64>,
    /// The sum over the classes, between 0 and 2.
    pub brier: Option<f64>,
    /// Fifteen bins `(low, high]` of the largest probability.
    pub ece_15: Option<f64>,
    /// Rows are truth.
    pub confusion: Vec<Vec<u64>>,
    /// The accuracy of always answering the majority class of the file.
    pub majority_baseline: Option<f64>,
    /// Reasons for what is null.
    pub undefined: Undefined,
    /// Of two classes: from which probability of class 1 on it was chosen, where not by the larger one.
    #[serde(skip)]
    pub threshold: Option<f64>,
    /// The counts that the numbers follow from.
    #[serde(skip)]
    pub counts: Confusion,
}

impl ClassScore {
    /// Measures predictions. The largest probability decides, the first of equals, unless a threshold for class 1 of two
    /// classes is chosen.
    ///
    /// # Errors
    /// If a threshold is chosen for more than two classes, or for logits.
    pub fn new(input: &ClassInput, choice: &ThresholdChoice) -> Result<Self, SettingError> {
        let threshold = threshold(input, choice)?;
        let predicted: Vec<usize> = input.scores.outer_iter().map(|row| decide(&row, threshold)).collect();
        let classes = input.scores.ncols();
        let counts = Confusion::of(classes, &input.labels, &predicted);
        let report = Report::new(&counts, &vec![1; classes]);
        let [log_loss, brier, ece_15] = input.quality();
        let mut score = Self {
            accuracy: report.accuracy,
            g_mean: geometric_recall(&report.recall),
            balanced_accuracy: mean_recall(&report.recall),
            macro_precision: macro_mean(&report.precision),
            macro_recall: macro_mean(&report.recall),
            precision: report.precision,
            recall: report.recall,
            f1: report.f1,
            macro_f1: report.macro_f1,
            micro_f1: report.accuracy,
            weighted_f1: report.weighted_f1,
            mcc: report.mcc,
            cohen_kappa: report.cohen_kappa,
            quadratic_kappa: quadratic_kappa(&counts),
            roc_auc_ovr_macro: area(&input.ranked(roc_auc)),
            average_precision: input.ranked(average_precision),
            log_loss,
            brier,
            ece_15,
            confusion: super::rows(classes, |truth, predicted| counts.count(truth, predicted)),
            majority_baseline: report.majority_baseline,
            undefined: Undefined::default(),
            threshold,
            counts,
        };
        score.undefined = score.reasons(&input.names, input.kind);
        Ok(score)
    }

    /// Why what is null is null.
    fn reasons(&self, names: &[String], kind: ScoreKind) -> Undefined {
        let mut undefined = Undefined::default();
        let without = |class: usize| format!("no row is of class {}", names[class]);
        let never = |class: usize| format!("class {} is never predicted", names[class]);
        undefined.note_each("precision", &self.precision, never);
        undefined.note_each("recall", &self.recall, without);
        undefined.note_each("f1", &self.f1, |class| format!("{}, and {}", without(class), never(class)));
        let decisions = || "the file has predicted classes and no probabilities".to_owned();
        let unranked = kind == ScoreKind::Decisions;
        undefined.note_each("average_precision", &self.average_precision, |class| {
            if unranked { decisions() } else { without(class) }
        });
        let one = || "truth and prediction are one class throughout".to_owned();
        undefined.note("cohen_kappa", self.cohen_kappa, one);
        undefined.note("quadratic_kappa", self.quadratic_kappa, one);
        undefined.note("roc_auc_ovr_macro", self.roc_auc_ovr_macro, || {
            if unranked {
                return decisions();
            }
            let rows = |class: &usize| self.counts.row_sum(*class);
            let all = (0..names.len()).find(|class| rows(class) == self.counts.total());
            let none = (0..names.len()).find(|class| rows(class) == 0).unwrap_or(0);
            all.map_or_else(|| without(none), |class| format!("all rows are of class {}", names[class]))
        });
        let logits = || match kind {
            ScoreKind::Decisions => decisions(),
            ScoreKind::Logits | ScoreKind::Probabilities { .. } => {
                "the file has logits and no probabilities".to_owned()
            }
        };
        undefined.note("log_loss", self.log_loss, logits);
        undefined.note("brier", self.brier, logits);
        undefined.note("ece_15", self.ece_15, logits);
        undefined
    }

    /// The mean cost of an answer, class 1 of two being what is looked for; `None` for more classes.
    pub fn mean_cost(&self, costs: Costs) -> Option<f64> {
        let count = |truth, predicted| self.counts.count(truth, predicted);
        let binary = || Binary {
            true_positives: count(1, 1),
            false_positives: count(0, 1),
            false_negatives: count(1, 0),
            true_negatives: count(0, 0),
        };
        (self.counts.classes() == 2).then(binary)?.mean_cost(costs)
    }
}

impl ClassInput {
    /// A ranking metric of each class against the others, `[K]`; predicted classes alone rank nothing.
    fn ranked(&self, metric: fn(&[f64], &[bool]) -> Option<f64>) -> Vec<Option<f64>> {
        if self.kind == ScoreKind::Decisions {
            return vec![None; self.scores.ncols()];
        }
        let of = |(class, scores): (usize, ArrayView1<'_, f64>)| {
            let positive: Vec<bool> = self.labels.iter().map(|label| *label == class).collect();
            metric(&scores.to_vec(), &positive)
        };
        self.scores.columns().into_iter().enumerate().map(of).collect()
    }

    /// Log loss, Brier score and calibration error; `None` without probabilities.
    fn quality(&self) -> [Option<f64>; 3] {
        let ScoreKind::Probabilities { clip } = self.kind else { return [None; 3] };
        let rows = || self.scores.outer_iter().zip(&self.labels);
        let logs: Vec<f64> = rows().map(|(p, label)| p[*label].clamp(clip, 1.0 - clip).ln()).collect();
        // Whatever the threshold: calibration is about the class that the probabilities choose.
        let chosen: Vec<usize> = self.scores.outer_iter().map(|p| decide(&p, None)).collect();
        let top: Vec<f64> = self.scores.outer_iter().zip(&chosen).map(|(p, class)| p[*class]).collect();
        let correct: Vec<bool> = chosen.iter().zip(&self.labels).map(|(a, b)| a == b).collect();
        let reliability = Reliability::new(&top, &correct, BINS);
        [log_loss(&logs), brier(&self.scores, &self.labels), reliability.ece()]
    }
}

fn threshold(input: &ClassInput, choice: &ThresholdChoice) -> Result<Option<f64>, SettingError> {
    let classes = input.scores.ncols();
    if classes > 2 {
        choice.refuse(&format!("{classes} classes, of which the most probable is predicted"))?;
    }
    let Some(thresholds) = &choice.thresholds else { return Ok(None) };
    match input.kind {
        ScoreKind::Probabilities { .. } => {}
        ScoreKind::Logits => return Err(wrong("expected probabilities, found logits")),
        ScoreKind::Decisions => return Err(wrong("expected probabilities, found predicted classes")),
    }
    let truth = ndarray::Array2::from_shape_fn((input.labels.len(), 1), |(row, _)| input.labels[row] == 1);
    let p = input.scores.slice(ndarray::s![.., 1..]);
    match thresholds {
        Thresholds::BestF1 => best(&truth, &p)
            .first()
            .copied()
            .flatten()
            .map(Some)
            .ok_or_else(|| wrong(format!("best-f1: no row is of class {}", input.names[1]))),
        Thresholds::Fixed(_) | Thresholds::Cost => Ok(choice.of(&truth, &p)?.first().copied()),
    }
}

fn decide(row: &ArrayView1<'_, f64>, threshold: Option<f64>) -> usize {
    if let Some(threshold) = threshold {
        return usize::from(row[1] >= threshold);
    }
    (1..row.len()).fold(0, |best, at| if row[at] > row[best] { at } else { best })
}

fn area(areas: &[Option<f64>]) -> Option<f64> {
    match areas {
        [_, of_one] => *of_one,
        all => macro_mean(all).filter(|_| all.iter().all(Option::is_some)),
    }
}
