//! What the tests of all widgets share: drawing at every size and in every look, and reading the result.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Color;

use crate::ui::theme::{Charset, ColorMode, Theme};

const SIZES: [(u16, u16); 14] = [
    (0, 0),
    (0, 5),
    (5, 0),
    (1, 1),
    (2, 2),
    (3, 1),
    (1, 50),
    (50, 1),
    (9, 4),
    (20, 5),
    (40, 10),
    (80, 24),
    (120, 40),
    (400, 120),
];

/// The width of the frame of untouchable cells around the area.
const MARGIN: u16 = 3;

/// Draws at every size, with every number of colours and both character sets, and checks what must always hold:
/// nothing outside the area, symbols one column wide (or two and a blank), only ASCII and no colours where promised.
pub(super) fn everywhere(draw: impl Fn(&Theme, Rect, &mut Buffer)) {
    for mode in [ColorMode::TrueColor, ColorMode::Indexed256, ColorMode::Ansi16, ColorMode::Mono] {
        for charset in [Charset::Unicode, Charset::Ascii] {
            let theme = Theme::new(mode, charset);
            for (width, height) in SIZES {
                check(&theme, Rect::new(MARGIN, MARGIN, width, height), &draw);
            }
        }
    }
}

fn check(theme: &Theme, area: Rect, draw: impl Fn(&Theme, Rect, &mut Buffer)) {
    let around = Rect::new(0, 0, area.width + 2 * MARGIN, area.height + 2 * MARGIN);
    let outside = Cell::new("x");
    let mut buf = Buffer::filled(around, outside.clone());
    for position in area.positions() {
        buf[position].reset();
    }
    draw(theme, area, &mut buf);
    for position in around.positions() {
        let cell = &buf[position];
        let right = buf.cell((position.x + 1, position.y));
        let flaw =
            if area.contains(position) { flaw(theme, cell, right) } else { outside_flaw(cell, &outside) };
        if let Some(flaw) = flaw {
            let look = (theme.mode(), theme.charset());
            panic!("{flaw}: {look:?} in {area} at {position}: {cell:?}");
        }
    }
}

fn outside_flaw(cell: &Cell, untouched: &Cell) -> Option<&'static str> {
    (cell != untouched).then_some("drawn outside the area")
}

/// What is wrong with a cell inside the area, given its right neighbour.
pub(in crate::ui) fn flaw(theme: &Theme, cell: &Cell, right: Option<&Cell>) -> Option<&'static str> {
    let wide = match cell.symbol().cell_width() {
        1 => false,
        2 => true,
        _ => return Some("neither one nor two columns wide"),
    };
    if wide && right.is_none_or(|next| next.symbol() != " ") {
        Some("a wide symbol without its blank")
    } else if cell.symbol().contains(char::is_control) {
        Some("a control character")
    } else if theme.charset() == Charset::Ascii && !cell.symbol().is_ascii() {
        Some("outside ASCII")
    } else if theme.mode() == ColorMode::Mono && (cell.fg, cell.bg) != (Color::Reset, Color::Reset) {
        Some("a colour in mono")
    } else {
        None
    }
}

/// Labels that break careless drawing.
pub(in crate::ui) const LABELS: [&str; 6] = [
    "",
    "shirt",
    "a label that is much longer than any pane is wide, and then some",
    "日本語のラベル",
    "a\u{1b}[31m\tb\n",
    "e\u{301}\u{202e}\u{200d}👩\u{200d}👩\u{200d}👧 ☀\u{fe0f}",
];

/// The rows of a buffer as text.
pub(in crate::ui) fn lines(buf: &Buffer) -> Vec<String> {
    let row = |y| (buf.area.left()..buf.area.right()).map(|x| buf[(x, y)].symbol()).collect();
    (buf.area.top()..buf.area.bottom()).map(row).collect()
}

/// Draws a widget into a buffer of its own and gives the rows without trailing blanks.
pub(super) fn drawn(width: u16, height: u16, draw: impl Fn(Rect, &mut Buffer)) -> Vec<String> {
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    draw(buf.area, &mut buf);
    lines(&buf).iter().map(|line| line.trim_end().to_owned()).collect()
}

/// The 256-colour Unicode theme, which is the one designed for.
pub(in crate::ui) fn default_theme() -> Theme {
    Theme::new(ColorMode::Indexed256, Charset::Unicode)
}
