//! Where everything stands: a pure function of the size and of what is focused.
//!
//! ```text
//! header   data, model, state, epoch, rate, seed
//! board    a row for each arm: what it reached, how it is set
//! verdict  one sentence on the class at stake
//! experiment  what the recipe asks, in two lines where there are rows for it; the strip says it elsewhere
//! tabs     the panes that are not on the screen, with their keys
//! tiles    four (wide), three beside (broad) or above each other (tall), two (medium) or one (small); two columns, each
//!          shows the pane last focused in a slot
//! strip    the caption that matters most
//! footer   keys
//! ```

use crate::lab::recipe::PaneId;
use ratatui::layout::{Constraint, Layout, Rect};

/// What stands below the scoreboard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Arrangement {
    /// As many panes as fit.
    #[default]
    Tiles,
    /// The focused pane alone.
    Zoomed,
    /// For an audience: numbers in large digits, the focused pane and the watched image.
    Presented,
}

/// How much fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Four tiles.
    Wide,
    /// Three tiles side by side.
    Broad,
    /// Tiles above each other.
    Tall,
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
    /// The verdict: one line on a wide screen, else two, or three of a long one; empty where there is no room.
    pub verdict: Rect,
    /// Two lines; empty where the recipe asks nothing, or there is no room.
    pub experiment: Rect,
    /// One line with the panes that are not on the screen; empty where there is no room.
    pub tabs: Rect,
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
    /// Whether the verdict names false alarms beside what is found: such a sentence is longer.
    pub verdict: VerdictLength,
    /// Rows that the lower panes of a wide screen can use, if they can use only a limited number.
    pub lower: Option<u16>,
}

/// How long a verdict is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictLength {
    /// On one class, or on numbers.
    Usual,
    /// On a label: with its false alarms.
    Long,
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

/// Rows from which panes above each other have room enough.
const STACKED: u16 = 12;
/// Rows of the scoreboard with large digits: what differs, five rows of digits, a blank.
pub(super) const LARGE: u16 = 7;

impl ScreenLayout {
    /// The layout of an area. A zoomed pane has the place of all tiles.
    pub fn of(
        area: Rect,
        slots: &Slots,
        focus: PaneId,
        arrangement: Arrangement,
        beside: AroundPanes,
    ) -> Self {
        let size = Size::of(area);
        let presented = arrangement == Arrangement::Presented && area.height >= 20;
        let mut rest = area;
        let header = take_top(&mut rest, 1);
        let roomy = area.height >= 16;
        let board = take_top(&mut rest, if presented { LARGE } else { board_rows(area, beside.arms) });
        let verdict = take_top(&mut rest, verdict_rows(area, beside.verdict) + u16::from(presented));
        let asks = beside.asks == Asks::Question && area.height >= SPACIOUS && !presented;
        let experiment = take_top(&mut rest, if asks { 2 } else { 0 });
        let tabs = take_top(&mut rest, u16::from(roomy && !presented));
        let footer = take_bottom(&mut rest, u16::from(area.height >= 8));
        let strip = take_bottom(&mut rest, u16::from(roomy));
        let tiles = match (size, arrangement) {
            (Size::Tiny, _) => Vec::new(),
            (_, Arrangement::Zoomed) => vec![(focus, rest)],
            (_, Arrangement::Presented) => with_image(rest, focus),
            (_, Arrangement::Tiles) => tiles(size, rest, (slots, focus), beside.lower),
        };
        Self { size, header, board, verdict, experiment, tabs, tiles, strip, footer }
    }
}

/// As many panes as fit.
fn tiles(
    size: Size,
    rest: Rect,
    (slots, focus): (&Slots, PaneId),
    lower: Option<u16>,
) -> Vec<(PaneId, Rect)> {
    match size {
        Size::Tiny | Size::Small => vec![(focus, rest)],
        Size::Medium => {
            let (left, right) = halves(rest);
            vec![(slots.left, left), (slots.right, right)]
        }
        Size::Broad => {
            let [left, middle, right] = rest.layout(&Layout::horizontal([Constraint::Fill(1); 3]));
            vec![(slots.left, left), (slots.top, middle), (slots.bottom, right)]
        }
        Size::Tall => {
            let panes = above_each_other(*slots, focus, rest.height / STACKED);
            let places = Layout::vertical(panes.iter().map(|_| Constraint::Fill(1))).split(rest);
            panes.into_iter().zip(places.iter().copied()).collect()
        }
        Size::Wide => {
            let (left, right) = halves(rest);
            let ((curves, confusion), (top, bottom)) = (rows(left, lower), rows(right, lower));
            vec![
                (PaneId::Curves, curves),
                (slots.top, top),
                (PaneId::Confusion, confusion),
                (slots.bottom, bottom),
            ]
        }
    }
}

