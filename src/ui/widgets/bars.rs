//! Horizontal bars with labels: one line a bar, or the bars of a row side by side where there is no height.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::widgets::Widget;

use super::draw::put;
use super::interval_bar::filled;
use super::scroll;
use crate::ui::theme::{StyleRole, Theme, pad, text};

/// One bar.
#[derive(Clone, Debug)]
pub struct Bar<'a> {
    /// The letter of its series; shown where a row has several bars.
    pub letter: &'a str,
    /// Its length in `0..=1` (clamped). Undefined (`None`, NaN, infinite) is a dash.
    pub value: Option<f64>,
    /// The number beside it.
    pub text: String,
    /// Its colour.
    pub style: Style,
    /// Whether it is the largest of its series: marked by a glyph and bold text.
    pub winner: bool,
}

/// One labelled row, for example a class.
#[derive(Clone, Debug)]
pub struct BarRow<'a> {
    /// What the row is.
    pub label: &'a str,
    /// One bar a series, the same number in every row.
    pub bars: Vec<Bar<'a>>,
    /// Whether it is the row that matters (the truth): marked by a glyph and bold text.
    pub emphasis: bool,
}

/// Rows of bars.
#[derive(Clone, Copy)]
pub struct Bars<'a> {
    theme: &'a Theme,
    rows: &'a [BarRow<'a>],
    value_width: u16,
    chosen: Option<usize>,
    is_marked: &'a dyn Fn(usize) -> bool,
    tick: &'a dyn Fn(usize, usize) -> Option<f64>,
}

/// The columns of a line, the same in every line: nothing jumps.
struct BarColumns {
    label: u16,
    letter: u16,
    bar: u16,
    value: u16,
    /// Letter, bar, number and the blanks around them.
    each: u16,
}

/// A bar shorter than this says nothing: bars then stand below each other, even if not all rows fit.
const LEAST_BAR: u16 = 3;

/// Columns that a label gets where there is little room.
const LEAST_LABEL: u16 = 4;

/// The longest label, in columns, that bars are shortened for.
const LONGEST_LABEL: u16 = 16;

