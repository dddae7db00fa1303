//! Which cells of a matrix are shown, and where.

use std::ops::Range;

use ratatui::layout::Rect;

use super::Heatmap;
use crate::ui::theme::text;
use crate::ui::widgets::scroll;

/// The columns of a cell that only shows its shade.
const SHADE_WIDTH: u16 = 2;

/// The most columns of the row labels.
const LONGEST_LABEL: usize = 14;

/// The fewest columns of a row label that still tells something.
const LEAST_LABEL: usize = 6;

/// The visible part of a matrix.
pub(super) struct HeatmapShape {
    /// Columns of the row labels with the one that keeps them apart from the cells; 0 where there is no room.
    pub(super) header: u16,
    /// Where the cells are.
    pub(super) cells: Rect,
    /// The visible rows.
    pub(super) rows: Range<usize>,
    /// The visible columns.
    pub(super) columns: Range<usize>,
    /// Whether cells have their numbers.
    pub(super) numbers: bool,
    /// The columns of a cell with the blank before its text.
    width: u16,
}

impl HeatmapShape {
    pub(super) fn new(map: &Heatmap<'_>, area: Rect) -> Self {
        let header = Self::header(map, area.width);
        let top = u16::from(area.height > 1);
        let cells = Rect {
            x: area.x + header,
            y: area.y + top,
            width: area.width - header,
            height: area.height - top,
        };
        let (numbers, width) = Self::cell_width(map, cells.width);
        // The bracket behind the last number has a column of its own.
        let across = usize::from(cells.width.saturating_sub(u16::from(numbers)) / width);
        let window = |cursor: Option<usize>, len: usize, visible: usize| {
            let cursor = cursor.map(|cursor| cursor.min(len - 1));
            // In the middle, so that the neighbours on all sides show.
            let first = scroll::offset(cursor.unwrap_or(0).saturating_sub(visible / 2), cursor, len, visible);
            first..(first + visible).min(len)
        };
        Self {
            header,
            cells,
            rows: window(map.cursor.map(|(row, _)| row), map.rows.len(), usize::from(cells.height)),
            columns: window(map.cursor.map(|(_, column)| column), map.columns.len(), across),
            numbers,
            width,
        }
    }

    /// The place of a visible cell.
    pub(super) fn cell(&self, row: usize, column: usize) -> Rect {
        let x = (column - self.columns.start) as u16 * self.width;
        let y = (row - self.rows.start) as u16;
        Rect { x: self.cells.x + x, y: self.cells.y + y, width: self.width, height: 1 }
    }

    /// Long labels give way to numbers.
    fn header(map: &Heatmap<'_>, width: u16) -> u16 {
        if width < 8 {
            return 0;
        }
        let labels = map.rows.iter().map(String::as_str).chain([map.corner]);
        let longest = labels.map(text::columns).max().unwrap_or(0).min(LONGEST_LABEL) as u16;
        let numbers = map.columns.len().saturating_mul(usize::from(map.cell_width.saturating_add(1)));
        let wanted = (longest + 1).min(width / 3);
        let room = usize::from(width).saturating_sub(numbers.saturating_add(1));
        if room < LEAST_LABEL { wanted } else { wanted.min(room as u16) }
    }

    /// Whether there are numbers, and the columns of a cell.
    fn cell_width(map: &Heatmap<'_>, room: u16) -> (bool, u16) {
        let with_numbers = map.cell_width.max(1).saturating_add(1);
        let all = |width: u16| map.columns.len().saturating_mul(usize::from(width));
        if all(with_numbers) < usize::from(room) {
            (true, with_numbers)
        } else if all(SHADE_WIDTH) <= usize::from(room) || room <= with_numbers {
            (false, SHADE_WIDTH)
        } else {
            (true, with_numbers)
        }
    }
}
