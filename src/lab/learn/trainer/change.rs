//! Settings that change between two steps.

use super::{Snapshot, Trainer, build};
use crate::lab::learn::objective::Objective;
use crate::lab::recipe::{Change, Edit, MAX_UNDO, SettingError, Settings};
use crate::lab::record::event::Changed;

impl Trainer {
    /// Changes a setting before the next batch.
    ///
    /// # Errors
    /// If the new value does not fit the classes; nothing has changed then.
    pub fn change(&mut self, edit: &Edit) -> Result<Changed, SettingError> {
        if let Edit::Undo(field) = edit {
            return self.undo(field);
        }
        let from = match edit {
            Edit::Extend(_) => format!("{} steps", self.total_steps()),
            _ => self.settings.text(edit.field()),
        };
        let mut settings = self.settings.clone();
        edit.apply(&mut settings);
        let objective = self.objective_of(&settings)?;
        if let Some(field) = edit.changes() {
            self.keep(field);
        }
        self.objective = objective;
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
            restored: false,
        })
    }

    /// Takes a snapshot before a field changes; the oldest gives way to it.
    fn keep(&mut self, field: &'static str) {
        if self.snapshots.len() == MAX_UNDO {
            self.snapshots.remove(0);
        }
        let (settings, network) = (self.settings.clone(), self.network.clone());
        self.snapshots.push(Snapshot { field, settings, network });
    }

    /// Goes back to the moment before the last change of a field. Later changes are gone with it; the steps that were done
    /// still count.
    fn undo(&mut self, field: &str) -> Result<Changed, SettingError> {
        let known = self.snapshots.iter().rposition(|snapshot| snapshot.field == field);
        let at = known.ok_or_else(|| {
            SettingError::new("undo", format!("none of the last {MAX_UNDO} changes was one of {field}"))
        })?;
        let objective = self.objective_of(&self.snapshots[at].settings)?;
        let from = self.settings.text(field);
        let resampled = self.settings.sampler != self.snapshots[at].settings.sampler;
        let Snapshot { settings, network, .. } = self.snapshots.swap_remove(at);
        self.snapshots.truncate(at);
        (self.settings, self.network, self.objective) = (settings, network, objective);
        self.objective.reach(self.step as f64 / self.total_steps() as f64);
        if resampled {
            self.order = self.draw_order(self.step / self.steps_per_epoch());
        }
        Ok(Changed {
            field: field.to_owned(),
            from,
            to: self.settings.text(field),
            class_weights: self.objective.class_weights(),
            total_steps: self.total_steps(),
            restored: true,
        })
    }

    /// Finds changes that do not fit the classes before the first step, not in the middle of a run.
    pub(super) fn check_changes(self) -> Result<Self, SettingError> {
        let mut settings = self.settings.clone();
        let mut before: Vec<(&str, Settings)> = Vec::new();
        for Change { edit, .. } in &self.pending {
            if let Edit::Undo(field) = edit {
                let at = before.iter().rposition(|(own, _)| own == field);
                let at =
                    at.ok_or_else(|| SettingError::new("undo", format!("{field} was not changed before")))?;
                settings = before.swap_remove(at).1;
                before.truncate(at);
                continue;
            }
            before.extend(edit.changes().map(|field| (field, settings.clone())));
            edit.apply(&mut settings);
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
