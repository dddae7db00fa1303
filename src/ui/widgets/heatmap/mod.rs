//! A matrix of shaded cells with numbers, for example a confusion matrix.

mod codes;
mod labels;
mod shape;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use self::shape::{HeatmapShape, middle};
use super::draw::put;
use crate::ui::theme::{ColorMode, StyleRole, Theme, pad};

pub use self::codes::short_codes;
pub use self::shape::heading_lines;

/// How a cell is coloured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shade {
    /// Not at all; its text is dim.
    Plain,
    /// By an amount in `0..=1`.
    Heat(f64),
    /// By a share of correct predictions in `0..=1`.
    Correct(f64),
    /// By a share of wrong predictions in `0..=1`.
    Error(f64),
    /// By a difference in `-1..=1`.
    Diverging(f64),
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatCell {
    /// A count, a percentage, a dash. Shown where all columns have room for it, and where the matrix scrolls.
    pub text: String,
    /// Its colour.
    pub shade: Shade,
}

/// A matrix with labels and a cursor.
///
/// Where the numbers of all columns do not fit, the cells shrink to shades; where those do not fit either, numbers
/// come back and the matrix scrolls with the cursor.
#[derive(Clone, Copy)]
pub struct Heatmap<'a> {
    theme: &'a Theme,
    rows: &'a [String],
    columns: &'a [String],
    cell: &'a dyn Fn(usize, usize) -> HeatCell,
    cursor: Option<(usize, usize)>,
    cell_width: u16,
    corner: &'a str,
    foot: Option<HeatFoot<'a>>,
}

/// A line below the columns: what it is, and what stands there for a column.
#[derive(Clone, Copy)]
pub struct HeatFoot<'a> {
    /// In the place of a row's label.
    pub label: &'a str,
    /// The text below a column with its style.
    pub cell: &'a dyn Fn(usize) -> (String, Style),
}

impl<'a> Heatmap<'a> {
    /// A matrix with a row for each of `rows` and a column for each of `columns` (best short: see [`short_codes`]).
    /// `cell` is asked for the visible cells only, by row and column.
    pub fn new(
        theme: &'a Theme,
        rows: &'a [String],
        columns: &'a [String],
        cell: &'a dyn Fn(usize, usize) -> HeatCell,
    ) -> Self {
        Self { theme, rows, columns, cell, cursor: None, cell_width: 3, corner: "", foot: None }
    }

    /// The selected cell, by row and column; it is kept in sight.
    #[must_use]
    pub fn cursor(mut self, cursor: Option<(usize, usize)>) -> Self {
        self.cursor = cursor;
        self
    }

    /// Columns for the text of a cell, the same for all; 3 unless told.
    #[must_use]
    pub fn cell_width(mut self, columns: u16) -> Self {
        self.cell_width = columns;
        self
    }

    /// What stands in the upper left corner, for example `true\pred`.
    #[must_use]
    pub fn corner(mut self, corner: &'a str) -> Self {
        self.corner = corner;
        self
    }

    /// A line below the columns, where there is room for it beside all rows.
    #[must_use]
    pub fn foot(mut self, foot: HeatFoot<'a>) -> Self {
        self.foot = Some(foot);
        self
    }

    /// Which cell of an area this is: row and column.
    pub fn cell_at(&self, area: Rect, at: Position) -> Option<(usize, usize)> {
        if area.is_empty() || self.rows.is_empty() || self.columns.is_empty() {
            return None;
        }
        let shape = HeatmapShape::new(self, area);
        let all = shape.rows.clone().flat_map(|row| shape.columns.clone().map(move |column| (row, column)));
        all.into_iter().find(|(row, column)| shape.cell(*row, *column).contains(at))
    }

