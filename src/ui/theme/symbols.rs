//! The characters the program draws with. All are in the basic plane and one column wide; none is an emoji.

use ratatui::symbols::border;

/// Which characters the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Charset {
    /// Box drawing, blocks and braille.
    Unicode,
    /// Nothing but ASCII, for consoles and fonts without the rest.
    Ascii,
}

/// The symbols of a character set.
#[derive(Debug, PartialEq, Eq)]
pub struct Symbols {
    /// The set these belong to.
    pub charset: Charset,
    /// The border of panes and popups.
    pub border: border::Set<'static>,
    /// A bar's cell filled to 0, 1 ... 8 eighths from the left.
    pub bar: [&'static str; 9],
    /// A cell whose upper half is the foreground; `None` where a cell holds one pixel at most.
    pub upper_half: Option<&'static str>,
    /// The same for the lower half.
    pub lower_half: Option<&'static str>,
    /// From dark to light, for images and matrices without colours. The same in both sets: fonts agree on it.
    pub shades: [&'static str; 10],
    /// What stands for the text that was cut off.
    pub ellipsis: &'static str,
    /// Something goes on to the left, right, top, bottom; also ascending and descending order.
    pub left: &'static str,
    /// See `left`.
    pub right: &'static str,
    /// See `left`.
    pub up: &'static str,
    /// See `left`.
    pub down: &'static str,
    /// Points at the row that matters (the truth), from the left.
    pub pointer: &'static str,
    /// Points at the largest value, from the right.
    pub winner: &'static str,
    /// Something is running, or an item of a list.
    pub bullet: &'static str,
    /// Right, done.
    pub check: &'static str,
    /// Wrong, failed.
    pub cross: &'static str,
    /// An undefined value.
    pub dash: &'static str,
    /// The sign of a negative number.
    pub minus: &'static str,
    /// A line that rises, and one that falls.
    pub slope: [&'static str; 2],
    /// Separates the items of a status line.
    pub separator: &'static str,
    /// A cell of a vertical line on a plot.
    pub mark: &'static str,
    /// A cell of a horizontal line on a plot.
    pub baseline: &'static str,
    /// A plot's axes: vertical, vertical with a tick, horizontal, horizontal with a tick, their corner.
    pub axis: Axis,
}

/// The pieces of a plot's axes.
#[derive(Debug, PartialEq, Eq)]
pub struct Axis {
    /// The y axis between two ticks.
    pub vertical: &'static str,
    /// The y axis at a tick; the label stands to its left.
    pub vertical_tick: &'static str,
    /// The x axis between two ticks.
    pub horizontal: &'static str,
    /// The x axis at a tick; the label stands below.
    pub horizontal_tick: &'static str,
    /// Where they meet.
    pub corner: &'static str,
}

const SHADES: [&str; 10] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"];

static UNICODE: Symbols = Symbols {
    charset: Charset::Unicode,
    border: border::PLAIN,
    bar: [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    upper_half: Some("▀"),
    lower_half: Some("▄"),
    shades: SHADES,
    ellipsis: "…",
    left: "◂",
    right: "▸",
    up: "▴",
    down: "▾",
    pointer: "▸",
    winner: "◂",
    bullet: "•",
    check: "✓",
    cross: "✗",
    dash: "–",
    minus: "−",
    slope: ["╱", "╲"],
    separator: "·",
    mark: "┊",
    baseline: "┈",
    axis: Axis {
        vertical: "│", vertical_tick: "┤", horizontal: "─", horizontal_tick: "┬", corner: "└"
    },
};

static ASCII: Symbols = Symbols {
    charset: Charset::Ascii,
    border: border::Set {
        top_left: "+",
        top_right: "+",
        bottom_left: "+",
        bottom_right: "+",
        vertical_left: "|",
        vertical_right: "|",
        horizontal_top: "-",
        horizontal_bottom: "-",
    },
    bar: [" ", ".", ".", ".", "=", "=", "=", "=", "#"],
    upper_half: None,
    lower_half: None,
    shades: SHADES,
    ellipsis: "~",
    left: "<",
    right: ">",
    up: "^",
    down: "v",
    pointer: ">",
    winner: "<",
    bullet: "*",
    check: "v",
    cross: "x",
    dash: "-",
    minus: "-",
    slope: ["/", "\\"],
    separator: "-",
    mark: ":",
    baseline: ".",
    axis: Axis { vertical: "|", vertical_tick: "+", horizontal: "-", horizontal_tick: "+", corner: "+" },
};

impl Symbols {
    /// The symbols of a character set.
    pub fn of(charset: Charset) -> &'static Self {
        match charset {
            Charset::Unicode => &UNICODE,
            Charset::Ascii => &ASCII,
        }
    }

    /// The shade for a brightness in `0..=1` (clamped; NaN gives the darkest).
    pub fn shade(&self, brightness: f64) -> &'static str {
        let last = self.shades.len() - 1;
        self.shades[((brightness.clamp(0.0, 1.0) * last as f64).round() as usize).min(last)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    fn all(symbols: &Symbols) -> Vec<&str> {
        let border = symbols.border;
        let axis = &symbols.axis;
        let mut all = vec![
            border.top_left,
            border.top_right,
            border.bottom_left,
            border.bottom_right,
            border.vertical_left,
            border.vertical_right,
            border.horizontal_top,
            border.horizontal_bottom,
            symbols.ellipsis,
            symbols.left,
            symbols.right,
            symbols.up,
            symbols.down,
            symbols.pointer,
            symbols.winner,
            symbols.bullet,
            symbols.check,
            symbols.cross,
            symbols.dash,
            symbols.minus,
            symbols.separator,
            symbols.slope[0],
            symbols.slope[1],
            symbols.mark,
            symbols.baseline,
            axis.vertical,
            axis.vertical_tick,
            axis.horizontal,
            axis.horizontal_tick,
            axis.corner,
        ];
        all.extend(
            symbols
                .bar
                .iter()
                .chain(&symbols.shades)
                .copied()
                .chain(symbols.upper_half)
                .chain(symbols.lower_half),
        );
        all
    }

    #[test]
    fn every_symbol_is_one_column_wide_and_in_the_basic_plane() {
        for symbol in [&UNICODE, &ASCII].into_iter().flat_map(all) {
            assert_eq!((symbol.width(), symbol.chars().count()), (1, 1), "{symbol:?}");
            assert!(symbol.chars().all(|c| (c as u32) < 0x1_0000), "{symbol:?}");
        }
    }

    #[test]
    fn the_ascii_set_is_ascii() {
        assert!(all(&ASCII).iter().all(|symbol| symbol.is_ascii()));
    }

    #[test]
    fn shades_cover_the_range() {
        let symbols = Symbols::of(Charset::Ascii);
        assert_eq!([0.0, 0.5, 1.0, 9.0, f64::NAN].map(|v| symbols.shade(v)), [" ", "+", "@", "@", " "]);
    }
}
