//! Words inside a plot, placed so that they cover neither each other nor (where possible) a curve.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::Series;
use super::grid::Grid;
use crate::ui::theme::{Theme, fit, text};
use crate::ui::widgets::draw::put;

/// The most columns a label behind a curve may take.
const LONGEST: u16 = 8;

/// How many columns the labels of these curves need.
pub(super) fn reserve(series: &[Series<'_>]) -> u16 {
    series.iter().map(|series| text::columns(series.label)).max().unwrap_or(0).min(usize::from(LONGEST))
        as u16
}

/// Writes labels and remembers where they stand.
pub(super) struct PlotLabels<'a> {
    buf: &'a mut Buffer,
    /// The plot and the columns kept for labels.
    area: Rect,
    plot: Rect,
    grid: &'a Grid,
    theme: &'a Theme,
    taken: Vec<Rect>,
}

impl<'a> PlotLabels<'a> {
    /// No labels yet. `area` is the plot and the columns to its right.
    pub(super) fn new(buf: &'a mut Buffer, area: Rect, plot: Rect, grid: &'a Grid, theme: &'a Theme) -> Self {
        Self { buf, area, plot, grid, theme, taken: Vec::new() }
    }

    /// The grid of the curves.
    pub(super) fn grid(&self) -> &'a Grid {
        self.grid
    }

    /// Writes a message in the middle.
    pub(super) fn message(&mut self, message: &str, style: Style) {
        let message = fit(message, usize::from(self.plot.width), self.theme.symbols());
        let width = text::columns(&message) as u16;
        if let Some(place) = self.place((self.plot.width - width) / 2, self.plot.height / 2, width) {
            self.write(place, &message, style);
        }
    }

    /// Writes the label of a curve whose last point is left of the cell, or in the nearest free row.
    pub(super) fn end(&mut self, (column, row): (u16, u16), label: &str, style: Style) {
        let label = fit(label, usize::from(LONGEST), self.theme.symbols());
        let width = text::columns(&label) as u16;
        let column = column.min(self.area.width.saturating_sub(width));
        // Above and below by turns, ever farther away.
        let rows = (0..2 * self.plot.height).map(|i| {
            let away = i.div_ceil(2);
            if i % 2 == 1 { row.checked_sub(away) } else { row.checked_add(away) }
        });
        let places: Vec<_> = rows.flatten().filter_map(|row| self.place(column, row, width)).collect();
        if let Some(place) = places.into_iter().find(|&place| !self.is_taken(place)) {
            self.write(place, &label, style.add_modifier(Modifier::BOLD));
        }
    }

    /// Writes the label of a vertical line at its top, unless another stands there.
    pub(super) fn mark(&mut self, column: u16, label: &str, style: Style) {
        let label = fit(label, usize::from(LONGEST), self.theme.symbols());
        let width = text::columns(&label) as u16;
        let column = column.min(self.plot.width.saturating_sub(width));
        if let Some(place) = self.place(column, 0, width).filter(|&place| !self.is_taken(place)) {
            self.write(place, &label, style.add_modifier(Modifier::BOLD));
        }
    }

    /// Writes the label of a horizontal line: on it, above or below it, where no curve passes; else on it at the left.
    pub(super) fn baseline(&mut self, row: u16, label: &str, style: Style) {
        let label = fit(label, usize::from(self.plot.width / 2), self.theme.symbols());
        let width = text::columns(&label) as u16;
        let columns = [self.plot.width.saturating_sub(width + 1), 1.min(self.plot.width)];
        let rows = [Some(row), row.checked_sub(1), row.checked_add(1)];
        let places: Vec<_> = rows
            .into_iter()
            .flatten()
            .flat_map(|row| columns.map(|column| (column, row)))
            .filter_map(|(column, row)| self.place(column, row, width))
            .filter(|&place| place.right() <= self.plot.right() && !self.is_taken(place))
            .collect();
        let clear = places.iter().find(|&&place| self.is_clear(place));
        if let Some(&place) = clear.or(places.first()) {
            self.write(place, &label, style);
        }
    }

    /// The cells of a label, where they lie inside the area.
    fn place(&self, column: u16, row: u16, width: u16) -> Option<Rect> {
        let inside = row < self.area.height && column.checked_add(width)? <= self.area.width && width > 0;
        inside.then(|| Rect::new(self.area.x + column, self.area.y + row, width, 1))
    }

    fn is_taken(&self, place: Rect) -> bool {
        self.taken.iter().any(|other| other.intersects(place))
    }

    /// Whether no curve passes.
    fn is_clear(&self, place: Rect) -> bool {
        place.positions().all(|cell| self.grid.is_free(cell.x - self.plot.x, cell.y - self.plot.y))
    }

    fn write(&mut self, place: Rect, label: &str, style: Style) {
        for cell in place.positions() {
            self.buf[cell].reset();
        }
        put(self.buf, place, (place.x, place.y), label, style);
        self.taken.push(place);
    }
}
