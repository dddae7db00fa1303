//! Drawing what lies over the panes.

use super::typed::line_typed;
use super::{Confirmation, Menu, Overlay, Palette, findings, help, home};
use crate::ui::action::Choice;
use crate::ui::choices::{EntryKind, MenuEntry};
use crate::ui::model::ScreenModel;
use crate::ui::theme::{StyleRole, Theme, columns, pad, wrap};
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// The palette keeps its width while its lines change.
const PALETTE: u16 = 72;
/// Suggestions that the palette shows.
const SUGGESTIONS: usize = 8;

/// Draws the overlay, if there is one.
pub fn draw(overlay: Option<&Overlay>, model: &ScreenModel, frame: Rect, buf: &mut Buffer) {
    match overlay {
        None | Some(Overlay::Filter(_)) => {}
        Some(Overlay::Help(page)) => help::draw(model, page, frame, buf),
        Some(Overlay::Palette(line)) => palette(&model.theme, line, frame, buf),
        Some(Overlay::Menu(menu)) => draw_menu(&model.theme, menu, None, frame, buf),
        Some(Overlay::Ask(question)) => ask(model, question, frame, buf),
        Some(Overlay::Explain(page)) => super::explain::draw(model, page, frame, buf),
        Some(Overlay::Home(page)) => home::draw(model, page, frame, buf),
        Some(Overlay::Findings { offset }) => findings::draw(model, *offset, frame, buf),
        Some(Overlay::Note { title, text }) => note(&model.theme, title, text, frame, buf),
    }
}

fn palette(theme: &Theme, palette: &Palette, frame: Rect, buf: &mut Buffer) {
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
    popup.min_width(PALETTE).render(frame, buf);
}

/// Entries of a menu that are seen at once.
const ENTRIES: usize = 12;

/// A menu below the cell that it is about, or in the middle.
pub fn draw_menu(theme: &Theme, menu: &Menu, anchor: Option<Rect>, frame: Rect, buf: &mut Buffer) {
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
    popup.below(anchor).render(frame, buf);
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

fn note(theme: &Theme, title: &str, text: &str, frame: Rect, buf: &mut Buffer) {
    let width = usize::from(frame.width.saturating_sub(6).min(96));
    let lines: Vec<Line<'_>> = wrap(text, width, theme.symbols()).into_iter().map(Line::from).collect();
    Popup::new(theme, title, &lines).footer("Esc closes").render(frame, buf);
}

fn ask(model: &ScreenModel, question: &Confirmation, frame: Rect, buf: &mut Buffer) {
    let (title, text) = match question {
        Confirmation::Quit => {
            ("Quit", "Arms are still training; their run is stored as far as it is. Leave?".to_owned())
        }
        Confirmation::Drop(arm) => ("Drop", format!("Stop arm {arm} and forget its curves?")),
        Confirmation::Open(recipe) => {
            let name = recipe.name();
            let text = format!(
                "Arms are still training; their run is stored as far as it is. Open '{name}' instead?"
            );
            ("Open", text)
        }
        Confirmation::Restart(_, why) => {
            ("Restart", format!("{why}. All arms begin again from seed {}.", model.recipe.seed))
        }
    };
    let width = usize::from(frame.width.saturating_sub(6).min(64));
    let mut lines: Vec<Line<'_>> =
        wrap(&text, width, model.theme.symbols()).into_iter().map(Line::from).collect();
    lines.push(Line::default());
    let yes = Span::styled("y", model.theme.style(StyleRole::Accent));
    lines.push(Line::from(vec![yes, Span::raw(": yes, any other key: cancel")]));
    Popup::new(&model.theme, title, &lines).render(frame, buf);
}
