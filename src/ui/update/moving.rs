//! Focus, cursors, opening things, images.

use crate::data::Task;
use crate::lab::Command;
use crate::lab::recipe::{ArmId, PANES, PaneId};
use crate::lab::record::history::Status;
use crate::ui::action::{Direction, Pick};
use crate::ui::app::App;
use crate::ui::effect::Effect;
use crate::ui::layout::Arrangement;
use crate::ui::panes::no_layers;

/// Why another image is not watched.
const PINNED: &str = "the image is pinned; p lets it go";

impl App {
    /// From the inside out: the filter, what is open in the pane ([`Self::by_pane`]), the zoom.
    pub(super) fn back(&mut self) -> Vec<Effect> {
        if self.filter.is_empty() {
            self.arrangement = Arrangement::Tiles;
        } else {
            self.filter.clear();
        }
        Vec::new()
    }

    /// Arranges the screen so, or in tiles where it is so already.
    pub(super) fn arrange(&mut self, wanted: Arrangement) {
        self.arrangement = if self.arrangement == wanted { Arrangement::Tiles } else { wanted };
    }

    /// Focuses a pane and puts it on the screen.
    pub(in crate::ui) fn focus_pane(&mut self, pane: PaneId) {
        self.focus = pane;
        self.slots.show(pane);
        if pane == PaneId::Images {
            self.refresh_images();
        }
        self.measure_panes();
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
        let (focus, task) = (self.focus, self.task());
        self.panes.get_mut(focus, task).act(&mut self.model, direction);
        self.measure_panes();
        Vec::new()
    }

    pub(super) fn pick_image(&mut self, pick: Pick) -> Vec<Effect> {
        if self.pinned {
            return self.refuse(PINNED);
        }
        self.pick(pick).map_or_else(Vec::new, |index| self.watch(index))
    }

    fn watch(&mut self, index: u32) -> Vec<Effect> {
        self.watched = Some(index);
        vec![Effect::Watch(index)]
    }

    /// Watches an image that another pane shows.
    pub(super) fn watch_in_prediction(&mut self, index: u32) -> Vec<Effect> {
        if self.pinned && self.watched != Some(index) {
            return self.refuse(PINNED);
        }
        self.focus_pane(PaneId::Prediction);
        self.watch(index)
    }

    /// Walks through the views of Weights; where the pane is not on the screen, it comes first.
    pub(super) fn next_view(&mut self) {
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
            self.focus_arm(id);
        }
        Vec::new()
    }

    /// Focuses an arm: keys change it from now on, and panes that show one arm show it.
    pub(super) fn focus_arm(&mut self, id: ArmId) {
        self.arm = id;
        self.panes.confusion.show_arm(id);
        self.refresh_images();
        self.survey();
    }

    pub(super) fn freeze(&mut self) -> Vec<Effect> {
        self.frozen = if self.frozen.is_some() { None } else { Some(self.arms.clone()) };
        self.judge();
        self.judge_arms();
        self.measure_panes();
        Vec::new()
    }
}
