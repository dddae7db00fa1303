//! The colours of classes, where many are told apart at once. A letter always stands with them.

use ratatui::style::{Color, Modifier, Style};

use super::ColorMode;
use super::color::indexed_to_rgb;

/// Ten of the 256 colours that read on black and on white, with the nearest names.
const ROWS: [(u8, Color); 10] = [
    (32, Color::LightBlue),
    (166, Color::Yellow),
    (64, Color::Green),
    (169, Color::Magenta),
    (136, Color::LightYellow),
    (98, Color::LightMagenta),
    (30, Color::Cyan),
    (160, Color::Red),
    (244, Color::LightGreen),
    (95, Color::LightRed),
];

/// The style of a class; colours repeat after ten. In mono all are plain.
pub(super) fn style(mode: ColorMode, class: usize) -> Style {
    let (indexed, named) = ROWS[class % ROWS.len()];
    match mode {
        ColorMode::TrueColor => {
            let [r, g, b] = indexed_to_rgb(indexed);
            Style::new().fg(Color::Rgb(r, g, b))
        }
        ColorMode::Indexed256 => Style::new().fg(Color::Indexed(indexed)),
        ColorMode::Ansi16 => Style::new().fg(named),
        ColorMode::Mono => Style::new().add_modifier(Modifier::empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::color::{contrast, luminance};

    #[test]
    fn the_colours_read_on_black_and_on_white_and_none_stands_twice() {
        for (at, (indexed, named)) in ROWS.iter().enumerate() {
            let shade = luminance(indexed_to_rgb(*indexed));
            assert!(contrast(shade, 0.0).min(contrast(shade, 1.0)) >= 3.0, "{indexed}");
            assert!(ROWS[..at].iter().all(|(other, name)| other != indexed && name != named), "{indexed}");
        }
    }
}
