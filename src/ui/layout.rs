//! Where everything stands: a pure function of the size and of what is focused.
//!
//! ```text
//! header   data, model, state, epoch, rate, seed
//! board    a row for each arm: what it reached, how it is set
//! verdict  one sentence on the class at stake
//! experiment  what the recipe asks, in two lines where there are rows for it; the strip says it elsewhere
//! tiles    four (wide), two (medium) or one (small); two columns, each shows the pane last focused in a slot
//! strip    the caption that matters most
//! footer   keys
//! ```

use crate::lab::recipe::PaneId;
use ratatui::layout::Rect;

/// How much fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Four tiles.
    Wide,
    /// Two tiles side by side.
    Medium,
    /// One pane.
    Small,
    /// One line of text.
    Tiny,
}

/// Which panes stand in the four slots; panes on the right take turns in theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slots {
    /// Top right: Prediction, Images or Decision.
    pub top: PaneId,
    /// Bottom right: Imbalance, Weights, Journal, Loss or Outside.
    pub bottom: PaneId,
    /// Of the left column, the one focused last: shown where only two tiles fit.
    pub left: PaneId,
    /// Of the right column, the one focused last.
    pub right: PaneId,
}

impl Default for Slots {
    fn default() -> Self {
        Self {
            top: PaneId::Prediction,
            bottom: PaneId::Imbalance,
            left: PaneId::Curves,
            right: PaneId::Imbalance,
        }
    }
}

impl Slots {
    /// Puts a pane into its slot.
    pub fn show(&mut self, pane: PaneId) {
        match pane {
            PaneId::Curves | PaneId::Confusion => self.left = pane,
            PaneId::Prediction | PaneId::Images | PaneId::Decision => (self.top, self.right) = (pane, pane),
            PaneId::Imbalance | PaneId::Weights | PaneId::Journal | PaneId::Loss | PaneId::Ood => {
                (self.bottom, self.right) = (pane, pane);
            }
        }
    }
}

/// Named rectangles; none overlaps another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScreenLayout {
    /// How much fits.
    pub size: Size,
    /// One line.
    pub header: Rect,
    /// A row of titles and one for each arm; without titles, and only some arms, where there is little room.
    pub board: Rect,
    /// The verdict: one line on a wide screen, else two; empty where there is no room.
    pub verdict: Rect,
    /// Two lines; empty where the recipe asks nothing, or there is no room.
    pub experiment: Rect,
    /// The panes on the screen with their places, in the order of Tab.
    pub tiles: Vec<(PaneId, Rect)>,
    /// One line; empty where there is no room.
    pub strip: Rect,
    /// One line.
    pub footer: Rect,
}

/// What takes rows from the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AroundPanes {
    /// Arms on the scoreboard.
    pub arms: usize,
    /// What the recipe asks.
    pub asks: Asks,
}

/// What a recipe needs beside the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// It has no question.
    Nothing,
    /// It has one.
    Question,
}

/// Rows from which a question has lines of its own.
const SPACIOUS: u16 = 28;

impl ScreenLayout {
    /// The layout of an area. A zoomed pane has the place of all tiles.
    pub fn of(area: Rect, slots: &Slots, focus: PaneId, zoomed: bool, beside: AroundPanes) -> Self {
        let size = Size::of(area);
        let mut rest = area;
        let header = take_top(&mut rest, 1);
        let roomy = area.height >= 16;
        let board = take_top(&mut rest, board_rows(area, beside.arms));
        let verdict = take_top(&mut rest, verdict_rows(area));
        let lines = if beside.asks == Asks::Question && area.height >= SPACIOUS { 2 } else { 0 };
        let experiment = take_top(&mut rest, lines);
        let footer = take_bottom(&mut rest, u16::from(area.height >= 8));
        let strip = take_bottom(&mut rest, u16::from(roomy));
        let tiles = match size {
            Size::Tiny => Vec::new(),
            _ if zoomed => vec![(focus, rest)],
            Size::Small => vec![(focus, rest)],
            Size::Medium => {
                let (left, right) = halves(rest);
                vec![(slots.left, left), (slots.right, right)]
            }
            Size::Wide => {
                let (left, right) = halves(rest);
                let ((curves, confusion), (top, bottom)) = (rows(left), rows(right));
                vec![
                    (PaneId::Curves, curves),
                    (slots.top, top),
                    (PaneId::Confusion, confusion),
                    (slots.bottom, bottom),
                ]
            }
        };
        Self { size, header, board, verdict, experiment, tiles, strip, footer }
    }
}

