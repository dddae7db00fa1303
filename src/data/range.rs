//! Which numbers of a source are black and white.

use crate::base::spec::SpecError;
use std::fmt;

/// Black and white, in the numbers of a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PixelRange {
    black: f64,
    white: f64,
}

impl PixelRange {
    /// Bytes as they are.
    pub const BYTES: Self = Self { black: 0.0, white: 255.0 };
    /// Shares.
    pub const UNIT: Self = Self { black: 0.0, white: 1.0 };
    /// Shares around 0.
    pub const SIGNED: Self = Self { black: -1.0, white: 1.0 };
    /// Words as they are.
    pub const WORDS: Self = Self { black: 0.0, white: 65_535.0 };

    /// From 0 to the largest number of the smallest depth that cameras and scanners have, of 8, 10, 12, 14 and 16 bits, that
    /// holds all of these.
    pub fn of_whole(most: f64) -> Self {
        let tops = [255.0, 1023.0, 4095.0, 16_383.0, 65_535.0];
        Self { black: 0.0, white: tops.into_iter().find(|top| most <= *top).unwrap_or(most) }
    }

    /// Reads `0..1`, `-1..1`, `0..4095`.
    ///
    /// # Errors
    /// If there are not two finite numbers, the second above the first.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let ends = text.split_once("..").and_then(|(black, white)| {
            Some(Self { black: black.trim().parse().ok()?, white: white.trim().parse().ok()? })
        });
        let known =
            |range: &Self| range.black.is_finite() && range.white.is_finite() && range.black < range.white;
        ends.filter(known).ok_or_else(|| {
            SpecError(format!(
                "expected two numbers such as 0..1 or 0..4095, the second above the first, found '{text}'"
            ))
        })
    }

    /// A number as a byte, 0 for black and what is below, 255 for white and what is above.
    pub fn byte(self, number: f64) -> u8 {
        // Casts of floats stay within 0 to 255.
        (self.brightness(number) * 255.0).round() as u8
    }

    /// The same as a number of 16 bits.
    pub fn word(self, number: f64) -> u16 {
        (self.brightness(number) * 65_535.0).round() as u16
    }

    /// How far a number is from black to white, 0 to 1 inside the range.
    fn brightness(self, number: f64) -> f64 {
        (number - self.black) / (self.white - self.black)
    }
}

impl fmt::Display for PixelRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.black, self.white)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_range_become_bytes() {
        let cases =
            [("0..255", 127.6), ("0..1", 0.5), ("-1..1", 0.0), ("0..65535", 32_800.0), ("0..4095", 2056.0)];
        for (text, middle) in cases {
            let range = PixelRange::parse(text).unwrap();
            assert_eq!((range.to_string().as_str(), range.byte(middle)), (text, 128));
            assert_eq!(
                [range.black - 9.0, range.black, range.white, range.white + 9.0].map(|x| range.byte(x)),
                [0, 0, 255, 255]
            );
        }
        for text in ["", "1", "1..0", "0..inf", "a..b", "0..0"] {
            assert!(PixelRange::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn depths_are_those_of_cameras() {
        let white =
            [0.0, 255.0, 256.0, 3017.0, 4096.0, 65_535.0].map(|most| PixelRange::of_whole(most).white);
        assert_eq!(white, [255.0, 255.0, 1023.0, 4095.0, 16_383.0, 65_535.0]);
    }
}
