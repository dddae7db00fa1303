//! What stands around the cells: the labels of rows and columns, and the line below.

use super::shape::{HeatmapShape, middle};
use super::{HeatFoot, Heatmap};
use crate::ui::theme::{StyleRole, pad, text};
use crate::ui::widgets::draw::put;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

impl Heatmap<'_> {
    pub(super) fn draw_labels(&self, buf: &mut Buffer, area: Rect, shape: &HeatmapShape) {
        let (symbols, dim) = (self.theme.symbols(), self.theme.style(StyleRole::Dim));
        let width = usize::from(shape.header.saturating_sub(1));
        for row in shape.rows.clone() {
            let here = self.cursor.is_some_and(|(selected, _)| selected == row);
            let role = if here { StyleRole::Accent } else { StyleRole::Text };
            let label = pad(&self.rows[row], width, Alignment::Right, symbols);
            let y = middle(shape.cell(row, shape.columns.start));
            put(buf, area, (area.x, y), &label, self.theme.style(role));
        }
        if shape.heading == 0 {
            return;
        }
        // On the last line, where no label of a first column can reach.
        let corner = (area.x, area.y + shape.heading - 1);
        put(buf, area, corner, &pad(self.corner, width, Alignment::Right, symbols), dim);
        self.draw_column_labels(buf, area, shape);
        if let Some(foot) = self.foot.filter(|_| shape.foot) {
            self.draw_foot(buf, area, shape, foot);
        }
    }

    fn draw_foot(&self, buf: &mut Buffer, area: Rect, shape: &HeatmapShape, foot: HeatFoot<'_>) {
        let (symbols, dim) = (self.theme.symbols(), self.theme.style(StyleRole::Dim));
        let y = shape.cell(shape.rows.end - 1, shape.columns.start).bottom();
        let width = usize::from(shape.header.saturating_sub(1));
        put(buf, area, (area.x, y), &pad(foot.label, width, Alignment::Right, symbols), dim);
        for column in shape.columns.clone() {
            let cell = shape.cell(shape.rows.start, column);
            let (text, style) = (foot.cell)(column);
            let text = pad(&text, usize::from(cell.width - 1), Alignment::Right, symbols);
            put(buf, area, (cell.x + 1, y), &text, style);
        }
    }

    /// The labels above the numbers. Above shades, which are narrower, only as many as fit, the cursor's first.
    fn draw_column_labels(&self, buf: &mut Buffer, area: Rect, shape: &HeatmapShape) {
        let (symbols, mut taken) = (self.theme.symbols(), Vec::<Rect>::new());
        let cursor = self.cursor.map(|(_, column)| column).filter(|column| shape.columns.contains(column));
        for column in cursor.into_iter().chain(shape.columns.clone()) {
            let place = self.label_place(area, shape, column);
            // A blank keeps two labels apart. The cursor's comes again with the others.
            let with_blank = Rect { width: place.width.saturating_add(1), ..place };
            if taken.iter().any(|other| other.intersects(with_blank)) {
                continue;
            }
            let alignment = if shape.numbers { Alignment::Right } else { Alignment::Left };
            let role = if cursor == Some(column) { StyleRole::Accent } else { StyleRole::Dim };
            let label = pad(&self.columns[column], usize::from(place.width), alignment, symbols);
            put(buf, place, (place.x, place.y), &label, self.theme.style(role));
            taken.push(with_blank);
        }
    }

    /// Where a column's label stands: above its numbers; on several lines in turn, where it may reach over its neighbours on the
    /// left; above shades, over as many columns as it needs.
    fn label_place(&self, area: Rect, shape: &HeatmapShape, column: usize) -> Rect {
        let cell = Rect { height: 1, ..shape.cell(shape.rows.start, column) };
        if !shape.numbers {
            let width = text::columns(&self.columns[column]) as u16;
            let width = width.max(cell.width).min(area.right().saturating_sub(cell.x));
            return Rect { y: area.y, width, ..cell };
        }
        if shape.heading < 2 {
            return Rect { x: cell.x + 1, y: area.y, width: cell.width - 1, height: 1 };
        }
        let line = (column - shape.columns.start) as u16 % shape.heading;
        let reach = (shape.heading * cell.width - 1).min(cell.right() - area.x);
        Rect { x: cell.right() - reach, y: area.y + line, width: reach, height: 1 }
    }
}
