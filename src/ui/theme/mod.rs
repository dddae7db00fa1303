//! Every colour and every symbol of the program.
//!
//! A pane asks for a [`StyleRole`], a series, a colour map or a symbol, never for a colour. The 256-colour palette is the
//! one designed for, because that is what arrives over SSH; its colours have a contrast of 3 or more against black
//! and against white, so that one palette reads on dark and on light terminals. Colour is never the only carrier:
//! series have letters, dash patterns and markers, and mono works with modifiers alone.

mod classes;
pub mod color;
pub mod maps;
pub mod roles;
pub mod series;
pub mod symbols;
pub mod text;

use ratatui::style::{Color, Style};

pub use roles::StyleRole;
pub use series::{Dash, SeriesStyle};
pub use symbols::{Charset, Symbols};
pub use text::{columns, fit, pad, wrap};

/// How many colours the terminal shows. The caller decides; nothing here asks the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColorMode {
    /// 24 bits.
    TrueColor,
    /// The 6x6x6 cube and the 24 greys of xterm.
    Indexed256,
    /// The 16 named colours, whose shades the user's terminal chooses.
    Ansi16,
    /// Modifiers only: every cell keeps `Color::Reset`.
    Mono,
}

/// The look of the program: a colour mode and a set of symbols. Small and `Copy`; pass it by reference or by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    mode: ColorMode,
    symbols: &'static Symbols,
}

impl Theme {
    /// The theme for a terminal with these colours and characters.
    pub fn new(mode: ColorMode, charset: Charset) -> Self {
        Self { mode, symbols: Symbols::of(charset) }
    }

    /// The colour mode the theme was made for.
    pub fn mode(&self) -> ColorMode {
        self.mode
    }

    /// The character set the theme was made for.
    pub fn charset(&self) -> Charset {
        self.symbols.charset
    }

    /// The symbols of the character set.
    pub fn symbols(&self) -> &'static Symbols {
        self.symbols
    }

    /// The style of a semantic role. None sets a background.
    pub fn style(&self, role: StyleRole) -> Style {
        role.style(self.mode)
    }

    /// The look of series `index`: 0 is arm A, 1 is arm B and so on. Colours repeat after four.
    pub fn series(&self, index: usize) -> SeriesStyle {
        series::style(self.mode, index)
    }

    /// The colour of a class among many; colours repeat after ten, so a letter stands with each.
    pub fn class(&self, class: usize) -> Style {
        classes::style(self.mode, class)
    }

    /// Foreground and background of a cell that holds `value` in `0..=1` (clamped; NaN gives the plain style).
    ///
    /// The map is viridis: its lightness rises steadily, also for colour-blind readers. Numbers in the cell keep a
    /// contrast of 4.5 or more, except in 16 colours, where the terminal chooses the shades.
    pub fn heat(&self, value: f64) -> Style {
        maps::heat(self.mode, value)
    }

    /// Foreground and background of a cell that holds a share of correct predictions in `0..=1`: blue.
    pub fn correct(&self, value: f64) -> Style {
        maps::correct(self.mode, value)
    }

    /// The same of wrong predictions: orange.
    pub fn error(&self, value: f64) -> Style {
        maps::error(self.mode, value)
    }

    /// Foreground and background of a cell that holds a difference in `-1..=1` (clamped; NaN gives the plain style).
    ///
    /// Blue is negative, orange is positive, almost zero is plain.
    pub fn diverging(&self, value: f64) -> Style {
        maps::diverging(self.mode, value)
    }

    /// The colour of a signed number in `-1..=1` in an image: [`Self::diverging`] with a grey for 0; `None` in mono and for
    /// NaN.
    pub fn relief(&self, value: f64) -> Option<Color> {
        maps::relief(self.mode, value)
    }

    /// The colour of a grey pixel; `None` in mono.
    pub fn grey(&self, value: u8) -> Option<Color> {
        match self.mode {
            ColorMode::TrueColor => Some(Color::Rgb(value, value, value)),
            ColorMode::Indexed256 => Some(Color::Indexed(color::grey_to_256(value))),
            ColorMode::Ansi16 => Some(color::grey_to_16(value)),
            ColorMode::Mono => None,
        }
    }

    /// The colour of a pixel, quantised to what the terminal shows; `None` in mono.
    pub fn rgb(&self, red: u8, green: u8, blue: u8) -> Option<Color> {
        match self.mode {
            ColorMode::TrueColor => Some(Color::Rgb(red, green, blue)),
            ColorMode::Indexed256 => Some(Color::Indexed(color::rgb_to_256([red, green, blue]))),
            ColorMode::Ansi16 => Some(color::rgb_to_16([red, green, blue])),
            ColorMode::Mono => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mono_has_no_colours_and_its_roles_still_differ() {
        let theme = Theme::new(ColorMode::Mono, Charset::Unicode);
        let plain =
            |style: Style| [style.fg, style.bg].into_iter().flatten().all(|color| color == Color::Reset);
        assert!(StyleRole::ALL.iter().all(|&role| plain(theme.style(role))));
        assert!((0..8).all(|i| plain(theme.series(i).style)));
        assert!((-10..=10).all(|i| plain(theme.diverging(f64::from(i) / 10.0))));
        assert!((0..=10).all(|i| plain(theme.heat(f64::from(i) / 10.0))));
        assert_eq!((theme.grey(200), theme.rgb(1, 2, 3)), (None, None));
        assert_ne!(theme.style(StyleRole::Good), theme.style(StyleRole::Bad));
        assert_ne!(theme.style(StyleRole::Text), theme.style(StyleRole::Selection));
    }

    #[test]
    fn pixels_are_quantised_to_the_mode() {
        let theme = |mode| Theme::new(mode, Charset::Unicode);
        assert_eq!(theme(ColorMode::TrueColor).grey(7), Some(Color::Rgb(7, 7, 7)));
        assert_eq!(theme(ColorMode::Indexed256).grey(255), Some(Color::Indexed(231)));
        assert_eq!(theme(ColorMode::Ansi16).grey(255), Some(Color::White));
        assert_eq!(theme(ColorMode::Indexed256).rgb(255, 0, 0), Some(Color::Indexed(196)));
        assert_eq!(theme(ColorMode::Ansi16).rgb(255, 0, 0), Some(Color::LightRed));
    }
}
