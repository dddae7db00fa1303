//! What stands at a place of the screen.

use super::{lines, scoreboard};
use crate::ui::action::{Choice, Target};
use crate::ui::app::App;
use crate::ui::overlay::{self, Overlay};
use ratatui::layout::{Margin, Position, Rect};

/// What somebody points at who points at this cell; nothing for what cannot be chosen.
pub fn target(app: &App, area: Rect, at: Position) -> Option<Target> {
    let layout = app.layout(area);
    if let Some(over) = &app.overlay {
        let anchor = if let Overlay::Menu(menu) = over {
            scoreboard::place(app, menu.choice, layout.board)
        } else {
            None
        };
        return overlay::entry_at(over, app, (anchor, area), at).map(Target::Entry);
    }
    if layout.tabs.contains(at) {
        return lines::tab_at(app, &layout, at.x).map(Target::Tab);
    }
    if layout.board.contains(at) && !super::has_digits(app, &layout) {
        let arm = scoreboard::arm_at(app, layout.board, at.y)?;
        let settings = [Choice::Loss, Choice::Weights, Choice::Sampler, Choice::Model, Choice::Imbalance];
        let hit = |choice: &Choice| {
            scoreboard::column(app, *choice, layout.board)
                .is_some_and(|[from, to]| (from..to).contains(&at.x))
        };
        let setting = settings.into_iter().find(hit);
        return Some(setting.map_or(Target::Arm(arm), |choice| Target::Setting(arm, choice)));
    }
    let (pane, place) = layout.tiles.into_iter().find(|(_, place)| place.contains(at))?;
    Some(Target::Inside(pane, place.inner(Margin::new(1, 1)), at))
}
