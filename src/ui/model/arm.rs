//! One arm, as the screen has it.

use super::{DecisionView, LabelView};
use crate::lab::History;
use crate::lab::analysis::journal::Journal;
use crate::lab::recipe::ArmId;
use crate::loss::Loss;

/// An arm as the screen has it.
#[derive(Clone, Debug)]
pub struct ArmView {
    /// Its letter.
    pub id: ArmId,
    /// What its events add up to.
    pub history: History,
    /// What there is to say of it.
    pub journal: Journal,
    /// Fields with the values they had before a person's changes, for undo; the last change is last.
    pub undo: Vec<(String, String)>,
    /// Fields with the values that were asked for and are not acknowledged yet, the oldest first.
    pub asked: Vec<(String, String)>,
    /// Whether its layers are being measured.
    pub measuring: bool,
    /// Its labels under the thresholds of the screen, where pictures may have several.
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
            undo: Vec::new(),
            asked: Vec::new(),
            measuring: false,
            labels: None,
            decision: None,
        }
    }

    /// The loss that it minimises now; `None` before it has said so.
    pub fn loss(&self) -> Option<Loss> {
        self.history.setting("loss").parse().ok()
    }

    /// Its class weights as they are now, `[K]`.
    pub fn class_weights(&self) -> &[f32] {
        self.history.started.as_ref().map_or(&[], |started| &started.class_weights)
    }

    /// A setting as it is, or as it will be once the arm has heard what was asked.
    pub fn setting(&self, field: &str) -> &str {
        let asked = self.asked.iter().rev().find(|(name, _)| name == field);
        asked.map_or_else(|| self.history.setting(field), |(_, value)| value)
    }
}
