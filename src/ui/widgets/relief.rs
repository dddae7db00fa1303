//! An image of signed numbers: what pulls one way and what pulls the other in colours of their own.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Rect, Size};
use ratatui::style::Color;
use ratatui::widgets::Widget;

use super::scaling::{covered, scaled};
use crate::ui::theme::{ColorMode, Theme};

/// Numbers around 0 as an image, as large as the area allows and with its aspect kept, in the area's upper left corner.
///
/// With colours a cell holds two numbers above each other by [`Theme::relief`]; in ASCII it holds their mean. Without
/// colours it holds `=` and `-` for strong and weak negative means, `+` and `#` for weak and strong positive ones. What is
/// not finite is left blank.
#[derive(Clone, Copy, Debug)]
pub struct Relief<'a> {
    theme: &'a Theme,
    values: &'a [f32],
    shape: [usize; 2],
    strongest: f32,
}

impl<'a> Relief<'a> {
    /// An image of `values` in the order `[height][width]`; `strongest`, above 0, has the strongest colour, and so has
    /// what lies beyond. Nothing is drawn where the number of values does not match the shape.
    pub fn new(theme: &'a Theme, values: &'a [f32], shape: [usize; 2], strongest: f32) -> Self {
        Self { theme, values, shape, strongest }
    }

    /// Width and height on the screen, in square pixels of half a cell.
    fn scaled(&self, area: Size) -> (usize, usize) {
        let [height, width] = self.shape;
        if height.checked_mul(width) == Some(self.values.len()) { scaled(self.shape, area) } else { (0, 0) }
    }

    /// The mean of the box that pixel (`x`, `y`) of a `scaled` image covers, in units of the strongest.
    fn amount(&self, (x, y): (usize, usize), scaled: (usize, usize)) -> f64 {
        let [height, width] = self.shape;
        let (rows, columns) = (covered(y, height, scaled.1), covered(x, width, scaled.0));
        let count = rows.len() * columns.len();
        let sum: f64 = rows
            .map(|row| -> f64 {
                self.values[row * width..][columns.clone()].iter().map(|value| f64::from(*value)).sum()
            })
            .sum();
        sum / count as f64 / f64::from(self.strongest)
    }

    /// Draws two numbers, the lower of which an odd height lacks in the last row.
    fn draw(&self, cell: &mut Cell, top: f64, bottom: Option<f64>) {
        let symbols = self.theme.symbols();
        let mean = bottom.map_or(top, |bottom| f64::midpoint(top, bottom));
        if self.theme.mode() == ColorMode::Mono {
            cell.set_symbol(sign(mean));
            return;
        }
        let color = |amount: f64| self.theme.relief(amount);
        let (Some(upper), Some(lower)) = (symbols.upper_half, symbols.lower_half) else {
            cell.set_symbol(" ").bg = color(mean).unwrap_or_default();
            return;
        };
        // The colour behind all is the terminal's own, which no foreground has.
        let (symbol, fg, bg) = match (color(top), bottom.and_then(color)) {
            (Some(above), Some(below)) if above == below => (" ", Color::Reset, above),
            (Some(above), below) => (upper, above, below.unwrap_or_default()),
            (None, Some(below)) => (lower, below, Color::Reset),
            (None, None) => (" ", Color::Reset, Color::Reset),
        };
        cell.set_symbol(symbol).set_fg(fg).set_bg(bg);
    }
}

/// The sign of an amount in `-1..=1` without colours.
pub fn sign(amount: f64) -> &'static str {
    match amount {
        x if x <= -0.5 => "=",
        x if x <= -0.1 => "-",
        x if x >= 0.5 => "#",
        x if x >= 0.1 => "+",
        _ => " ",
    }
}

impl Widget for &Relief<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let scaled = self.scaled(area.as_size());
        for y in 0..scaled.1.div_ceil(2) {
            for x in 0..scaled.0 {
                let bottom = (2 * y + 1 < scaled.1).then(|| self.amount((x, 2 * y + 1), scaled));
                let cell = &mut buf[(area.x + x as u16, area.y + y as u16)];
                self.draw(cell, self.amount((x, 2 * y), scaled), bottom);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Charset;
    use crate::ui::widgets::testing::{everywhere, lines};

    fn drawn(mode: ColorMode, values: &[f32], shape: [usize; 2]) -> Buffer {
        let theme = Theme::new(mode, Charset::Unicode);
        let mut buf = Buffer::empty(Rect::new(0, 0, shape[1] as u16, shape[0].div_ceil(2) as u16));
        Relief::new(&theme, values, shape, 2.0).render(buf.area, &mut buf);
        buf
    }

    #[test]
    fn any_numbers_at_any_size() {
        let odd = [0.0, -1.0, f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 1e30, -5e-40, 3.0];
        for (count, shape) in [(8, [2, 4]), (8, [8, 1]), (8, [1, 8]), (7, [2, 4]), (0, [0, 3]), (1, [1, 1])] {
            for strongest in [1.0, 1e-30] {
                everywhere(|theme, area, buf| {
                    Relief::new(theme, &odd[..count], shape, strongest).render(area, buf);
                });
            }
        }
    }

    #[test]
    fn two_numbers_share_a_cell_and_what_is_none_is_blank() {
        let values = [2.0, 0.0, -2.0, f32::NAN, f32::NAN, 0.0, 2.0, -2.0, 2.0, f32::NAN];
        let buf = drawn(ColorMode::TrueColor, &values, [2, 5]);
        assert_eq!(lines(&buf), ["▀▀ ▄ "]);
        let [orange, blue] = [Color::Rgb(0xff, 0x87, 0), Color::Rgb(0, 0xaf, 0xff)];
        let grey = Theme::new(ColorMode::TrueColor, Charset::Unicode).relief(0.0).unwrap();
        let look = |x: u16| (buf[(x, 0)].fg, buf[(x, 0)].bg);
        assert_eq!([look(0), look(1)], [(orange, grey), (grey, orange)]);
        assert_eq!([look(2), look(3)], [(Color::Reset, blue), (orange, Color::Reset)]);
    }

    #[test]
    fn signs_and_strengths_differ_without_colours() {
        let buf = drawn(ColorMode::Mono, &[-2.0, -0.5, 0.0, 0.5, 2.0, f32::NAN], [1, 6]);
        assert_eq!(lines(&buf), ["=- +# "]);
    }
}
