//! The classes as bars: how many images each has, how much of it every arm finds, and what that differs from A.
//!
//! ```text
//!   class      train  A recall               B recall               B−A
//! ▸ Ankle boot    18  .06 ▋──                .66 ██████──           +.60 +.45 to +.72
//! ```

use super::moment::Moment;
use crate::lab::analysis::compare::RecallDifference;
use crate::lab::recipe::ArmId;
use crate::metrics::interval::wilson;
use crate::metrics::{Binary, Interval};
use crate::ui::numbers::{number, share, signed};
use crate::ui::theme::{StyleRole, Symbols, columns, pad};
use crate::ui::widgets::draw::{put, put_line};
use crate::ui::widgets::interval_bar::interval_bar;
use crate::ui::widgets::scroll;
use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::text::{Line, Span};

/// The longest name that is shown whole, and the shortest room for one.
const NAME: [usize; 2] = [16, 6];
/// A recall with a blank: `.66 `.
const VALUE: u16 = 4;
/// A bar is no shorter, and no longer.
const BAR: [u16; 2] = [3, 40];
/// `+.60`, and `+.60 +.45 to +.72` with the interval.
const DIFFERENCE: [u16; 2] = [5, 20];

/// What a star beside a difference says, and what it does not.
const STAR: &str = "* beyond the sampling of images; another seed may differ as much";

/// How the bars of several arms stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// In one line a class.
    Abreast,
    /// In a line for each arm.
    Stacked,
}

/// Where everything stands in a line.
struct BarShape {
    stand: Stand,
    name: u16,
    /// Columns of a count with the blanks around it; 0 where they have no room.
    count: u16,
    bar: u16,
    /// Columns of a difference; 0 where it has no room.
    difference: u16,
    arms: usize,
}

impl BarShape {
    fn of(moment: &Moment<'_>, area: Rect, classes: usize) -> Self {
        let arms = moment.model.shown().len().max(1);
        let longest = moment.model.class_names().iter().map(|name| columns(name)).max().unwrap_or(0);
        let stacked = arms > 1 && usize::from(area.height) > classes * arms;
        let (stand, abreast) = if stacked { (Stand::Stacked, 1) } else { (Stand::Abreast, arms as u16) };
        let most = moment.counts().iter().max().copied().unwrap_or(0).to_string().len().max(5) as u16;
        // The pointer, and blanks between columns; a letter before each bar of a stack.
        let letter = if stacked { 2 } else { 0 };
        let beside =
            |name: usize, count: u16| area.width.saturating_sub(2 + name as u16 + count + 1 + letter);
        // A whole name is kept before a bar or a count; only recalls come before it. A count has a blank on either side.
        let whole = longest.min(NAME[0]);
        let ways = [(whole, most + 2), (whole, 0), (whole.min(NAME[1]), 0)];
        let fits = |(name, count): &(usize, u16)| beside(*name, *count) / abreast >= VALUE;
        let (name, count) = ways.into_iter().find(fits).unwrap_or(ways[2]);
        let room = beside(name, count);
        let bar = |difference: u16| {
            (room.saturating_sub(difference) / abreast).saturating_sub(VALUE + 1).min(BAR[1])
        };
        // The interval of a difference is worth as much as bars of ten columns, the difference itself as shades of bars.
        let wanted = if arms < 2 { 0 } else { DIFFERENCE[1] };
        let difference = match wanted {
            0 => 0,
            wide if bar(wide) >= 10 => wide,
            _ if bar(DIFFERENCE[0]) >= BAR[0] => DIFFERENCE[0],
            _ => 0,
        };
        Self { stand, name: name as u16, count, bar: bar(difference), difference, arms }
    }

    /// Lines of a class.
    fn lines(&self) -> usize {
        if self.stand == Stand::Stacked { self.arms } else { 1 }
    }

    /// The first class on the screen, the one behind the last, and the lines from one to the next.
    fn in_sight(&self, area: Rect, count: usize, selected: usize) -> (usize, usize, u16) {
        let visible = (usize::from(area.height).saturating_sub(1) / self.lines()).max(1);
        let first = scroll::offset(0, Some(selected), count, visible);
        // A blank line between stacks where all of them have room for it.
        let spare = usize::from(area.height) > count * (self.lines() + 1);
        (first, (first + visible).min(count), (self.lines() + usize::from(spare && self.lines() > 1)) as u16)
    }

