//! Drawing the start page over the whole screen: the list, and beside or below it the chosen recipe.

use super::Home;
use crate::lab::recipe::{ArmId, Outline};
use crate::ui::model::ScreenModel;
use crate::ui::theme::{StyleRole, Theme, columns, wrap};
use crate::ui::widgets::draw::put_line;
use crate::ui::widgets::scroll;
use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Widget};

/// Columns from which the chosen recipe stands beside the list.
const BESIDE: u16 = 120;
/// Rows of the chosen recipe below the list, with its frame.
const BELOW: u16 = 13;
/// Rows of the list that are worth a recipe below it, with its frame.
const LIST: u16 = 8;
/// Rows from which the list has a frame.
const FRAMED: u16 = 4;
/// Columns of the words before the facts of a recipe.
const LABEL: usize = 8;

/// A line of the list.
enum HomeRow {
    Blank,
    Topic(&'static str),
    /// The place among the listed recipes.
    Recipe(usize),
}

/// Draws the page.
pub(in crate::ui) fn draw(model: &ScreenModel, home: &Home, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    Clear.render(area, buf);
    let (list, recipe, last) = split(area);
    draw_list(theme, home, list, buf);
    if let Some(outline) = home.chosen().filter(|_| !recipe.is_empty()) {
        draw_recipe(model, outline, recipe, buf);
    }
    let line = match &model.notice {
        Some(notice) => Line::styled(format!(" {}", notice.text), theme.style(notice.role)),
        None => keys(theme),
    };
    put_line(buf, last, &line, theme);
}

/// The place among the listed recipes of the one that somebody points at.
pub(in crate::ui) fn entry_at(home: &Home, area: Rect, at: Position) -> Option<usize> {
    let (list, ..) = split(area);
    let list = RecipeList::of(home, list);
    let line = usize::from(at.y.checked_sub(list.inside.y)?);
    match list.row(list.first + line).filter(|_| list.inside.contains(at))? {
        HomeRow::Recipe(at) => Some(*at),
        HomeRow::Blank | HomeRow::Topic(_) => None,
    }
}

fn keys(theme: &Theme) -> Line<'static> {
    let words = [("Up Down", "choose"), ("Enter", "opens"), ("a-z", "filter"), ("Esc", "closes")];
    let spans = words.into_iter().flat_map(|(key, word)| {
        [Span::styled(format!(" {key}"), theme.style(StyleRole::Accent)), Span::raw(format!(" {word} "))]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// Where list, recipe and keys stand; the recipe has no place on a small screen.
fn split(area: Rect) -> (Rect, Rect, Rect) {
    let last = u16::from(area.height > 3);
    let keys = Rect { y: area.bottom() - last, height: last, ..area };
    let area = Rect { height: area.height - last, ..area };
    if area.width >= BESIDE {
        let width = area.width * 3 / 5;
        let recipe = Rect { x: area.x + width, width: area.width - width, ..area };
        return (Rect { width, ..area }, recipe, keys);
    }
    let below = if area.height >= BELOW + LIST { BELOW } else { 0 };
    let height = area.height - below;
    (Rect { height, ..area }, Rect { y: area.y + height, height: below, ..area }, keys)
}

/// The list and what of it is seen.
struct RecipeList {
    /// Where its rows stand.
    inside: Rect,
    rows: Vec<HomeRow>,
    first: usize,
    /// The topic of the chosen recipe, where it would be out of sight: it stands in the first line.
    held: Option<usize>,
}

impl RecipeList {
    fn of(home: &Home, area: Rect) -> Self {
        // Without room for a frame the names alone.
        let inside = if area.height < FRAMED { area } else { inside(area) };
        let visible = usize::from(inside.height);
        let rows = rows(&home.listed(), visible);
        let chosen = |row: &HomeRow| matches!(row, HomeRow::Recipe(at) if *at == home.selected);
        let at = rows.iter().position(chosen).unwrap_or(0);
        let first = scroll::offset(at.saturating_sub(visible / 2), Some(at), rows.len(), visible);
        // The question that the chosen recipe belongs to stays in sight.
        let topic = rows[..at].iter().rposition(|row| matches!(row, HomeRow::Topic(_)));
        let held = topic.filter(|topic| *topic < first && at > first);
        Self { inside, rows, first, held }
    }

    /// What stands in the line of this row.
    fn row(&self, line: usize) -> Option<&HomeRow> {
        self.rows.get(self.held.filter(|_| line == self.first).unwrap_or(line))
    }
}

/// The inside of a frame, with a blank on either side.
fn inside(area: Rect) -> Rect {
    area.inner(Margin::new(2, 1))
}

/// Draws a frame with a title.
fn draw_frame(theme: &Theme, title: &str, role: StyleRole, area: Rect, buf: &mut Buffer) {
    Block::bordered().border_set(theme.symbols().border).border_style(theme.style(role)).render(area, buf);
    let line = Line::styled(format!(" {title} "), theme.style(StyleRole::Title));
    let room = area.width.saturating_sub(2).min(line.width() as u16);
    put_line(buf, Rect { x: area.x + 1, width: room, height: area.height.min(1), ..area }, &line, theme);
}

fn draw_list(theme: &Theme, home: &Home, area: Rect, buf: &mut Buffer) {
    let listed = home.listed();
    let typed = home.input.value();
    let title = if typed.is_empty() {
        format!("{} experiments", listed.len())
    } else {
        format!("Experiments with '{typed}': {} of {}", listed.len(), Outline::built_in().len())
    };
    if area.height >= FRAMED {
        draw_frame(theme, &title, StyleRole::FocusedBorder, area, buf);
    }
    let list = RecipeList::of(home, area);
    let inside = list.inside;
    for (line, y) in (list.first..list.rows.len()).zip(inside.top()..inside.bottom()) {
        let place = Rect { y, height: 1, ..inside };
        match list.row(line) {
            None | Some(HomeRow::Blank) => {}
            Some(HomeRow::Topic(question)) => {
                put_line(buf, place, &Line::styled(*question, theme.style(StyleRole::Title)), theme);
            }
            Some(HomeRow::Recipe(at)) => {
                draw_name(theme, listed[*at], *at == home.selected, place, buf);
            }
        }
    }
    if listed.is_empty() {
        let text = "no recipe is called so or asks so; Backspace takes letters back";
        put_line(buf, inside, &Line::styled(text, theme.style(StyleRole::Dim)), theme);
    }
    let below = list.first + usize::from(inside.height) < list.rows.len();
    arrows(theme, area, [list.first > 0, below], buf);
}

/// One recipe of the list: its name and its question, in columns.
fn draw_name(theme: &Theme, outline: &Outline, selected: bool, place: Rect, buf: &mut Buffer) {
    let longest = Outline::built_in().iter().map(|row| columns(&row.experiment.name)).max().unwrap_or(0);
    let pointer = if selected { theme.symbols().pointer } else { " " };
    let experiment = &outline.experiment;
    let line = Line::from(vec![
        Span::styled(format!("{pointer} {:longest$}  ", experiment.name), theme.style(StyleRole::Accent)),
        Span::raw(experiment.question.as_str()),
    ]);
    put_line(buf, place, &line, theme);
    if selected {
        buf.set_style(place, Style::reset().patch(theme.style(StyleRole::Selection)));
    }
}

/// Arrows in the frame where the list goes on, above and below.
fn arrows(theme: &Theme, area: Rect, more: [bool; 2], buf: &mut Buffer) {
    let x = area.right().saturating_sub(2).max(area.x);
    let ends = [(area.y, theme.symbols().up), (area.bottom().saturating_sub(1), theme.symbols().down)];
    let shown = ends.into_iter().zip(more).filter(|(_, more)| *more && area.height >= FRAMED);
    for ((y, arrow), _) in shown {
        let place = Rect { x, y, width: 1, height: 1 };
        put_line(buf, place, &Line::styled(arrow, theme.style(StyleRole::Accent)), theme);
    }
}

/// Topics with their recipes, with blank lines between them where all of it fits.
fn rows(listed: &[&Outline], visible: usize) -> Vec<HomeRow> {
    let began = |at: &usize| *at == 0 || listed[at - 1].topic.name != listed[*at].topic.name;
    let topics = (0..listed.len()).filter(began).count();
    let roomy = listed.len() + 2 * topics <= visible + 1;
    let mut rows = Vec::new();
    for (at, outline) in listed.iter().enumerate() {
        if began(&at) {
            if roomy && at > 0 {
                rows.push(HomeRow::Blank);
            }
            rows.push(HomeRow::Topic(outline.topic.question));
        }
        rows.push(HomeRow::Recipe(at));
    }
    rows
}

fn draw_recipe(model: &ScreenModel, outline: &Outline, area: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    draw_frame(theme, &outline.experiment.name, StyleRole::Border, area, buf);
    let inside = inside(area);
    let lines = lines(model, outline, usize::from(inside.width), usize::from(inside.height));
    let room = usize::from(inside.height);
    let cut = lines.len() > room;
    for (at, (line, y)) in lines.into_iter().zip(inside.top()..inside.bottom()).enumerate() {
        let line = if cut && at + 1 == room { Line::raw(theme.symbols().ellipsis) } else { line };
        put_line(buf, Rect { y, height: 1, ..inside }, &line, theme);
    }
}

/// Question, data, how long it takes, arms, what to watch: spaced out where there is room. What is cut is the last, which the
/// strip says again while the recipe runs.
fn lines(model: &ScreenModel, outline: &Outline, width: usize, room: usize) -> Vec<Line<'static>> {
    let (theme, experiment) = (&model.theme, &outline.experiment);
    let title = wrap(&experiment.question, width, theme.symbols());
    let mut groups = vec![
        title.into_iter().map(|text| Line::styled(text, theme.style(StyleRole::Title))).collect::<Vec<_>>(),
    ];
    groups.push(labelled(theme, "data", &outline.data, width));
    groups.push(labelled(theme, "takes", &takes(model, outline), width));
    let arm = |(id, text): &(ArmId, String)| {
        let mut lines = labelled(theme, "", text, width);
        lines[0].spans[0] =
            Span::styled(format!("{:LABEL$}", id.to_string()), theme.series(id.index()).style);
        lines
    };
    groups.push(outline.arms.iter().flat_map(arm).collect());
    groups.push(labelled(theme, "watch", &experiment.watch, width));
    let all: usize = groups.iter().map(Vec::len).sum();
    let gap = usize::from(all + groups.len() <= room);
    let gaps =
        groups.into_iter().flat_map(|group| group.into_iter().chain((0..gap).map(|_| Line::default())));
    gaps.collect()
}

/// A fact behind its word, wrapped beside it.
fn labelled(theme: &Theme, label: &str, text: &str, width: usize) -> Vec<Line<'static>> {
    let wrapped = wrap(text, width.saturating_sub(LABEL).max(1), theme.symbols());
    let label = |at| if at == 0 { label } else { "" };
    let line = |(at, text)| {
        Line::from(vec![
            Span::styled(format!("{:LABEL$}", label(at)), theme.style(StyleRole::Dim)),
            Span::raw(text),
        ])
    };
    wrapped.into_iter().enumerate().map(line).collect()
}

/// How long a recipe takes here, how it begins, and how much of it is checked.
fn takes(model: &ScreenModel, outline: &Outline) -> String {
    let seconds = outline.experiment.seconds;
    let full = format!("about {seconds:.0} s");
    let time = match model.at_least.filter(|least| *least > seconds) {
        Some(least) => format!("{full} at full speed, slowed here to {least:.0} s"),
        None => full,
    };
    let begins = if outline.recipe.waits() { "; begins paused: . does a step, Space goes on" } else { "" };
    let count = outline.recipe.expect.len();
    let plural = if count == 1 { "" } else { "s" };
    format!("{time}{begins}; {count} expectation{plural} to check")
}
