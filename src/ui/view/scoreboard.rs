//! The scoreboard: a row for each arm with what it reached and how it is set, and the verdict in one sentence below.
//!
//! ```text
//!   accuracy majority balanced recall of 'Ankle boot'             95 %  l loss     w weights s sampler ...
//! ▸A     .86      .40      .55 ─                            .00 .00-.04  softmax-ce none      uniform
//!  B     .72      .40      .69 ███████████████████████▉─    .92 .85-.96  softmax-ce balanced  uniform
//! A is 86 % accurate and finds no 'Ankle boot' (always 'T-shirt': 40 %). B (weights balanced) finds 92 % ...
//! ```
//!
//! Numbers stand left, in places that depend on the width alone; settings stand right.

mod numbers;
mod present;
mod settings;

pub(super) use present::present;
pub(super) use settings::{column, header_fields, place};

use crate::lab::analysis::verdict::News;
use crate::lab::recipe::ArmId;
use crate::lab::record::event::{Ended, TeacherProgress};
use crate::lab::record::history::Status;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::theme::{StyleRole, columns, wrap};
use crate::ui::widgets::draw::{put, put_line};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Columns from which on titles are whole words.
const WORDY: u16 = 100;
/// Columns of the pointer, the letter and the blank behind it.
const LETTER: u16 = 3;

/// The rows of the arms, with titles where the board has a row more than there are arms.
pub(super) fn draw(model: &ScreenModel, area: Rect, buf: &mut Buffer) {
    if area.is_empty() || model.shown().is_empty() {
        return;
    }
    let theme = &model.theme;
    let numbers = numbers::NumberColumns::of(model, area.width);
    let right = LETTER + numbers.width();
    let cells =
        settings::cells(model, Rect { x: area.x + right, width: area.width.saturating_sub(right), ..area });
    let titled = usize::from(area.height) > model.shown().len();
    let mut lines = area.rows();
    if let Some(line) = lines.next().filter(|_| titled) {
        put_line(
            buf,
            Rect { x: line.x + LETTER, width: line.width.saturating_sub(LETTER), ..line },
            &numbers.titles(theme),
            theme,
        );
        settings::titles(model, &cells, line, buf);
    }
    let lines = if titled { lines } else { area.rows() };
    for ((at, arm), line) in in_sight(model, usize::from(area.height) - usize::from(titled)).zip(lines) {
        let look = theme.series(arm.id.index());
        let pointer = if arm.id == model.arm { theme.symbols().pointer } else { " " };
        put(buf, line, (line.x, line.y), &format!("{pointer}{} ", look.letter), look.style);
        let inner = Rect { x: line.x + LETTER, width: line.width.saturating_sub(LETTER), ..line };
        let reached = fate(arm)
            .map_or_else(|| numbers.row(model, arm), |(text, role)| Line::styled(text, theme.style(role)));
        put_line(buf, Rect { width: numbers.width().min(inner.width), ..inner }, &reached, theme);
        settings::row(model, at, &cells, line, buf);
    }
}

/// The arm whose row this line of the screen is.
pub(super) fn arm_at(model: &ScreenModel, area: Rect, y: u16) -> Option<ArmId> {
    let titled = usize::from(area.height) > model.shown().len();
    let row = usize::from(y.checked_sub(area.y + u16::from(titled))?);
    let mut arms = in_sight(model, usize::from(area.height) - usize::from(titled));
    arms.nth(row).map(|(_, arm)| arm.id)
}

/// As many arms as there are rows, with their places: all, or those around the focused one.
fn in_sight(model: &ScreenModel, rows: usize) -> impl Iterator<Item = (usize, &ArmView)> {
    let arms = model.shown();
    let focused = arms.iter().position(|arm| arm.id == model.arm).unwrap_or(0);
    let first = (focused + 1).saturating_sub(rows.max(1)).min(arms.len().saturating_sub(rows));
    arms.iter().enumerate().skip(first)
}

/// What there is to say of an arm instead of numbers.
fn fate(arm: &ArmView) -> Option<(String, StyleRole)> {
    let step = arm.history.step;
    match (&arm.history.status, arm.history.teacher_run) {
        (Status::Ended(Ended::Diverged { .. }), _) => {
            Some((format!("diverged at step {step}"), StyleRole::Bad))
        }
        (Status::Ended(Ended::Failed { .. }), _) => Some((format!("failed at step {step}"), StyleRole::Bad)),
        (_, Some(TeacherProgress { done, total })) => {
            Some((format!("its teacher trains: step {done} of {total}"), StyleRole::Warning))
        }
        (_, None) if arm.history.latest.is_none() => Some(("not evaluated yet".to_owned(), StyleRole::Dim)),
        (_, None) => None,
    }
}

/// The verdict in as many lines as it has.
pub(super) fn verdict(model: &ScreenModel, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let judgement = &model.verdict.judgement;
    let (symbol, role) = match judgement.news {
        News::Pending => (theme.symbols().bullet, StyleRole::Dim),
        News::Bad => (theme.symbols().cross, StyleRole::Bad),
        News::Mixed => (theme.symbols().bullet, StyleRole::Warning),
        News::Good => (theme.symbols().check, StyleRole::Good),
    };
    if judgement.text.is_empty() || area.is_empty() {
        return;
    }
    let probe = model.shown().iter().any(|arm| arm.history.is_probe);
    let note = if probe { " (measured on the probe)" } else { "" };
    let text = format!("{}{note}", judgement.text);
    let indent = columns(symbol) as u16 + 2;
    put(buf, area, (area.x + 1, area.y), symbol, theme.style(role));
    let room = Rect { x: area.x + indent, width: area.width.saturating_sub(indent + 1), ..area };
    let mut lines = wrap(&text, usize::from(room.width), theme.symbols());
    // What does not fit is cut by an ellipsis at the end of the last line.
    if lines.len() > usize::from(room.height) {
        let rest = lines.split_off(usize::from(room.height).saturating_sub(1)).join(" ");
        lines.push(rest);
    }
    for (text, place) in lines.into_iter().zip(room.rows()) {
        put_line(buf, place, &Line::from(Span::styled(text, theme.style(StyleRole::Title))), theme);
    }
}
