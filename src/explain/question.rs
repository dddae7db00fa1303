//! What can be asked about one sample.

use crate::base::spec::SpecError;
use crate::lab::SettingError;
use crate::loss::TargetKind::{Distribution, Label, MultiHot, Values};
use crate::loss::catalogue::Family;
use crate::loss::{Context, Loss, RowValue, Target, prior};

/// What the sample should have been, with its numbers.
#[derive(Clone, Debug, PartialEq)]
pub enum Goal {
    /// A class.
    Label(usize),
    /// One number per output: shares of the classes, yes or no, or the numbers themselves.
    Row(Vec<f64>),
    /// Another model's logits.
    Teacher {
        /// The class, where it is known.
        label: Option<usize>,
        /// One logit per output.
        teacher: Vec<f64>,
    },
}

impl Goal {
    /// As losses take it.
    pub fn target(&self) -> Target<'_, f64> {
        match self {
            Self::Label(label) => Target::Label(*label),
            Self::Row(row) => Target::Row(row),
            Self::Teacher { label, teacher } => Target::Teacher { label: *label, teacher },
        }
    }

    /// The class, where there is one; a row of zeros and a one names it too.
    pub fn label(&self) -> Option<usize> {
        match self {
            Self::Label(label) => Some(*label),
            Self::Teacher { label, .. } => *label,
            Self::Row(row) => one_hot(row),
        }
    }
}

/// One sample and the losses to ask about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// At least one.
    pub losses: Vec<Loss>,
    /// Logits, scores or predictions, one per output.
    pub outputs: Vec<f64>,
    /// What they should have been.
    pub goal: Goal,
    /// One per class.
    pub class_weights: Option<Vec<f64>>,
    /// Training counts, one per class; empty where they are not known.
    pub counts: Vec<usize>,
    /// One per class; empty where they have numbers only.
    pub names: Vec<String>,
}

impl Question {
    /// Whether every loss can answer.
    pub(super) fn check(&self) -> Result<(), SettingError> {
        if let Some(wrong) = self.outputs.iter().find(|output| !output.is_finite()) {
            return Err(SettingError::new("logits", format!("expected finite numbers, found {wrong}")));
        }
        let fewer = |loss: &Loss| loss.probability_map().classes(1) > 1;
        let mixed = self.losses.iter().any(|loss| fewer(loss) != fewer(&self.losses[0]));
        if let Some(loss) = self.losses.iter().find(|loss| mixed && fewer(loss)) {
            let problem = format!(
                "{} has one output fewer than classes; explain it apart from the others",
                loss.name()
            );
            return Err(SettingError::new("loss", problem));
        }
        for loss in &self.losses {
            let classes = loss.probability_map().classes(self.outputs.len());
            let wrong = |error: SpecError| SettingError::new("loss", error.to_string());
            loss.check_outputs(self.outputs.len()).map_err(wrong)?;
            loss.check(classes).map_err(wrong)?;
            self.check_lists(loss, classes)?;
            loss.check_sample(&self.outputs, self.goal_of(loss).target()).map_err(wrong)?;
        }
        Ok(())
    }

    fn check_lists(&self, loss: &Loss, classes: usize) -> Result<(), SettingError> {
        let weights = self.class_weights.as_ref().map_or(classes, Vec::len);
        if weights != classes {
            let problem = format!("expected {classes} values, one per class, found {weights}");
            return Err(SettingError::new("weights", problem));
        }
        let wrong = self.class_weights.iter().flatten().find(|weight| !weight.is_finite() || **weight < 0.0);
        if let Some(wrong) = wrong {
            let problem = format!("a weight is a number that is not negative, found {wrong}");
            return Err(SettingError::new("weights", problem));
        }
        match self.counts.len() {
            found if loss.needs_counts() && found != classes => Err(SettingError::new(
                "counts",
                format!(
                    "{} needs the training counts, {classes} of them, found {found}; such as counts={}",
                    loss.name(),
                    vec!["100"; classes].join(",")
                ),
            )),
            _ => Ok(()),
        }
    }

    /// The goal in the form that a loss takes: a row of zeros and a one is a label for those that take labels only.
    pub(super) fn goal_of(&self, loss: &Loss) -> Goal {
        let rows = [Distribution, MultiHot, Values].iter().any(|kind| loss.takes(*kind));
        match &self.goal {
            goal @ Goal::Row(_) if loss.takes(Label) && !rows => {
                goal.label().map_or_else(|| goal.clone(), Goal::Label)
            }
            goal => goal.clone(),
        }
    }

    /// Value and gradient of other outputs under a loss.
    pub(super) fn ask(&self, loss: &Loss, outputs: &[f64], gradient: &mut [f64]) -> RowValue<f64> {
        let goal = self.goal_of(loss);
        let (log_prior, margins) = (prior::log_prior(&self.counts), loss.margins(&self.counts));
        let context = Context {
            class_weights: self.class_weights.as_deref(),
            log_prior: &log_prior,
            margins: &margins,
        };
        loss.row(outputs, goal.target(), &context, gradient)
    }
}

/// What is wrong with class weights that the loss would leave alone; nothing where they are all 1.
pub fn unheeded(loss: &Loss, weights: &[f64]) -> Option<String> {
    let numbers = matches!(loss.family(), Family::Values | Family::Features);
    let found = weights.iter().find(|weight| numbers && **weight != 1.0)?;
    let name = loss.name();
    Some(format!(
        "{name} compares numbers, which have no class: expected no weights, or 1 for each, found {found}"
    ))
}

/// The place of the one in a row of zeros.
fn one_hot(row: &[f64]) -> Option<usize> {
    let one = row.iter().position(|share| *share == 1.0)?;
    let others = row.iter().enumerate().filter(|(at, _)| *at != one);
    others.map(|(_, share)| share).all(|share| *share == 0.0).then_some(one)
}