impl<'a> Bars<'a> {
    /// Bars for these rows. Rows that do not fit are counted in the last line.
    pub fn new(theme: &'a Theme, rows: &'a [BarRow<'a>]) -> Self {
        Self { theme, rows, value_width: 5, chosen: None, is_marked: &|_| false, tick: &|_, _| None }
    }

    /// The row that the cursor is on: its label is reversed, and it is kept in sight.
    #[must_use]
    pub fn chosen(mut self, row: Option<usize>) -> Self {
        self.chosen = row;
        self
    }

    /// Which rows have a star behind their label.
    #[must_use]
    pub fn marked(mut self, is_marked: &'a dyn Fn(usize) -> bool) -> Self {
        self.is_marked = is_marked;
        self
    }

    /// A place in `0..=1` on a row's bar, for example a threshold.
    #[must_use]
    pub fn tick(mut self, tick: &'a dyn Fn(usize, usize) -> Option<f64>) -> Self {
        self.tick = tick;
        self
    }

    /// Columns kept for the number beside a bar; 5 unless told.
    #[must_use]
    pub fn value_width(mut self, columns: u16) -> Self {
        self.value_width = columns;
        self
    }

    /// The most bars any row has, at least 1.
    fn series(&self) -> u16 {
        self.rows.iter().map(|row| row.bars.len()).max().unwrap_or(0).clamp(1, 26) as u16
    }

    /// The columns for `side_by_side` bars in a line: the blank after a letter and then the length of bars give way to whole
    /// labels; where that is not enough, labels give way to numbers and bars.
    fn columns(&self, width: u16, side_by_side: u16) -> BarColumns {
        let letters: &[u16] = if self.series() > 1 { &[2, 1] } else { &[0] };
        let ways = letters.iter().map(|letter| (*letter, LEAST_BAR)).chain([(letters[letters.len() - 1], 1)]);
        let usual = self.columns_with(width, side_by_side, (letters[0], LEAST_BAR));
        let longest = self.longest_label().min(LONGEST_LABEL);
        let mut all = ways.map(|way| self.columns_with(width, side_by_side, way));
        all.find(|columns| columns.label >= longest).unwrap_or(usual)
    }

    /// Columns of the longest label.
    fn longest_label(&self) -> u16 {
        self.rows.iter().map(|row| text::columns(row.label)).max().unwrap_or(0).min(usize::from(u16::MAX))
            as u16
    }

    /// The columns with this much room for a letter, and bars of this length at least.
    fn columns_with(&self, width: u16, side_by_side: u16, (letter, least): (u16, u16)) -> BarColumns {
        let value = self.value_width;
        // A blank before the number, the winner's glyph after it.
        let fixed = letter.saturating_add(value).saturating_add(2);
        let needed = fixed.saturating_add(least).saturating_mul(side_by_side);
        // A pointer before the label, a blank after it.
        let room = width.saturating_sub(needed).saturating_sub(2).max(LEAST_LABEL).min(width / 3);
        let label = self.longest_label().min(room);
        let each = width.saturating_sub(label + 2) / side_by_side;
        BarColumns { label, letter, bar: each.saturating_sub(fixed), value, each }
    }

    /// The rows that are drawn where there is room for this many, in their order. With a cursor they scroll; without one the row
    /// that matters and the largest bar of each series come first.
    fn in_sight(&self, shown: usize) -> Vec<usize> {
        if self.chosen.is_some() {
            let first = scroll::offset(0, self.chosen, self.rows.len(), shown);
            return (first..self.rows.len()).take(shown).collect();
        }
        let rank = |at: &usize| match &self.rows[*at] {
            row if row.emphasis => 0,
            row if row.bars.iter().any(|bar| bar.winner) => 1,
            _ => 2,
        };
        let mut rows: Vec<usize> = (0..self.rows.len()).collect();
        rows.sort_by_key(rank);
        rows.truncate(shown);
        rows.sort_unstable();
        rows
    }

    fn label(&self, buf: &mut Buffer, area: Rect, at: usize, columns: &BarColumns) {
        let (symbols, row) = (self.theme.symbols(), &self.rows[at]);
        let (pointer, style) = if row.emphasis {
            (symbols.pointer, self.theme.style(StyleRole::Text).add_modifier(Modifier::BOLD))
        } else {
            (" ", self.theme.style(StyleRole::Text))
        };
        let label = pad(row.label, usize::from(columns.label), Alignment::Left, symbols);
        put(buf, area, (area.x, area.y), pointer, self.theme.style(StyleRole::Accent));
        let selection = self.theme.style(StyleRole::Selection);
        let style = if self.chosen == Some(at) { style.patch(selection) } else { style };
        put(buf, area, (area.x + 1, area.y), &label, style);
        if (self.is_marked)(at) {
            put(buf, area, (area.x + 1 + columns.label, area.y), "*", self.theme.style(StyleRole::Accent));
        }
    }

    /// Draws letter, bar and number from the left edge of `area`.
    fn bar(&self, buf: &mut Buffer, area: Rect, bar: &Bar<'_>, tick: Option<f64>, columns: &BarColumns) {
        let symbols = self.theme.symbols();
        let mut x = area.x;
        if columns.letter > 0 {
            put(buf, area, (x, area.y), &pad(bar.letter, 1, Alignment::Left, symbols), bar.style);
            x += columns.letter;
        }
        let dim = self.theme.style(StyleRole::Dim);
        match bar.value.filter(|value| value.is_finite()) {
            Some(value) => put(buf, area, (x, area.y), &filled(value, columns.bar, symbols), bar.style),
            None if columns.bar > 0 => put(buf, area, (x, area.y), symbols.dash, dim),
            None => {}
        }
        if let Some(at) = tick.filter(|_| columns.bar > 0) {
            let cell = (at.clamp(0.0, 1.0) * f64::from(columns.bar - 1)).round() as u16;
            put(buf, area, (x + cell, area.y), symbols.mark, self.theme.style(StyleRole::Mark));
        }
        x += columns.bar + 1;
        let number = pad(&bar.text, usize::from(columns.value), Alignment::Right, symbols);
        let bold = self.theme.style(StyleRole::Text).add_modifier(Modifier::BOLD);
        put(
            buf,
            area,
            (x, area.y),
            &number,
            if bar.winner { bold } else { self.theme.style(StyleRole::Text) },
        );
        if bar.winner {
            put(buf, area, (x + columns.value, area.y), symbols.winner, bar.style);
        }
    }
}

impl Widget for &Bars<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() || self.rows.is_empty() {
            return;
        }
        let series = self.series();
        let beside = self.columns(area.width, series);
        let fits = self.rows.len() * usize::from(series) <= usize::from(area.height);
        // A short bar says more than a row that is hidden.
        let least = if self.rows.len() <= usize::from(area.height) { 1 } else { LEAST_BAR };
        // Rows that are hidden altogether say nothing: numbers abreast are the last resort.
        let one_fits = area.height > series;
        let stacked = fits || (beside.bar < least && series > 1 && one_fits);
        let (row_height, columns) = if stacked { (series, self.columns(area.width, 1)) } else { (1, beside) };
        let each = columns.each;
        // The line that counts the hidden rows needs room too.
        let all = self.rows.len() <= usize::from(area.height / row_height);
        let shown = if all { self.rows.len() } else { usize::from((area.height - 1) / row_height) };
        for (i, at) in self.in_sight(shown).into_iter().enumerate() {
            let row = &self.rows[at];
            let line = Rect { y: area.y + i as u16 * row_height, height: 1, ..area };
            self.label(buf, line, at, &columns);
            for (j, bar) in row.bars.iter().take(usize::from(series)).enumerate() {
                let (right, down) = if stacked { (0, j as u16) } else { (j as u16 * each, 0) };
                let place =
                    Rect { x: line.x + columns.label + 2 + right, y: line.y + down, width: each, height: 1 };
                self.bar(buf, place.intersection(area), bar, (self.tick)(at, j), &columns);
            }
        }
        if !all {
            let more = format!(" {} {} more", self.theme.symbols().ellipsis, self.rows.len() - shown);
            put(buf, area, (area.x, area.bottom() - 1), &more, self.theme.style(StyleRole::Dim));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{LABELS, default_theme, drawn, everywhere};

    fn bar(letter: &'static str, value: Option<f64>, text: &str, winner: bool) -> Bar<'static> {
        Bar { letter, value, text: text.to_owned(), style: Style::new(), winner }
    }

    #[test]
    fn any_value_and_label_at_any_size() {
        let values = [
            None,
            Some(f64::NAN),
            Some(f64::INFINITY),
            Some(1e30),
            Some(-1e30),
            Some(5e-324),
            Some(0.5),
            Some(1.0),
        ];
        for series in [0, 1, 2, 4, 40] {
            let row = |label: &'static str| BarRow {
                label,
                bars: (0..series)
                    .map(|i| bar(LABELS[i % 6], values[i % 8], LABELS[(i + 1) % 6], i % 2 == 0))
                    .collect(),
                emphasis: label.len().is_multiple_of(2),
            };
            let rows: Vec<_> = LABELS.iter().map(|label| row(label)).collect();
            everywhere(|theme, area, buf| {
                let styled: Vec<_> = rows
                    .iter()
                    .cloned()
                    .map(|mut row| {
                        row.bars
                            .iter_mut()
                            .enumerate()
                            .for_each(|(i, bar)| bar.style = theme.series(i).style);
                        row
                    })
                    .collect();
                Bars::new(theme, &styled).render(area, buf);
                ratatui::widgets::Clear.render(area, buf);
                Bars::new(theme, &styled).value_width(30).render(area, buf);
                Bars::new(theme, &[]).render(area, buf);
            });
        }
    }

    fn two_series() -> Vec<BarRow<'static>> {
        let row = |label, a, b, emphasis| BarRow { label, bars: vec![a, b], emphasis };
        vec![
            row("shirt", bar("A", Some(0.5), ".50", true), bar("B", Some(1.5), ".99", true), true),
            row("boot", bar("A", Some(0.03), ".03", false), bar("B", None, "–", false), false),
        ]
    }

