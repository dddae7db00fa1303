//! The lists over the panes that a line is typed above: the command line and menus.

use super::typed::line_typed;
use super::{Menu, Overlay, Palette, home};
use crate::ui::action::Choice;
use crate::ui::choices::{EntryKind, MenuEntry};
use crate::ui::model::ScreenModel;
use crate::ui::theme::{StyleRole, Theme, columns, pad, wrap};
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use std::ops::Range;

/// The palette keeps its width while its lines change.
const PALETTE: u16 = 72;
/// Suggestions that the palette shows.
const SUGGESTIONS: usize = 8;

/// The command line with its suggestions, and which of these are seen.
pub(super) fn with_palette<T>(
    theme: &Theme,
    palette: &Palette,
    use_it: impl FnOnce(&Popup<'_>, Range<usize>) -> T,
) -> T {
    let mut lines = vec![line_typed(theme, &palette.input)];
    let suggestions = palette.suggestions();
    let first = (palette.selected + 1).saturating_sub(SUGGESTIONS);
    let shown = suggestions.iter().skip(first).take(SUGGESTIONS);
    lines.extend(shown.map(|suggestion| {
        let name = format!("{:22} ", suggestion.text.trim());
        Line::from(vec![
            Span::raw(name),
            Span::styled(suggestion.summary.clone(), theme.style(StyleRole::Dim)),
        ])
    }));
    if suggestions.is_empty() {
        let (text, role) = if palette.is_whole() {
            ("Enter runs it", StyleRole::Dim)
        } else {
            ("no command matches", StyleRole::Warning)
        };
        lines.push(Line::styled(text, theme.style(role)));
    }
    lines.resize_with(SUGGESTIONS + 1, Line::default);
    let selected = (!suggestions.is_empty()).then_some(1 + palette.selected - first);
    let footer = "Enter runs, Tab completes, Esc closes";
    let popup = Popup::new(theme, "Command", &lines).selected(selected).footer(footer);
    let seen = first..(first + SUGGESTIONS).min(suggestions.len());
    use_it(&popup.min_width(PALETTE), seen)
}

/// Entries of a menu that are seen at once.
const ENTRIES: usize = 12;

/// Draws a menu below the cell that it is about, or in the middle.
pub fn draw_menu(theme: &Theme, menu: &Menu, anchor: Option<Rect>, frame: Rect, buf: &mut Buffer) {
    with_menu(theme, menu, (anchor, frame), |popup, _| popup.render(frame, buf));
}

/// A menu, and which of its entries are seen.
fn with_menu<T>(
    theme: &Theme,
    menu: &Menu,
    (anchor, frame): (Option<Rect>, Rect),
    use_it: impl FnOnce(&Popup<'_>, Range<usize>) -> T,
) -> T {
    let fitting = menu.fitting();
    let longest = menu.entries.iter().map(|entry| columns(&entry.value)).max().unwrap_or(0).min(36) + 2;
    let symbols = theme.symbols();
    let entry = |entry: &&MenuEntry| {
        let mark = if entry.present { symbols.bullet } else { " " };
        let value = pad(&entry.value, longest, Alignment::Left, symbols);
        let note = if entry.kind == EntryKind::Restarts && menu.choice == Choice::Loss {
            " (all arms start again)"
        } else {
            ""
        };
        Line::from(vec![
            Span::styled(format!("{mark} "), theme.style(StyleRole::Accent)),
            Span::raw(value),
            Span::styled(format!("{}{note}", entry.sentence), theme.style(StyleRole::Dim)),
        ])
    };
    let rows = usize::from(frame.height.saturating_sub(5)).clamp(1, ENTRIES).min(menu.entries.len());
    let first = (menu.selected + 1).saturating_sub(rows);
    let mut lines = vec![line_typed(theme, &menu.input)];
    lines.extend(fitting.iter().skip(first).take(rows).map(entry));
    if fitting.is_empty() {
        lines.push(Line::styled("  nothing fits; Enter tries it as typed", theme.style(StyleRole::Dim)));
    }
    lines.resize_with(rows + 1, Line::default);
    lines.extend(whole_sentence(theme, menu, longest, frame.width));
    let selected = (!fitting.is_empty()).then_some(1 + menu.selected - first);
    let hidden = fitting.len().saturating_sub(rows);
    let more = if hidden > 0 { format!("{} of {}, ", rows, fitting.len()) } else { String::new() };
    let keys = match menu.choice.field() {
        Some(_) => "type to filter, Tab edits parameters, Enter applies, Esc leaves",
        None => "type to filter, Enter shows it, Esc leaves",
    };
    let footer = format!("{more}{keys}");
    let popup = Popup::new(theme, &menu.title, &lines).selected(selected).footer(&footer).min_width(PALETTE);
    use_it(&popup.below(anchor), first..(first + rows).min(fitting.len()))
}

/// The sentence of the selected entry below the list, where the list had to cut one.
fn whole_sentence<'a>(theme: &Theme, menu: &Menu, longest: usize, width: u16) -> Vec<Line<'a>> {
    let room = usize::from(width.saturating_sub(4));
    let sentence = |entry: &MenuEntry| longest + 2 + columns(&entry.sentence);
    if menu.entries.iter().all(|entry| sentence(entry) <= room) {
        return Vec::new();
    }
    let chosen = menu.chosen().map_or("", |entry| entry.sentence.as_str());
    let mut lines: Vec<Line<'a>> =
        wrap(chosen, room, theme.symbols()).into_iter().take(2).map(Line::from).collect();
    lines.resize_with(2, Line::default);
    lines
}

/// The entry of the list over the panes that stands at this place; `anchor` is the cell that a menu is about.
pub fn entry_at(
    overlay: &Overlay,
    model: &ScreenModel,
    (anchor, frame): (Option<Rect>, Rect),
    at: Position,
) -> Option<usize> {
    // Above the entries stands what is typed.
    let entry = |popup: &Popup<'_>, seen: Range<usize>| {
        let entry = seen.start + popup.line_at(frame, at)?.checked_sub(1)?;
        seen.contains(&entry).then_some(entry)
    };
    match overlay {
        Overlay::Palette(palette) => with_palette(&model.theme, palette, entry),
        Overlay::Menu(menu) => with_menu(&model.theme, menu, (anchor, frame), entry),
        Overlay::Home(page) => home::entry_at(page, frame, at),
        Overlay::Help(_)
        | Overlay::Filter(_)
        | Overlay::Ask(_)
        | Overlay::Explain(_)
        | Overlay::Findings { .. }
        | Overlay::Note { .. } => None,
    }
}
