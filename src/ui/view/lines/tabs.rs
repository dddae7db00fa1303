//! The panes that are not on the screen, with the keys that show them.

use crate::lab::recipe::{PANES, PaneId};
use crate::ui::app::App;
use crate::ui::layout::ScreenLayout;
use crate::ui::theme::{StyleRole, columns};
use ratatui::text::{Line, Span};

/// Letters of a name at least; where there is no room for these, a digit stands alone.
const LETTERS: usize = 3;

/// A pane with its name as it stands there.
struct Tab {
    id: PaneId,
    digit: u8,
    name: String,
}

/// Whole names where there is room for all, else their beginnings, at last digits alone.
fn hidden(app: &App, layout: &ScreenLayout) -> Vec<Tab> {
    let hidden: Vec<PaneId> =
        PANES.into_iter().filter(|id| layout.tiles.iter().all(|(shown, _)| shown != id)).collect();
    let name = |id: PaneId| app.panes.get(id, app.task()).title();
    let longest = hidden.iter().map(|id| columns(name(*id))).max().unwrap_or(0);
    let needed =
        |letters: usize| 1 + hidden.iter().map(|id| 3 + columns(name(*id)).min(letters)).sum::<usize>();
    let fits = |letters: &usize| needed(*letters) <= usize::from(layout.tabs.width);
    let letters = (LETTERS..=longest).rev().find(fits).unwrap_or(0);
    let tab =
        |id: PaneId| Some(Tab { id, digit: id.digit()?, name: name(id).chars().take(letters).collect() });
    hidden.into_iter().filter_map(tab).collect()
}

/// The line of tabs.
pub(in crate::ui::view) fn tabs(app: &App, layout: &ScreenLayout) -> Line<'static> {
    let (key, dim) = (app.theme.style(StyleRole::Accent), app.theme.style(StyleRole::Dim));
    let mut line = Line::from(" ");
    for Tab { digit, name, .. } in hidden(app, layout) {
        line.push_span(Span::styled(digit.to_string(), key));
        line.push_span(Span::styled(format!(" {name} "), dim));
    }
    line
}

/// The pane whose tab stands at this column of the screen.
pub(in crate::ui::view) fn tab_at(app: &App, layout: &ScreenLayout, column: u16) -> Option<PaneId> {
    let mut x = layout.tabs.x + 1;
    hidden(app, layout).into_iter().find_map(|tab| {
        let end = x + 2 + columns(&tab.name) as u16;
        let there = (x..end).contains(&column).then_some(tab.id);
        x = end + 1;
        there
    })
}
