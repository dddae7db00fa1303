//! The semantic roles: what a piece of the screen means, and how each colour mode shows it.

use ratatui::style::{Color, Modifier, Style};

use super::ColorMode;

/// What a piece of the screen means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StyleRole {
    /// Ordinary text, in the terminal's own colours.
    Text,
    /// Secondary text: units, hints, axis labels.
    Dim,
    /// The title of a pane, and the header of a table.
    Title,
    /// The border of a pane without the focus.
    Border,
    /// The border of the pane with the focus.
    FocusedBorder,
    /// The selected row or cell.
    Selection,
    /// A number that got better; an arm that finished.
    Good,
    /// A number that got worse; an error.
    Bad,
    /// Something to look at: a caption of the advice strip.
    Warning,
    /// A key in the footer, a link, the thing that is active.
    Accent,
    /// A vertical line on a curve, where something was changed.
    Mark,
    /// A horizontal line on a curve that a trivial rule would reach.
    Baseline,
}

/// One row of the palette: truecolour, 256 colours and 16 colours, then the modifiers of the coloured modes and of mono.
struct SeriesLook {
    rgb: u32,
    indexed: u8,
    named: Color,
    colored: Modifier,
    mono: Modifier,
}

impl StyleRole {
    /// Every role, for tests and for a page that shows the theme.
    pub const ALL: [Self; 12] = [
        Self::Text,
        Self::Dim,
        Self::Title,
        Self::Border,
        Self::FocusedBorder,
        Self::Selection,
        Self::Good,
        Self::Bad,
        Self::Warning,
        Self::Accent,
        Self::Mark,
        Self::Baseline,
    ];

    /// The style of the role in a colour mode.
    pub(super) fn style(self, mode: ColorMode) -> Style {
        let look = match self {
            Self::Text => return Style::new(),
            // Its own colour, or a title would take on that of the border it stands in.
            Self::Title => return Style::new().fg(Color::Reset).add_modifier(Modifier::BOLD),
            Self::Selection => return Style::new().add_modifier(Modifier::REVERSED),
            Self::Dim | Self::Baseline => coloured(0x80_80_80, 244, Color::DarkGray).mono(Modifier::DIM),
            Self::Border => coloured(0x6c_6c_6c, 242, Color::DarkGray).mono(Modifier::DIM),
            Self::FocusedBorder => coloured(0x5f_87_af, 67, Color::Cyan).mono(Modifier::BOLD),
            Self::Good => coloured(0x00_87_5f, 29, Color::Green).mono(Modifier::BOLD),
            Self::Bad => coloured(0xd7_00_00, 160, Color::Red).mono(Modifier::UNDERLINED),
            Self::Warning => {
                let both = Modifier::BOLD.union(Modifier::UNDERLINED);
                coloured(0xaf_87_00, 136, Color::Yellow).mono(both)
            }
            Self::Accent => coloured(0x5f_87_af, 67, Color::Cyan).bold().mono(Modifier::BOLD),
            Self::Mark => coloured(0x87_87_af, 103, Color::Cyan).mono(Modifier::DIM),
        };
        look.style(mode)
    }
}

impl SeriesLook {
    fn bold(mut self) -> Self {
        self.colored = Modifier::BOLD;
        self
    }

    fn mono(mut self, mono: Modifier) -> Self {
        self.mono = mono;
        self
    }

    fn style(&self, mode: ColorMode) -> Style {
        let color = match mode {
            ColorMode::TrueColor => Color::from_u32(self.rgb),
            ColorMode::Indexed256 => Color::Indexed(self.indexed),
            ColorMode::Ansi16 => self.named,
            ColorMode::Mono => return Style::new().add_modifier(self.mono),
        };
        Style::new().fg(color).add_modifier(self.colored)
    }
}

/// A row of the palette without modifiers.
fn coloured(rgb: u32, indexed: u8, named: Color) -> SeriesLook {
    SeriesLook { rgb, indexed, named, colored: Modifier::empty(), mono: Modifier::empty() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::color::{contrast, indexed_to_rgb, luminance};

    #[test]
    fn every_colour_reads_on_black_and_on_white() {
        for role in StyleRole::ALL {
            let rgb = match role.style(ColorMode::Indexed256).fg {
                Some(Color::Indexed(index)) => indexed_to_rgb(index),
                other => {
                    assert!(other.is_none_or(|own| own == Color::Reset), "{role:?}");
                    continue;
                }
            };
            let least = contrast(luminance(rgb), 0.0).min(contrast(luminance(rgb), 1.0));
            assert!(least >= 3.0, "{role:?}: {least}");
        }
    }

    #[test]
    fn no_role_sets_a_background() {
        for mode in [ColorMode::TrueColor, ColorMode::Indexed256, ColorMode::Ansi16, ColorMode::Mono] {
            assert!(StyleRole::ALL.iter().all(|role| role.style(mode).bg.is_none()));
        }
    }
}
