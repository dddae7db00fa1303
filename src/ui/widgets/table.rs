//! A table whose columns keep their widths and give way by priority.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::draw::put;
use super::scroll;
use crate::ui::theme::{StyleRole, Theme, pad, text};

/// How wide a column is. Widths depend on the area alone, never on the cells, so that numbers do not jump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Width {
    /// Always this many columns of the terminal.
    Fixed(u16),
    /// At least the first, at most the second.
    Between(u16, u16),
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column<'a> {
    /// Its title; cut where it is longer than the column.
    pub title: &'a str,
    /// Where its cells stand.
    pub alignment: Alignment,
    /// How wide it is.
    pub width: Width,
    /// Where the area is narrow, columns with a low priority are left out first, the rightmost among equals.
    pub priority: u8,
}

/// The order of a sorted column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

/// How the selected row is told from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowMark {
    /// All of it is in reverse.
    Reverse,
    /// A pointer stands before it, and its cells keep their colours.
    Pointer,
}

/// A table with a header, a selected row and as many rows as fit.
#[derive(Clone, Copy)]
pub struct Table<'a, 'c> {
    theme: &'a Theme,
    columns: &'a [Column<'a>],
    len: usize,
    row: &'a dyn Fn(usize) -> Vec<Span<'c>>,
    selected: Option<usize>,
    mark: RowMark,
    offset: usize,
    sorted: Option<(usize, Order)>,
}

impl<'a, 'c> Table<'a, 'c> {
    /// A table of `len` rows. `row` is asked for the visible ones only and gives a cell for each column.
    pub fn new(
        theme: &'a Theme,
        columns: &'a [Column<'a>],
        len: usize,
        row: &'a dyn Fn(usize) -> Vec<Span<'c>>,
    ) -> Self {
        Self { theme, columns, len, row, selected: None, mark: RowMark::Reverse, offset: 0, sorted: None }
    }

    /// The selected row; it is kept in sight.
    #[must_use]
    pub fn selected(mut self, selected: Option<usize>) -> Self {
        self.selected = selected;
        self
    }

    /// The selected row with a pointer before it instead of the reverse: for rows whose colours say something.
    #[must_use]
    pub fn pointed(self, selected: Option<usize>) -> Self {
        Self { selected, mark: RowMark::Pointer, ..self }
    }

    /// The first visible row, as far as the selected one allows; see [`scroll::offset`].
    #[must_use]
    pub fn offset(mut self, offset: usize) -> Self {
        self.offset = offset;
        self
    }

    /// The column the rows are sorted by.
    #[must_use]
    pub fn sorted(mut self, column: usize, order: Order) -> Self {
        self.sorted = Some((column, order));
        self
    }

    /// Index, start and width of the visible columns.
    fn layout(&self, width: u16) -> Vec<(usize, u16, u16)> {
        let mut shown: Vec<usize> = (0..self.columns.len()).collect();
        let bounds = |i: usize| match self.columns[i].width {
            Width::Fixed(width) => (width, width),
            Width::Between(least, most) => (least, most.max(least)),
        };
        let needed = |shown: &[usize]| {
            let gaps = shown.len().saturating_sub(1) as u32;
            shown.iter().map(|&i| u32::from(bounds(i).0)).sum::<u32>() + gaps
        };
        while shown.len() > 1 && needed(&shown) > u32::from(width) {
            let least = shown.iter().map(|&i| self.columns[i].priority).min();
            let Some(last) = shown.iter().rposition(|&i| Some(self.columns[i].priority) == least) else {
                break;
            };
            shown.remove(last);
        }
        let mut spare = u32::from(width).saturating_sub(needed(&shown)) as u16;
        let mut x = 0_u16;
        shown
            .into_iter()
            .map(|i| {
                let (least, most) = bounds(i);
                let more = spare.min(most - least);
                spare -= more;
                let place = (i, x, (least + more).min(width));
                x = x.saturating_add(least + more + 1);
                place
            })
            .collect()
    }

    fn draw_header(&self, buf: &mut Buffer, area: Rect, layout: &[(usize, u16, u16)]) {
        let symbols = self.theme.symbols();
        for &(i, x, width) in layout {
            let column = &self.columns[i];
            let order = self.sorted.filter(|&(sorted, _)| sorted == i).map(|(_, order)| order);
            let (title, style) = match order {
                None => (column.title.to_owned(), self.theme.style(StyleRole::Dim)),
                Some(order) => {
                    let arrow = if order == Order::Ascending { symbols.up } else { symbols.down };
                    let room = usize::from(width).saturating_sub(1);
                    let title = text::clip(column.title, room, symbols);
                    let blank = if text::columns(&title) < room { " " } else { "" };
                    (format!("{title}{blank}{arrow}"), self.theme.style(StyleRole::Accent))
                }
            };
            let title = pad(&title, usize::from(width), column.alignment, symbols);
            put(buf, area, (area.x.saturating_add(x), area.y), &title, style);
        }
    }

    fn draw_row(&self, buf: &mut Buffer, line: Rect, index: usize, layout: &[(usize, u16, u16)]) {
        let cells = (self.row)(index);
        let selected = self.selected == Some(index);
        for &(i, x, width) in layout {
            let Some(cell) = cells.get(i) else { continue };
            let text =
                pad(&cell.content, usize::from(width), self.columns[i].alignment, self.theme.symbols());
            put(buf, line, (line.x.saturating_add(x), line.y), &text, cell.style);
        }
        if selected && self.mark == RowMark::Pointer {
            let style = self.theme.style(StyleRole::Accent);
            buf.set_stringn(line.x.saturating_sub(2), line.y, self.theme.symbols().pointer, 1, style);
        } else if selected {
            // Reverse alone: the colours of the cells would become backgrounds of many colours.
            let style = Style::reset().patch(self.theme.style(StyleRole::Selection));
            buf.set_style(line, style);
        }
    }
}