/// Rows of the scoreboard: all arms with titles where a third of the screen is enough for them.
fn board_rows(area: Rect, arms: usize) -> u16 {
    let wanted = arms as u16 + 1;
    match area.height {
        0..10 => 0,
        10..16 => 1,
        height if wanted <= height / 3 => wanted,
        height => (arms as u16).min(height / 4),
    }
}

/// Rows of the verdict.
fn verdict_rows(area: Rect) -> u16 {
    match area.height {
        0..10 => 0,
        10..20 => 1,
        _ if area.width >= ONE_LINE => 1,
        _ => 2,
    }
}

/// Columns from which on a verdict has one line.
const ONE_LINE: u16 = 180;

impl Size {
    fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (120.., 30..) => Self::Wide,
            (76.., 16..) => Self::Medium,
            (20.., 6..) => Self::Small,
            _ => Self::Tiny,
        }
    }
}

fn take_top(rest: &mut Rect, height: u16) -> Rect {
    let height = height.min(rest.height);
    let taken = Rect { height, ..*rest };
    (rest.y, rest.height) = (rest.y + height, rest.height - height);
    taken
}

fn take_bottom(rest: &mut Rect, height: u16) -> Rect {
    let height = height.min(rest.height);
    rest.height -= height;
    Rect { y: rest.y + rest.height, height, ..*rest }
}

fn halves(area: Rect) -> (Rect, Rect) {
    let width = area.width / 2;
    (Rect { width, ..area }, Rect { x: area.x + width, width: area.width - width, ..area })
}

/// The lower tile gets the odd line: a matrix needs it more than a curve.
fn rows(area: Rect) -> (Rect, Rect) {
    let height = area.height / 2;
    (Rect { height, ..area }, Rect { y: area.y + height, height: area.height - height, ..area })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(width: u16, height: u16, zoomed: bool) -> ScreenLayout {
        let area = Rect::new(0, 0, width, height);
        let beside = AroundPanes { arms: 2, asks: Asks::Question };
        ScreenLayout::of(area, &Slots::default(), PaneId::Curves, zoomed, beside)
    }

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_area_at_any_size() {
        for width in (0..200).step_by(7) {
            for height in 0..60 {
                let layout = layout(width, height, false);
                let mut all = vec![
                    layout.header,
                    layout.board,
                    layout.verdict,
                    layout.experiment,
                    layout.strip,
                    layout.footer,
                ];
                all.extend(layout.tiles.iter().map(|(_, area)| *area));
                let area = Rect::new(0, 0, width, height);
                assert!(
                    all.iter().all(|rect| area.union(*rect) == area || rect.is_empty()),
                    "{width}x{height}"
                );
                let cells: u32 = all.iter().map(|rect| rect.area()).sum();
                assert!(cells <= area.area(), "{width}x{height}");
                let pair = |i: usize| all[..i].iter().any(|rect| rect.intersects(all[i]));
                assert!(!(0..all.len()).any(pair), "{width}x{height}");
            }
        }
    }

    #[test]
    fn breakpoints_are_where_the_design_puts_them() {
        let sizes =
            [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12), (1, 1)].map(|(w, h)| layout(w, h, false));
        let tiles = sizes.each_ref().map(|layout| layout.tiles.len());
        assert_eq!(tiles, [4, 4, 2, 2, 1, 0]);
        assert_eq!(layout(160, 48, true).tiles.len(), 1);
    }
}
