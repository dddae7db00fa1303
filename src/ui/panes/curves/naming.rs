//! What the curves are called, and in which unit.

use super::Curves;
use crate::data::Task;
use crate::lab::record::curve::Curve;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::Unit;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::widgets::plot::Scale;

impl Curves {
    /// The name of a term.
    pub(super) fn term(model: &ScreenModel, term: usize) -> String {
        let terms = model.evaluation().and_then(|evaluation| evaluation.terms.as_ref());
        terms
            .and_then(|terms| terms.terms.get(term))
            .map_or_else(|| term.to_string(), |term| term.name.clone())
    }

    /// Whether it is measured on the training set too.
    pub(super) fn is_loss(&self) -> bool {
        matches!(self.measure, Measure::Unweighted | Measure::Objective | Measure::Term(_))
    }

    /// What is dotted beside the validation set: of the training loss every batch, with all its noise.
    pub(super) fn dots(&self) -> Source {
        if self.measure == Measure::Objective { Source::Batch } else { Source::Train }
    }

    /// Whether it lies between 0 and 1.
    pub(super) fn is_share(&self) -> bool {
        !self.is_loss() && !matches!(self.measure, Measure::MeanError | Measure::RootMeanSquare | Measure::R2)
    }

    /// The unit of what is shown: only -ln p has one.
    pub(super) fn unit(&self, model: &ScreenModel) -> Unit {
        let surprisal = self.measure == Measure::Unweighted && model.task() != Task::Regression;
        if surprisal { model.unit } else { Unit::Nats }
    }

    pub(super) fn name(&self, model: &ScreenModel) -> String {
        match self.measure {
            Measure::Unweighted => match model.task() {
                Task::Classification => format!("NLL {}", model.unit),
                Task::MultiLabel => format!("NLL {} a label", model.unit),
                Task::Regression => "MSE".into(),
            },
            // Not "training loss": it is measured on the validation set too.
            Measure::Objective => "objective, weights and all terms".into(),
            Measure::Accuracy => "accuracy, validation prior".into(),
            Measure::PriorAccuracy => "accuracy, training prior".into(),
            Measure::BalancedAccuracy => "balanced accuracy".into(),
            Measure::MacroF1 if model.task() == Task::MultiLabel => "macro F1, thresholds .5".into(),
            Measure::MacroF1 => "macro F1".into(),
            Measure::MicroF1 => "micro F1, thresholds .5".into(),
            Measure::MeanPrecision => "mean average precision".into(),
            Measure::SubsetAccuracy => "all labels of an image right".into(),
            Measure::Hamming => "Hamming loss: labels wrong".into(),
            Measure::MeanError => "mean absolute error".into(),
            Measure::RootMeanSquare => "root mean squared error".into(),
            Measure::R2 => "R2: variance explained".into(),
            Measure::Term(term) => format!("term {} of the objective", Self::term(model, term)),
            Measure::Recall(class) => format!("recall of {}", model.class_name(class)),
        }
    }

    /// Whether a value at or below 0 has no place on a logarithmic axis.
    pub(super) fn reaches_zero(&self, model: &ScreenModel) -> bool {
        let curve = |arm: &ArmView, source| arm.history.curve(self.measure, source).and_then(Curve::min);
        let sources = [Source::Validation, self.dots()];
        let mut least = model.shown().iter().flat_map(|arm| sources.map(|source| curve(arm, source)));
        least.any(|least| least.is_some_and(|least| least <= 0.0))
    }

    /// Why there may be no curve.
    pub(super) fn nothing(&self, model: &ScreenModel) -> &'static str {
        let scores =
            |arm: &ArmView| arm.loss().is_some_and(|loss| !loss.probability_map().declares_probabilities());
        let silent = !model.shown().is_empty() && model.shown().iter().all(scores);
        if self.measure == Measure::Unweighted && model.task() != Task::Regression && silent {
            "this loss declares no probabilities: v shows the objective"
        } else if self.scale == Scale::Log && self.reaches_zero(model) {
            "nothing above 0: g draws a linear axis"
        } else {
            "no data yet"
        }
    }
}
