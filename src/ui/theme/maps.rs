//! Colour maps for matrices: one for amounts, one for differences.

use ratatui::style::{Color, Modifier, Style};

use super::ColorMode;
use super::color::{contrast, indexed_to_rgb, luminance};

/// Nine colours of viridis (Smith and van der Walt 2015), evenly spaced; those between are interpolated.
const VIRIDIS: [[u8; 3]; 9] = [
    [0x44, 0x01, 0x54],
    [0x47, 0x2d, 0x7b],
    [0x3b, 0x52, 0x8b],
    [0x2c, 0x72, 0x8e],
    [0x21, 0x91, 0x8c],
    [0x28, 0xae, 0x80],
    [0x5e, 0xc9, 0x62],
    [0xad, 0xdc, 0x30],
    [0xfd, 0xe7, 0x25],
];

/// Viridis among the 256 colours, chosen so that the luminance rises at every step.
const VIRIDIS_256: [u8; 11] = [53, 54, 24, 30, 36, 72, 77, 113, 148, 184, 220];

/// Amounts in 16 colours: background and foreground, from small to large.
const HEAT_16: [(Color, Color); 4] = [
    (Color::Blue, Color::White),
    (Color::Cyan, Color::Black),
    (Color::Green, Color::Black),
    (Color::Yellow, Color::Black),
];

/// Differences among the 256 colours, from small to large: from grey to blue, from grey to orange. They start at a
/// middle grey, not at white or black, because the background of the terminal is not known.
const BLUES_256: [u8; 4] = [60, 61, 32, 39];
const ORANGES_256: [u8; 4] = [95, 131, 166, 208];

/// The ends of the same in truecolour.
const BLUES: [[u8; 3]; 2] = [[0x5f, 0x5f, 0x78], [0x00, 0xaf, 0xff]];
const ORANGES: [[u8; 3]; 2] = [[0x7d, 0x5f, 0x5a], [0xff, 0x87, 0x00]];

/// Between the two, for images.
const NEUTRAL: [u8; 3] = [0x6e, 0x5f, 0x69];
const NEUTRAL_256: u8 = 59;

/// A difference nearer to zero than this is not coloured.
const NEAR_ZERO: f64 = 0.02;

/// The style of an amount in `0..=1`.
pub(super) fn heat(mode: ColorMode, value: f64) -> Style {
    if value.is_nan() {
        return Style::new();
    }
    let value = value.clamp(0.0, 1.0);
    match mode {
        ColorMode::TrueColor => on_rgb(interpolate(&VIRIDIS, value)),
        ColorMode::Indexed256 => on_index(VIRIDIS_256[level(value, VIRIDIS_256.len())]),
        ColorMode::Ansi16 => {
            let (bg, fg) = HEAT_16[level(value, HEAT_16.len())];
            Style::new().bg(bg).fg(fg)
        }
        ColorMode::Mono => {
            let levels = [Modifier::DIM, Modifier::empty(), Modifier::BOLD, Modifier::REVERSED];
            Style::new().add_modifier(levels[level(value, levels.len())])
        }
    }
}

/// The style of a difference in `-1..=1`.
pub(super) fn diverging(mode: ColorMode, value: f64) -> Style {
    let amount = value.abs().min(1.0);
    if value.is_nan() || amount < NEAR_ZERO {
        return Style::new();
    }
    let negative = value < 0.0;
    match mode {
        ColorMode::TrueColor => on_rgb(interpolate(if negative { &BLUES } else { &ORANGES }, amount)),
        ColorMode::Indexed256 => {
            let ramp = if negative { BLUES_256 } else { ORANGES_256 };
            on_index(ramp[level(amount, ramp.len())])
        }
        ColorMode::Ansi16 => {
            let ramp =
                if negative { [Color::Blue, Color::LightBlue] } else { [Color::Yellow, Color::LightYellow] };
            let fg = if negative { Color::White } else { Color::Black };
            Style::new().bg(ramp[level(amount, 2)]).fg(fg)
        }
        ColorMode::Mono => {
            let sign = if negative { Modifier::UNDERLINED } else { Modifier::empty() };
            let size = [Modifier::empty(), Modifier::BOLD, Modifier::REVERSED][level(amount, 3)];
            Style::new().add_modifier(sign | size)
        }
    }
}

/// The style of a share in `0..=1` of what was predicted correctly: blues, so that it is never taken for an error.
pub(super) fn correct(mode: ColorMode, value: f64) -> Style {
    match mode {
        ColorMode::Mono => heat(mode, value),
        ColorMode::TrueColor | ColorMode::Indexed256 | ColorMode::Ansi16 => diverging(mode, -value.abs()),
    }
}

/// The style of a share in `0..=1` of what was taken for something else: oranges, underlined in mono. Its root decides,
/// because an error of a fifth is a large one.
pub(super) fn error(mode: ColorMode, value: f64) -> Style {
    let amount = value.abs().sqrt();
    match mode {
        ColorMode::Mono => diverging(mode, -amount),
        ColorMode::TrueColor | ColorMode::Indexed256 | ColorMode::Ansi16 => diverging(mode, amount),
    }
}

