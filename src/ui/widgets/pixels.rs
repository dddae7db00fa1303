//! An image in half blocks: two pixels above each other in a cell.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Rect, Size};
use ratatui::style::Color;
use ratatui::widgets::Widget;

use super::scaling::{covered, scaled};
use crate::ui::theme::{ColorMode, Theme};

/// An image, as large as the area allows and with its aspect kept, in the area's upper left corner.
///
/// It grows by whole factors only (nearest neighbour), so that every pixel of the data stays a clean square, and
/// shrinks by averaging boxes. With colours a cell holds two pixels; in ASCII it holds their mean as a background, and
/// without colours their mean as a shading character.
#[derive(Clone, Copy, Debug)]
pub struct PixelImage<'a> {
    theme: &'a Theme,
    pixels: &'a [u8],
    shape: [usize; 3],
}

impl<'a> PixelImage<'a> {
    /// An image of `pixels` in the order `[height][width][channels]`, each `0..=255`.
    ///
    /// Three or four channels are red, green, blue and an ignored fourth; otherwise the first channel is a grey.
    /// Nothing is drawn where the number of pixels does not match the shape.
    pub fn new(theme: &'a Theme, pixels: &'a [u8], shape: [usize; 3]) -> Self {
        Self { theme, pixels, shape }
    }

    /// The columns and rows the image takes up in an area of this size.
    pub fn size(&self, area: Size) -> Size {
        let (width, height) = self.scaled(area);
        Size::new(width as u16, height.div_ceil(2) as u16)
    }

    /// Width and height on the screen, in square pixels of half a cell.
    fn scaled(&self, area: Size) -> (usize, usize) {
        let [height, width, channels] = self.shape;
        let expected = height.checked_mul(width).and_then(|n| n.checked_mul(channels));
        if expected == Some(self.pixels.len()) { scaled([height, width], area) } else { (0, 0) }
    }

    /// The mean colour of the box of the image that pixel (`x`, `y`) of a `scaled` image covers.
    fn pixel(&self, (x, y): (usize, usize), scaled: (usize, usize)) -> [u8; 3] {
        let [height, width, channels] = self.shape;
        let picked = if channels >= 3 { [0, 1, 2] } else { [0; 3] };
        let (mut sum, mut count) = ([0_u64; 3], 0);
        for row in covered(y, height, scaled.1) {
            for column in covered(x, width, scaled.0) {
                let first = (row * width + column) * channels;
                sum.iter_mut().zip(picked).for_each(|(sum, c)| *sum += u64::from(self.pixels[first + c]));
                count += 1;
            }
        }
        sum.map(|channel| (channel / count) as u8)
    }

    /// Draws two pixels, the lower of which an odd height lacks in the last row.
    fn draw(&self, cell: &mut Cell, top: [u8; 3], bottom: Option<[u8; 3]>) {
        let symbols = self.theme.symbols();
        let half = symbols.upper_half.filter(|_| self.theme.mode() != ColorMode::Mono);
        if let Some(half) = half {
            let (above, below) = (self.color(top), bottom.and_then(|below| self.color(below)));
            // A blank costs a byte on the wire, a half block three.
            cell.set_symbol(if above == below { " " } else { half });
            cell.fg = above.unwrap_or_default();
            cell.bg = below.unwrap_or_default();
            return;
        }
        let mean = bottom.map_or(top, |bottom| std::array::from_fn(|c| top[c].midpoint(bottom[c])));
        match self.color(mean) {
            Some(color) => cell.set_symbol(" ").set_bg(color),
            None => cell.set_symbol(symbols.shade(brightness(mean))),
        };
    }

    /// The colour of a pixel: the grey ramp for images without colour, which is finer than the cube.
    fn color(&self, [r, g, b]: [u8; 3]) -> Option<Color> {
        if self.shape[2] < 3 { self.theme.grey(r) } else { self.theme.rgb(r, g, b) }
    }
}

/// The brightness of a pixel in `0..=1` (luma of ITU-R BT.601).
fn brightness([r, g, b]: [u8; 3]) -> f64 {
    (0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)) / 255.0
}

