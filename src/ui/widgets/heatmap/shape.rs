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

/// The most lines that column labels stand on in turn.
const HEADINGS: usize = 3;

/// Lines of column labels that are no longer than `longest`, in cells of `width` columns with the blank before their text, in
/// an area of `height` lines: as few as let all of them be whole beside all rows and the line below these, else one.
pub fn heading_lines(longest: usize, width: usize, rows: usize, height: usize) -> usize {
    let whole = |lines: &usize| longest < lines * width && (*lines == 1 || height > rows + lines);
    (1..=HEADINGS).find(whole).unwrap_or(1)
}

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
    /// Lines of the column labels: up to [`HEADINGS`] where they are too long for their columns and all rows still have room;
    /// 0 in an area of one line.
    pub(super) heading: u16,
    /// The lines of a cell.
    pub(super) height: u16,
    /// Whether there is a line below the cells.
    pub(super) foot: bool,
    /// The columns of a cell with the blank before its text.
    width: u16,
}

impl HeatmapShape {
    pub(super) fn new(map: &Heatmap<'_>, area: Rect) -> Self {
        let header = Self::header(map, area.width);
        let (numbers, width) = Self::cell_width(map, area.width - header);
        let heading = Self::heading(map, area, (numbers, width));
        let rows = map.rows.len() as u16;
        let spare = (area.height - heading).saturating_sub(rows);
        let foot = map.foot.is_some() && spare > 0 && numbers;
        let cells = Rect {
            x: area.x + header,
            y: area.y + heading,
            width: area.width - header,
            height: area.height - heading - u16::from(foot),
        };
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
            heading,
            // A character is about twice as high as wide.
            height: (cells.height / rows.max(1)).clamp(1, (width / 2).max(1)),
            foot,
            width,
        }
    }

    /// The place of a visible cell.
    pub(super) fn cell(&self, row: usize, column: usize) -> Rect {
        let x = (column - self.columns.start) as u16 * self.width;
        let y = (row - self.rows.start) as u16 * self.height;
        Rect { x: self.cells.x + x, y: self.cells.y + y, width: self.width, height: self.height }
    }

    /// How many lines the column labels have.
    fn heading(map: &Heatmap<'_>, area: Rect, (numbers, width): (bool, u16)) -> u16 {
        let longest = map.columns.iter().map(|label| text::columns(label)).max().unwrap_or(0);
        if !numbers || area.height < 2 {
            return u16::from(area.height > 1);
        }
        heading_lines(longest, usize::from(width), map.rows.len(), usize::from(area.height)) as u16
    }

    /// Long labels give way to numbers.
    fn header(map: &Heatmap<'_>, width: u16) -> u16 {
        if width < 8 {
            return 0;
        }
        let labels =
            map.rows.iter().map(String::as_str).chain([map.corner, map.foot.map_or("", |foot| foot.label)]);
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

/// The line of a cell's text.
pub(super) fn middle(cell: Rect) -> u16 {
    cell.y + (cell.height - 1) / 2
}
