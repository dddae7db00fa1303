//! Whose inside is on the screen.

use super::App;
use crate::lab::insight::Look;
use crate::lab::recipe::ArmId;
use crate::ui::layout::Layout;
use crate::ui::pane::PaneId;
use ratatui::layout::Rect;

impl App {
    /// Which arm has to show what of its inside on a screen of this size: nothing where pane 7 is not seen to change.
    pub fn look(&self, area: Rect) -> Option<(ArmId, Look)> {
        let tiles = Layout::of(area, &self.slots, self.focus, self.zoomed).tiles;
        let seen = tiles.iter().any(|(pane, _)| *pane == PaneId::Weights) && self.frozen.is_none();
        self.weights.look().filter(|_| seen && self.bench.is_some()).map(|look| (self.arm, look))
    }
}
