//! The lines around the panes: header, arms, strip and footer.

mod arms;
mod experiment;
mod tabs;

pub(in crate::ui) use arms::differs;
use arms::headline_number;
pub(super) use experiment::experiment;
pub(super) use tabs::{tab_at, tabs};

use super::{Guide, scoreboard};
use crate::data::Task;
use crate::lab::History;
use crate::lab::recipe::PaneId;
use crate::lab::record::history::Status;
use crate::ui::app::App;
use crate::ui::keymap;
use crate::ui::model::RunSource;
use crate::ui::numbers::{count, figure};
use crate::ui::overlay::Overlay;
use crate::ui::panes::headline;
use crate::ui::theme::{StyleRole, columns, fit};
use crate::ui::widgets::interval_bar::filled;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use std::time::Duration;

/// Columns of the bar of what is done.
const PROGRESS: u16 = 10;

/// Keys that the footer always offers, by name, after those of the focused pane.
const ALWAYS: [&str; 8] = ["pause", "loss", "weights", "sampler", "imbalance", "twin", "zoom", "home"];

/// Keys from which everything can be found.
const WAYS: [&str; 4] = ["help", "quit", "palette", "next pane"];

/// The same for a stored run, where nothing trains.
const STORED: [&str; 5] = ["zoom", "next arm", "difference", "copy", "home"];

/// Keys that say nothing on a task.
fn is_idle(task: Task, name: &str) -> bool {
    match task {
        Task::Classification => false,
        Task::MultiLabel => matches!(name, "mark" | "imbalance"),
        Task::Regression => {
            matches!(
                name,
                "mark" | "imbalance" | "weights" | "unit" | "temperature" | "normalise" | "difference"
            )
        }
    }
}

/// The state in a word, with how it looks.
fn state(app: &App) -> (String, StyleRole) {
    let symbols = app.theme.symbols();
    let word = |text: &str, role| (format!("{} {text}", symbols.bullet), role);
    if app.frozen.is_some() {
        return word("view frozen", StyleRole::Warning);
    }
    if let RunSource::Replay(_) = app.source {
        return word("stored run", StyleRole::Accent);
    }
    if app.bench.is_none() {
        return word("loading", StyleRole::Accent);
    }
    if app.arms.is_empty() {
        return word("starting", StyleRole::Accent);
    }
    let any = |status: fn(&Status) -> bool| app.arms.iter().any(|arm| status(&arm.history.status));
    if app.focused().is_some_and(|arm| arm.history.teacher_run.is_some()) {
        return word("a teacher trains", StyleRole::Accent);
    }
    if any(|status| *status == Status::Training) {
        word("training", StyleRole::Good)
    } else if any(|status| *status == Status::Paused) {
        word("paused", StyleRole::Warning)
    } else if any(|status| *status == Status::Rested) {
        (format!("{} done, c continues", symbols.check), StyleRole::Good)
    } else {
        (format!("{} ended, r restarts", symbols.cross), StyleRole::Bad)
    }
}

