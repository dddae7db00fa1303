//! Writing text into a buffer without leaving an area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::ui::theme::{Theme, text};

/// Writes clean text from (`x`, `y`) to the right edge of `area` at most. Outside the area nothing is written.
pub(in crate::ui) fn put(buf: &mut Buffer, area: Rect, (x, y): (u16, u16), text: &str, style: Style) {
    let area = area.intersection(buf.area);
    if area.contains((x, y).into()) {
        buf.set_stringn(x, y, text, usize::from(area.right() - x), style);
    }
}

/// Writes a styled line over the first row of `area`, cleaned, with an ellipsis where it is too long.
pub(in crate::ui) fn put_line(buf: &mut Buffer, area: Rect, line: &Line<'_>, theme: &Theme) {
    let symbols = theme.symbols();
    let spans: Vec<_> = line
        .iter()
        .map(|span| (text::clip(&span.content, usize::MAX, symbols), line.style.patch(span.style)))
        .collect();
    let width = usize::from(area.width);
    let too_long = spans.iter().map(|(content, _)| text::columns(content)).sum::<usize>() > width;
    let (mut x, mut room) = (area.x, width.saturating_sub(usize::from(too_long)));
    let mut last = line.style;
    for (content, style) in spans {
        let content = text::clip(&content, room, symbols);
        put(buf, area, (x, area.y), &content, style);
        let columns = text::columns(&content);
        if columns > 0 {
            last = style;
        }
        x += columns as u16;
        room -= columns;
    }
    if too_long {
        put(buf, area, (x, area.y), symbols.ellipsis, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{default_theme, drawn};

    #[test]
    fn a_line_is_cut_once_over_all_its_spans() {
        let theme = default_theme();
        let line = Line::from(vec!["ab".into(), "cd\t".into(), "ef".into()]);
        let cut = |width| drawn(width, 1, |area, buf| put_line(buf, area, &line, &theme))[0].clone();
        assert_eq!([cut(9), cut(7), cut(6), cut(3), cut(1)], ["abcd ef", "abcd ef", "abcd …", "ab…", "…"]);
    }
}