impl Widget for &PixelImage<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        let scaled = self.scaled(area.as_size());
        for y in 0..scaled.1.div_ceil(2) {
            for x in 0..scaled.0 {
                let bottom = (2 * y + 1 < scaled.1).then(|| self.pixel((x, 2 * y + 1), scaled));
                let cell = &mut buf[(area.x + x as u16, area.y + y as u16)];
                self.draw(cell, self.pixel((x, 2 * y), scaled), bottom);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Charset;
    use crate::ui::widgets::testing::{everywhere, lines};

    fn theme(mode: ColorMode, charset: Charset) -> Theme {
        Theme::new(mode, charset)
    }

    #[test]
    fn any_shape_at_any_size() {
        let large = vec![200; 300 * 20 * 3];
        for (pixels, shape) in [
            (&large[..0], [0, 0, 1]),
            (&large[..1], [1, 1, 1]),
            (&large[..784], [28, 28, 1]),
            (&large[..3072], [32, 32, 3]),
            (&large[..], [300, 20, 3]),
            (&large[..], [20, 300, 3]),
            (&large[..14], [7, 1, 2]),
            (&large[..10], [28, 28, 1]),
            (&large[..10], [usize::MAX, 2, 3]),
        ] {
            everywhere(|theme, area, buf| PixelImage::new(theme, pixels, shape).render(area, buf));
        }
    }

    #[test]
    fn the_aspect_is_kept_and_growth_is_whole() {
        let theme = theme(ColorMode::Indexed256, Charset::Unicode);
        let size = |pixels: &[u8], shape, w, h| PixelImage::new(&theme, pixels, shape).size(Size::new(w, h));
        let digit = [0; 784];
        assert_eq!(size(&digit, [28, 28, 1], 80, 14), Size::new(28, 14));
        assert_eq!(size(&digit, [28, 28, 1], 80, 30), Size::new(56, 28));
        assert_eq!(size(&digit, [28, 28, 1], 80, 27), Size::new(28, 14));
        assert_eq!(size(&digit, [28, 28, 1], 14, 40), Size::new(14, 7));
        assert_eq!(size(&digit, [28, 28, 1], 0, 40), Size::new(0, 0));
        assert_eq!(size(&digit[..3], [28, 28, 1], 80, 40), Size::new(0, 0));
    }

    #[test]
    fn a_cell_holds_two_pixels() {
        let theme = theme(ColorMode::TrueColor, Charset::Unicode);
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 2));
        PixelImage::new(&theme, &[0, 10, 20, 10, 40, 50], [3, 2, 1]).render(buf.area, &mut buf);
        assert_eq!(lines(&buf), ["▀ ", "▀▀"]);
        let grey = |v| Color::Rgb(v, v, v);
        assert_eq!((buf[(0, 0)].fg, buf[(0, 0)].bg), (grey(0), grey(20)));
        assert_eq!((buf[(1, 0)].fg, buf[(1, 0)].bg), (grey(10), grey(10)));
        assert_eq!((buf[(1, 1)].fg, buf[(1, 1)].bg), (grey(50), Color::Reset));
    }

    #[test]
    fn without_colours_brightness_becomes_a_character() {
        let theme = theme(ColorMode::Mono, Charset::Unicode);
        let mut buf = Buffer::empty(Rect::new(0, 0, 2, 1));
        PixelImage::new(&theme, &[255, 0, 255, 255], [2, 2, 1]).render(buf.area, &mut buf);
        assert_eq!(lines(&buf), ["@="]);
    }

    #[test]
    fn shrinking_averages() {
        let theme = theme(ColorMode::TrueColor, Charset::Unicode);
        let mut buf = Buffer::empty(Rect::new(0, 0, 1, 1));
        PixelImage::new(&theme, &[0, 100, 200, 100], [1, 4, 1]).render(buf.area, &mut buf);
        assert_eq!(buf[(0, 0)].fg, Color::Rgb(100, 100, 100));
    }
}
