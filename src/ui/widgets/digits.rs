//! Numbers in digits of five rows, for those who sit at the back.

use super::draw::put;
use crate::ui::theme::{ColorMode, Theme};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

/// Rows of a digit.
pub const ROWS: u16 = 5;
/// Squares of a digit from left to right, with the gap behind it.
const STEP: u16 = 4;

/// Three bits a row, the leftmost highest.
const fn glyph(sign: char) -> [u8; 5] {
    match sign {
        '0' => [7, 5, 5, 5, 7],
        '1' => [2, 6, 2, 2, 7],
        '2' => [7, 1, 7, 4, 7],
        '3' => [7, 1, 7, 1, 7],
        '4' => [5, 5, 7, 1, 1],
        '5' => [7, 4, 7, 1, 7],
        '6' => [7, 4, 7, 5, 7],
        '7' => [7, 1, 1, 2, 2],
        '8' => [7, 5, 7, 5, 7],
        '9' => [7, 5, 7, 1, 7],
        '%' => [5, 1, 2, 4, 5],
        '.' => [0, 0, 0, 0, 2],
        '-' => [0, 0, 7, 0, 0],
        _ => [0; 5],
    }
}

/// Columns of a number where a square is `square` columns wide.
pub fn width(text: &str, square: u16) -> u16 {
    (text.chars().count() as u16 * STEP).saturating_sub(1) * square
}

/// Writes digits, `%`, `.` and `-` into the upper left corner of an area; other signs are blanks. A square is two columns wide
/// where that fits, else one. Returns the columns that were used, 0 if there is no room.
pub fn draw(text: &str, style: Style, theme: &Theme, area: Rect, buf: &mut Buffer) -> u16 {
    let Some(square) = [2, 1].into_iter().find(|square| width(text, *square) <= area.width) else { return 0 };
    if area.height < ROWS {
        return 0;
    }
    // Full blocks are glyphs of their own width in every font; where colours are, a coloured blank is cheaper and has no gaps.
    let (sign, style) = match (theme.mode(), style.fg) {
        (ColorMode::Mono, _) | (_, None) => (theme.symbols().bar[8], style),
        (_, Some(color)) => (" ", Style::new().bg(color).remove_modifier(Modifier::all())),
    };
    for (at, letter) in text.chars().enumerate() {
        for (row, bits) in (0_u16..).zip(glyph(letter)) {
            for column in (0..3).filter(|column| bits & (4 >> column) != 0) {
                let x = area.x + (at as u16 * STEP + column) * square;
                put(buf, area, (x, area.y + row), &sign.repeat(usize::from(square)), style);
            }
        }
    }
    width(text, square)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::Charset;
    use crate::ui::widgets::testing::drawn;

    #[test]
    fn digits_grow_with_the_room_and_are_not_cut() {
        let theme = Theme::new(ColorMode::Mono, Charset::Ascii);
        let shown = |columns: u16| {
            drawn(columns, ROWS, |area, buf| {
                draw("17%", Style::new(), &theme, area, buf);
            })
        };
        assert_eq!(
            shown(11),
            [" #  ### # #", "##    #   #", " #    #  # ", " #   #  #  ", "###  #  # #"].map(str::trim_end)
        );
        assert_eq!(shown(22)[4], "######    ##    ##  ##");
        assert!(shown(10).iter().all(|line| line.trim().is_empty()));
        assert_eq!([width("17%", 1), width("5", 2), width("", 2)], [11, 6, 0]);
    }
}
