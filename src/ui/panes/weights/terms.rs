//! Which terms of the focused arm's objective own the gradient, layer by layer.

use super::say;
use crate::lab::record::evaluation::{Term, Terms};
use crate::ui::model::ScreenModel;
use crate::ui::numbers::{number, share};
use crate::ui::theme::{StyleRole, Theme, wrap};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::table::{Column, Table, Width};
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// What the rows are.
const NOTE: &str = "value: what the term adds to the objective on the validation set, its factor included; trunk: its share \
                    of |dL/dh| at the outputs of the last hidden layer; layers: its share of the length of dL/dW";

/// Draws a column for each term: what it is worth, its share at the trunk, then its share in each layer.
pub(super) fn draw(model: &ScreenModel, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let Some(terms) = model.evaluation().and_then(|evaluation| evaluation.terms.as_ref()) else {
        return say("the training loss has one term, which has all of the gradient", theme, area, buf);
    };
    let columns: Vec<Column<'_>> = std::iter::once("layer")
        .chain(terms.terms.iter().map(|term| term.name.as_str()))
        .enumerate()
        .map(|(at, title)| Column {
            title,
            alignment: if at == 0 { Alignment::Left } else { Alignment::Right },
            width: if at == 0 { Width::Between(6, 16) } else { Width::Between(5, 20) },
            priority: if at == 0 { 9 } else { 8 },
        })
        .collect();
    let rows = terms.layers.len() + 2;
    let row = |at: usize| cells(terms, at, theme);
    let height = (rows as u16 + 1).min(area.height);
    Table::new(theme, &columns, rows, &row).render(Rect { height, ..area }, buf);
    let note = wrap(NOTE, usize::from(area.width), theme.symbols());
    for (line, y) in note.into_iter().zip(area.y + height + 1..area.bottom()) {
        put_line(buf, Rect { y, height: 1, ..area }, &Line::styled(line, theme.style(StyleRole::Dim)), theme);
    }
}

/// The value of every term, their shares at the trunk, then in each layer.
fn cells(terms: &Terms, at: usize, theme: &Theme) -> Vec<Span<'static>> {
    let row = |name: &str, role, of: &dyn Fn(&Term) -> String| {
        let name = Span::styled(name.to_owned(), theme.style(role));
        std::iter::once(name).chain(terms.terms.iter().map(|term| Span::raw(of(term)))).collect()
    };
    match at {
        0 => row("value", StyleRole::Dim, &|term| number(term.value, theme)),
        1 => row("trunk", StyleRole::Title, &|term| share(term.trunk, theme)),
        _ => row(&terms.layers[at - 2], StyleRole::Text, &|term| share(term.layers[at - 2], theme)),
    }
}
