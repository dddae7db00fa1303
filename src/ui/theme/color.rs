//! Quantising colours to what a terminal shows, and the contrast between two of them.

use ratatui::style::Color;

/// The intensities of the 6x6x6 cube of xterm's 256 colours.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// The 16 named colours with xterm's default shades. A terminal may show others.
const NAMED: [(Color, [u8; 3]); 16] = [
    (Color::Black, [0, 0, 0]),
    (Color::Red, [205, 0, 0]),
    (Color::Green, [0, 205, 0]),
    (Color::Yellow, [205, 205, 0]),
    (Color::Blue, [0, 0, 238]),
    (Color::Magenta, [205, 0, 205]),
    (Color::Cyan, [0, 205, 205]),
    (Color::Gray, [229, 229, 229]),
    (Color::DarkGray, [127, 127, 127]),
    (Color::LightRed, [255, 0, 0]),
    (Color::LightGreen, [0, 255, 0]),
    (Color::LightYellow, [255, 255, 0]),
    (Color::LightBlue, [92, 92, 255]),
    (Color::LightMagenta, [255, 0, 255]),
    (Color::LightCyan, [0, 255, 255]),
    (Color::White, [255, 255, 255]),
];

/// The nearest of the cube (16-231) and the grey ramp (232-255). The first 16 are left out: users redefine them.
pub fn rgb_to_256(rgb: [u8; 3]) -> u8 {
    let [r, g, b] = rgb.map(nearest_in_cube);
    let cube = 16 + 36 * r + 6 * g + b;
    let mean = rgb.iter().map(|&c| u16::from(c)).sum::<u16>() / 3;
    let grey = grey_to_256(mean as u8);
    if distance(rgb, indexed_to_rgb(grey)) < distance(rgb, indexed_to_rgb(cube)) { grey } else { cube }
}

/// The nearest of 26 greys: black (16), the ramp (232-255) and white (231).
pub fn grey_to_256(value: u8) -> u8 {
    match value {
        0..=3 => 16,
        // The ramp is 8, 18, ... 238; 246 is the last value nearer to 238 than to 255.
        4..=246 => 232 + (value.saturating_sub(3) / 10).min(23),
        247..=255 => 231,
    }
}

/// The nearest of the 16 named colours, by xterm's shades.
pub fn rgb_to_16(rgb: [u8; 3]) -> Color {
    let nearest = NAMED.iter().min_by_key(|(_, shade)| distance(rgb, *shade));
    nearest.map_or(Color::Reset, |&(color, _)| color)
}

/// One of the four greys among the 16 named colours, in equal steps.
pub fn grey_to_16(value: u8) -> Color {
    [Color::Black, Color::DarkGray, Color::Gray, Color::White][usize::from(value / 64)]
}

/// Red, green and blue of an index from 16 on; the first 16, which users redefine, give xterm's shades.
pub fn indexed_to_rgb(index: u8) -> [u8; 3] {
    match index {
        0..=15 => NAMED[usize::from(index)].1,
        16..=231 => {
            let i = usize::from(index - 16);
            [CUBE[i / 36], CUBE[i / 6 % 6], CUBE[i % 6]]
        }
        232..=255 => [8 + 10 * (index - 232); 3],
    }
}

/// The relative luminance of an sRGB colour in `0..=1` (WCAG 2.2).
pub fn luminance(rgb: [u8; 3]) -> f64 {
    let [r, g, b] = rgb.map(|channel| {
        let c = f64::from(channel) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast ratio of two luminances, 1 to 21 (WCAG 2.2).
pub fn contrast(a: f64, b: f64) -> f64 {
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// The index in the cube's axis that is nearest to an intensity.
fn nearest_in_cube(value: u8) -> u8 {
    match value {
        0..=47 => 0,
        48..=114 => 1,
        _ => (value - 35) / 40,
    }
}

/// The squared distance of two colours.
fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.iter().zip(b).map(|(&x, y)| u32::from(x.abs_diff(y)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_index_is_its_own_nearest_colour() {
        for index in 16..=255 {
            let rgb = indexed_to_rgb(index);
            assert_eq!(indexed_to_rgb(rgb_to_256(rgb)), rgb, "{index}");
        }
    }

    #[test]
    fn greys_go_to_the_nearest_of_the_ramp() {
        for value in 0..=255_u8 {
            let error = |index: u8| indexed_to_rgb(index)[0].abs_diff(value);
            let best = [16, 231].into_iter().chain(232..=255).map(error).min();
            assert_eq!(Some(error(grey_to_256(value))), best, "{value}");
        }
    }

    #[test]
    fn the_cube_is_quantised_to_the_nearest_intensity() {
        for value in 0..=255_u8 {
            let error = |i: u8| CUBE[usize::from(i)].abs_diff(value);
            assert_eq!(Some(error(nearest_in_cube(value))), (0..6).map(error).min(), "{value}");
        }
    }

    #[test]
    fn contrast_has_the_two_ends_of_its_definition() {
        let (black, white) = (luminance([0; 3]), luminance([255; 3]));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        assert!((contrast(white, white) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn named_colours_are_found() {
        assert_eq!(rgb_to_16([250, 10, 10]), Color::LightRed);
        assert_eq!(rgb_to_16([3, 3, 3]), Color::Black);
        assert_eq!(grey_to_16(130), Color::Gray);
    }
}
