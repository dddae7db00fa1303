//! Small images side by side, each with its caption below: as large as lets all be seen, or a part of them.

use crate::ui::theme::{StyleRole, Theme, fit};
use crate::ui::widgets::draw::put;
use crate::ui::widgets::scaling::scaled;
use crate::ui::widgets::scroll;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Modifier;

/// Columns of an image at least, so that something of its caption can be read.
const LEAST: u16 = 7;
/// Rows of an image at least.
const LOW: u16 = 3;
/// Columns of an image where not all of them fit.
const USUAL: u16 = 9;

/// Columns that a caption may have beyond its image.
const CAPTION: u16 = 14;
/// Columns between images that have room.
const GAP: u16 = 2;

/// The words below an image.
#[derive(Clone, Copy, Debug)]
pub(super) struct TileCaption<'a> {
    pub(super) text: &'a str,
    pub(super) selected: bool,
}

/// Where images stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TileGallery {
    area: Rect,
    columns: u16,
    /// Of an image with its caption and the blanks that keep it from its neighbours.
    cell: Size,
    /// Of an image alone.
    image: Size,
}

impl TileGallery {
    /// The place of this many images of `[height, width]`.
    pub(super) fn new(area: Rect, shape: [usize; 2], count: usize) -> Self {
        let count = count.clamp(1, usize::from(u16::MAX)) as u16;
        let of_columns = |columns: u16| {
            let cell = Size::new((area.width + 1) / columns, area.height / count.div_ceil(columns));
            Self { area, columns, cell, image: image(cell, shape) }
        };
        let all = (1..=area.width.min(count)).map(of_columns);
        let fits = |gallery: &Self| gallery.cell.width > LEAST && gallery.cell.height > LOW;
        // Of several ways to see them as large, the one with rows as full as they can be.
        let blanks = |gallery: &Self| count.div_ceil(gallery.columns) * gallery.columns - count;
        let best = all.filter(fits).max_by_key(|gallery| {
            (gallery.image.area(), std::cmp::Reverse(blanks(gallery)), gallery.columns)
        });
        best.map_or_else(|| Self::part(area, shape), Self::together)
    }

    /// The same with no more than a few blanks between the images, so that each has its caption near it.
    fn together(self) -> Self {
        let Size { width, height } = self.image;
        let width = self.cell.width.min(width.max(CAPTION) + 1 + GAP);
        Self { cell: Size::new(width, self.cell.height.min(height + 2)), ..self }
    }

    /// Images of the usual size, as many as there is room for.
    fn part(area: Rect, shape: [usize; 2]) -> Self {
        let columns = ((area.width + 1) / (USUAL + 1)).max(1);
        let cell = Size::new((area.width + 1) / columns, area.height);
        let image = image(cell, shape);
        let cell = Size { height: (image.height + 1).min(area.height), ..cell };
        Self { area, columns, cell, image }
    }

    /// Images in a row.
    pub(super) fn columns(&self) -> usize {
        usize::from(self.columns)
    }

    /// Draws what is in sight, the selected image among it; arrows at the right edge say that there is more.
    pub(super) fn render(
        &self,
        theme: &Theme,
        captions: &[TileCaption<'_>],
        buf: &mut Buffer,
        draw: impl Fn(usize, Rect, &mut Buffer),
    ) {
        let across = self.columns();
        let rows = usize::from(self.area.height / self.cell.height.max(1)).max(1);
        let selected = captions.iter().position(|caption| caption.selected).map(|at| at / across);
        let first = scroll::offset(0, selected, captions.len().div_ceil(across), rows) * across;
        for (place, at) in (first..captions.len()).take(rows * across).enumerate() {
            let x = self.area.x + (place % across) as u16 * self.cell.width;
            let y = self.area.y + (place / across) as u16 * self.cell.height;
            let own = Rect { x, y, width: self.cell.width.saturating_sub(1), height: self.cell.height };
            let own = own.intersection(self.area);
            draw(at, Rect { height: self.image.height.min(own.height), ..own }, buf);
            let style = if captions[at].selected {
                theme.style(StyleRole::Accent).add_modifier(Modifier::REVERSED)
            } else {
                theme.style(StyleRole::Text)
            };
            let text = fit(captions[at].text, usize::from(own.width), theme.symbols());
            put(buf, own, (x, y + self.image.height), &text, style);
        }
        let hidden = [first > 0, first + rows * across < captions.len()];
        self.draw_arrows(theme, hidden, buf);
    }

    /// Arrows at the right edge where images are hidden above or below.
    fn draw_arrows(&self, theme: &Theme, [above, below]: [bool; 2], buf: &mut Buffer) {
        let (right, last) = (self.area.right().saturating_sub(1), self.area.bottom().saturating_sub(1));
        let arrows = [(above, self.area.y, theme.symbols().up), (below, last, theme.symbols().down)];
        for (_, y, symbol) in arrows.into_iter().filter(|(hidden, ..)| *hidden) {
            put(buf, self.area, (right, y), symbol, theme.style(StyleRole::Accent));
        }
    }
}

/// The columns and rows of an image in its cell, which has room for a caption too.
fn image(cell: Size, shape: [usize; 2]) -> Size {
    let room = Size::new(cell.width.saturating_sub(1), cell.height.saturating_sub(1));
    let (width, height) = scaled(shape, room);
    Size::new(width as u16, height.div_ceil(2) as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_seen_as_large_as_that_allows() {
        let of = |width, height, shape, count| {
            let gallery = TileGallery::new(Rect::new(0, 0, width, height), shape, count);
            (gallery.columns, gallery.image.width, gallery.image.height)
        };
        assert_eq!(of(78, 19, [28, 28], 10), (5, 14, 7));
        assert_eq!(of(158, 40, [28, 28], 10), (5, 28, 14));
        assert_eq!(of(38, 16, [28, 28], 2), (2, 18, 9));
        assert_eq!(of(78, 19, [5, 5], 8), (4, 15, 8), "small kernels grow by whole factors");
        assert_eq!(of(78, 19, [28, 28], 400).0, 7, "a part of them");
    }
}
