//! How large an image is on the screen, in square pixels of half a cell.

use ratatui::layout::Size;
use std::ops::Range;

/// Width and height of an image of `[height, width]` in an area, its aspect kept: it grows by whole factors only, so that
/// every number of the data stays a clean square, and shrinks as far as it must. Nothing in an empty area.
pub(in crate::ui) fn scaled([height, width]: [usize; 2], area: Size) -> (usize, usize) {
    let (columns, rows) = (usize::from(area.width), 2 * usize::from(area.height));
    if height == 0 || width == 0 || columns == 0 || rows == 0 {
        (0, 0)
    } else if width <= columns && height <= rows {
        let factor = (columns / width).min(rows / height);
        (width * factor, height * factor)
    } else if columns * height <= rows * width {
        (columns, (height * columns / width).max(1))
    } else {
        ((width * rows / height).max(1), rows)
    }
}

/// Which of `from` rows or columns the one at `at` of `to` on the screen covers.
pub(in crate::ui) fn covered(at: usize, from: usize, to: usize) -> Range<usize> {
    let start = at * from / to;
    start..((at + 1) * from / to).max(start + 1)
}
