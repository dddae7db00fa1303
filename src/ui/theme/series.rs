//! The looks of the arms A to F: a letter, a colour, a dash pattern and a marker.

use ratatui::style::{Color, Modifier, Style};

use super::{Charset, ColorMode};

/// How a line is broken, so that curves differ without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dash {
    /// An unbroken line.
    Solid,
    /// Long strokes.
    Dashed,
    /// A stroke and a point in turn.
    DashDot,
    /// Points.
    Dotted,
    /// A stroke and two points in turn.
    DashDotDot,
    /// Short strokes.
    Pairs,
}

impl Dash {
    /// Whether the dot at `step` along the line is drawn.
    pub fn is_on(self, step: usize) -> bool {
        match self {
            Self::Solid => true,
            Self::Dashed => step % 8 < 5,
            Self::DashDot => matches!(step % 10, 0..=4 | 7),
            Self::Dotted => step.is_multiple_of(3),
            Self::DashDotDot => matches!(step % 12, 0..=4 | 7 | 10),
            Self::Pairs => step % 5 < 2,
        }
    }
}

impl SeriesStyle {
    /// A piece of its line for a legend, three columns.
    pub fn sample(&self, charset: Charset) -> String {
        match (charset, self.dash) {
            (Charset::Ascii, _) => self.marker.to_string().repeat(3),
            (Charset::Unicode, Dash::Solid) => "───".to_owned(),
            (Charset::Unicode, Dash::Dashed) => "─ ─".to_owned(),
            (Charset::Unicode, Dash::DashDot) => "─·─".to_owned(),
            (Charset::Unicode, Dash::Dotted) => "···".to_owned(),
            (Charset::Unicode, Dash::DashDotDot) => "─··".to_owned(),
            (Charset::Unicode, Dash::Pairs) => "╴╴╴".to_owned(),
        }
    }
}

/// The look of one series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesStyle {
    /// "A" for the first series.
    pub letter: &'static str,
    /// The colour of its lines, bars and letter.
    pub style: Style,
    /// How its line is broken.
    pub dash: Dash,
    /// Its marker in plots without braille.
    pub marker: char,
}

/// Truecolour, 256 colours, 16 colours, mono, dash and marker of a series.
type SeriesRow = (Color, u8, Color, Modifier, Dash, char);

/// Blue, vermilion, bluish green and reddish purple of Okabe and Ito (2008): those of their eight that read on black
/// and on white; then a dark gold and a violet. The 256-colour entries are near, with a contrast of 3 or more on both.
const ROWS: [SeriesRow; 6] = [
    (Color::Rgb(0x00, 0x72, 0xb2), 32, Color::LightBlue, Modifier::BOLD, Dash::Solid, '*'),
    (Color::Rgb(0xd5, 0x5e, 0x00), 166, Color::Yellow, Modifier::empty(), Dash::Dashed, 'o'),
    (Color::Rgb(0x00, 0x9e, 0x73), 29, Color::Green, Modifier::DIM, Dash::DashDot, '+'),
    (Color::Rgb(0xcc, 0x79, 0xa7), 169, Color::Magenta, Modifier::ITALIC, Dash::Dotted, 'x'),
    (
        Color::Rgb(0x99, 0x7a, 0x00),
        136,
        Color::LightCyan,
        Modifier::DIM.union(Modifier::ITALIC),
        Dash::DashDotDot,
        '#',
    ),
    (
        Color::Rgb(0x87, 0x5f, 0xd7),
        98,
        Color::LightRed,
        Modifier::BOLD.union(Modifier::ITALIC),
        Dash::Pairs,
        '@',
    ),
];

const LETTERS: [&str; 26] = [
    "A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O", "P", "Q", "R", "S", "T", "U",
    "V", "W", "X", "Y", "Z",
];

/// The look of series `index`; the colours repeat after six and the letters after 26.
pub(super) fn style(mode: ColorMode, index: usize) -> SeriesStyle {
    let (rgb, indexed, named, mono, dash, marker) = ROWS[index % ROWS.len()];
    let style = match mode {
        ColorMode::TrueColor => Style::new().fg(rgb),
        ColorMode::Indexed256 => Style::new().fg(Color::Indexed(indexed)),
        ColorMode::Ansi16 => Style::new().fg(named),
        ColorMode::Mono => Style::new().add_modifier(mono),
    };
    SeriesStyle { letter: LETTERS[index % LETTERS.len()], style, dash, marker }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::recipe::MAX_ARMS;
    use crate::ui::theme::color::{contrast, indexed_to_rgb, luminance};

    #[test]
    fn the_colours_read_on_black_and_on_white() {
        for (rgb, indexed, ..) in ROWS {
            let Color::Rgb(r, g, b) = rgb else { panic!("not truecolour: {rgb:?}") };
            for shade in [[r, g, b], indexed_to_rgb(indexed)] {
                let least = contrast(luminance(shade), 0.0).min(contrast(luminance(shade), 1.0));
                assert!(least >= 3.0, "{shade:?}: {least}");
            }
        }
    }

    #[test]
    fn six_series_differ_in_every_carrier() {
        for mode in [ColorMode::TrueColor, ColorMode::Indexed256, ColorMode::Ansi16, ColorMode::Mono] {
            let looks: Vec<_> = (0..MAX_ARMS).map(|i| style(mode, i)).collect();
            for (i, a) in looks.iter().enumerate() {
                for b in &looks[i + 1..] {
                    let same = a.dash == b.dash || a.marker == b.marker || a.style == b.style;
                    assert!(a.letter != b.letter && !same && a.marker.is_ascii(), "{mode:?}: {a:?}, {b:?}");
                }
            }
        }
        assert_eq!(style(ColorMode::Ansi16, 5).letter, "F");
    }

    #[test]
    fn a_pattern_is_drawn_and_broken() {
        let drawn = |dash: Dash| (0..120).filter(|&step| dash.is_on(step)).count();
        assert_eq!(drawn(Dash::Solid), 120);
        assert_eq!((drawn(Dash::Dashed), drawn(Dash::DashDot), drawn(Dash::Dotted)), (75, 72, 40));
        assert_eq!((drawn(Dash::DashDotDot), drawn(Dash::Pairs)), (70, 48));
    }
}
