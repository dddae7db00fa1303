//! Drawing what lies over the panes.

use super::lists::{draw_menu, with_palette};
use super::{Confirmation, Overlay, findings, help, home};
use crate::ui::model::ScreenModel;
use crate::ui::theme::{StyleRole, Theme, wrap};
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Draws the overlay, if there is one.
pub fn draw(overlay: Option<&Overlay>, model: &ScreenModel, frame: Rect, buf: &mut Buffer) {
    match overlay {
        None | Some(Overlay::Filter(_)) => {}
        Some(Overlay::Help(page)) => help::draw(model, page, frame, buf),
        Some(Overlay::Palette(line)) => with_palette(&model.theme, line, |popup, _| popup.render(frame, buf)),
        Some(Overlay::Menu(menu)) => draw_menu(&model.theme, menu, None, frame, buf),
        Some(Overlay::Ask(question)) => ask(model, question, frame, buf),
        Some(Overlay::Explain(page)) => super::explain::draw(model, page, frame, buf),
        Some(Overlay::Home(page)) => home::draw(model, page, frame, buf),
        Some(Overlay::Findings { offset }) => findings::draw(model, *offset, frame, buf),
        Some(Overlay::Note { title, text }) => note(&model.theme, title, text, frame, buf),
    }
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
