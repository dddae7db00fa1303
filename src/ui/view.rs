//! Draws the frame from the state; changes nothing.
//!
//! ```text
//!  dl-lab  garments · exp:100 · linear            training  epoch 7/30  182k images/s  seed 7
//!   accuracy majority balanced recall of 'Ankle boot'      95 %  l loss     w weights ...
//! ▸A     .86      .40      .55 ─                     .00 .00-.04  softmax-ce none
//!  B     .72      .40      .69 █████████████▌─       .92 .85-.96  softmax-ce balanced
//!  A is 86 % accurate and finds no 'Ankle boot' (always 'T-shirt': 40 %). B (weights balanced) ...
//!  rare-disease  What becomes of a class that is one in a thousand?
//!  watch: The recall of the infected in pane 4.                                     X shows all
//!  2 Prediction 5 Images 6 Decision 7 Weights 8 Journal 9 Loss 0 OOD
//! ┌ 1 Curves ──────────────────────────────┐┌ 2 Prediction ────────────────────────────────────┐
//! └────────────────────────────────────────┘└──────────────────────────────────────────────────┘
//! ┌ 3 Confusion ───────────────────────────┐┌ 4 Imbalance ─────────────────────────────────────┐
//! └────────────────────────────────────────┘└──────────────────────────────────────────────────┘
//!  A recall of 'Ankle boot' is 0 for 5 evaluations ...: press w
//!  Space pause  l loss  w weights  ...  ? help  q quit
//! ```

mod lines;
mod pointing;
mod scoreboard;

pub(super) use lines::differs;
pub use pointing::target;

use super::app::App;
use super::layout::{self, Arrangement, ScreenLayout, Size};
use super::overlay::{self, Overlay};
use super::theme::{StyleRole, Theme};
use super::widgets::draw::{put, put_line};
use crate::lab::recipe::PaneId;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

/// Where the words of the recipe stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guide {
    /// In lines of their own.
    Apart,
    /// In the strip.
    Shared,
}

/// Draws everything.
pub fn draw(app: &App, area: Rect, buf: &mut Buffer) {
    let layout = app.layout(area);
    let theme = &app.theme;
    if let Some(Overlay::Home(_)) = app.overlay {
        return overlay::draw(app.overlay.as_ref(), app, area, buf);
    }
    if layout.size == Size::Tiny {
        put_line(buf, layout.header, &lines::tiny(app), theme);
        return;
    }
    put_line(buf, layout.header, &lines::header(app, layout.header.width), theme);
    if has_digits(app, &layout) {
        scoreboard::present(app, layout.board, buf);
    } else {
        scoreboard::draw(app, layout.board, buf);
    }
    scoreboard::verdict(app, layout.verdict, buf);
    put_line(buf, layout.tabs, &lines::tabs(app, &layout), theme);
    for (pane, place) in &layout.tiles {
        tile(app, *pane, *place, buf);
    }
    let guide = if layout.experiment.is_empty() { Guide::Shared } else { Guide::Apart };
    if let Some(lines) = lines::experiment(app, area.width).filter(|_| guide == Guide::Apart) {
        for (line, place) in lines.iter().zip(layout.experiment.rows()) {
            put_line(buf, place, line, theme);
        }
    }
    put_line(buf, layout.strip, &lines::strip(app, layout.strip.width, guide), theme);
    put_line(buf, layout.footer, &lines::footer(app, layout.footer.width), theme);
    if let Some(Overlay::Menu(menu)) = &app.overlay {
        let anchor = scoreboard::place(app, menu.choice, layout.board);
        return overlay::draw_menu(theme, menu, anchor, area, buf);
    }
    overlay::draw(app.overlay.as_ref(), app, area, buf);
}

/// Whether the scoreboard has large digits.
fn has_digits(app: &App, layout: &ScreenLayout) -> bool {
    app.arrangement == Arrangement::Presented && layout.board.height >= layout::LARGE
}

/// A pane in its frame. The focused one has a brighter border and a pointer before its number, for mono.
fn tile(app: &App, id: PaneId, area: Rect, buf: &mut Buffer) {
    let theme = &app.theme;
    let focused = id == app.focus;
    let border = theme.style(if focused { StyleRole::FocusedBorder } else { StyleRole::Border });
    let pointer = if focused { theme.symbols().pointer } else { " " };
    let block = Block::bordered().border_set(theme.symbols().border).border_style(border);
    let inside = block.inner(area);
    block.render(area, buf);
    let digit = id.digit().map_or_else(String::new, |digit| format!("{digit} "));
    let mut title = vec![
        Span::styled(format!("{pointer}{digit}"), border),
        Span::styled(app.panes.get(id, app.task()).title(), theme.style(StyleRole::Title)),
        Span::raw(" "),
    ];
    let pane = app.panes.get(id, app.task());
    title.extend(pane.subtitle(app, theme).spans);
    let top = Rect { x: area.x + 1, width: area.width.saturating_sub(2), height: area.height.min(1), ..area };
    let extra = pane.extra(app, theme);
    let used: usize = title.iter().chain(&extra.spans).map(Span::width).sum();
    if used < usize::from(top.width) {
        title.extend(extra.spans);
    }
    title.push(Span::raw(" "));
    let line = Line::from(title);
    let width = (line.width() as u16).min(top.width);
    put_line(buf, Rect { width, ..top }, &line, theme);
    draw_keys(app, id, Rect { x: top.x + width, width: top.width - width, ..top }, buf);
    if app.bench.is_none() {
        loading(app, theme, inside, buf);
    } else {
        pane.render(app, theme, inside, buf);
    }
}

/// The keys that act in a pane, at the right end of its title: with their names where these fit, else alone.
fn draw_keys(app: &App, id: PaneId, area: Rect, buf: &mut Buffer) {
    let (key, dim) = (app.theme.style(StyleRole::Accent), app.theme.style(StyleRole::Dim));
    let rows = || lines::own_keys(app, id);
    let named =
        rows().flat_map(|(own, name)| [Span::styled(own, key), Span::styled(format!(" {name} "), dim)]);
    let bare = rows().flat_map(|(own, _)| [Span::styled(own, key), Span::raw(" ")]);
    for spans in [named.collect::<Vec<_>>(), bare.collect()] {
        let mut line = Line::from(" ");
        line.spans.extend(spans);
        let width = line.width() as u16;
        // A piece of the frame keeps the title and the keys apart.
        if line.spans.len() > 1 && width < area.width {
            return put_line(buf, Rect { x: area.right() - width, width, ..area }, &line, &app.theme);
        }
    }
}

/// What is being loaded, with a bar.
fn loading(app: &App, theme: &Theme, area: Rect, buf: &mut Buffer) {
    let middle = area.centered_vertically(Constraint::Length(2));
    let loading = &app.loading;
    let numbers =
        if loading.total > 0 { format!("  {} of {}", loading.done, loading.total) } else { String::new() };
    put(
        buf,
        area,
        (middle.x + 1, middle.y),
        &format!("{}{numbers}", loading.what),
        theme.style(StyleRole::Dim),
    );
    let width = middle.width.saturating_sub(2);
    let done = loading.done.min(loading.total) as f64 / loading.total.max(1) as f64;
    let full = (done * f64::from(width)) as usize;
    put(
        buf,
        area,
        (middle.x + 1, middle.y + 1),
        &theme.symbols().bar[8].repeat(full),
        theme.style(StyleRole::Accent),
    );
}

#[cfg(test)]
mod tests;
