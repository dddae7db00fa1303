//! Settings that change between two steps.

use super::{Trainer, build};
use crate::lab::learn::objective::Objective;
use crate::lab::recipe::{Edit, SettingError, Settings};
use crate::lab::record::event::Changed;

impl Trainer {
    /// Changes a setting before the next batch.
    ///
    /// # Errors
    /// If the new value does not fit the classes; nothing has changed then.
    pub fn change(&mut self, edit: &Edit) -> Result<Changed, SettingError> {
        let from = match edit {
            Edit::Extend(_) => format!("{} steps", self.total_steps()),
            _ => self.settings.text(edit.field()),
        };
        let mut settings = self.settings.clone();
        edit.apply(&mut settings);
        self.objective = self.objective_of(&settings)?;
        self.objective.reach(self.step as f64 / self.total_steps() as f64);
        self.settings = Settings { loss: Some(self.objective.loss().clone()), ..settings };
        match edit {
            Edit::Extend(epochs) => self.plan.extend(epochs * self.steps_per_epoch()),
            Edit::Sampler(_) => self.order = self.draw_order(self.step / self.steps_per_epoch()),
            _ => {}
        }
        Ok(Changed {
            field: edit.field().to_owned(),
            from,
            to: if let Edit::Loss(_) = edit { self.objective.loss().to_string() } else { edit.value() },
            class_weights: self.objective.class_weights(),
            total_steps: self.total_steps(),
        })
    }

    /// Finds changes that do not fit the classes before the first step, not in the middle of a run.
    pub(super) fn check_changes(self) -> Result<Self, SettingError> {
        let mut settings = self.settings.clone();
        for change in &self.pending {
            change.edit.apply(&mut settings);
            self.objective_of(&settings)?;
        }
        Ok(self)
    }

    /// The objective of other settings on the network as it is.
    fn objective_of(&self, settings: &Settings) -> Result<Objective, SettingError> {
        let objective = build::objective(settings, &self.bench, self.teacher_outputs.as_ref())?;
        if objective.output() == self.objective.output() {
            return Ok(objective);
        }
        let (loss, now) = (objective.loss().name(), self.objective.loss().name());
        let problem = format!(
            "{loss} needs a network that ends in another way than that of {now}; begin again with it"
        );
        Err(SettingError::new("loss", problem))
    }

    /// Takes the next change of the recipe that is due now.
    pub(in crate::lab) fn due(&mut self) -> Option<Edit> {
        self.is_change_due().then(|| self.pending.remove(0).edit)
    }

    /// Whether the recipe holds a change for now.
    pub(super) fn is_change_due(&self) -> bool {
        self.pending.first().is_some_and(|change| change.step <= self.step)
    }
}