    /// The style of a cell and its text where there is no room for numbers: two columns of colour, or of signs.
    fn shaded(&self, shade: Shade) -> (String, Style) {
        let symbols = self.theme.symbols();
        let mono = self.theme.mode() == ColorMode::Mono;
        match shade {
            Shade::Plain => (format!(" {}", symbols.separator), self.theme.style(StyleRole::Dim)),
            // Something is never shown as nothing.
            Shade::Heat(amount) | Shade::Correct(amount) if mono => {
                (symbols.shade(amount.max(0.1)).repeat(2), Style::new())
            }
            Shade::Error(amount) if mono => {
                (symbols.shade(amount.max(0.1)).repeat(2), self.theme.error(amount))
            }
            Shade::Diverging(difference) if mono => {
                let sign = if difference < 0.0 { symbols.minus } else { "+" };
                (format!(" {sign}"), self.theme.diverging(difference))
            }
            Shade::Heat(_) | Shade::Correct(_) | Shade::Error(_) | Shade::Diverging(_) => {
                ("  ".to_owned(), self.style(shade))
            }
        }
    }

    fn style(&self, shade: Shade) -> Style {
        match shade {
            Shade::Plain => self.theme.style(StyleRole::Dim),
            Shade::Heat(amount) => self.theme.heat(amount),
            Shade::Correct(share) => self.theme.correct(share),
            Shade::Error(share) => self.theme.error(share),
            Shade::Diverging(difference) => self.theme.diverging(difference),
        }
    }

    fn draw_cell(&self, buf: &mut Buffer, shape: &HeatmapShape, (row, column): (usize, usize)) {
        let place = shape.cell(row, column);
        let cell = (self.cell)(row, column);
        let (text, style) = if shape.numbers {
            let text = pad(&cell.text, usize::from(place.width - 1), Alignment::Right, self.theme.symbols());
            (format!(" {text}"), self.style(cell.shade))
        } else {
            self.shaded(cell.shade)
        };
        let blank = if shape.numbers { " ".repeat(usize::from(place.width)) } else { text.clone() };
        for y in place.y..place.bottom() {
            let text = if y == middle(place) { &text } else { &blank };
            put(buf, place, (place.x, y), text, style);
        }
    }

    /// Puts the selected cell in reverse and in brackets, so that it shows among reversed cells too.
    fn draw_cursor(&self, buf: &mut Buffer, shape: &HeatmapShape, (row, column): (usize, usize)) {
        let place = shape.cell(row, column);
        let style = self.theme.style(StyleRole::Selection).add_modifier(Modifier::BOLD);
        let brackets =
            Rect { width: place.width + u16::from(shape.numbers), ..place }.intersection(shape.cells);
        for position in brackets.positions() {
            buf[position].set_style(Style::reset()).set_style(style);
        }
        let y = middle(place);
        put(buf, brackets, (brackets.x, y), "[", style);
        put(buf, brackets, (brackets.right().saturating_sub(1), y), "]", style);
    }

    /// Arrows where rows or columns are hidden, in the column between the labels and the cells.
    fn draw_arrows(&self, buf: &mut Buffer, area: Rect, shape: &HeatmapShape) {
        let (symbols, style, cells) =
            (self.theme.symbols(), self.theme.style(StyleRole::Accent), shape.cells);
        let Some(between) = shape.header.checked_sub(1).map(|column| area.x + column) else { return };
        let last_row = cells.y + (shape.rows.len() as u16 * shape.height).saturating_sub(1);
        let arrows = [
            (shape.rows.start > 0, between, cells.y, symbols.up),
            (shape.rows.end < self.rows.len(), between, last_row, symbols.down),
            (shape.columns.start > 0, between, area.y, symbols.left),
            (shape.columns.end < self.columns.len(), area.right() - 1, area.y, symbols.right),
        ];
        for (_, x, y, symbol) in arrows.into_iter().filter(|(hidden, ..)| *hidden) {
            put(buf, area, (x, y), symbol, style);
        }
    }
}

impl Widget for &Heatmap<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.rows.is_empty() || self.columns.is_empty() {
            return;
        }
        let shape = HeatmapShape::new(self, area);
        self.draw_labels(buf, area, &shape);
        for row in shape.rows.clone() {
            for column in shape.columns.clone() {
                self.draw_cell(buf, &shape, (row, column));
            }
        }
        let visible =
            |&(row, column): &(usize, usize)| shape.rows.contains(&row) && shape.columns.contains(&column);
        if let Some(cursor) = self.cursor.filter(visible) {
            self.draw_cursor(buf, &shape, cursor);
        }
        self.draw_arrows(buf, area, &shape);
    }
}

#[cfg(test)]
mod tests;