/// The colour of a signed number in an image: those of [`diverging`], and a grey between them where it is almost 0, so
/// that an image has no holes. `None` in mono and for NaN.
pub(super) fn relief(mode: ColorMode, value: f64) -> Option<Color> {
    let neutral = match mode {
        ColorMode::TrueColor => Color::Rgb(NEUTRAL[0], NEUTRAL[1], NEUTRAL[2]),
        ColorMode::Indexed256 => Color::Indexed(NEUTRAL_256),
        ColorMode::Ansi16 => Color::DarkGray,
        ColorMode::Mono => return None,
    };
    // The fewer the steps, the wider the one around 0.
    let still = match mode {
        ColorMode::TrueColor => NEAR_ZERO,
        _ => 0.1,
    };
    match value {
        value if value.is_nan() => None,
        value if value.abs() < still => Some(neutral),
        value => diverging(mode, value).bg,
    }
}

/// Which of `count` equal steps a value in `0..=1` falls into.
fn level(value: f64, count: usize) -> usize {
    ((value * count as f64) as usize).min(count - 1)
}

/// The colour at a value in `0..=1` of a ramp of evenly spaced colours.
fn interpolate(ramp: &[[u8; 3]], value: f64) -> [u8; 3] {
    let position = value * (ramp.len() - 1) as f64;
    let left = (position as usize).min(ramp.len() - 2);
    let weight = position - left as f64;
    std::array::from_fn(|channel| {
        let (a, b) = (f64::from(ramp[left][channel]), f64::from(ramp[left + 1][channel]));
        (a + (b - a) * weight).round() as u8
    })
}

/// Readable text on a truecolour background.
fn on_rgb(rgb: [u8; 3]) -> Style {
    let fg = if prefers_black(rgb) { Color::Rgb(0, 0, 0) } else { Color::Rgb(255, 255, 255) };
    Style::new().bg(Color::Rgb(rgb[0], rgb[1], rgb[2])).fg(fg)
}

/// Readable text on an indexed background.
fn on_index(index: u8) -> Style {
    let fg = if prefers_black(indexed_to_rgb(index)) { 16 } else { 231 };
    Style::new().bg(Color::Indexed(index)).fg(Color::Indexed(fg))
}

/// Whether black text has more contrast on this background than white text.
fn prefers_black(rgb: [u8; 3]) -> bool {
    let background = luminance(rgb);
    contrast(background, 0.0) > contrast(background, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shade(color: Option<Color>) -> [u8; 3] {
        match color {
            Some(Color::Indexed(index)) => indexed_to_rgb(index),
            Some(Color::Rgb(r, g, b)) => [r, g, b],
            other => panic!("not a colour with a shade: {other:?}"),
        }
    }

    #[test]
    fn amounts_grow_lighter_and_differences_too() {
        for mode in [ColorMode::Indexed256, ColorMode::TrueColor] {
            let rising = |style: &dyn Fn(f64) -> Style| {
                let shades: Vec<_> =
                    (1..=25).map(|i| luminance(shade(style(f64::from(i) / 25.0).bg))).collect();
                shades.is_sorted() && shades[24] > shades[0] + 0.2
            };
            assert!(rising(&|v| heat(mode, v)));
            assert!(rising(&|v| diverging(mode, v)));
            assert!(rising(&|v| diverging(mode, -v)));
        }
    }

    #[test]
    fn numbers_are_readable_in_every_cell() {
        for i in 0..=100 {
            let value = f64::from(i) / 100.0;
            for mode in [ColorMode::Indexed256, ColorMode::TrueColor] {
                for style in
                    [heat(mode, value), diverging(mode, value.max(0.1)), diverging(mode, -value.max(0.1))]
                {
                    let ratio = contrast(luminance(shade(style.fg)), luminance(shade(style.bg)));
                    assert!(ratio >= 4.5, "{style:?}: {ratio}");
                }
            }
        }
    }

    #[test]
    fn the_sign_shows_in_every_mode() {
        for mode in [ColorMode::TrueColor, ColorMode::Indexed256, ColorMode::Ansi16, ColorMode::Mono] {
            for value in [0.05, 0.3, 0.6, 1.0] {
                assert_ne!(diverging(mode, value), diverging(mode, -value), "{mode:?} {value}");
            }
            for value in [0.05, 0.3, 0.71, 1.0] {
                assert_ne!(correct(mode, value), error(mode, value), "{mode:?} {value}");
            }
            assert_eq!(diverging(mode, 0.01), Style::new());
            let colors = [-1.0, 0.0, 1.0].map(|value| relief(mode, value));
            assert_eq!(colors.iter().all(Option::is_none), mode == ColorMode::Mono);
            assert!(mode == ColorMode::Mono || (colors[0] != colors[1] && colors[1] != colors[2]));
        }
    }

    #[test]
    fn odd_values_are_clamped_or_plain() {
        let mode = ColorMode::Indexed256;
        assert_eq!(heat(mode, f64::INFINITY), heat(mode, 1.0));
        assert_eq!(heat(mode, -3.0), heat(mode, 0.0));
        assert_eq!(heat(mode, f64::NAN), Style::new());
        assert_eq!(diverging(mode, f64::NEG_INFINITY), diverging(mode, -1.0));
        assert_eq!(diverging(mode, f64::NAN), Style::new());
        assert_eq!((relief(mode, f64::NAN), relief(mode, 7.0)), (None, relief(mode, 1.0)));
    }
}
