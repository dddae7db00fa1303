//! Keys whose meaning follows from the task.

use crate::data::Task;
use crate::lab::recipe::ArmId;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::pane::PaneId;

impl App {
    /// How the matrix of the task is normalised; in Prediction, whether sigmoids are made to sum to 1.
    pub(super) fn normalise(&mut self) -> Vec<Effect> {
        match self.task() {
            Task::Classification if self.focus == PaneId::Prediction => self.panes.prediction.normalise(),
            Task::Classification => self.panes.confusion.normalise(),
            Task::MultiLabel => self.panes.labels.next_view(),
            Task::Regression => return self.refuse("numbers have no matrix to normalise"),
        }
        Vec::new()
    }

    /// The next matrix.
    pub(super) fn difference(&mut self) -> Vec<Effect> {
        match self.task() {
            Task::Classification => {
                let arms: Vec<ArmId> = self.shown().iter().map(|arm| arm.id).collect();
                self.panes.confusion.next_matrix(&arms);
            }
            Task::MultiLabel => {
                if !self.panes.labels.toggle_difference() {
                    return self.refuse("n shows which labels come together; d then takes the data away");
                }
            }
            Task::Regression => {
                return self.refuse("numbers have no matrix; Residuals shows the differences");
            }
        }
        Vec::new()
    }

    /// A threshold to the next marked one, or other costs.
    pub(super) fn move_thresholds(&mut self, action: &Action) -> Vec<Effect> {
        if self.task() == Task::Classification && self.focus == PaneId::Decision {
            match action {
                Action::Costs => self.panes.decision.next_costs(),
                _ => self.panes.decision.next_threshold(),
            }
            return Vec::new();
        }
        if self.task() != Task::MultiLabel {
            let task = self.task().name();
            return self.refuse(&format!(
                "thresholds are for several labels a picture, and for the ROC of classes in pane 6; this is {task}"
            ));
        }
        match action {
            Action::Costs => {
                self.thresholds.next_costs();
                self.measure_labels();
            }
            _ => self.jump_threshold(),
        }
        Vec::new()
    }

    /// Marks or unmarks the class that the cursor of Prediction is on.
    pub(super) fn mark(&mut self) -> Vec<Effect> {
        if self.task() != Task::Classification {
            return self.refuse("marks are for classes: labels and numbers do not add up to an event");
        }
        self.focus_pane(PaneId::Prediction);
        self.panes.prediction.mark(&self.model);
        Vec::new()
    }
}
