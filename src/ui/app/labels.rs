//! From which probability on labels are said to be on, and what comes of it.

use super::{App, ArmView};
use crate::lab::Bench;
use crate::lab::record::predictions::Predictions;
use crate::metrics::multilabel::{HALF, decide};
use crate::metrics::ranking::best_f1;
use crate::metrics::{CoOccurrence, Costs, LabelReport};
use std::sync::Arc;

/// Where the threshold of a label stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Threshold {
    /// At one half.
    #[default]
    Half,
    /// Where F1 is largest on the evaluated pictures; it moves with them.
    BestF1,
    /// Where the expected cost is least, if the probabilities are what they say.
    LeastCost,
    /// Where a person put it.
    At(f64),
}

/// The labels of one arm under the thresholds of the screen.
#[derive(Clone, Debug)]
pub struct LabelView {
    predictions: Arc<Predictions>,
    /// For each label the threshold with the largest F1, and that F1; `None` where the label never is on, `[K]`.
    pub best: Vec<Option<(f64, f64)>>,
    /// What came of the thresholds.
    pub report: LabelReport,
    /// Which labels come together in the data.
    pub data: CoOccurrence,
    /// Which are said together.
    pub said: CoOccurrence,
}

impl Threshold {
    /// The next of the three marked ones.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Half => Self::BestF1,
            Self::BestF1 => Self::LeastCost,
            Self::LeastCost | Self::At(_) => Self::Half,
        }
    }

    /// As a probability; one half where the marked one does not exist.
    fn value(self, best: Option<(f64, f64)>, costs: Costs) -> f64 {
        let found = match self {
            Self::Half => None,
            Self::BestF1 => best.map(|(threshold, _)| threshold),
            Self::LeastCost => costs.threshold(),
            Self::At(value) => Some(value),
        };
        found.unwrap_or(HALF)
    }
}

impl LabelView {
    /// What `choices` leave of some predictions; `known` is what they left before, of these predictions or of others.
    fn of(
        bench: &Bench,
        predictions: &Arc<Predictions>,
        (choices, costs): (&[Threshold], Costs),
        known: Option<&Self>,
    ) -> Option<Self> {
        let truth = predictions.truth(bench)?.mapv(|on| on > 0.0);
        let scores = predictions.probabilities()?.mapv(f64::from);
        let same = known.filter(|known| Arc::ptr_eq(&known.predictions, predictions));
        let best = same.map_or_else(
            || {
                let columns = scores.columns().into_iter().zip(truth.columns());
                columns.map(|(scores, truth)| best_f1(&scores.to_vec(), &truth.to_vec())).collect()
            },
            |known| known.best.clone(),
        );
        let choice = |label: usize| choices.get(label).copied().unwrap_or_default();
        let thresholds: Vec<f64> =
            best.iter().enumerate().map(|(label, best)| choice(label).value(*best, costs)).collect();
        Some(Self {
            predictions: Arc::clone(predictions),
            report: predictions.label_report(bench, &thresholds)?,
            data: same.map_or_else(|| CoOccurrence::of(&truth), |known| known.data.clone()),
            said: CoOccurrence::of(&decide(&scores, &thresholds)),
            best,
        })
    }
}

impl ArmView {
    /// The report on labels, under the thresholds of the screen where there are predictions, else as it was stored.
    pub fn label_report(&self) -> Option<&LabelReport> {
        let stored = || self.history.latest.as_ref()?.labels.as_deref();
        self.labels.as_ref().map(|labels| &labels.report).or_else(stored)
    }

    /// From which probability on a label is said to be on.
    pub fn threshold(&self, label: usize) -> f64 {
        self.label_report().and_then(|report| report.thresholds.get(label)).copied().unwrap_or(HALF)
    }

    /// Applies thresholds to the latest predictions.
    pub(super) fn measure_labels(&mut self, bench: &Bench, choices: (&[Threshold], Costs)) {
        let predictions = self.history.latest.as_ref().and_then(|latest| latest.predictions.clone());
        let known = self.labels.take();
        self.labels = predictions
            .and_then(|predictions| LabelView::of(bench, &predictions, choices, known.as_deref()))
            .map(Box::new);
    }
}

impl App {
    /// Applies the thresholds of the screen to what every arm predicts.
    pub(in crate::ui) fn measure_labels(&mut self) {
        let Some(bench) = self.bench.clone() else { return };
        let choices = (self.labels.choices(), self.labels.costs());
        let frozen = self.frozen.iter_mut().flatten();
        self.arms.iter_mut().chain(frozen).for_each(|arm| arm.measure_labels(&bench, choices));
    }
}
