//! One arm, as the screen has it.

use super::{DecisionView, LabelView, Threshold, Wanted};
use crate::lab::analysis::journal::Journal;
use crate::lab::recipe::{ArmId, Edit, MAX_UNDO, Settings};
use crate::lab::{Bench, History};
use crate::loss::Loss;
use crate::metrics::multilabel::HALF;
use crate::metrics::{Costs, LabelReport};

/// A change that an arm was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedChange {
    /// The field.
    pub field: String,
    /// Its value from then on.
    pub value: String,
    /// Whether it takes a change back.
    pub is_undo: bool,
}

/// An arm as the screen has it.
#[derive(Clone, Debug)]
pub struct ArmView {
    /// Its letter.
    pub id: ArmId,
    /// What its events add up to.
    pub history: History,
    /// What there is to say of it.
    pub journal: Journal,
    /// Changes that were asked for and are not acknowledged yet, the oldest first.
    pub asked: Vec<AskedChange>,
    /// Whether its layers are being measured.
    pub measuring: bool,
    /// Its labels under the thresholds of the screen, where images may have several.
    pub labels: Option<Box<LabelView>>,
    /// What pane 6 shows of it, where that is on the screen.
    pub decision: Option<Box<DecisionView>>,
}

impl ArmView {
    /// An arm that has said nothing.
    pub(in crate::ui) fn new(id: ArmId) -> Self {
        Self {
            id,
            history: History::default(),
            journal: Journal::default(),
            asked: Vec::new(),
            measuring: false,
            labels: None,
            decision: None,
        }
    }

    /// The loss that it minimises now; `None` before it has said so.
    pub fn loss(&self) -> Option<Loss> {
        self.history.loss().cloned()
    }

    /// Its class weights as they are now, `[K]`.
    pub fn class_weights(&self) -> &[f32] {
        self.history.started.as_ref().map_or(&[], |started| &started.class_weights)
    }

    /// A setting as it is, or as it will be once the arm has heard what was asked.
    pub fn setting(&self, field: &str) -> String {
        let asked = self.asked.iter().rev().find(|asked| asked.field == field);
        asked.map_or_else(|| self.history.setting(field), |asked| asked.value.clone())
    }

    /// The last change that can be taken back, with the field's value before it: made or asked for, and not taken back yet.
    pub fn last_change(&self) -> Option<(String, String)> {
        let marks = self.history.marks.iter().map(|mark| &mark.changed).filter(|own| own.field != "extend");
        let made = marks.map(|own| (own.field.clone(), own.from.clone(), own.restored));
        let asked = self.asked.iter().enumerate().map(|(at, own)| {
            let earlier = self.asked[..at].iter().rev().find(|other| other.field == own.field);
            let before =
                earlier.map_or_else(|| self.history.setting(&own.field), |other| other.value.clone());
            (own.field.clone(), before, own.is_undo)
        });
        let mut open: Vec<(String, String)> = Vec::new();
        for (field, before, is_undo) in made.chain(asked) {
            if is_undo {
                let at = open.iter().rposition(|(own, _)| *own == field);
                open.truncate(at.unwrap_or(0));
            } else {
                open.drain(..open.len().saturating_sub(MAX_UNDO - 1));
                open.push((field, before));
            }
        }
        open.pop()
    }

    /// All settings as they will be once the arm has heard what was asked; `None` before it has begun.
    pub fn settings(&self) -> Option<Settings> {
        let mut settings = self.history.settings()?.clone();
        let asked = self.asked.iter().filter_map(|asked| Edit::parse(&asked.field, &asked.value).ok());
        asked.for_each(|edit| edit.apply(&mut settings));
        Some(settings)
    }

    /// What pane 6 shows of the latest predictions; `None` where nothing is measured of them.
    pub fn decision(&self) -> Option<&DecisionView> {
        let latest = self.history.predictions()?;
        self.decision.as_deref().filter(|known| known.is_of(latest))
    }

    /// Measures the latest predictions, unless that was done.
    pub(in crate::ui) fn measure_decision(&mut self, bench: &Bench, wanted: Wanted) {
        if self.decision().is_some_and(|known| known.is(wanted)) {
            return;
        }
        let predictions = self.history.predictions().cloned();
        let view = predictions.map(|predictions| DecisionView::of(bench, &self.history, predictions, wanted));
        self.decision = view.map(Box::new);
    }

    /// The report on labels, under the thresholds of the screen where there are predictions, else as it was stored.
    pub fn label_report(&self) -> Option<&LabelReport> {
        let stored = || self.history.latest.as_ref()?.labels();
        self.labels.as_ref().map(|labels| &labels.report).or_else(stored)
    }

    /// From which probability on a label is said to be on.
    pub fn threshold(&self, label: usize) -> f64 {
        self.label_report().and_then(|report| report.thresholds.get(label)).copied().unwrap_or(HALF)
    }

    /// Applies thresholds to the latest predictions.
    pub(in crate::ui) fn measure_labels(&mut self, bench: &Bench, choices: (&[Threshold], Costs)) {
        let known = self.labels.take();
        let predictions = self.history.predictions();
        let view =
            predictions.and_then(|predictions| LabelView::of(bench, predictions, choices, known.as_deref()));
        self.labels = view.map(Box::new);
    }
}
