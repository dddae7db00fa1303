//! The parts of a plot's area, its axes and the labels of their ticks.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};

use super::axis::PlotAxis;
use super::grid::Grid;
use super::round::GUTTER;
use crate::ui::theme::{StyleRole, Theme, fit, pad, text};
use crate::ui::widgets::draw::put;

/// Where the parts of a plot are.
pub(super) struct Frame {
    /// Everything.
    area: Rect,
    /// The curves.
    pub(super) plot: Rect,
    /// The curves and the columns to their right that labels may use.
    pub(super) labels: Rect,
    /// Rows below the curves: none, labels, or an axis and labels.
    footer: u16,
}

impl Frame {
    /// Divides an area, giving up what is dispensable where it is small. `reserve` is the columns kept for labels.
    pub(super) fn new(area: Rect, reserve: u16) -> Self {
        let gutter = if area.width >= 24 { GUTTER + 1 } else { 0 };
        let reserve = if area.width >= 12 { reserve } else { 0 };
        let footer = match area.height {
            0..5 => 0,
            5..8 => 1,
            8.. => 2,
        };
        let labels =
            Rect { x: area.x + gutter, width: area.width - gutter, height: area.height - footer, ..area };
        let plot = Rect { width: labels.width - reserve.min(labels.width / 2), ..labels };
        Self { area, plot, labels, footer }
    }

    /// Draws the axes, `x` and `y`, and the unit of the first.
    pub(super) fn draw(
        &self,
        buf: &mut Buffer,
        theme: &Theme,
        grid: &Grid,
        (x, y): (&PlotAxis, &PlotAxis),
        unit: &str,
    ) {
        if self.plot.x > self.area.x {
            let rows =
                y.ticks.iter().filter_map(|tick| Some((grid.row(tick.position)?, tick.label.as_str())));
            self.draw_y(buf, theme, rows);
        }
        let columns: Vec<_> = x
            .ticks
            .iter()
            .filter_map(|tick| Some((grid.column(tick.position)?, tick.label.as_str())))
            .collect();
        if self.footer > 1 {
            self.draw_x_line(buf, theme, &columns);
        }
        if self.footer > 0 {
            self.draw_x_labels(buf, theme, &columns, unit);
        }
    }

    fn draw_y<'t>(&self, buf: &mut Buffer, theme: &Theme, ticks: impl Iterator<Item = (u16, &'t str)>) {
        let (symbols, border, dim) =
            (theme.symbols(), theme.style(StyleRole::Border), theme.style(StyleRole::Dim));
        let (plot, column) = (self.plot, self.plot.x - 1);
        for row in plot.top()..plot.bottom() {
            put(buf, self.area, (column, row), symbols.axis.vertical, border);
        }
        let mut free = plot.height;
        for (row, label) in ticks {
            if row < free {
                let label = pad(label, usize::from(GUTTER), Alignment::Right, symbols);
                put(buf, self.area, (self.area.x, plot.y + row), &label, dim);
                put(buf, self.area, (column, plot.y + row), symbols.axis.vertical_tick, border);
                free = row;
            }
        }
    }

    fn draw_x_line(&self, buf: &mut Buffer, theme: &Theme, ticks: &[(u16, &str)]) {
        let (axis, border) = (&theme.symbols().axis, theme.style(StyleRole::Border));
        let (plot, row) = (self.plot, self.plot.bottom());
        if plot.x > self.area.x {
            put(buf, self.area, (plot.x - 1, row), axis.corner, border);
        }
        put(buf, self.area, (plot.x, row), &axis.horizontal.repeat(usize::from(plot.width)), border);
        for (column, _) in ticks {
            put(buf, self.area, (plot.x + column, row), axis.horizontal_tick, border);
        }
    }

    /// The labels below their ticks, where they leave a blank between them, and the axis' own label.
    fn draw_x_labels(&self, buf: &mut Buffer, theme: &Theme, ticks: &[(u16, &str)], unit: &str) {
        let (dim, row) = (theme.style(StyleRole::Dim), self.area.bottom() - 1);
        let name = fit(unit, usize::from(self.plot.width / 3), theme.symbols());
        let end = self.labels.right() - text::columns(&name) as u16;
        put(buf, self.area, (end, row), &name, dim);
        let room_end = end.saturating_sub(u16::from(!name.is_empty()));
        let mut free = self.area.x;
        for (column, label) in ticks {
            let (column, width) = (self.plot.x + column, label.len() as u16);
            let start = column.saturating_sub(width / 2).max(free).min(room_end.saturating_sub(width));
            if start >= free && (start..start + width).contains(&column) {
                put(buf, self.area, (start, row), label, dim);
                free = start + width + 1;
            }
        }
    }
}
