//! Columns over bins, one strip a series, all on one scale; in the columns of a plot above.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::draw::put;
use super::plot;
use super::scaling::covered;
use crate::ui::theme::{StyleRole, Theme, pad};

/// One series.
#[derive(Clone, Debug)]
pub struct Strip<'a> {
    /// Stands to the left of its columns, best a letter.
    pub label: &'a str,
    /// The colour of label and columns.
    pub style: Style,
    /// One height a bin, from 0. What is negative or not finite has none.
    pub values: Vec<f64>,
}

/// Strips below each other.
#[derive(Clone, Copy, Debug)]
pub struct Histogram<'a> {
    theme: &'a Theme,
    strips: &'a [Strip<'a>],
    selected: Option<usize>,
}

impl<'a> Histogram<'a> {
    /// Strips of equal height, as many as find a line each. The highest column of all fills its strip, and what is above
    /// nothing is seen.
    pub fn new(theme: &'a Theme, strips: &'a [Strip<'a>]) -> Self {
        Self { theme, strips, selected: None }
    }

    /// The bin that a vertical line stands in.
    #[must_use]
    pub fn selected(mut self, bin: Option<usize>) -> Self {
        self.selected = bin;
        self
    }

    fn strip(&self, strip: &Strip<'_>, highest: f64, area: Rect, left: u16, buf: &mut Buffer) {
        let symbols = self.theme.symbols();
        let room = usize::from(area.x - left).saturating_sub(1);
        let label = pad(strip.label, room, Alignment::Right, symbols);
        put(
            buf,
            Rect { x: left, width: area.right() - left, ..area },
            (left, area.bottom() - 1),
            &label,
            strip.style,
        );
        let half = symbols.lower_half;
        let steps = if half.is_some() { 2 * area.height } else { area.height };
        let width = usize::from(area.width);
        let marked = self.selected.map(|bin| covered_middle(bin, width, strip.values.len()));
        for column in 0..area.width {
            let bins = covered(usize::from(column), strip.values.len(), width);
            let value = strip.values.get(bins).unwrap_or(&[]).iter().copied().fold(0.0, f64::max);
            let share = if highest > 0.0 { (value / highest).min(1.0) } else { 0.0 };
            let level = if share > 0.0 { ((share * f64::from(steps)).round() as u16).max(1) } else { 0 };
            for row in 0..area.height {
                let filled = level.saturating_sub(if half.is_some() { 2 * row } else { row });
                let (symbol, style) = match (filled, half) {
                    (0, _) if marked == Some(column) => (symbols.mark, self.theme.style(StyleRole::Mark)),
                    (0, _) => continue,
                    (1, Some(half)) => (half, strip.style),
                    _ => (symbols.bar[8], strip.style),
                };
                put(buf, area, (area.x + column, area.bottom() - 1 - row), symbol, style);
            }
        }
    }
}

/// The column in the middle of a bin.
fn covered_middle(bin: usize, width: usize, bins: usize) -> u16 {
    ((2 * bin + 1) * width / (2 * bins.max(1))) as u16
}

impl Widget for &Histogram<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let strips = self.strips.len().min(usize::from(area.height)) as u16;
        if area.is_empty() || strips == 0 {
            return;
        }
        let columns = plot::inside(area);
        let all = self.strips.iter().flat_map(|strip| &strip.values).copied();
        let highest = all.filter(|value| value.is_finite()).fold(0.0, f64::max);
        let height = area.height / strips;
        let spare = area.height % strips;
        let mut y = area.y;
        for (at, strip) in (0..strips).zip(self.strips) {
            let height = height + u16::from(at < spare);
            let place = Rect { x: columns.x, y, width: columns.width, height };
            self.strip(strip, highest, place, area.x, buf);
            y += height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{default_theme, drawn, everywhere};

    fn strip(label: &str, values: &[f64]) -> Strip<'static> {
        let label = if label == "A" { "A" } else { "B" };
        Strip { label, style: Style::new(), values: values.to_vec() }
    }

    #[test]
    fn strips_share_a_scale_and_what_is_above_nothing_is_seen() {
        let theme = default_theme();
        let strips = [strip("A", &[0.0, 4.0, 2.0, 0.01]), strip("B", &[1.0, 0.0, 2.0, f64::NAN])];
        let lines = drawn(4, 4, |area, buf| Histogram::new(&theme, &strips).render(area, buf));
        assert_eq!(lines, [" █", " ██▄", "", "▄ █"]);
    }

    #[test]
    fn columns_stand_where_a_plot_above_has_its_curves_and_the_line_in_the_middle_of_its_bin() {
        let theme = default_theme();
        let strips = [strip("A", &[1.0, 0.0])];
        let histogram = Histogram::new(&theme, &strips).selected(Some(1));
        let lines = drawn(27, 1, |area, buf| histogram.render(area, buf));
        assert_eq!(lines, ["     A ██████████     ┊"]);
    }

    #[test]
    fn any_values_at_any_size() {
        let odd = [f64::NAN, f64::INFINITY, -3.0, 5.0];
        for values in [&odd[..], &[], &[0.0; 300]] {
            let strips = [strip("A", values), strip("B", &odd)];
            everywhere(|theme, area, buf| {
                Histogram::new(theme, &strips).selected(Some(2)).render(area, buf);
            });
        }
    }
}
