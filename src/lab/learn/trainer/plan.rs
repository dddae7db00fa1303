//! How long a run is, where its schedule begins anew, and at which steps evaluations stand.

use crate::lab::recipe::{Change, Edit, SettingError};

/// Evaluations of a run, about: more would only cost.
const EVALUATIONS: u64 = 100;

/// The stretches of a run, each with a schedule of its own.
#[derive(Debug)]
pub(super) struct ChangePlan {
    /// Where stretches begin and end, ascending: 0, the planned length, then one for every extension.
    ends: Vec<u64>,
    /// Steps between evaluations.
    every: u64,
}

impl ChangePlan {
    /// A run of `total` steps, evaluated after every epoch or, in long runs, after every few.
    pub(super) fn new(total: u64, per_epoch: u64) -> Self {
        let epochs = total.div_ceil(per_epoch);
        Self { ends: vec![0, total], every: per_epoch * epochs.div_ceil(EVALUATIONS).max(1) }
    }

    /// Steps of the whole run.
    pub(super) fn total(&self) -> u64 {
        self.ends[self.ends.len() - 1]
    }

    /// Adds a stretch behind the last one.
    pub(super) fn extend(&mut self, steps: u64) {
        self.ends.push(self.total() + steps);
    }

    /// Checks that the run comes to each of `changes`, which are in the order of their steps. An extension counts
    /// for those behind it. The last step is still one to change at: what is changed at rest stands there.
    ///
    /// # Errors
    /// Names the step that the run does not come to, and the run's last.
    pub(super) fn reaches(&self, changes: &[Change], per_epoch: u64) -> Result<(), SettingError> {
        let mut total = self.total();
        for Change { step, edit, .. } in changes {
            if *step > total {
                let problem =
                    format!("{} is to change at step {step}, but the run has {total}", edit.field());
                return Err(SettingError::new("change", problem));
            }
            if let Edit::Extend(epochs) = edit {
                total += epochs * per_epoch;
            }
        }
        Ok(())
    }

    /// Steps done and steps in all of the stretch that the next step belongs to; of the last one after its end.
    pub(super) fn progress(&self, step: u64) -> [u64; 2] {
        let last = self.ends.len() - 1;
        let end = (1..last).find(|end| step < self.ends[*end]).unwrap_or(last);
        [step - self.ends[end - 1], self.ends[end] - self.ends[end - 1]]
    }

    /// Whether an evaluation belongs behind this step.
    pub(super) fn is_evaluation_due(&self, step: u64) -> bool {
        step.is_multiple_of(self.every) || self.ends.contains(&step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extension_begins_where_the_run_would_have_ended_however_early_it_was_made() {
        let mut plan = ChangePlan::new(100, 10);
        plan.extend(20);
        assert_eq!((plan.total(), plan.progress(7), plan.progress(99)), (120, [7, 100], [99, 100]));
        assert_eq!(
            (plan.progress(100), plan.progress(119), plan.progress(120)),
            ([0, 20], [19, 20], [20, 20])
        );
    }

    #[test]
    fn evaluations_stand_behind_epochs_and_at_the_ends_of_stretches() {
        let mut plan = ChangePlan::new(25, 10);
        let due =
            |plan: &ChangePlan| (0..=40).filter(|step| plan.is_evaluation_due(*step)).collect::<Vec<_>>();
        assert_eq!(due(&plan), [0, 10, 20, 25, 30, 40]);
        plan.extend(10);
        assert_eq!(due(&plan), [0, 10, 20, 25, 30, 35, 40]);
        assert_eq!((0..=5000).filter(|step| ChangePlan::new(5000, 2).is_evaluation_due(*step)).count(), 101);
    }

    #[test]
    fn a_change_behind_the_end_is_refused_unless_an_extension_before_it_leads_there() {
        let change =
            |step, field, value| Change { step, arm: None, edit: Edit::parse(field, value).unwrap() };
        let plan = ChangePlan::new(100, 10);
        let (rest, extend) = (change(100, "lr", "0.1"), change(100, "extend", "2"));
        assert!(plan.reaches(&[change(99, "loss", "brier"), rest.clone(), extend.clone()], 10).is_ok());
        assert!(plan.reaches(&[rest, extend.clone(), change(120, "loss", "brier")], 10).is_ok());
        let message = |changes: &[Change]| plan.reaches(changes, 10).unwrap_err().to_string();
        let late = change(101, "loss", "brier");
        assert_eq!(message(&[late]), "change: loss is to change at step 101, but the run has 100");
        assert!(message(&[extend, change(121, "lr", "1")]).contains("at step 121, but the run has 120"));
        assert!(message(&[change(101, "extend", "2")]).contains("but the run has 100"));
    }
}
