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
    /// Columns that it is not cut below: those of its title where titles are whole words.
    least: u16,
    /// Of each arm that is shown.
    values: Vec<CurrentValue>,
}

/// Columns of the screen from which on the imbalance, which all arms share, has a cell.
const WIDE: u16 = 120;
/// A column in which arms do not differ is cut to this many columns before one in which they do.
const ALIKE: u16 = 7;
/// A column is never narrower.
const LEAST: u16 = 4;

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

/// What all arms share and the header says, where the scoreboard has no room for a cell of it: the imbalance, and a network
/// that would leave whole titles no room for the loss.
pub(in crate::ui::view) fn header_fields(model: &ScreenModel, width: u16) -> &'static [&'static str] {
    let alike = || {
        let mut networks = model.shown().iter().map(|arm| value(model, arm, "model"));
        let first = networks.next();
        networks.all(|own| Some(own) == first) && first.is_some_and(|first| first.next.is_none())
    };
    match width {
        WIDE.. => &[],
        WORDY.. if model.task() == Task::Classification && alike() => &["imbalance", "model"],
        _ => &["imbalance"],
    }
}

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
    let in_header = header_fields(model, area.right());
    let cell = |(field, key, title, short): Row| {
        let values: Vec<CurrentValue> = model.shown().iter().map(|arm| value(model, arm, field)).collect();
        let titles = [title, short].map(|title| columns(key) + 1 + columns(title));
        let own = values.iter().map(|value| columns(&text(value))).max().unwrap_or(0);
        let width = own.max(titles[usize::from(!wordy)]) as u16;
        let least = if wordy { titles[0] as u16 } else { LEAST };
        Cell { field, key, title: if wordy { title } else { short }, x: 0, width, least, values }
    };
    let mut shown: Vec<Cell> =
        rows(model.task()).filter(|row| !in_header.contains(&row.0)).map(cell).collect();
    let needed =
        |shown: &[Cell], of: fn(&Cell) -> u16| shown.iter().map(|cell| u32::from(of(cell)) + 1).sum::<u32>();
    while shown.len() > 1 && needed(&shown, |cell| cell.width.min(cell.least)) > u32::from(area.width) {
        shown.pop();
    }
    // Those in which arms differ are the last to be cut.
    while needed(&shown, |cell| cell.width) > u32::from(area.width) {
        let wide = shown.iter_mut().filter(|cell| cell.width > cell.least);
        let Some(widest) = wide.max_by_key(|cell| (cell.width > ALIKE && cell.is_alike(), cell.width)) else {
            break;
        };
        widest.width -= 1;
    }
    let mut x = area.x;
    let placed = |mut cell: Cell| {
        cell.x = x;
        x += cell.width + 1;
        cell
    };
    shown.into_iter().map(placed).collect()
}

impl Cell {
    /// Whether every arm has the value of the first one.
    fn is_alike(&self) -> bool {
        self.values.iter().all(|value| Some(value) == self.values.first())
    }
}

/// From which column of the screen to which the values of a choice stand, if they are on it.
pub(in crate::ui::view) fn column(model: &ScreenModel, choice: Choice, board: Rect) -> Option<[u16; 2]> {
    let numbers = super::numbers::NumberColumns::of(model, board.width);
    let right = super::LETTER + numbers.width();
    let area = Rect { x: board.x + right, width: board.width.saturating_sub(right), ..board };
    let cell = cells(model, area).into_iter().find(|cell| Some(cell.field) == choice.field())?;
    Some([cell.x, cell.x + cell.width])
}

/// Where the value of a choice stands in the row of the focused arm, if it is on the screen.
pub(in crate::ui) fn place(model: &ScreenModel, choice: Choice, board: Rect) -> Option<Rect> {
    let [x, end] = column(model, choice, board)?;
    let row = model.shown().iter().position(|arm| arm.id == model.arm)? as u16;
    let titles = u16::from(usize::from(board.height) > model.shown().len());
    let y = board.y + titles + row;
    (y < board.bottom()).then_some(Rect { x, y, width: end - x, height: 1 })
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

/// The values of an arm by its place among those shown: those in which it differs from the first one stand out.
pub(super) fn row(model: &ScreenModel, at: usize, cells: &[Cell], line: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    for cell in cells {
        let own = &cell.values[at];
        let role = match (&own.next, *own == cell.values[0]) {
            (Some(_), _) => StyleRole::Warning,
            (None, true) if at > 0 => StyleRole::Dim,
            (None, true) => StyleRole::Text,
            (None, false) => StyleRole::Title,
        };
        let text = fit(&text(own), usize::from(cell.width), theme.symbols());
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