    #[test]
    fn the_row_that_matters_stays_in_sight_where_rows_are_hidden() {
        let row = |at: usize| BarRow {
            label: ["a", "b", "c", "d"][at],
            bars: vec![bar("A", Some(0.5), ".50", false)],
            emphasis: at == 3,
        };
        let rows: Vec<_> = (0..4).map(row).collect();
        let theme = default_theme();
        let lines = drawn(16, 3, |area, buf| Bars::new(&theme, &rows).render(area, buf));
        assert!(lines[1].contains('d') && lines[2].contains("2 more"), "{lines:?}");
    }

    #[test]
    fn bars_stand_below_each_other_where_there_is_room() {
        let (theme, rows) = (default_theme(), two_series());
        let text = drawn(26, 5, |area, buf| Bars::new(&theme, &rows).value_width(4).render(area, buf));
        let expected = [
            "▸shirt A █████▌       .50◂",
            "       B ███████████  .99◂",
            " boot  A ▍            .03",
            "       B –              –",
        ];
        assert_eq!(text[..4], expected);
    }

    #[test]
    fn bars_stand_side_by_side_where_there_is_not() {
        let (theme, rows) = (default_theme(), two_series());
        let text = drawn(35, 2, |area, buf| Bars::new(&theme, &rows).value_width(3).render(area, buf));
        assert_eq!(text, ["▸shirt A ███▌    .50◂B ███████ .99◂", " boot  A ▎       .03 B –         –"]);
    }

    #[test]
    fn hidden_rows_are_counted() {
        let theme = default_theme();
        let rows: Vec<_> = ["a", "b", "c", "d"]
            .map(|label| BarRow { label, bars: vec![bar("A", Some(0.0), "0", false)], emphasis: false })
            .into();
        let text = drawn(12, 3, |area, buf| Bars::new(&theme, &rows).value_width(1).render(area, buf));
        assert_eq!(text, [" a        0", " b        0", " … 2 more"]);
    }

    #[test]
    fn the_chosen_row_is_kept_in_sight_and_marks_and_ticks_stand_where_they_belong() {
        let theme = default_theme();
        let rows: Vec<_> = ["a", "b", "c", "d"]
            .map(|label| BarRow { label, bars: vec![bar("A", Some(0.0), "0", false)], emphasis: false })
            .into();
        let text = drawn(12, 3, |area, buf| {
            let bars = Bars::new(&theme, &rows).value_width(1).chosen(Some(3));
            bars.marked(&|row| row == 2).tick(&|row, _| (row == 3).then_some(1.0)).render(area, buf);
        });
        assert_eq!(text, [" c*       0", " d      ┊ 0", " … 2 more"]);
    }

    #[test]
    fn narrow_bars_stand_below_each_other_even_if_rows_are_hidden() {
        let (theme, rows) = (default_theme(), two_series());
        let text = drawn(20, 3, |area, buf| Bars::new(&theme, &rows).value_width(3).render(area, buf));
        assert_eq!(text, ["▸shirt A ███    .50◂", "       B ██████ .99◂", " … 1 more"]);
    }
}