    /// A count with the blank before it; nothing where it has no room.
    fn count(&self, text: &str, symbols: &Symbols) -> String {
        match usize::from(self.count).checked_sub(2) {
            None => String::new(),
            Some(width) => format!(" {}", pad(text, width, Alignment::Right, symbols)),
        }
    }

    /// Where the differences begin.
    fn difference_column(&self) -> u16 {
        match self.stand {
            Stand::Abreast => self.first() + self.arms as u16 * self.step(),
            Stand::Stacked => self.first() + 2 + VALUE + self.bar + 1,
        }
    }

    /// Columns from one arm's recall to the next one's in a line; behind a bar one of them is blank.
    fn step(&self) -> u16 {
        VALUE + self.bar + u16::from(self.bar > 0)
    }

    /// Where the first bar begins.
    fn first(&self) -> u16 {
        2 + self.name + 1 + self.count
    }
}

impl Moment<'_> {
    /// The titles in one line, then as many classes as fit, the selected one among them.
    pub(super) fn draw_bars(&self, rows: &[usize], selected: usize, area: Rect, buf: &mut Buffer) {
        let shape = BarShape::of(self, area, rows.len());
        self.draw_bar_titles(&shape, area, buf);
        let selected = selected.min(rows.len().saturating_sub(1));
        let (first, last, step) = shape.in_sight(area, rows.len(), selected);
        for (at, class) in rows[first..last].iter().enumerate() {
            let place = Rect { y: area.y + 1 + at as u16 * step, height: shape.lines() as u16, ..area };
            self.draw_class(&shape, (*class, first + at == selected), place.intersection(area), buf);
        }
        let used = 1 + (last - first) as u16 * step;
        if used < area.height && self.compared().is_some() && columns(STAR) <= usize::from(area.width) {
            let dim = self.theme.style(StyleRole::Dim);
            put(buf, area, (area.x, area.bottom() - 1), STAR, dim);
        }
        let (symbols, style) = (self.theme.symbols(), self.theme.style(StyleRole::Accent));
        if first > 0 {
            put(buf, area, (area.right() - 1, area.y + 1), symbols.up, style);
        }
        if last < rows.len() {
            put(buf, area, (area.right() - 1, area.bottom() - 1), symbols.down, style);
        }
    }

    /// The place among the rows of the class that stands in this line.
    pub(super) fn bars_at(&self, count: usize, selected: usize, area: Rect, y: u16) -> Option<usize> {
        let shape = BarShape::of(self, area, count);
        let (first, last, step) = shape.in_sight(area, count, selected.min(count.saturating_sub(1)));
        let at = first + usize::from(y.checked_sub(area.y + 1)? / step);
        (at < last).then_some(at)
    }

    fn draw_bar_titles(&self, shape: &BarShape, area: Rect, buf: &mut Buffer) {
        let (symbols, dim) = (self.theme.symbols(), self.theme.style(StyleRole::Dim));
        let name = if self.model.task() == crate::data::Task::MultiLabel { "label" } else { "class" };
        let name = pad(name, usize::from(shape.name), Alignment::Left, symbols);
        put(buf, area, (area.x, area.y), &format!("  {name}{}", shape.count("train", symbols)), dim);
        let mut x = area.x + shape.first();
        match shape.stand {
            Stand::Stacked => {
                let room = usize::from(2 + VALUE + shape.bar);
                let titles = ["recall with its 95 % interval", "recall, 95 %", "recall"];
                let title = titles.into_iter().find(|title| columns(title) <= room);
                put(buf, area, (x, area.y), title.unwrap_or(""), dim);
            }
            Stand::Abreast => {
                for arm in self.model.shown() {
                    let style = self.theme.series(arm.id.index()).style;
                    let room = usize::from(VALUE + shape.bar);
                    let title = [format!("{} recall, 95 %", arm.id), format!("{} recall", arm.id)];
                    let title = title.into_iter().find(|title| columns(title) <= room);
                    put(buf, area, (x, area.y), &title.unwrap_or_else(|| arm.id.to_string()), style);
                    x += shape.step();
                }
            }
        }
        if let Some(arm) = self.compared().filter(|_| shape.difference > 0) {
            let arm = self.model.shown()[arm].id;
            let title = match shape.stand {
                Stand::Abreast => format!("{arm}{}A", symbols.minus),
                Stand::Stacked => "beyond A".to_owned(),
            };
            let interval = if shape.difference > DIFFERENCE[0] { ", 95 %" } else { "" };
            let x = area.x + shape.difference_column();
            put(buf, area, (x, area.y), &format!("{title}{interval}"), dim);
        }
    }

    /// The arm whose differences from A are shown in one line: the focused one, of A the last.
    fn compared(&self) -> Option<usize> {
        let shown = self.model.shown();
        let focused = shown.iter().position(|arm| arm.id == self.model.arm).filter(|at| *at > 0);
        focused.or_else(|| shown.len().checked_sub(1)).filter(|at| *at > 0)
    }

    fn draw_class(&self, shape: &BarShape, (class, selected): (usize, bool), area: Rect, buf: &mut Buffer) {
        let symbols = self.theme.symbols();
        let pointer = if selected { symbols.pointer } else { " " };
        let accent = self.theme.style(StyleRole::Accent);
        let count = self.counts().get(class).copied().unwrap_or(0).to_string();
        let name = self.model.class_name(class);
        let head = Line::from(vec![
            Span::styled(format!("{pointer} "), accent),
            Span::styled(
                pad(name, usize::from(shape.name), Alignment::Left, symbols),
                if selected { accent } else { self.theme.style(StyleRole::Text) },
            ),
            Span::raw(shape.count(&count, symbols)),
        ]);
        put_line(buf, Rect { height: 1, ..area }, &head, self.theme);
        for at in 0..self.model.shown().len() {
            let (x, y) = match shape.stand {
                Stand::Abreast => (shape.first() + at as u16 * shape.step(), area.y),
                Stand::Stacked => (shape.first(), area.y + at as u16),
            };
            let place = Rect { x: area.x + x, y, height: 1, width: area.width.saturating_sub(x) };
            self.draw_recall(shape, (class, at), place.intersection(area), buf);
        }
        if let Some(arm) = self.compared().filter(|_| shape.difference > 0) {
            let arms = if shape.stand == Stand::Stacked { 1..shape.arms } else { arm..arm + 1 };
            for at in arms {
                let y = if shape.stand == Stand::Stacked { area.y + at as u16 } else { area.y };
                let x = area.x + shape.difference_column();
                let place = Rect { x, y, height: 1, width: area.right().saturating_sub(x) };
                put_line(buf, place.intersection(area), &self.difference_line(shape, class, at), self.theme);
            }
        }
    }

    /// An arm's recall of a class: the number, the bar, and the interval on it.
    fn draw_recall(&self, shape: &BarShape, (class, at): (usize, usize), place: Rect, buf: &mut Buffer) {
        let (id, found): (ArmId, Option<Binary>) = (self.model.shown()[at].id, self.found(at, class));
        let style = self.look(at);
        let interval = found.and_then(|of| wilson(of.true_positives, of.support()));
        let recall = found.and_then(|of| of.recall());
        let value = pad(&share(recall, self.theme), 3, Alignment::Right, self.theme.symbols());
        let letter = if shape.stand == Stand::Stacked { format!("{id} ") } else { String::new() };
        let mut spans = vec![Span::styled(format!("{letter}{value} "), style)];
        spans.extend(interval_bar(recall, interval, shape.bar, (style, self.theme)));
        put_line(buf, place, &Line::from(spans), self.theme);
    }

    /// The difference from A with its interval, coloured where that leaves out 0.
    fn difference_line(&self, shape: &BarShape, class: usize, at: usize) -> Line<'static> {
        let mut line = Line::from(self.difference(class, at));
        let gain = self.pane.gains(self.model.shown().get(at)).get(class);
        if let Some(Interval { low, high }) =
            gain.and_then(|gain| gain.interval).filter(|_| shape.difference > DIFFERENCE[0])
        {
            // An end that is rounded to 0 would deny the star beside it.
            let star = gain.is_some_and(RecallDifference::is_more_than_noise);
            let [low, high] = [low, high].map(|end| match end.abs() {
                close if star && close < 0.005 => {
                    let sign = if end < 0.0 { self.theme.symbols().minus } else { "+" };
                    format!("{sign}{}", number(Some(close.max(0.001)), self.theme))
                }
                _ => signed(Some(end), self.theme),
            });
            line.push_span(Span::styled(format!(" {low} to {high}"), self.theme.style(StyleRole::Dim)));
        }
        line
    }
}