/// The panes of a tall screen: the focused one is always among them.
fn above_each_other(slots: Slots, focus: PaneId, most: u16) -> Vec<PaneId> {
    match most {
        0..=2 => vec![slots.left, slots.right],
        3 if focus == slots.top => vec![PaneId::Curves, slots.top, slots.bottom],
        3 => vec![PaneId::Curves, PaneId::Confusion, slots.bottom],
        _ => vec![PaneId::Curves, slots.top, PaneId::Confusion, slots.bottom],
    }
}

/// The focused pane beside the watched image with the predictions on it.
fn with_image(rest: Rect, focus: PaneId) -> Vec<(PaneId, Rect)> {
    if focus == PaneId::Prediction || rest.width < 60 {
        return vec![(focus, rest)];
    }
    let width = (rest.width * 3 / 5).max(rest.width.saturating_sub(2 * rest.height));
    let image = Rect { x: rest.x + width, width: rest.width - width, ..rest };
    vec![(focus, Rect { width, ..rest }), (PaneId::Prediction, image)]
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
fn verdict_rows(area: Rect, length: VerdictLength) -> u16 {
    match (area.height, length) {
        (0..10, _) => 0,
        (10..20, _) => 1,
        (_, VerdictLength::Usual) if area.width >= ONE_LINE => 1,
        (24.., VerdictLength::Long) if area.width < TWO_LINES => 3,
        _ => 2,
    }
}

/// Columns from which on a verdict has one line.
const ONE_LINE: u16 = 180;
/// Columns from which on a long one has two.
const TWO_LINES: u16 = 120;

impl Size {
    fn of(area: Rect) -> Self {
        match (area.width, area.height) {
            (120.., 30..) => Self::Wide,
            (180.., 16..) => Self::Broad,
            (40.., 40..) => Self::Tall,
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

/// The lower tile gets the odd line, because a matrix needs it more than a curve, but no more rows than it can use.
fn rows(area: Rect, lower: Option<u16>) -> (Rect, Rect) {
    let half = area.height - area.height / 2;
    let lower = lower.map_or(half, |most| most.clamp(area.height / 3, half));
    let height = area.height - lower;
    (Rect { height, ..area }, Rect { y: area.y + height, height: lower, ..area })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(width: u16, height: u16, arrangement: Arrangement) -> ScreenLayout {
        let area = Rect::new(0, 0, width, height);
        let beside =
            AroundPanes { arms: 2, asks: Asks::Question, verdict: VerdictLength::Usual, lower: None };
        ScreenLayout::of(area, &Slots::default(), PaneId::Curves, arrangement, beside)
    }

    #[test]
    fn nothing_overlaps_and_nothing_leaves_the_area_at_any_size() {
        for width in (0..200).step_by(7) {
            for height in 0..60 {
                for arrangement in [Arrangement::Tiles, Arrangement::Zoomed, Arrangement::Presented] {
                    let layout = layout(width, height, arrangement);
                    let mut all = vec![
                        layout.tabs,
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
                    assert!(!(0..all.len()).any(pair), "{width}x{height} {arrangement:?}");
                }
            }
        }
    }

    #[test]
    fn breakpoints_are_where_the_design_puts_them() {
        let tiles = |(width, height)| layout(width, height, Arrangement::Tiles).tiles;
        let sizes = [(160, 48), (120, 40), (100, 30), (80, 24), (40, 12), (1, 1)].map(tiles);
        assert_eq!(sizes.map(|tiles| tiles.len()), [4, 4, 2, 2, 1, 0]);
        assert_eq!(layout(160, 48, Arrangement::Zoomed).tiles.len(), 1);
    }

    #[test]
    fn panes_stand_above_each_other_on_a_tall_screen_and_beside_each_other_on_a_broad_one() {
        let tall = layout(80, 50, Arrangement::Tiles).tiles;
        assert!(tall.len() == 3 && tall.iter().all(|(_, place)| place.width == 80 && place.height >= 12));
        let broad = layout(200, 24, Arrangement::Tiles).tiles;
        assert!(broad.len() == 3 && broad.iter().all(|(_, place)| place.y == broad[0].1.y));
        let slots = Slots::default();
        for focus in [PaneId::Curves, PaneId::Prediction, PaneId::Confusion, PaneId::Imbalance] {
            for most in 0..5 {
                let mut slots = slots;
                slots.show(focus);
                assert!(above_each_other(slots, focus, most).contains(&focus), "{focus:?} of {most}");
            }
        }
    }

    #[test]
    fn an_audience_sees_one_pane_and_the_image() {
        let shown = layout(100, 30, Arrangement::Presented);
        let panes: Vec<PaneId> = shown.tiles.iter().map(|(pane, _)| *pane).collect();
        assert_eq!((panes, shown.board.height), (vec![PaneId::Curves, PaneId::Prediction], LARGE));
        assert!(shown.tabs.is_empty() && shown.experiment.is_empty());
    }
}
