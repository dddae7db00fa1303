//! Confidence against accuracy: a bar a bin, as high as its accuracy, and a line where its confidence lies.

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;
use ratatui::widgets::Widget;

use super::draw::put;
use crate::ui::theme::{StyleRole, Theme, pad};

/// Columns of the axis on the left.
const GUTTER: u16 = 4;
/// Rows that bars need below them: edges, counts.
const FOOTER: u16 = 2;

/// One bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Its upper edge.
    pub high: f64,
    /// How many predictions are in it.
    pub count: u64,
    /// The share that is right; `None` if empty.
    pub accuracy: Option<f64>,
    /// Their mean confidence; `None` if empty.
    pub confidence: Option<f64>,
}

/// Bars over bins of confidence from 0 to 1. Where a bar ends below the line of its confidence, what is missing is filled
/// with crosses: so much was promised too much.
#[derive(Clone, Copy, Debug)]
pub struct ReliabilityBars<'a> {
    theme: &'a Theme,
    bins: &'a [ReliabilityBin],
    style: Style,
}

impl<'a> ReliabilityBars<'a> {
    /// Bars in this style.
    pub fn new(theme: &'a Theme, bins: &'a [ReliabilityBin], style: Style) -> Self {
        Self { theme, bins, style }
    }

    fn draw_axis(&self, area: Rect, height: u16, buf: &mut Buffer) {
        let (symbols, dim) = (self.theme.symbols(), self.theme.style(StyleRole::Dim));
        for (row, label) in [(0, "1.0"), (height / 2, ".5"), (height - 1, "0")] {
            let text = pad(label, usize::from(GUTTER - 1), Alignment::Right, symbols);
            put(buf, area, (area.x, area.y + row), &text, dim);
        }
        let border = self.theme.style(StyleRole::Border);
        for row in 0..height {
            put(buf, area, (area.x + GUTTER - 1, area.y + row), symbols.axis.vertical, border);
        }
    }

    /// One bin into its columns, `height` rows high.
    fn draw_bin(&self, bin: &ReliabilityBin, place: Rect, height: u16, buf: &mut Buffer) {
        let (Some(accuracy), Some(confidence)) = (bin.accuracy, bin.confidence) else { return };
        let symbols = self.theme.symbols();
        let wide = |symbol: &str| symbol.repeat(usize::from(place.width.saturating_sub(1).max(1)));
        let halves = (accuracy * f64::from(2 * height)).round() as u16;
        let line = height - 1 - ((confidence * f64::from(height)) as u16).min(height - 1);
        for row in 0..height {
            let from_below = height - 1 - row;
            let at = (place.x, place.y + row);
            match halves.saturating_sub(2 * from_below) {
                0 if row > line => {
                    put(buf, place, at, &wide(symbols.cross), self.theme.style(StyleRole::Bad));
                }
                0 => {}
                1 => put(buf, place, at, &wide(symbols.lower_half.unwrap_or(symbols.bar[4])), self.style),
                _ => put(buf, place, at, &wide(symbols.bar[8]), self.style),
            }
        }
        let accent = self.theme.style(StyleRole::Accent);
        put(buf, place, (place.x, place.y + line), &wide(symbols.axis.horizontal), accent);
    }
}

/// A count in this many columns: `12`, `3k`, `.1M`.
fn short(count: u64, room: usize) -> String {
    let tenths = count / 100_000;
    let all = [
        (0, count.to_string()),
        (1_000, format!("{}k", count / 1_000)),
        (100_000, format!(".{tenths}M")),
        (1_000_000, format!("{}M", count / 1_000_000)),
    ];
    let fits = |(least, text): &&(u64, String)| {
        count >= *least && text.len() <= room && !(*least == 100_000 && tenths > 9)
    };
    let text = all.iter().find(fits).map_or("*", |(_, text)| text);
    if count == 0 { String::new() } else { text.to_owned() }
}

impl Widget for &ReliabilityBars<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let bins = self.bins.len() as u16;
        if bins == 0 || area.height < FOOTER + 3 || area.width < GUTTER + bins {
            return;
        }
        let height = area.height - FOOTER;
        let width = (area.width - GUTTER) / bins;
        self.draw_axis(area, height, buf);
        let (symbols, dim) = (self.theme.symbols(), self.theme.style(StyleRole::Dim));
        for (at, bin) in (0..).zip(self.bins) {
            let place = Rect { x: area.x + GUTTER + at * width, width, ..area };
            self.draw_bin(bin, place, height, buf);
            let room = usize::from(width.saturating_sub(u16::from(width > 1)));
            let count = pad(&short(bin.count, room), room, Alignment::Right, symbols);
            put(buf, place, (place.x, place.y + height), &count, self.theme.style(StyleRole::Text));
            let edge = format!("{:.2}", bin.high);
            let edge = edge.trim_start_matches('0');
            if room >= 3 || (at + 1) % 5 == 0 {
                let end = place.x + width - u16::from(width > 1);
                let text = if bin.high >= 1.0 { "1" } else { &edge[..edge.len().min(3)] };
                let start = end.saturating_sub(text.len() as u16);
                put(buf, area, (start, place.y + height + 1), text, dim);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::widgets::testing::{default_theme, drawn, everywhere};

    fn bin(high: f64, count: u64, accuracy: Option<f64>, confidence: Option<f64>) -> ReliabilityBin {
        ReliabilityBin { high, count, accuracy, confidence }
    }

    #[test]
    fn what_was_promised_too_much_is_crossed_out_and_counts_stand_below() {
        let bins = [bin(0.5, 0, None, None), bin(1.0, 2300, Some(0.5), Some(0.9))];
        let theme = default_theme();
        let lines =
            drawn(12, 6, |area, buf| ReliabilityBars::new(&theme, &bins, Style::new()).render(area, buf));
        assert_eq!(
            lines,
            ["1.0│    ───", "   │    ✗✗✗", " .5│    ███", "  0│    ███", "         2k", "    .50   1"]
        );
    }

    #[test]
    fn counts_are_as_exact_as_there_is_room() {
        let texts = [0, 12, 999, 2300, 100_100, 5_400_000, 10_u64.pow(12)].map(|count| short(count, 3));
        assert_eq!(texts, ["", "12", "999", "2k", ".1M", "5M", "*"]);
    }

    #[test]
    fn any_bins_at_any_size() {
        let bins: Vec<ReliabilityBin> = (1..=15_u32)
            .map(|at| bin(f64::from(at) / 15.0, 10_u64.pow(at), Some(f64::from(at % 3) / 2.0), Some(0.5)))
            .collect();
        for count in [0, 1, 15] {
            everywhere(|theme, area, buf| {
                ReliabilityBars::new(theme, &bins[..count], Style::new()).render(area, buf);
            });
        }
    }
}
