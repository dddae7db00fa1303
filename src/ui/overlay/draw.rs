//! Drawing what lies over the panes.

use super::{Confirmation, Menu, Overlay, Palette, findings, home};
use crate::ui::action::Choice;
use crate::ui::choices::choices;
use crate::ui::keymap::{self, GROUPS, KEYS};
use crate::ui::model::ScreenModel;
use crate::ui::theme::{StyleRole, Theme, columns, wrap};
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns of the key in the help.
const KEY: usize = 12;
/// The palette keeps its width while its lines change.
const PALETTE: u16 = 72;
/// Suggestions that the palette shows.
const SUGGESTIONS: usize = 8;

/// Draws the overlay, if there is one.
pub fn draw(overlay: Option<&Overlay>, model: &ScreenModel, frame: Rect, buf: &mut Buffer) {
    match overlay {
        None | Some(Overlay::Filter(_)) => {}
        Some(Overlay::Help { offset }) => help(&model.theme, *offset, frame, buf),
        Some(Overlay::Palette(line)) => palette(&model.theme, line, frame, buf),
        Some(Overlay::Menu(choice)) => menu(&model.theme, choice, frame, buf),
        Some(Overlay::Ask(question)) => ask(model, question, frame, buf),
        Some(Overlay::Explain { shift }) => super::explain::draw(model, *shift, frame, buf),
        Some(Overlay::Home(page)) => home::draw(model, page, frame, buf),
        Some(Overlay::Findings { offset }) => findings::draw(model, *offset, frame, buf),
        Some(Overlay::Note { title, text }) => note(&model.theme, title, text, frame, buf),
    }
}

/// Lines of the help.
pub(in crate::ui) fn help_length() -> usize {
    KEYS.len() + 2 * GROUPS.len()
}

fn help(theme: &Theme, offset: usize, frame: Rect, buf: &mut Buffer) {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (group, title) in GROUPS {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(Line::styled(title, theme.style(StyleRole::Title)));
        lines.extend(KEYS.iter().filter(|row| row.group == group).map(|row| {
            let key = format!("{:KEY$}", keymap::label(row));
            Line::from(vec![Span::styled(key, theme.style(StyleRole::Accent)), Span::raw(row.summary)])
        }));
    }
    Popup::new(theme, "Keys", &lines)
        .offset(offset)
        .footer("Up Down PgUp PgDn scroll, Esc closes")
        .render(frame, buf);
}

fn palette(theme: &Theme, palette: &Palette, frame: Rect, buf: &mut Buffer) {
    let typed = palette.input.value();
    let cursor = palette.input.cursor().min(typed.chars().count());
    let before: String = typed.chars().take(cursor).collect();
    let at: String = typed.chars().skip(cursor).take(1).collect();
    let after: String = typed.chars().skip(cursor + 1).collect();
    let at = if at.is_empty() { " ".to_owned() } else { at };
    let mut lines = vec![Line::from(vec![
        Span::styled(":", theme.style(StyleRole::Accent)),
        Span::raw(before),
        Span::styled(at, theme.style(StyleRole::Selection)),
        Span::raw(after),
    ])];
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
    lines.resize_with(SUGGESTIONS + 1, Line::default);
    let selected = (!suggestions.is_empty()).then_some(1 + palette.selected - first);
    let footer = "Enter runs, Tab completes, Esc closes";
    let popup = Popup::new(theme, "Command", &lines).selected(selected).footer(footer);
    popup.min_width(PALETTE).render(frame, buf);
}

fn menu(theme: &Theme, menu: &Menu, frame: Rect, buf: &mut Buffer) {
    let (field, values) = choices(menu.choice);
    let longest = values.iter().map(|(value, _)| columns(value)).max().unwrap_or(0) + 2;
    let line = |(value, summary): &(&'static str, &'static str)| {
        Line::from(vec![
            Span::raw(format!("{value:longest$}")),
            Span::styled(*summary, theme.style(StyleRole::Dim)),
        ])
    };
    let lines: Vec<Line<'_>> = values.iter().map(line).collect();
    let title = format!("Choose: {field}");
    let footer = match menu.choice {
        Choice::Pane => "Enter focuses it, Esc closes".to_owned(),
        Choice::Model | Choice::Imbalance => {
            format!("Enter takes it, Esc closes; other values: :{field} VALUE")
        }
    };
    Popup::new(theme, &title, &lines).selected(Some(menu.selected)).footer(&footer).render(frame, buf);
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
    lines.push(Line::from(vec![yes, Span::raw(" does it, any other key does not")]));
    Popup::new(&model.theme, title, &lines).render(frame, buf);
}
