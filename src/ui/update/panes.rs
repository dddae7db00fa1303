//! Keys that belong to a pane.

use crate::data::Task;
use crate::lab::recipe::PaneId;
use crate::ui::action::Action;
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::panes::{Request, Response};
use crate::ui::theme::StyleRole;

/// The pane whose key this is wherever the focus is.
fn owner(action: &Action) -> Option<PaneId> {
    match action {
        Action::LogAxis => Some(PaneId::Curves),
        Action::Temperature => Some(PaneId::Prediction),
        Action::Normalise | Action::Difference => Some(PaneId::Confusion),
        Action::Sort => Some(PaneId::Imbalance),
        Action::Threshold | Action::Costs => Some(PaneId::Decision),
        _ => None,
    }
}

impl App {
    /// Has the focused pane do an action, or the one whose key it is; `None` if neither does.
    pub(super) fn by_pane(&mut self, action: &Action) -> Option<Vec<Effect>> {
        // The filter is closed before anything in a pane.
        if *action == Action::Back && !self.filter.is_empty() {
            return None;
        }
        let task = self.task();
        let asked = [Some(self.focus), owner(action)].into_iter().flatten();
        let response = asked.map(|id| self.panes.get_mut(id, task).on(&mut self.model, action));
        let response = response.into_iter().find(|response| *response != Response::Passed)?;
        Some(match response {
            Response::Passed => Vec::new(),
            Response::Done => {
                self.measure_panes();
                Vec::new()
            }
            Response::Refused(why) => self.refuse(&why),
            Response::Asks(request) => self.grant(&request),
        })
    }

    fn grant(&mut self, request: &Request) -> Vec<Effect> {
        match *request {
            Request::Pick(pick) => self.pick_image(pick),
            Request::Watch(index) => self.watch_in_prediction(index),
            Request::Recall(class) => {
                self.panes.curves.show_recall(class);
                self.focus_pane(PaneId::Curves);
                Vec::new()
            }
            Request::Cell(arm, cell) => {
                if self.arm != arm {
                    self.say(
                        format!("{arm} is the focused arm now: these are its images; a changes it"),
                        StyleRole::Accent,
                    );
                    self.arm = arm;
                }
                self.panes.images.show_cell(cell);
                self.focus_pane(PaneId::Images);
                Vec::new()
            }
        }
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
