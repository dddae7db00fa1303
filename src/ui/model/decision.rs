//! What pane 6 has to know of every arm: measured once for each evaluation, while the pane is on the screen.

use super::ScreenModel;
use crate::data::Task;
use crate::lab::analysis::calibrate::{Calibration, prior_taught};
use crate::lab::analysis::ideal::Ideal;
use crate::lab::analysis::one_vs_rest::OneVsRest;
use crate::lab::record::predictions::Predictions;
use crate::lab::{Bench, History};
use std::sync::Arc;

/// What is to be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// One class or label against the rest.
    Roc(usize),
    /// How far probabilities can be trusted.
    Reliability,
}

/// One arm's answers, as pane 6 shows them.
#[derive(Clone, Debug)]
pub struct DecisionView {
    predictions: Arc<Predictions>,
    measured: DecisionMeasured,
}

#[derive(Clone, Debug)]
enum DecisionMeasured {
    /// Of this class or label; `None` where the images have it never or always.
    Roc(usize, Option<AgainstRest>),
    /// `None` where no probabilities are declared.
    Reliability(Option<Calibration>),
}

#[derive(Clone, Debug)]
struct AgainstRest {
    found: OneVsRest,
    corners: Vec<[f64; 2]>,
    ideal: Option<Ideal>,
}

impl AgainstRest {
    fn of(bench: &Bench, history: &History, predictions: &Predictions, class: usize) -> Option<Self> {
        let found = OneVsRest::of(predictions, bench, class)?;
        let taught = prior_taught(history, bench);
        let ideal = taught.and_then(|taught| Ideal::of(&found, bench, class, &taught));
        Some(Self { corners: found.roc.corners(), found, ideal })
    }
}

impl DecisionView {
    /// Whether these are the predictions that it was measured of.
    pub(super) fn is_of(&self, predictions: &Arc<Predictions>) -> bool {
        Arc::ptr_eq(&self.predictions, predictions)
    }

    pub(super) fn of(
        bench: &Bench,
        history: &History,
        predictions: Arc<Predictions>,
        wanted: Wanted,
    ) -> Self {
        let measured = match wanted {
            Wanted::Roc(class) => {
                DecisionMeasured::Roc(class, AgainstRest::of(bench, history, &predictions, class))
            }
            Wanted::Reliability => {
                let taught = prior_taught(history, bench);
                DecisionMeasured::Reliability(Calibration::of(&predictions, bench, taught.as_deref()))
            }
        };
        Self { predictions, measured }
    }

    /// Whether it is what is wanted.
    pub(super) fn is(&self, wanted: Wanted) -> bool {
        match self.measured {
            DecisionMeasured::Roc(class, _) => wanted == Wanted::Roc(class),
            DecisionMeasured::Reliability(_) => wanted == Wanted::Reliability,
        }
    }

    /// The answers on the chosen class, and the corners of its curve.
    pub fn roc(&self) -> Option<(&OneVsRest, &[[f64; 2]])> {
        self.against_rest().map(|AgainstRest { found, corners, .. }| (found, corners.as_slice()))
    }

    /// What an ideal model of the same separation and weight would do on the chosen class.
    pub fn ideal(&self) -> Option<&Ideal> {
        self.against_rest()?.ideal.as_ref()
    }

    fn against_rest(&self) -> Option<&AgainstRest> {
        match &self.measured {
            DecisionMeasured::Roc(_, known) => known.as_ref(),
            DecisionMeasured::Reliability(_) => None,
        }
    }

    /// How far the probabilities can be trusted.
    pub fn calibration(&self) -> Option<&Calibration> {
        match &self.measured {
            DecisionMeasured::Reliability(found) => found.as_ref(),
            DecisionMeasured::Roc(..) => None,
        }
    }
}

impl ScreenModel {
    /// Measures of one arm what panes show of its latest predictions.
    pub(in crate::ui) fn measure_arm(&mut self, at: usize, wanted: Option<Wanted>) {
        let Some(bench) = self.bench.clone() else { return };
        let choices = (self.thresholds.choices(), self.thresholds.costs());
        let arm = &mut self.arms[at];
        if bench.dataset.task() == Task::MultiLabel {
            arm.measure_labels(&bench, choices);
        }
        if let Some(wanted) = wanted {
            arm.measure_decision(&bench, wanted);
        }
    }

    /// Measures what pane 6 shows of every arm.
    pub(in crate::ui) fn measure_decision(&mut self, wanted: Wanted) {
        let Some(bench) = self.bench.clone() else { return };
        let frozen = self.frozen.iter_mut().flatten();
        self.arms.iter_mut().chain(frozen).for_each(|arm| arm.measure_decision(&bench, wanted));
    }
}
