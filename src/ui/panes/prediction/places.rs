//! Where the image, the facts and the bars stand.

use ratatui::layout::{Rect, Size};

/// Columns that each arm's bar needs where bars stand side by side, with letter and number.
const LEAST_BAR: u16 = 12;

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
    /// For an audience: the image as large as it can be, the facts below it, and bars in what is left.
    pub(super) fn presented(area: Rect, image: u16, facts: u16) -> Self {
        let image = image.min(area.height.saturating_sub(facts));
        let below = Rect { y: area.y + image, height: facts.min(area.height - image), ..area };
        let bars = Rect { y: below.bottom(), height: area.bottom() - below.bottom(), ..area };
        Self { image: Rect { height: image, ..area }, facts: below, bars }
    }

    /// Wide: bars to the left, image and facts to the right. Narrow: bars above, image and facts below.
    pub(super) fn of(
        area: Rect,
        [height, width, _]: [usize; 3],
        facts: u16,
        [rows_of_bars, series, label]: [u16; 3],
    ) -> Self {
        let (columns, rows) = (width as u16, height.div_ceil(2) as u16);
        let beside = area.width.saturating_sub(columns.max(28) + 1);
        // A pointer before a name, a blank after it.
        let names = label + 2;
        let all_bars = (rows_of_bars * series <= area.height && beside >= names + LEAST_BAR)
            || (rows_of_bars <= area.height && beside >= names + LEAST_BAR * series);
        if beside >= 27 && area.height >= rows.min(10) && all_bars {
            let left = columns.max(28).min(area.width / 2);
            let above = rows.min(area.height.saturating_sub(facts)).max(area.height.min(4));
            let image = Rect { x: area.right() - left, width: left, height: above, ..area };
            let facts = Rect { y: area.y + above, height: area.height - above, ..image };
            let bars = Rect { width: area.width.saturating_sub(left + 1), ..area };
            return Self { image, facts, bars };
        }
        // The image shrinks where all bars fit below it then, but never under the facts beside it.
        let most = (area.height * 2 / 5).min(rows).min(8);
        let above = most.min(area.height.saturating_sub(rows_of_bars)).max(facts.min(most));
        let needed = if rows_of_bars * series + above <= area.height {
            rows_of_bars * series
        } else {
            area.height - above
        };
        let bars = Rect { height: needed, ..area };
        let image = Rect { y: bars.bottom(), width: (2 * above).min(area.width / 2), height: above, ..area };
        let x = area.x + image.width + 1;
        let facts = Rect { x, width: area.right().saturating_sub(x), ..image };
        Self { image, facts, bars }
    }
}

/// The room an image needs at its own size, for other panes.
pub(in crate::ui::panes) fn cells([height, width, _]: [usize; 3]) -> Size {
    Size::new(width as u16, height.div_ceil(2) as u16)
}
