//! Focus, cursors, opening things, pictures.

use crate::data::Task;
use crate::lab::Command;
use crate::lab::record::history::Status;
use crate::ui::action::{Direction, Pick};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::pane::{PANES, PaneId};
use crate::ui::panes::no_layers;

/// Why another picture is not watched.
const PINNED: &str = "the picture is pinned; p lets it go";

impl App {
    /// From the inside out: the filter, the chosen cell, the marks, the zoom.
    pub(super) fn back(&mut self) -> Vec<Effect> {
        if !self.filter.is_empty() {
            self.filter.clear();
        } else if self.focus == PaneId::Images && self.panes.images.leave_cell() {
            self.refresh_images();
        } else if !(self.focus == PaneId::Prediction && self.panes.prediction.unmark()) {
            self.zoomed = false;
        }
        Vec::new()
    }

    /// Focuses a pane and puts it on the screen.
    pub(in crate::ui) fn focus_pane(&mut self, pane: PaneId) {
        self.focus = pane;
        self.slots.show(pane);
        if pane == PaneId::Images {
            self.refresh_images();
        }
        self.measure_decision();
        self.survey();
    }

    pub(super) fn cycle_focus(&mut self, by: isize) -> Vec<Effect> {
        let order = PANES;
        let at = order.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        let next = (at + order.len()).wrapping_add_signed(by) % order.len();
        self.focus_pane(order[next]);
        Vec::new()
    }

    pub(super) fn move_cursor(&mut self, direction: Direction) -> Vec<Effect> {
        if self.focus == PaneId::Prediction && direction == Direction::Left {
            return self.pick_picture(Pick::Previous);
        }
        if self.focus == PaneId::Prediction && direction == Direction::Right {
            return self.pick_picture(Pick::Next);
        }
        if self.focus == PaneId::Decision && self.task() == Task::MultiLabel {
            self.move_threshold(direction);
        } else {
            let (focus, task) = (self.focus, self.task());
            self.panes.get_mut(focus, task).act(&mut self.model, direction);
        }
        self.measure_decision();
        Vec::new()
    }

    pub(super) fn open_selected(&mut self) -> Vec<Effect> {
        match self.focus {
            PaneId::Confusion if self.task() == Task::MultiLabel => self.show_recall(self.label()),
            PaneId::Confusion if self.task() == Task::Classification => {
                self.arm = self.panes.confusion.arm();
                self.panes.images.show_cell(self.panes.confusion.cursor());
                self.focus_pane(PaneId::Images);
                Vec::new()
            }
            PaneId::Images => {
                let Some(index) = self.panes.images.selected(&self.model) else { return Vec::new() };
                if self.pinned && self.watched != Some(index) {
                    return self.refuse(PINNED);
                }
                self.focus_pane(PaneId::Prediction);
                self.watch(index)
            }
            PaneId::Imbalance if self.task() != Task::Regression => self
                .panes
                .imbalance
                .selected(&self.model)
                .map_or_else(Vec::new, |class| self.show_recall(class)),
            PaneId::Confusion
            | PaneId::Imbalance
            | PaneId::Curves
            | PaneId::Prediction
            | PaneId::Decision
            | PaneId::Weights
            | PaneId::Journal
            | PaneId::Loss
            | PaneId::Outside => {
                self.zoomed = !self.zoomed;
                Vec::new()
            }
        }
    }

    /// Shows how the recall of a class or label went.
    fn show_recall(&mut self, class: usize) -> Vec<Effect> {
        self.panes.curves.show_recall(class);
        self.focus_pane(PaneId::Curves);
        Vec::new()
    }

    pub(super) fn pick_picture(&mut self, pick: Pick) -> Vec<Effect> {
        if self.pinned {
            return self.refuse(PINNED);
        }
        self.pick(pick).map_or_else(Vec::new, |index| self.watch(index))
    }

    fn watch(&mut self, index: u32) -> Vec<Effect> {
        self.watched = Some(index);
        vec![Effect::Watch(index)]
    }

    /// Walks through the views of Decision where it is focused, else through those of Weights; where the pane is not on the screen, it comes first.
    pub(super) fn next_view(&mut self) {
        if self.focus == PaneId::Decision {
            self.panes.decision.next_view(&self.model);
            return self.measure_decision();
        }
        if self.slots.bottom == PaneId::Weights {
            self.panes.weights.next_view(&self.model);
        }
        self.focus_pane(PaneId::Weights);
    }

    /// Asks every arm that still runs what its layers know, and shows what they answer.
    pub(super) fn examine(&mut self) -> Vec<Effect> {
        if self.task() != Task::Classification {
            return self.refuse(&no_layers(self.task()));
        }
        if self.arms.iter().all(|arm| matches!(arm.history.status, Status::Ended(_))) {
            return self.refuse("every arm has ended: nothing of their inside is left, r starts again");
        }
        self.panes.weights.show_layers();
        self.focus_pane(PaneId::Weights);
        for arm in &mut self.arms {
            arm.measuring = !matches!(arm.history.status, Status::Ended(_));
        }
        vec![Effect::SendAll(Command::Examine)]
    }

    pub(super) fn next_arm(&mut self) -> Vec<Effect> {
        let at = self.arms.iter().position(|arm| arm.id == self.arm).unwrap_or(0);
        if let Some(id) = self.arms.get((at + 1) % self.arms.len().max(1)).map(|next| next.id) {
            self.arm = id;
            self.panes.confusion.show_arm(id);
            self.refresh_images();
            self.survey();
        }
        Vec::new()
    }

    pub(super) fn freeze(&mut self) -> Vec<Effect> {
        self.frozen = if self.frozen.is_some() { None } else { Some(self.arms.clone()) };
        self.judge();
        Vec::new()
    }
}
