//! How an arm is set: a cell for each setting, with the key that opens its menu in the title.

use super::WORDY;
use crate::data::Task;
use crate::ui::action::Choice;
use crate::ui::model::{ArmView, CurrentValue, ScreenModel};
use crate::ui::theme::{StyleRole, columns, fit};
use crate::ui::widgets::draw::{put, put_line};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A column of settings.
pub(super) struct Cell {
    field: &'static str,
    key: &'static str,
    title: &'static str,
    x: u16,
    width: u16,
}

/// Columns of the screen from which on the imbalance, which all arms share, has a cell.
const WIDE: u16 = 120;
/// A column in which arms do not differ is cut to this many columns before one in which they do.
const ALIKE: usize = 7;
/// A column is never narrower.
const LEAST: usize = 4;

/// Field, key, title, short title.
type Row = (&'static str, &'static str, &'static str, &'static str);

const ROWS: [Row; 6] = [
    ("loss", "l", "loss", "loss"),
    ("weights", "w", "weights", "wts"),
    ("sampler", "s", "sampler", "smp"),
    ("lr", "+-", "rate", "lr"),
    ("model", "m", "network", "net"),
    ("imbalance", "i", "imbalance", "imb"),
];

/// What the rows of a task are.
fn rows(task: Task) -> impl Iterator<Item = Row> {
    let says = move |field: &str| match task {
        Task::Classification => true,
        Task::MultiLabel => field != "imbalance",
        Task::Regression => field != "imbalance" && field != "weights",
    };
    ROWS.into_iter().filter(move |row| says(row.0))
}

/// The cells that fit into an area, left to right; those that say least give way, the longest are cut.
pub(super) fn cells(model: &ScreenModel, area: Rect) -> Vec<Cell> {
    let wordy = area.right() >= WORDY;
    let longest = |(field, key, title, short): Row| {
        let title = columns(key) + 1 + columns(if wordy { title } else { short });
        let values = model.shown().iter().map(|arm| columns(&text(&value(model, arm, field))));
        values.chain([title]).max().unwrap_or(0)
    };
    // One for all arms, so the header says it where there is no room for it here.
    let narrow = |row: &Row| row.0 == "imbalance" && area.right() < WIDE;
    let mut shown: Vec<(Row, usize)> =
        rows(model.task()).filter(|row| !narrow(row)).map(|row| (row, longest(row))).collect();
    let room = usize::from(area.width);
    while shown.len() > 1 && shown.iter().map(|(_, width)| (*width).min(LEAST) + 1).sum::<usize>() > room {
        shown.pop();
    }
    while shown.iter().map(|(_, width)| width + 1).sum::<usize>() > room {
        let wide = shown.iter_mut().filter(|(_, width)| *width > LEAST);
        let Some(widest) = wide.max_by_key(|(row, width)| (*width > ALIKE && !differs(model, row), *width))
        else {
            break;
        };
        widest.1 -= 1;
    }
    let mut x = area.x;
    let placed = |((field, key, title, short), width): (Row, usize)| {
        let whole = wordy && columns(key) + 1 + columns(title) <= width;
        let cell = Cell { field, key, title: if whole { title } else { short }, x, width: width as u16 };
        x += cell.width + 1;
        cell
    };
    shown.into_iter().map(placed).collect()
}

/// Whether an arm has another value than the first one.
fn differs(model: &ScreenModel, row: &Row) -> bool {
    let mut values = model.shown().iter().map(|arm| value(model, arm, row.0));
    let first = values.next();
    values.any(|other| Some(other) != first)
}

/// Where the value of a choice stands in the row of the focused arm, if it is on the screen.
pub(in crate::ui) fn place(model: &ScreenModel, choice: Choice, board: Rect) -> Option<Rect> {
    let numbers = super::numbers::NumberColumns::of(model, board.width);
    let right = super::LETTER + numbers.width();
    let area = Rect { x: board.x + right, width: board.width.saturating_sub(right), ..board };
    let cell = cells(model, area).into_iter().find(|cell| Some(cell.field) == choice.field())?;
    let row = model.shown().iter().position(|arm| arm.id == model.arm)? as u16;
    let titles = u16::from(usize::from(board.height) > model.shown().len());
    let y = board.y + titles + row;
    (y < board.bottom()).then_some(Rect { x: cell.x, y, width: cell.width, height: 1 })
}

pub(super) fn titles(model: &ScreenModel, cells: &[Cell], line: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    for cell in cells {
        let title = Line::from(vec![
            Span::styled(cell.key, theme.style(StyleRole::Accent)),
            Span::styled(format!(" {}", cell.title), theme.style(StyleRole::Dim)),
        ]);
        put_line(
            buf,
            Rect { x: cell.x, width: cell.width.min(line.right().saturating_sub(cell.x)), ..line },
            &title,
            theme,
        );
    }
}

/// The values of an arm: those in which it differs from the first one stand out.
pub(super) fn row(model: &ScreenModel, arm: &ArmView, cells: &[Cell], line: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    for cell in cells {
        let own = value(model, arm, cell.field);
        let first = model.shown().first().map(|first| value(model, first, cell.field));
        let role = match (&own.next, first.as_ref() == Some(&own)) {
            (Some(_), _) => StyleRole::Warning,
            (None, true) if model.shown().first().is_some_and(|first| first.id != arm.id) => StyleRole::Dim,
            (None, true) => StyleRole::Text,
            (None, false) => StyleRole::Title,
        };
        let text = fit(&text(&own), usize::from(cell.width), theme.symbols());
        put(buf, line, (cell.x, line.y), &text, theme.style(role));
    }
}

fn value(model: &ScreenModel, arm: &ArmView, field: &str) -> CurrentValue {
    if field == "imbalance" {
        let now = model.bench.as_ref().map_or_else(String::new, |bench| bench.imbalance.clone());
        return CurrentValue { now, next: None };
    }
    arm.current(field)
}

/// A value with what follows: `none, next: balanced`.
fn text(value: &CurrentValue) -> String {
    match &value.next {
        None => value.now.clone(),
        Some(next) if value.now.is_empty() => format!("next: {next}"),
        Some(next) => format!("{}, next: {next}", value.now),
    }
}