/// Data, imbalance and network, each with the key that changes it where the scoreboard has no cell for it.
fn subject(app: &App, width: u16) -> Vec<(&'static str, String)> {
    let source = app.recipe.data.rsplit('/').find(|part| !part.is_empty()).unwrap_or("data");
    let imbalance = app.bench.as_ref().map_or_else(String::new, |bench| bench.imbalance.clone());
    let model = app.focused().map_or_else(String::new, |arm| arm.history.setting("model"));
    let acts = app.source == RunSource::Live && app.task() == Task::Classification;
    let here = if acts { scoreboard::header_fields(app, width) } else { &[] };
    let key = |field: &str, key| if here.contains(&field) { key } else { "" };
    let all = [("", source.to_owned()), (key("imbalance", "i "), imbalance), (key("model", "m "), model)];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// The same in a line of this many columns.
fn subject_spans(app: &App, parts: &[(&'static str, String)], room: usize) -> Vec<Span<'static>> {
    let symbols = app.theme.symbols();
    let separator = format!(" {} ", symbols.separator);
    let (mut spans, mut left) = (Vec::new(), room);
    for (at, (key, text)) in parts.iter().enumerate() {
        let before = if at == 0 { "" } else { separator.as_str() };
        for (text, style) in
            [(before, Style::new()), (*key, app.theme.style(StyleRole::Accent)), (text, Style::new())]
        {
            let text = fit(text, left, symbols);
            left -= columns(&text);
            spans.push(Span::styled(text, style));
        }
    }
    spans.push(Span::raw(" ".repeat(left)));
    spans
}

/// Data and model to the left; state, epoch, rate and seed to the right, in columns that keep their places.
pub(super) fn header(app: &App, width: u16) -> Line<'_> {
    let theme = &app.theme;
    let (state, role) = state(app);
    let arm = app.focused().map(|arm| &arm.history);
    let epochs =
        arm.map_or(String::new(), |arm| format!("epoch {:>4.1}/{:.0}", arm.epochs(), arm.total_epochs()));
    let rate = arm.and_then(History::images_per_second);
    let rate = rate.map_or(String::new(), |rate| format!("{:>4} img/s", count(rate)));
    let pace = match app.source {
        RunSource::Live if app.arms.is_empty() => "",
        RunSource::Live if app.pace > 0.0 => "paced",
        RunSource::Live => "full",
        RunSource::Replay(_) => "",
    };
    let right =
        [state, epochs, progress(app), rate, format!("seed {}", app.recipe.seed), format!("{pace:5}")];
    let subject = subject(app, width);
    let long: usize = subject.iter().map(|(key, text)| columns(key) + columns(text) + 3).sum();
    let long = long.saturating_sub(3);
    let name = " dl-lab  ";
    let mut shown = right.len();
    let needed = |shown: usize| right[..shown].iter().map(|part| columns(part) + 2).sum::<usize>();
    while shown > 1 && needed(shown) + name.len() + long > usize::from(width) {
        shown -= 1;
    }
    let room = usize::from(width).saturating_sub(name.len() + needed(shown));
    let mut spans = vec![Span::styled(name, theme.style(StyleRole::Title))];
    spans.extend(subject_spans(app, &subject, room));
    for (at, part) in right[..shown].iter().enumerate() {
        let style = theme.style(if at == 0 { role } else { StyleRole::Dim });
        spans.push(Span::styled(format!("  {part}"), style));
    }
    Line::from(spans)
}

/// A bar of what is done, with the time that it took and the time that is left.
fn progress(app: &App) -> String {
    let going =
        app.shown().iter().map(|arm| &arm.history).filter(|arm| !matches!(arm.status, Status::Ended(_)));
    // The run is done when its slowest arm is: one that came later has to catch up.
    let share = |arm: &History| arm.epochs() / arm.total_epochs().max(f64::MIN_POSITIVE);
    let Some(done) = going.map(share).min_by(f64::total_cmp).filter(|_| app.source == RunSource::Live) else {
        return String::new();
    };
    let done = done.clamp(0.0, 1.0);
    let symbols = app.theme.symbols();
    let full = filled(done, PROGRESS, symbols);
    let rest = symbols.axis.horizontal.repeat(usize::from(PROGRESS).saturating_sub(columns(&full)));
    let elapsed = app.clock.elapsed().map_or_else(String::new, |elapsed| format!(" {:>4}", minutes(elapsed)));
    let left = app.clock.left(done).filter(|_| done < 1.0);
    let left = left.map_or_else(String::new, |left| format!(", {:>4} left", minutes(left)));
    format!("{full}{rest}{elapsed}{left}")
}

/// `0:07`, `12:30`, `1:02:03`.
fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A notice, the filter, or the caption that matters most; what the recipe asks where that has no lines of its own.
pub(super) fn strip(app: &App, width: u16, guide: Guide) -> Line<'_> {
    let theme = &app.theme;
    if let Some(Overlay::Filter(input)) = &app.overlay {
        let text = format!(" / {}", input.value());
        return Line::from(vec![
            Span::styled(text, theme.style(StyleRole::Accent)),
            Span::styled(" ", theme.style(StyleRole::Selection)),
            Span::styled("  Enter keeps the filter, Esc closes", theme.style(StyleRole::Dim)),
        ]);
    }
    if let Some(notice) = &app.notice {
        return Line::styled(format!(" {}", notice.text), theme.style(notice.role));
    }
    if !app.filter.is_empty() {
        return Line::styled(format!(" filter: {} (Esc clears)", app.filter), theme.style(StyleRole::Accent));
    }
    // What a recipe is about is often what a caption warns of: its own words come first, pane 8 has the others.
    if let Some(line) = experiment::guide(app, width).filter(|_| guide == Guide::Shared) {
        return line;
    }
    if let Some(folder) = app.folder.as_ref().filter(|_| app.is_over() && app.is_kept()) {
        let place = fit(folder, usize::from(width.saturating_sub(48)), theme.symbols());
        let text = format!(" run, weights and predictions are saved in {place}");
        return Line::styled(text, theme.style(StyleRole::Good));
    }
    let Some((arm, caption)) = headline(app) else {
        return Line::styled(format!(" {}", welcome(app)), theme.style(StyleRole::Dim));
    };
    let look = theme.series(arm.index());
    // In a stored run no key answers.
    let key =
        caption.answer.filter(|_| app.source == RunSource::Live).and_then(keymap::find).map(keymap::label);
    // Keys change the focused arm, so the one that the caption speaks of has to be focused first.
    let focus = if arm == app.arm { String::new() } else { format!("focus {arm} (a), then ") };
    let answer = key.map_or_else(String::new, |key| format!(": {focus}press {key}"));
    // The key that answers is worth more than the end of the sentence.
    let room = usize::from(width).saturating_sub(3 + columns(&answer));
    Line::from(vec![
        Span::styled(format!(" {} ", look.letter), look.style),
        Span::styled(
            fit(whole_part(&caption.named(app.class_names()), room), room, theme.symbols()),
            theme.style(StyleRole::Warning),
        ),
        Span::styled(answer, theme.style(StyleRole::Accent)),
    ])
}

/// As many of the parts between semicolons as there is room for, the first at least.
fn whole_part(text: &str, room: usize) -> &str {
    match text.rsplit_once("; ") {
        Some((first, _)) if columns(text) > room => whole_part(first, room),
        _ => text,
    }
}

/// What stands in the strip while there is nothing to say.
fn welcome(app: &App) -> &'static str {
    match app.source {
        RunSource::Replay(_) => {
            "a stored run, read only; y shows the command that makes it again, ? all keys"
        }
        RunSource::Live if app.arms.is_empty() => "H shows recipes, ? all keys, q quits",
        RunSource::Live if app.task() == Task::Regression => {
            "l and + change the focused arm's loss and rate; H shows recipes, ? all keys"
        }
        RunSource::Live => "l and w change the focused arm's loss and weights; H shows recipes, ? all keys",
    }
}

/// The keys that are a pane's own, with their names.
pub(super) fn own_keys(app: &App, id: PaneId) -> impl Iterator<Item = (String, &'static str)> {
    let names = app.panes.get(id, app.task()).hints().iter().copied();
    let own = names.filter(|name| !is_idle(app.task(), name)).filter_map(keymap::find);
    own.filter(|row| row.group == keymap::Group::Show)
        .map(|row| (keymap::label(row).split(' ').next().unwrap_or_default().to_owned(), row.name))
}

/// Keys: those of the focused pane first; what leads to everything else is the last to go.
pub(super) fn footer(app: &App, width: u16) -> Line<'_> {
    let theme = &app.theme;
    let pane = app.panes.get(app.focus, app.task()).hints().iter().copied();
    let always: &[&str] = if app.source == RunSource::Live { &ALWAYS } else { &STORED };
    let names = WAYS.into_iter().chain(pane).chain(always.iter().copied());
    let mut chosen: Vec<(String, &str)> = Vec::new();
    let mut room = usize::from(width).saturating_sub(1);
    let names = names.filter(|name| !is_idle(app.task(), name));
    for row in names.filter_map(keymap::find) {
        let key = keymap::label(row).split(' ').next().unwrap_or_default().to_owned();
        let needed = columns(&key) + columns(row.name) + 3;
        if needed > room {
            break;
        }
        room -= needed;
        if !chosen.iter().any(|(_, name)| *name == row.name) {
            chosen.push((key, row.name));
        }
    }
    // At the right end, what leads furthest last.
    let rest = chosen.split_off(chosen.len().min(WAYS.len()));
    let general = chosen.split_off(chosen.len().min(2));
    let chosen = rest.into_iter().chain(general.into_iter().rev()).chain(chosen);
    let mut spans = vec![Span::raw(" ")];
    for (key, name) in chosen {
        spans.push(Span::styled(key, theme.style(StyleRole::Accent)));
        spans.push(Span::raw(format!(" {name}  ")));
    }
    Line::from(spans)
}

/// All that fits where nothing fits.
pub(super) fn tiny(app: &App) -> Line<'_> {
    let (state, role) = state(app);
    let number = app.evaluation().and_then(|evaluation| headline_number(app.task(), evaluation));
    let number = number.map_or(String::new(), |value| match app.task() {
        Task::Regression => format!(" {} {}", app.arm, figure(value)),
        Task::Classification | Task::MultiLabel => format!(" {} {value:.2}", app.arm),
    });
    Line::styled(format!("{state}{number}"), app.theme.style(role))
}
