//! A box over everything else: a list with a selection, or a text to scroll.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Widget};

use super::draw::{put, put_line};
use super::scroll;
use crate::ui::theme::{StyleRole, Theme, fit, text};

/// The rectangle of this size in the middle of `frame`, clipped to it.
pub fn centred(frame: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(frame.width), height.min(frame.height));
    Rect { x: frame.x + (frame.width - width) / 2, y: frame.y + (frame.height - height) / 2, width, height }
}

/// A popup as large as its lines, clipped to the frame. Lines are not wrapped (see `theme::wrap`), but cut.
#[derive(Clone, Copy, Debug)]
pub struct Popup<'a> {
    theme: &'a Theme,
    title: &'a str,
    lines: &'a [Line<'a>],
    footer: &'a str,
    selected: Option<usize>,
    offset: usize,
    min_width: u16,
    below: Option<Rect>,
}

impl<'a> Popup<'a> {
    /// A popup with these lines.
    pub fn new(theme: &'a Theme, title: &'a str, lines: &'a [Line<'a>]) -> Self {
        Self { theme, title, lines, footer: "", selected: None, offset: 0, min_width: 0, below: None }
    }

    /// What stands in the lower border, for example the keys that work here.
    #[must_use]
    pub fn footer(mut self, footer: &'a str) -> Self {
        self.footer = footer;
        self
    }

    /// The selected line of a list; it is kept in sight.
    #[must_use]
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// The first visible line, as far as the selection and the end allow; see [`scroll::offset`].
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.offset = offset;
        self
    }

    /// Keeps the box at least this wide while its lines change.
    #[must_use]
    pub fn min_width(mut self, columns: u16) -> Self {
        self.min_width = columns;
        self
    }

    /// Below this cell, where there is room, instead of in the middle.
    #[must_use]
    pub fn below(mut self, cell: Option<Rect>) -> Self {
        self.below = cell;
        self
    }

    /// Where the popup lies in a frame, with its border.
    pub fn area(&self, frame: Rect) -> Rect {
        let longest = self.lines.iter().map(Line::width).max().unwrap_or(0);
        // Borders and a blank on either side; around the words in the borders one more.
        let words = text::columns(self.title).max(text::columns(self.footer)) + 6;
        let width =
            (longest + 4).max(words).max(usize::from(self.min_width)).min(usize::from(u16::MAX)) as u16;
        let height = (self.lines.len() + 2).min(usize::from(u16::MAX)) as u16;
        let middle = centred(frame, width, height);
        match self.below.filter(|cell| cell.bottom() + middle.height <= frame.bottom()) {
            None => middle,
            Some(cell) => {
                Rect { x: cell.x.min(frame.right() - middle.width).max(frame.x), y: cell.bottom(), ..middle }
            }
        }
    }

    /// The line that stands at this place of a frame.
    pub fn line_at(&self, frame: Rect, at: Position) -> Option<usize> {
        let inside = self.area(frame).inner(Margin::new(1, 1));
        let first = scroll::offset(self.offset, self.selected, self.lines.len(), usize::from(inside.height));
        let line = first + usize::from(at.y.checked_sub(inside.y)?);
        (inside.contains(at) && line < self.lines.len()).then_some(line)
    }

    fn draw_lines(&self, buf: &mut Buffer, inside: Rect) -> (bool, bool) {
        let visible = usize::from(inside.height);
        let first = scroll::offset(self.offset, self.selected, self.lines.len(), visible);
        let shown = self.lines.iter().enumerate().skip(first).take(visible);
        for (y, (i, line)) in (inside.y..).zip(shown) {
            let row = Rect { y, height: 1, ..inside };
            let padded = Rect { x: row.x + 1, width: row.width.saturating_sub(2), ..row };
            put_line(buf, padded, line, self.theme);
            if self.selected == Some(i) {
                buf.set_style(row, Style::reset().patch(self.theme.style(StyleRole::Selection)));
            }
        }
        (first > 0, first + visible < self.lines.len())
    }
}

impl Widget for &Popup<'_> {
    fn render(self, frame: Rect, buf: &mut Buffer) {
        let frame = frame.intersection(buf.area);
        let area = self.area(frame);
        if area.is_empty() {
            return;
        }
        let (symbols, border) = (self.theme.symbols(), self.theme.style(StyleRole::FocusedBorder));
        let block = Block::bordered().border_set(symbols.border).border_style(border);
        let inside = block.inner(area);
        Clear.render(area, buf);
        block.render(area, buf);
        let (above, below) = self.draw_lines(buf, inside);
        let room = usize::from(area.width.saturating_sub(6));
        for (words, y, style) in [
            (self.title, area.y, self.theme.style(StyleRole::Title)),
            (self.footer, area.bottom() - 1, self.theme.style(StyleRole::Dim)),
        ] {
            let words = fit(words, room, symbols);
            if !words.is_empty() {
                put(buf, area, (area.x + 2, y), &format!(" {words} "), style);
            }
        }
        let right = area.right().saturating_sub(2).max(area.x);
        for (_, y, arrow) in [(above, area.y, symbols.up), (below, area.bottom() - 1, symbols.down)]
            .into_iter()
            .filter(|(more, ..)| *more && area.height > 1)
        {
            put(buf, area, (right, y), arrow, self.theme.style(StyleRole::Accent));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{LABELS, default_theme, drawn, everywhere};

    #[test]
    fn any_popup_at_any_size() {
        let odd: Vec<Line<'_>> = LABELS
            .iter()
            .cycle()
            .take(300)
            .map(|&label| Line::from(vec![label.into(), label.into()]))
            .collect();
        everywhere(|theme, area, buf| {
            for (lines, selected) in
                [(&odd[..0], Some(3)), (&odd[..2], Some(1)), (&odd[..], Some(250)), (&odd[..], None)]
            {
                for label in LABELS {
                    let popup = Popup::new(theme, label, lines).footer(label).selected(selected).offset(40);
                    popup.min_width(u16::MAX).render(area, buf);
                    popup.render(area, buf);
                }
            }
        });
    }

    #[test]
    fn a_box_in_the_middle_over_what_was_there() {
        let theme = default_theme();
        let lines: Vec<Line<'_>> = ["focal", "dice", "hinge"].map(Line::from).to_vec();
        let text = drawn(15, 6, |area, buf| {
            for row in area.rows() {
                put(buf, row, (row.x, row.y), "...............", Style::new());
            }
            Popup::new(&theme, "loss", &lines[..2]).footer("Esc").render(area, buf);
        });
        let expected = [
            "...............",
            "..┌─ loss ─┐...",
            "..│ focal  │...",
            "..│ dice   │...",
            "..└─ Esc ──┘...",
            "...............",
        ];
        assert_eq!(text, expected);
    }

    #[test]
    fn a_long_list_scrolls_and_says_so() {
        let theme = default_theme();
        let lines: Vec<Line<'_>> = (0..9).map(|i| Line::from(format!("item {i}"))).collect();
        let popup = Popup::new(&theme, "", &lines).selected(Some(5));
        let text = drawn(12, 4, |area, buf| popup.render(area, buf));
        assert_eq!(text, [" ┌───────▴┐", " │ item 4 │", " │ item 5 │", " └───────▾┘"]);
    }
}
