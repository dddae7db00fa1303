//! The lines of what the recipe asks: what to watch while it runs, then what was expected beside what was found.

use crate::lab::analysis::finding::{Finding, Verdict};
use crate::ui::keymap;
use crate::ui::model::{Inquiry, ScreenModel};
use crate::ui::numbers::figure;
use crate::ui::overlay::{CHANGED, verdict_look};
use crate::ui::theme::{StyleRole, columns, fit};
use ratatui::text::{Line, Span};

/// Columns from which it is said in full that a recipe was changed, and beside it what was found.
const WORDY: usize = 130;

/// Columns that an expectation's words need beside its numbers, if they are so long; half of them where it was missed.
const LEAST: usize = 16;

/// The two lines where there is room for them: the question and what to watch; at the end what was found and what to
/// try next. Nothing where the recipe asks nothing.
pub(in crate::ui::view) fn experiment(model: &ScreenModel, width: u16) -> Option<[Line<'static>; 2]> {
    let (inquiry, experiment) = (model.inquiry.as_ref()?, model.recipe.experiment.as_ref()?);
    let watch = labelled(model, "watch", &experiment.watch, width);
    let room = usize::from(width).saturating_sub(columns(&inquiry.answer.name) + 3);
    match verdict(model, inquiry, room) {
        Some(found) if experiment.next.is_empty() => Some([named(model, inquiry, found), watch]),
        Some(found) => Some([named(model, inquiry, found), labelled(model, "next", &experiment.next, width)]),
        None => Some([question(model, inquiry), watch]),
    }
}

/// The one line where it shares the strip.
pub(in crate::ui::view) fn guide(model: &ScreenModel, width: u16) -> Option<Line<'static>> {
    let (inquiry, experiment) = (model.inquiry.as_ref()?, model.recipe.experiment.as_ref()?);
    let word = if inquiry.answer.as_written { "watch" } else { "changed; watch" };
    let room = usize::from(width).saturating_sub(columns(&hint()) + 1);
    let found = verdict(model, inquiry, room).map(|found| with_key(model, found, width));
    found.or_else(|| Some(labelled(model, word, &experiment.watch, width)))
}

/// The question behind the recipe's name, or that the recipe is no longer the one that it was.
fn question(model: &ScreenModel, inquiry: &Inquiry) -> Line<'static> {
    let answer = &inquiry.answer;
    let (text, role) = if answer.as_written {
        (answer.question.clone(), StyleRole::Text)
    } else {
        (CHANGED.to_owned(), StyleRole::Warning)
    };
    let style = model.theme.style(role);
    named(model, inquiry, Line::from(vec![Span::raw(" "), Span::styled(text, style)]))
}

/// A line behind the recipe's name.
fn named(model: &ScreenModel, inquiry: &Inquiry, mut line: Line<'static>) -> Line<'static> {
    let name = Span::styled(format!(" {} ", inquiry.answer.name), model.theme.style(StyleRole::Title));
    line.spans.insert(0, name);
    line
}

/// A sentence behind its word, and to the right the key that shows everything; the sentence gives way.
fn labelled(model: &ScreenModel, word: &str, sentence: &str, width: u16) -> Line<'static> {
    let theme = &model.theme;
    let line = Line::from(vec![
        Span::styled(format!(" {word}: "), theme.style(StyleRole::Accent)),
        Span::raw(sentence.to_owned()),
    ]);
    with_key(model, line, width)
}

/// The key that shows all expectations.
fn hint() -> String {
    let key = keymap::find("findings").map(keymap::label).unwrap_or_default();
    format!("  {key} shows all")
}

/// A line with the key that shows all expectations at its end.
fn with_key(model: &ScreenModel, mut line: Line<'static>, width: u16) -> Line<'static> {
    let theme = &model.theme;
    let hint = hint();
    let room = usize::from(width).saturating_sub(columns(&hint) + 1);
    let mut used = 0;
    for span in &mut line.spans {
        span.content = fit(&span.content, room.saturating_sub(used), theme.symbols()).into();
        used += span.width();
    }
    line.spans.push(Span::raw(" ".repeat(room.saturating_sub(used))));
    line.spans.push(Span::styled(hint, theme.style(StyleRole::Accent)));
    line
}

/// How many expectations came true and the one that says most, whose words give way to its numbers; nothing before all
/// arms rest.
fn verdict(model: &ScreenModel, inquiry: &Inquiry, room: usize) -> Option<Line<'static>> {
    let theme = &model.theme;
    let answer = &inquiry.answer;
    let resting = !model.arms.is_empty() && model.is_over();
    let telling = telling(&answer.findings).filter(|_| resting)?;
    let (symbol, role) = verdict_look(theme, telling.verdict);
    let found = telling.found.map_or_else(|| theme.symbols().dash.to_owned(), figure);
    let mut spans = vec![Span::raw(" ")];
    if !answer.as_written {
        let changed = if room < WORDY { "not as written" } else { CHANGED };
        spans.push(Span::styled(format!("{changed}: "), theme.style(StyleRole::Warning)));
    }
    spans.push(Span::styled(format!("{symbol} {}. ", answer.tally()), theme.style(role)));
    let numbers = format!(": expected {}, found {found}", telling.expected());
    let used = spans.iter().map(Span::width).sum::<usize>();
    let rest = room.saturating_sub(used);
    let words = telling.say.trim_end_matches('.');
    // Numbers without the words that they belong to say nothing: then what comes next, or what was missed.
    let spared = rest.saturating_sub(columns(&numbers));
    let next = model.recipe.experiment.as_ref().map_or("", |experiment| experiment.next.as_str());
    let missed = telling.verdict == Verdict::Missed;
    let least = if missed { LEAST / 2 } else { LEAST };
    if spared >= least.min(columns(words)) {
        spans.push(Span::raw(fit(words, spared, theme.symbols()) + &numbers));
    } else if missed || next.is_empty() {
        spans.push(Span::raw(fit(&format!("{words}: found {found}"), rest, theme.symbols())));
    } else {
        spans.push(Span::styled("next: ", theme.style(StyleRole::Accent)));
        spans.push(Span::raw(next.to_owned()));
    }
    Some(Line::from(spans))
}

/// The first expectation that was missed, or else the first.
fn telling(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().find(|finding| finding.verdict == Verdict::Missed).or_else(|| findings.first())
}
