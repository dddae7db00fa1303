//! What the recipe expected beside what was found.

use super::comparison;
use crate::lab::analysis::finding::{Finding, Verdict};
use crate::ui::model::ScreenModel;
use crate::ui::numbers::figure;
use crate::ui::theme::{StyleRole, Theme, columns, pad, wrap};
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

/// Columns of the box at most.
const WIDEST: u16 = 110;
/// Columns of a number that was found.
const FOUND: usize = 8;
/// Columns of a verdict with its symbol.
const VERDICT: usize = 8;

/// Where the recipe asks nothing.
const NOTHING: &str = "This run answers no question of a recipe. The start page (H) lists recipes that ask one, with \
                       what they expect.";

/// Lines of the box at half its width: as far as it scrolls.
pub(in crate::ui) fn findings_length(model: &ScreenModel) -> usize {
    lines(model, usize::from(WIDEST / 2)).len()
}

/// Draws the box.
pub(super) fn draw(model: &ScreenModel, offset: usize, frame: Rect, buf: &mut Buffer) {
    let width = frame.width.min(WIDEST);
    let lines = lines(model, usize::from(width.saturating_sub(4)));
    let name = model.inquiry.as_ref().map_or("", |inquiry| inquiry.answer.name.as_str());
    let title = format!("Expected and found: {name}");
    let title = if name.is_empty() { "Expected and found" } else { &title };
    let popup = Popup::new(&model.theme, title, &lines).offset(offset).min_width(width);
    popup.footer("Up Down PgUp PgDn scroll, Esc closes").render(frame, buf);
}

/// Question, expectations, the arms side by side, what was found before, what to try next.
fn lines(model: &ScreenModel, width: usize) -> Vec<Line<'static>> {
    let theme = &model.theme;
    let text = |text: &str, role| -> Vec<Line<'static>> {
        let wrapped = wrap(text, width, theme.symbols());
        wrapped.into_iter().map(|line| Line::styled(line, theme.style(role))).collect()
    };
    let (Some(inquiry), Some(experiment)) = (&model.inquiry, &model.recipe.experiment) else {
        return text(NOTHING, StyleRole::Text);
    };
    let answer = &inquiry.answer;
    let mut lines = text(&answer.question, StyleRole::Title);
    lines.extend(text(&format!("watch: {}", experiment.watch), StyleRole::Text));
    if !answer.as_written {
        lines.extend(text(super::CHANGED, StyleRole::Warning));
    }
    lines.push(Line::default());
    if answer.findings.is_empty() {
        let why =
            if model.bench.is_none() { "the data are still being loaded" } else { "it expects nothing" };
        lines.extend(text(why, StyleRole::Dim));
    } else {
        lines.extend(table(theme, &answer.findings, width));
        let soon = if model.is_over() { "" } else { ", so far" };
        lines.extend(text(
            &format!("{}{soon}; measured on the validation set", answer.tally()),
            StyleRole::Dim,
        ));
    }
    lines.extend(comparison::lines(theme, &answer.comparison, width));
    for (word, sentence) in [("Reference result: ", &experiment.found), ("next: ", &experiment.next)] {
        if !sentence.is_empty() {
            lines.push(Line::default());
            lines.extend(text(&format!("{word}{sentence}"), StyleRole::Text));
        }
    }
    lines
}

/// A row for each expectation: words, range, number, verdict.
fn table(theme: &Theme, findings: &[Finding], width: usize) -> Vec<Line<'static>> {
    let ranges = findings.iter().map(|finding| columns(&finding.expected()));
    let range = ranges.max().unwrap_or(0).max("expected".len()).min(width / 3);
    let words = width.saturating_sub(range + FOUND + VERDICT + 6);
    let symbols = theme.symbols();
    let cells = |texts: [&str; 4], role: StyleRole| {
        let [say, expected, found, verdict] = texts;
        let numbers = [
            pad(say, words, Alignment::Left, symbols),
            pad(expected, range, Alignment::Right, symbols),
            pad(found, FOUND, Alignment::Right, symbols),
        ];
        Line::from(vec![
            Span::raw(format!("{}  ", numbers.join("  "))),
            Span::styled(pad(verdict, VERDICT, Alignment::Left, symbols), theme.style(role)),
        ])
    };
    let mut lines =
        vec![cells(["", "expected", "found", ""], StyleRole::Dim).style(theme.style(StyleRole::Dim))];
    for finding in findings {
        let found = finding.found.map_or_else(|| symbols.dash.to_owned(), figure);
        let (symbol, role) = verdict_look(theme, finding.verdict);
        let verdict = format!("{symbol} {}", finding.verdict.word());
        for (at, say) in wrap(&finding.say, words, symbols).iter().enumerate() {
            lines.push(match at {
                0 => cells([say, &finding.expected(), &found, &verdict], role),
                _ => Line::raw(say.clone()),
            });
        }
        let measured = format!("  {}", finding.measured);
        lines
            .push(Line::styled(pad(&measured, words, Alignment::Left, symbols), theme.style(StyleRole::Dim)));
    }
    lines
}

/// How a verdict looks.
pub(in crate::ui) fn verdict_look(theme: &Theme, verdict: Verdict) -> (&'static str, StyleRole) {
    let symbols = theme.symbols();
    match verdict {
        Verdict::Met => (symbols.check, StyleRole::Good),
        Verdict::Missed => (symbols.cross, StyleRole::Bad),
        Verdict::Open => (symbols.dash, StyleRole::Dim),
    }
}
