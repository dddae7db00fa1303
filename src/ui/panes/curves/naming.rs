//! What the curves are called, and in which unit.

use super::{Curves, FEW, Shown, YAxis};
use crate::data::Task;
use crate::lab::analysis::verdict::Spotlight;
use crate::lab::record::curve::Curve;
use crate::lab::record::history::{Measure, Source};
use crate::metrics::Unit;
use crate::ui::model::{ArmView, ScreenModel};

/// Whether it is measured on the training set too.
pub(super) fn is_loss(measure: Measure) -> bool {
    matches!(measure, Measure::Unweighted | Measure::Objective | Measure::Term(_))
}

/// Whether it lies between 0 and 1.
pub(super) fn is_share(measure: Measure) -> bool {
    !is_loss(measure) && !matches!(measure, Measure::MeanError | Measure::RootMeanSquare | Measure::R2)
}

/// The unit of what is shown: only -ln p has one.
pub(super) fn unit(measure: Measure, model: &ScreenModel) -> Unit {
    let surprisal = measure == Measure::Unweighted && model.task() != Task::Regression;
    if surprisal { model.unit } else { Unit::Nats }
}

/// The name of a term.
fn term(model: &ScreenModel, term: usize) -> String {
    let terms = model.evaluation().and_then(|evaluation| evaluation.terms.as_ref());
    terms.and_then(|terms| terms.terms.get(term)).map_or_else(|| term.to_string(), |term| term.name.clone())
}

/// What the title and the menu call it.
pub(super) fn name(shown: Shown, model: &ScreenModel) -> String {
    match (shown, model.task(), model.verdict.spotlight) {
        (Shown::Measure(measure), _, _) => of(measure, model),
        (Shown::AtStake, Task::Regression, _) => "error at stake: RMSE".to_owned(),
        (Shown::AtStake, Task::Classification, Some(Spotlight::Rarest(class))) => {
            let more = if model.shown().len() > FEW { "" } else { " and balanced accuracy" };
            format!("recall of '{}'{more}", model.class_name(class))
        }
        (Shown::AtStake, Task::MultiLabel, Some(Spotlight::Rarest(label))) => {
            let more = if model.shown().len() > FEW { "" } else { " and mean average precision" };
            format!("recall of '{}'{more}", model.class_name(label))
        }
        (Shown::AtStake, Task::Classification, _) => "classes at stake: balanced accuracy".to_owned(),
        (Shown::AtStake, Task::MultiLabel, _) => "labels at stake: mean average precision".to_owned(),
    }
}

fn of(measure: Measure, model: &ScreenModel) -> String {
    match measure {
        Measure::Unweighted => match model.task() {
            Task::Classification => format!("loss (NLL), {}", model.unit),
            Task::MultiLabel => format!("loss (NLL) a label, {}", model.unit),
            Task::Regression => "loss (mean squared error)".into(),
        },
        // Not "training loss": it is measured on the validation set too.
        Measure::Objective => "objective, with weights and all terms".into(),
        Measure::Accuracy => "accuracy, validation prior".into(),
        Measure::PriorAccuracy => "accuracy, training prior".into(),
        Measure::BalancedAccuracy => "balanced accuracy".into(),
        Measure::MacroF1 if model.task() == Task::MultiLabel => "macro F1, thresholds .5".into(),
        Measure::MacroF1 => "macro F1".into(),
        Measure::MicroF1 => "micro F1, thresholds .5".into(),
        Measure::MeanPrecision => "mean average precision".into(),
        Measure::SubsetAccuracy => "subset accuracy".into(),
        Measure::Hamming => "Hamming loss: labels wrong".into(),
        Measure::MeanError => "mean absolute error".into(),
        Measure::RootMeanSquare => "root mean squared error".into(),
        Measure::R2 => "R2: variance explained".into(),
        Measure::Term(number) => format!("term {} of the objective", term(model, number)),
        Measure::Recall(class) => format!("recall of '{}'", model.class_name(class)),
    }
}

/// One sentence for the menu.
pub(super) fn sentence(shown: Shown) -> &'static str {
    let Shown::Measure(measure) = shown else { return "what the verdict is about" };
    match measure {
        Measure::Unweighted => "comparable between arms: no weights, no extra terms",
        Measure::Objective => "what each arm minimises",
        Measure::Accuracy => "as if classes were as frequent as in the validation set",
        Measure::PriorAccuracy => "as if classes were as frequent as in training",
        Measure::BalancedAccuracy => "the mean recall of the classes: each counts the same",
        Measure::MacroF1 => "the mean F1: each class or label counts the same",
        Measure::MicroF1 => "F1 of all labels counted together",
        Measure::MeanPrecision => "how well images are ranked for each label, whatever the threshold",
        Measure::SubsetAccuracy => "images with all their labels right",
        Measure::Hamming => "the share of single labels that are wrong",
        Measure::MeanError => "the mean distance from the truth, in its unit",
        Measure::RootMeanSquare => "as the mean distance, but large errors count more",
        Measure::R2 => "1 is perfect, 0 no better than the mean",
        Measure::Term(_) => "one part of what is minimised",
        Measure::Recall(_) => "how much of it is found",
    }
}

/// What solid and dotted lines are, the longest wording first.
pub(super) fn strokes(
    measure: Measure,
    dotted: Option<(Measure, Source)>,
    model: &ScreenModel,
) -> Vec<String> {
    let other = match dotted {
        None => return vec!["validation set".to_owned()],
        Some((_, Source::Batch)) => ["validation", "training batches", "batches"].map(str::to_owned),
        Some((_, Source::Train)) => ["validation", "training", "training"].map(str::to_owned),
        Some((other, Source::Validation)) => {
            let short = if other == Measure::BalancedAccuracy { "balanced" } else { "mean AP" };
            let whole = format!("solid: {}, dotted: {}", of(measure, model), of(other, model));
            return std::iter::once(whole).chain(shorter("recall", short)).collect();
        }
    };
    let [solid, dotted, short] = &other;
    std::iter::once(format!("solid: {solid}, dotted: {dotted}")).chain(shorter(solid, short)).collect()
}

/// The same in fewer columns.
fn shorter(solid: &str, dotted: &str) -> [String; 2] {
    [format!("solid: {solid}, dotted: {dotted}"), format!("dotted: {dotted}")]
}

impl Curves {
    /// Whether a value at or below 0 has no place on a logarithmic axis.
    pub(super) fn reaches_zero(&self, model: &ScreenModel) -> bool {
        let solid = (self.measure(model), Source::Validation);
        let curve =
            |arm: &ArmView, (measure, source)| arm.history.curve(measure, source).and_then(Curve::min);
        let lines: Vec<(Measure, Source)> = [Some(solid), self.dotted(model)].into_iter().flatten().collect();
        let mut least = model.shown().iter().flat_map(|arm| lines.iter().map(|line| curve(arm, *line)));
        least.any(|least| least.is_some_and(|least| least <= 0.0))
    }

    /// Why there may be no curve.
    pub(super) fn nothing(&self, model: &ScreenModel) -> &'static str {
        let scores =
            |arm: &ArmView| arm.loss().is_some_and(|loss| !loss.probability_map().declares_probabilities());
        let silent = !model.shown().is_empty() && model.shown().iter().all(scores);
        if self.measure(model) == Measure::Unweighted && model.task() != Task::Regression && silent {
            "this loss declares no probabilities: v shows the objective"
        } else if self.axis == YAxis::Log && self.reaches_zero(model) {
            "nothing above 0: g draws a linear axis"
        } else {
            "no data yet"
        }
    }
}
