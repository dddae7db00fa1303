//! The scoreboard for an audience: of each arm the number at stake in large digits, with few words.
//!
//! ```text
//! ▸A  softmax-ce                           B  weights=balanced
//! ######        recall of 'Ankle boot'     ######  ######        recall of 'Ankle boot'
//! ```

use super::numbers::{at_stake, error_ratio, range};
use crate::base::rounding::per_cent;
use crate::data::Task;
use crate::ui::model::{ArmView, ScreenModel};
use crate::ui::numbers::share;
use crate::ui::theme::{StyleRole, columns};
use crate::ui::view::lines::differs;
use crate::ui::widgets::digits;
use crate::ui::widgets::draw::put_line;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// Columns of words beside the digits at least.
const WORDS: u16 = 14;

/// All arms beside each other.
pub(in crate::ui::view) fn present(model: &ScreenModel, area: Rect, buf: &mut Buffer) {
    let arms = model.shown();
    let places = Layout::horizontal(arms.iter().map(|_| Constraint::Fill(1))).spacing(2).split(area);
    for (arm, place) in arms.iter().zip(places.iter()) {
        draw(model, arm, *place, buf);
    }
}

fn draw(model: &ScreenModel, arm: &ArmView, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let look = theme.series(arm.id.index());
    let pointer = if arm.id == model.arm { theme.symbols().pointer } else { " " };
    let name = match model.shown().first() {
        Some(first) if first.id != arm.id => differs(arm, first),
        _ => ["loss", "weights"].map(|field| arm.setting(field)).join(", weights "),
    };
    let title = Line::from(vec![
        Span::styled(format!("{pointer}{}  ", look.letter), look.style),
        Span::styled(name, theme.style(StyleRole::Title)),
    ]);
    put_line(buf, Rect { height: area.height.min(1), ..area }, &title, theme);
    let rows =
        Rect { x: area.x + 1, y: area.y + 1, width: area.width.saturating_sub(1), height: digits::ROWS };
    let rows = rows.intersection(area);
    if let Some((text, role)) = super::fate(arm) {
        let line = Rect { y: rows.y + 1, height: 1, ..rows };
        return put_line(buf, line.intersection(area), &Line::styled(text, theme.style(role)), theme);
    }
    let number = stake(model, arm).map_or_else(|| "-".to_owned(), |share| format!("{:.0}%", per_cent(share)));
    // The percent sign is the first to go where six arms share the screen.
    let used = [number.as_str(), number.trim_end_matches('%')]
        .into_iter()
        .map(|text| digits::draw(text, look.style, theme, rows, buf))
        .find(|used| *used > 0)
        .unwrap_or(0);
    // Where there is no room beside them, what the digits are stands below.
    let titles = at_stake(model);
    let fits = |title: &&String| columns(title) <= usize::from(rows.width);
    let name = titles.iter().find(fits).or(titles.last()).cloned().unwrap_or_default();
    let beside = Rect { x: rows.x + used + 2, width: rows.width.saturating_sub(used + 2), ..rows };
    if beside.width >= WORDS {
        for (line, place) in words(model, arm, usize::from(beside.width)).iter().zip(beside.rows()) {
            put_line(buf, place, line, theme);
        }
    } else {
        let below = Rect { y: rows.bottom(), height: 1, ..rows };
        put_line(buf, below.intersection(area), &Line::styled(name, theme.style(StyleRole::Dim)), theme);
    }
}

/// The share in large digits: the recall at stake, or the error beside that of always predicting the mean.
fn stake(model: &ScreenModel, arm: &ArmView) -> Option<f64> {
    match model.task() {
        Task::Regression => error_ratio(model, arm),
        Task::Classification | Task::MultiLabel => model.at_stake(arm)?.recall,
    }
}

/// What the digits are, and the numbers beside them.
fn words(model: &ScreenModel, arm: &ArmView, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let dim = theme.style(StyleRole::Dim);
    let titles = at_stake(model);
    let title = titles.iter().find(|title| columns(title) <= width).or(titles.last());
    let mut lines = vec![Line::from(title.cloned().unwrap_or_default())];
    if model.task() != Task::Regression {
        lines.push(Line::styled(format!("95 %: {}", range(model.at_stake(arm), theme)), dim));
    }
    let number = |name: &str, value: String| {
        Line::from(vec![Span::styled(format!("{name} "), dim), Span::styled(value, Style::new())])
    };
    if let Some(report) = model.judged_by(arm).map(|judged| &judged.report)
        && model.task() == Task::Classification
    {
        lines.push(number("accuracy", share(report.prior_accuracy, theme)));
        lines.push(number("majority", share(report.prior_majority_baseline, theme)));
        lines.push(number("balanced", share(report.balanced_accuracy, theme)));
    }
    lines
}
