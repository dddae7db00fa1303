//! Where the image, the facts and the bars stand.

use ratatui::layout::{Rect, Size};

/// Columns that a class's name and each arm's bar need where bars stand side by side.
const LEAST_LABEL: u16 = 8;
/// See [`LEAST_LABEL`].
const LEAST_BAR: u16 = 10;

/// Three places.
pub(super) struct Places {
    /// Of the image.
    pub(super) image: Rect,
    /// Of what arms say in a line each.
    pub(super) facts: Rect,
    /// Of the bars.
    pub(super) bars: Rect,
}

impl Places {
    /// Wide: image and facts to the left, bars to the right. Narrow: image and facts above, bars below.
    pub(super) fn of(
        area: Rect,
        [height, width, _]: [usize; 3],
        facts: u16,
        [rows_of_bars, series]: [u16; 2],
    ) -> Self {
        let (columns, rows) = (width as u16, height.div_ceil(2) as u16);
        let beside = area.width.saturating_sub(columns.max(28) + 1);
        let all_bars = rows_of_bars * series <= area.height
            || (rows_of_bars <= area.height && beside >= LEAST_LABEL + LEAST_BAR * series);
        if beside >= 27 && area.height >= rows.min(10) && all_bars {
            let left = columns.max(28).min(area.width / 2);
            let above = rows.min(area.height.saturating_sub(facts)).max(area.height.min(4));
            let image = Rect { width: left, height: above, ..area };
            let facts = Rect { y: area.y + above, height: area.height - above, ..image };
            let bars = Rect { x: area.x + left + 1, width: area.width.saturating_sub(left + 1), ..area };
            return Self { image, facts, bars };
        }
        // The image shrinks where all bars fit below it then, but never under the facts beside it.
        let most = (area.height * 2 / 5).min(rows).min(8);
        let above = most.min(area.height.saturating_sub(rows_of_bars)).max(facts.min(most));
        let image = Rect { width: (2 * above).min(area.width / 2), height: above, ..area };
        let x = area.x + image.width + 1;
        let facts = Rect { x, width: area.right().saturating_sub(x), ..image };
        let bars = Rect { y: area.y + above, height: area.height - above, ..area };
        Self { image, facts, bars }
    }
}

/// The room an image needs at its own size, for other panes.
pub(in crate::ui::panes) fn cells([height, width, _]: [usize; 3]) -> Size {
    Size::new(width as u16, height.div_ceil(2) as u16)
}
