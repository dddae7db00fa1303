//! The arms side by side, below what was expected of them.

use crate::lab::analysis::comparison::{CAUTION, ComparisonRow, MEASURED, TITLES};
use crate::ui::theme::{StyleRole, Theme, columns, pad, wrap};
use ratatui::layout::Alignment;
use ratatui::text::{Line, Span};

/// A blank line, what is measured, a row for each arm and how far it can be trusted; nothing of no rows.
pub(super) fn lines(theme: &Theme, rows: &[ComparisonRow], width: usize) -> Vec<Line<'static>> {
    if rows.is_empty() {
        return Vec::new();
    }
    let symbols = theme.symbols();
    let cells: Vec<[String; 6]> = rows.iter().map(|row| row.cells(symbols.dash)).collect();
    let widths: [usize; 6] = std::array::from_fn(|column| {
        let widest = cells.iter().map(|cells| columns(&cells[column])).max().unwrap_or(0);
        widest.max(columns(TITLES[column]))
    });
    let line = |cells: [&str; 6]| {
        let padded = std::array::from_fn::<_, 6, _>(|column| {
            let alignment = if [0, 5].contains(&column) { Alignment::Left } else { Alignment::Right };
            pad(cells[column], widths[column], alignment, symbols)
        });
        padded.join("  ")
    };
    let dim = |text: String| Line::styled(text, theme.style(StyleRole::Dim));
    let words = |text: &str| wrap(text, width, symbols).into_iter().map(dim);
    let mut lines = vec![Line::default()];
    lines.extend(words(MEASURED));
    lines.push(dim(line(TITLES)));
    lines.extend(rows.iter().zip(&cells).map(|(row, cells)| {
        let look = theme.series(row.arm.index());
        let text = line(cells.each_ref().map(String::as_str));
        let rest = text.strip_prefix(look.letter).map(str::to_owned).unwrap_or(text);
        Line::from(vec![Span::styled(look.letter, look.style), Span::raw(rest)])
    }));
    lines.extend(words(CAUTION));
    lines
}
