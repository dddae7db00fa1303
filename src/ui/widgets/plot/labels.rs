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
    let longest = series.iter().map(|series| text::columns(series.label)).max().unwrap_or(0);
    // The column before a label is for the line that leads to it.
    longest.min(usize::from(LONGEST)) as u16 + u16::from(longest > 1)
}

/// Rows for labels that want these, ascending: each its own below `height`, as near as the others allow; what does not fit
/// is left out at the end.
fn apart(wanted: &[u16], height: u16) -> Vec<u16> {
    let mut rows: Vec<u16> = Vec::with_capacity(wanted.len());
    for row in wanted {
        let free = rows.last().map_or(0, |last| last + 1);
        rows.push((*row).max(free));
    }
    // Those that were pushed over the edge push the others back up.
    let mut end = height;
    for row in rows.iter_mut().rev() {
        *row = (*row).min(end.saturating_sub(1));
        end = *row;
    }
    rows
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

    /// Writes the labels of curves whose last points are left of these cells. They keep the order of the ends: where they
    /// would collide they make room for each other, and a line leads to each that had to move.
    pub(super) fn ends(&mut self, ends: &[((u16, u16), &str, Style)]) {
        let mut order: Vec<usize> = (0..ends.len()).filter(|at| !ends[*at].1.is_empty()).collect();
        order.sort_by_key(|at| ends[*at].0.1);
        let rows: Vec<u16> = order.iter().map(|at| ends[*at].0.1).collect();
        for (at, row) in order.into_iter().zip(apart(&rows, self.plot.height)) {
            let ((column, own), label, style) = ends[at];
            let label = fit(label, usize::from(LONGEST), self.theme.symbols());
            let width = text::columns(&label) as u16;
            let column = (column + u16::from(width > 1)).min(self.area.width.saturating_sub(width));
            if let Some(place) = self.place(column, row, width).filter(|place| !self.is_taken(*place)) {
                if width > 1 {
                    self.lead(own, place, style);
                }
                self.write(place, &label, style.add_modifier(Modifier::BOLD));
            }
        }
    }

    /// Leads from the end of a curve to a label that has to stand in another row, where there is a column for it.
    fn lead(&mut self, row: u16, label: Rect, style: Style) {
        let end = self.area.y + row;
        let Some(before) = label.x.checked_sub(1) else { return };
        let symbols = self.theme.symbols();
        let place = Rect::new(before, label.y, 1, 1);
        let stroke = match label.y.cmp(&end) {
            std::cmp::Ordering::Less => symbols.slope[0],
            std::cmp::Ordering::Equal => return,
            std::cmp::Ordering::Greater => symbols.slope[1],
        };
        if !self.is_taken(place) && self.area.contains((before, label.y).into()) {
            put(self.buf, self.area, (before, label.y), stroke, style);
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

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn labels_keep_their_order_and_make_room_for_each_other() {
        assert_eq!(apart(&[1, 4, 9], 12), [1, 4, 9]);
        assert_eq!(apart(&[3, 3, 3, 7], 12), [3, 4, 5, 7]);
        assert_eq!(apart(&[8, 9, 9, 9], 10), [6, 7, 8, 9]);
        assert!(apart(&[], 3).is_empty());
    }
}