/// The row of a table of `len` rows, drawn from the first on, that stands at this place of its area.
pub fn row_at(area: Rect, at: Position, selected: Option<usize>, len: usize) -> Option<usize> {
    let visible = usize::from(area.height.saturating_sub(1));
    let row = scroll::offset(0, selected, len, visible) + usize::from(at.y.checked_sub(area.y + 1)?);
    (area.contains(at) && row < len).then_some(row)
}

impl Widget for &Table<'_, '_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.columns.is_empty() {
            return;
        }
        // The last column of the area is for the arrows.
        let body = Rect { width: area.width - u16::from(area.width > 1), ..area };
        let before = if self.mark == RowMark::Pointer { 2.min(body.width) } else { 0 };
        let body = Rect { x: body.x + before, width: body.width - before, ..body };
        let layout = self.layout(body.width);
        self.draw_header(buf, Rect { height: 1, ..body }, &layout);
        let visible = usize::from(area.height - 1);
        let first = scroll::offset(self.offset, self.selected, self.len, visible);
        let last = (first + visible).min(self.len);
        for (y, index) in (body.y + 1..).zip(first..last) {
            self.draw_row(buf, Rect { y, height: 1, ..body }, index, &layout);
        }
        let (symbols, style, x) =
            (self.theme.symbols(), self.theme.style(StyleRole::Accent), area.right() - 1);
        if visible > 0 && first > 0 {
            put(buf, area, (x, area.y + 1), symbols.up, style);
        }
        if visible > 0 && last < self.len {
            put(buf, area, (x, area.bottom() - 1), symbols.down, style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{LABELS, default_theme, drawn, everywhere};
    use ratatui::style::Modifier;

    fn column(title: &str, alignment: Alignment, width: Width, priority: u8) -> Column<'_> {
        Column { title, alignment, width, priority }
    }

    fn classes() -> [Column<'static>; 3] {
        [
            column("class", Alignment::Left, Width::Between(5, 8), 9),
            column("train", Alignment::Right, Width::Fixed(5), 1),
            column("recall", Alignment::Right, Width::Fixed(6), 5),
        ]
    }

    fn row(index: usize) -> Vec<Span<'static>> {
        let (name, train, recall) =
            [("shirt", "1000", ".91"), ("ankle boot", "12", "–"), ("bag", "230", ".80"), ("coat", "7", ".1")]
                [index];
        vec![name.into(), train.into(), recall.into()]
    }

    #[test]
    fn any_table_at_any_size() {
        let columns: Vec<_> = LABELS
            .iter()
            .zip(
                [
                    Width::Fixed(0),
                    Width::Between(3, 9),
                    Width::Between(9, 3),
                    Width::Fixed(u16::MAX),
                    Width::Fixed(4),
                ]
                .iter()
                .cycle(),
            )
            .map(|(title, &width)| column(title, Alignment::Right, width, title.len() as u8))
            .collect();
        let row =
            |i: usize| LABELS.iter().cycle().skip(i % 7).take(i % 9).map(|&label| Span::raw(label)).collect();
        everywhere(|theme, area, buf| {
            for len in [0, 1, 1000] {
                for selected in [None, Some(0), Some(999), Some(usize::MAX - 1)] {
                    ratatui::widgets::Clear.render(area, buf);
                    let table = Table::new(theme, &columns, len, &row).selected(selected).offset(len * 2);
                    table.sorted(1, Order::Ascending).render(area, buf);
                    Table::new(theme, &[], len, &row).render(area, buf);
                }
            }
        });
    }

    #[test]
    fn columns_are_aligned_and_the_sorted_one_has_an_arrow() {
        let (theme, columns) = (default_theme(), classes());
        let text = drawn(24, 5, |area, buf| {
            Table::new(&theme, &columns, 4, &row).sorted(2, Order::Descending).render(area, buf);
        });
        let expected = [
            "class    train recall▾",
            "shirt     1000    .91",
            "ankle b…    12      –",
            "bag        230    .80",
            "coat         7     .1",
        ];
        assert_eq!(text, expected.map(|line| line.replace("recall▾", "recal▾")));
    }

    #[test]
    fn narrow_tables_leave_out_what_matters_least() {
        let (theme, columns) = (default_theme(), classes());
        let header = |width| {
            drawn(width, 1, |area, buf| Table::new(&theme, &columns, 4, &row).render(area, buf))[0].clone()
        };
        assert_eq!(header(19), "class train recall");
        assert_eq!(header(18), "class    recall");
        assert_eq!(header(12), "class");
    }

    #[test]
    fn the_selected_row_is_kept_in_sight_and_reversed() {
        let (theme, columns) = (default_theme(), classes());
        let mut buf = Buffer::empty(Rect::new(0, 0, 24, 3));
        Table::new(&theme, &columns, 4, &row).selected(Some(2)).render(buf.area, &mut buf);
        let text = crate::ui::widgets::testing::lines(&buf);
        assert_eq!(
            (text[1].trim_end(), text[2].trim_end()),
            ("ankle b…    12      –  ▴", "bag        230    .80  ▾")
        );
        assert!(
            buf[(0, 2)].modifier.contains(Modifier::REVERSED)
                && !buf[(0, 1)].modifier.contains(Modifier::REVERSED)
        );
    }
}
