//! Writing text into a buffer without leaving an area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Writes clean text from (`x`, `y`) to the right edge of `area` at most. Outside the area nothing is written.
pub(super) fn put(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) {
    let area = area.intersection(buf.area);
    if area.contains((x, y).into()) {
        buf.set_stringn(x, y, text, usize::from(area.right() - x), style);
    }
}
