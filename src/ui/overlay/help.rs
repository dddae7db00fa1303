//! All keys: those of the focused pane first, then the others by what they are about, in two columns where there is room.

use super::typed::line_typed;
use crate::ui::keymap::{self, GROUPS, KEYS, KeyRow};
use crate::ui::model::ScreenModel;
use crate::ui::theme::{StyleRole, Theme, columns, wrap};
use crate::ui::widgets::popup::Popup;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;
use tui_input::Input;

/// Columns of the keys.
const KEY: usize = 12;
/// Columns of a screen from which on there are two columns.
const TWO: u16 = 96;
/// Columns of a column at most.
const WIDEST: usize = 76;
/// Between two columns.
const GAP: usize = 3;

/// What is looked for, and how far it is scrolled.
#[derive(Clone, Debug, Default)]
pub struct HelpPage {
    /// The focused pane, and the names of its keys.
    pub pane: (&'static str, Vec<&'static str>),
    /// What is typed: rows that hold it stay.
    pub input: Input,
    /// The first visible line.
    pub offset: usize,
}

/// A title with its rows.
type Section = (String, Vec<&'static KeyRow>);

impl HelpPage {
    /// The last line with which a page of this screen can begin.
    pub(in crate::ui) fn end(&self, frame: Rect, theme: &Theme) -> usize {
        let visible = usize::from(frame.height.saturating_sub(2));
        self.lines(frame, theme).1.len().saturating_sub(visible)
    }

    /// The columns of a column, and the lines of the page.
    fn lines(&self, frame: Rect, theme: &Theme) -> (usize, Vec<Line<'static>>) {
        let two = frame.width >= TWO;
        let inside = usize::from(frame.width.saturating_sub(4));
        let width = if two { ((inside - GAP) / 2).min(WIDEST) } else { inside.min(WIDEST) };
        let mut sections: Vec<Vec<Line<'static>>> =
            self.sections().iter().map(|section| lines(theme, section, width)).collect();
        let mut all = vec![line_typed(theme, &self.input)];
        if sections.is_empty() {
            all.push(Line::styled("no key fits", theme.style(StyleRole::Warning)));
        } else if two {
            let own = sections.remove(0);
            let [left, right] = halves(&own, sections);
            let rows = left.len().max(right.len());
            all.extend((0..rows).map(|at| beside(left.get(at), right.get(at), width)));
        } else {
            all.extend(sections.into_iter().flatten());
        }
        (width, all)
    }

    /// The rows that fit what is typed, each once.
    fn sections(&self) -> Vec<Section> {
        let typed = self.input.value().trim().to_lowercase();
        let fits = |row: &&'static KeyRow| {
            let key = keymap::label(row);
            let words = format!("{} {}", row.name, row.summary).to_lowercase();
            typed.is_empty()
                || words.contains(&typed)
                || key.split(' ').any(|key| key.to_lowercase() == typed)
        };
        let (title, own) = &self.pane;
        let first = own.iter().filter_map(|name| keymap::find(name)).filter(fits).collect();
        let others = GROUPS.iter().map(|(group, title)| {
            let rows = KEYS.iter().filter(|row| row.group == *group && !own.contains(&row.name));
            ((*title).to_owned(), rows.filter(fits).collect())
        });
        let all = std::iter::once((format!("In {title}"), first)).chain(others);
        all.filter(|(_, rows): &Section| !rows.is_empty()).collect()
    }
}

/// Draws the page.
pub(super) fn draw(model: &ScreenModel, page: &HelpPage, frame: Rect, buf: &mut Buffer) {
    let theme = &model.theme;
    let two = frame.width >= TWO;
    let (width, all) = page.lines(frame, theme);
    let footer = "type to search, Up Down PgUp PgDn scroll, Esc closes";
    let popup = Popup::new(theme, "Keys", &all).offset(page.offset).footer(footer);
    popup.min_width(if two { (2 * width + GAP + 4) as u16 } else { (width + 4) as u16 }).render(frame, buf);
}

/// The focused pane's section begins the left column; the others follow in order, the left column not shorter.
fn halves(own: &[Line<'static>], others: Vec<Vec<Line<'static>>>) -> [Vec<Line<'static>>; 2] {
    let all = own.len() + others.iter().map(Vec::len).sum::<usize>();
    let (mut left, mut right) = (own.to_vec(), Vec::new());
    for section in others {
        let column = if right.is_empty() && 2 * left.len() < all { &mut left } else { &mut right };
        column.extend(section);
    }
    [left, right]
}

/// Two lines in one.
fn beside(left: Option<&Line<'static>>, right: Option<&Line<'static>>, width: usize) -> Line<'static> {
    let mut line = left.cloned().unwrap_or_default();
    let gap = (width + GAP).saturating_sub(line.width());
    line.push_span(Span::raw(" ".repeat(gap)));
    line.spans.extend(right.cloned().unwrap_or_default().spans);
    line
}

/// A title, the rows with their sentences wrapped beside the keys, and a blank.
fn lines(theme: &Theme, (title, rows): &Section, width: usize) -> Vec<Line<'static>> {
    let accent = theme.style(StyleRole::Accent);
    let mut lines = vec![Line::from(Span::styled(title.clone(), theme.style(StyleRole::Title)))];
    for row in rows {
        let label = keymap::label(row);
        let pad = " ".repeat(KEY.saturating_sub(columns(&label)));
        let mut key = Span::styled(format!("{label}{pad}"), accent);
        for text in wrap(row.summary, width.saturating_sub(KEY).max(1), theme.symbols()) {
            lines.push(Line::from(vec![key, Span::raw(text)]));
            key = Span::raw(" ".repeat(KEY));
        }
    }
    lines.push(Line::default());
    lines
}
