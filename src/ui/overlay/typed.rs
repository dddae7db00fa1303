//! The line that is typed into.

use crate::ui::theme::{StyleRole, Theme};
use ratatui::text::{Line, Span};
use tui_input::Input;

/// What is typed, with the cursor.
pub(super) fn line_typed<'a>(theme: &Theme, input: &Input) -> Line<'a> {
    let typed = input.value();
    let cursor = input.cursor().min(typed.chars().count());
    let before: String = typed.chars().take(cursor).collect();
    let at: String = typed.chars().skip(cursor).take(1).collect();
    let after: String = typed.chars().skip(cursor + 1).collect();
    let at = if at.is_empty() { " ".to_owned() } else { at };
    Line::from(vec![
        Span::styled(":", theme.style(StyleRole::Accent)),
        Span::raw(before),
        Span::styled(at, theme.style(StyleRole::Selection)),
        Span::raw(after),
    ])
}
