//! A setting of an arm as its results have it, and as the next batch will.

use super::{ArmView, ScreenModel};
use crate::lab::learn::objective::{self, Effort};
use crate::lab::recipe::{Edit, SettingError};

/// The value of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentValue {
    /// The value that the arm has trained with: what its results are of.
    pub now: String,
    /// Another one from the next batch on: asked for, or set while no step has been done since.
    pub next: Option<String>,
}

impl ArmView {
    /// A setting with what was asked for and has not trained a step yet. A change after the last step does not rename results.
    pub fn current(&self, field: &str) -> CurrentValue {
        let set = self.history.setting(field);
        let asked = self.setting(field);
        let since = self.history.marks.iter().filter(|mark| mark.step >= self.history.step.max(1));
        let before = since.into_iter().find(|mark| mark.changed.field == field);
        let now = before.map_or_else(|| set, |mark| mark.changed.from.clone());
        let next = Some(asked).filter(|asked| *asked != now);
        CurrentValue { now, next }
    }
}

impl ScreenModel {
    /// The focused arm as it is now, even where the view is frozen: the one that keys change.
    pub fn live_arm(&self) -> Option<&ArmView> {
        self.arms.iter().find(|arm| arm.id == self.arm)
    }

    /// What a change of the focused arm takes, if it fits the data: the arm itself would pass over one that does not.
    ///
    /// # Errors
    /// Names the field and what does not fit.
    pub fn fit(&self, edit: &Edit) -> Result<Effort, SettingError> {
        let settings = self.live_arm().and_then(ArmView::settings);
        let (Some(bench), Some(settings)) = (&self.bench, settings) else { return Ok(Effort::Live) };
        objective::effort(edit, bench, &settings)
    }
}
