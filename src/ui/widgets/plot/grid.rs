//! The dots of all series, eight a cell (in ASCII: one), and how a cell shows them together.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::symbols::braille::BRAILLE;

use super::Series;
use crate::ui::theme::Charset;

/// What an ASCII cell shows where several series pass.
const CROSSING: char = '#';

/// The dots of every series in every cell of a plot.
pub(super) struct Grid {
    columns: u16,
    rows: u16,
    /// Dots across and down in a cell.
    resolution: (u16, u16),
    series: usize,
    /// One byte for each series of each cell; bit `2 * y + x` is the dot at (`x`, `y`).
    dots: Vec<u8>,
}

impl Grid {
    /// An empty grid of the plot's size.
    pub(super) fn new(plot: Rect, series: usize, charset: Charset) -> Self {
        let resolution = if charset == Charset::Unicode { (2, 4) } else { (1, 1) };
        let dots = vec![0; usize::from(plot.width) * usize::from(plot.height) * series];
        Self { columns: plot.width, rows: plot.height, resolution, series, dots }
    }

    /// Dots across and down in the whole grid.
    pub(super) fn size(&self) -> (i32, i32) {
        let (across, down) = self.resolution;
        (i32::from(self.columns) * i32::from(across), i32::from(self.rows) * i32::from(down))
    }

    /// Sets a dot, counted from the upper left; outside the grid nothing happens.
    pub(super) fn set(&mut self, series: usize, (x, y): (i32, i32)) {
        let (columns, rows) = self.size();
        if !(0..columns).contains(&x) || !(0..rows).contains(&y) {
            return;
        }
        let (across, down) = (i32::from(self.resolution.0), i32::from(self.resolution.1));
        let bit = 2 * (y % down) + x % across;
        let cell = (y / down * i32::from(self.columns) + x / across) as usize;
        self.dots[cell * self.series + series] |= 1 << bit;
    }

    /// The column of dots for a position from 0 (left) to 1 (right); `None` outside.
    pub(super) fn dot_column(&self, position: f64) -> Option<i32> {
        let columns = self.size().0;
        let inside = columns > 0 && (0.0..=1.0).contains(&position);
        inside.then(|| (position * f64::from(columns - 1)).round() as i32)
    }

    /// The row of dots for a position from 0 (lower end) to 1 (upper end). Beyond them it lies outside the grid, but
    /// not far: what is too large to draw needs no exact place. Minus infinity, a zero on a logarithmic axis, is the
    /// lowest row.
    pub(super) fn dot_row(&self, position: f64) -> i32 {
        let rows = f64::from(self.size().1);
        let exact = if position == f64::NEG_INFINITY { rows - 1.0 } else { (1.0 - position) * (rows - 1.0) };
        exact.round().clamp(-rows, 2.0 * rows) as i32
    }

    /// The column of cells for a position; `None` outside.
    pub(super) fn column(&self, position: f64) -> Option<u16> {
        self.dot_column(position).map(|dot| self.cell_of((dot, 0)).0)
    }

    /// The row of cells for a position; `None` outside.
    pub(super) fn row(&self, position: f64) -> Option<u16> {
        let inside = self.rows > 0 && (0.0..=1.0).contains(&position);
        inside.then(|| self.cell_of((0, self.dot_row(position))).1)
    }

    /// The cell of a dot.
    pub(super) fn cell_of(&self, (x, y): (i32, i32)) -> (u16, u16) {
        let row = (y / i32::from(self.resolution.1)).clamp(0, i32::from(self.rows.saturating_sub(1)));
        ((x / i32::from(self.resolution.0)) as u16, row as u16)
    }

    /// Whether no curve passes through a cell.
    pub(super) fn is_free(&self, column: u16, row: u16) -> bool {
        self.of_cell(column, row).iter().all(|&dots| dots == 0)
    }

    /// The dots of each series in a cell; none outside the grid.
    fn of_cell(&self, column: u16, row: u16) -> &[u8] {
        if column >= self.columns || row >= self.rows {
            return &[];
        }
        let cell = usize::from(row) * usize::from(self.columns) + usize::from(column);
        &self.dots[cell * self.series..][..self.series]
    }

    /// Draws the cells that have dots.
    pub(super) fn paint(&self, buf: &mut Buffer, plot: Rect, series: &[Series<'_>]) {
        for (column, row) in (0..self.rows).flat_map(|row| (0..self.columns).map(move |column| (column, row)))
        {
            let dots = self.of_cell(column, row);
            let all = dots.iter().fold(0, |all, one| all | one);
            // The last of equals: what is drawn later lies on top.
            let Some((top, _)) = dots.iter().enumerate().max_by_key(|(_, one)| one.count_ones()) else {
                continue;
            };
            if all == 0 {
                continue;
            }
            let shared = dots.iter().filter(|&&one| one != 0).count() > 1;
            let symbol = match self.resolution {
                (1, 1) if shared => CROSSING,
                (1, 1) => Some(series[top].marker).filter(char::is_ascii_graphic).unwrap_or('*'),
                _ => BRAILLE[usize::from(all)],
            };
            // What lay here before (a mark) goes with its style.
            let cell = &mut buf[(plot.x + column, plot.y + row)];
            cell.reset();
            cell.set_char(symbol).set_style(series[top].style);
        }
    }
}
