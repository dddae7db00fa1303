//! What a garment is made of: its grey, its shading and its pattern.

use crate::data::generate::dice::Dice;

/// How the grey of a cloth varies over an image.
#[derive(Clone, Copy, Debug)]
enum Pattern {
    Plain,
    /// Bands across one direction.
    Stripes(Wave),
    /// Bands across both directions.
    Checks(Wave, Wave),
    /// Random lighter and darker yarns; the depth of the grain.
    Melange(f32),
}

/// A square wave over the image.
#[derive(Clone, Copy, Debug)]
struct Wave {
    /// Periods a pixel, to the right and down.
    frequency: (f32, f32),
    phase: f32,
    /// The part of the grey that the dark half loses.
    depth: f32,
}

impl Wave {
    fn at(self, x: f32, y: f32) -> f32 {
        let turns = x * self.frequency.0 + y * self.frequency.1 + self.phase;
        if turns - turns.floor() < 0.5 { 1.0 } else { 1.0 - self.depth }
    }

    fn thrown(dice: &mut Dice, frequency: f32, upright: bool) -> Self {
        let slant = dice.around(0.12) * frequency;
        let frequency = if upright { (frequency, slant) } else { (slant, frequency) };
        Self { frequency, phase: dice.range(0.0, 1.0), depth: dice.range(0.12, 0.6) }
    }
}

/// Which patterns a garment likes: weights for plain, stripes across, stripes down, checks and melange.
pub(super) type Taste = [f32; 5];

/// The material of one garment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cloth {
    /// The grey where light falls, `0..=1`.
    pub(super) grey: f32,
    /// The change of brightness from the centre to the edge, to the right and down.
    slope: (f32, f32),
    pattern: Pattern,
}

impl Cloth {
    /// A cloth to that taste. One in nine is dark, so that brightness alone says little.
    pub(super) fn thrown(dice: &mut Dice, taste: &Taste) -> Self {
        let grey = match dice.weighted(&[1.0, 1.8, 6.0]) {
            0 => dice.range(0.28, 0.42),
            1 => dice.range(0.4, 0.65),
            _ => dice.range(0.66, 0.97),
        };
        let slope = (dice.around(0.25), dice.around(0.25));
        let frequency = 1.0 / dice.range(2.2, 7.0);
        let pattern = match dice.weighted(taste) {
            0 => Pattern::Plain,
            1 => Pattern::Stripes(Wave::thrown(dice, frequency, false)),
            2 => Pattern::Stripes(Wave::thrown(dice, frequency, true)),
            3 => {
                let across = Wave::thrown(dice, frequency, false);
                Pattern::Checks(across, Wave::thrown(dice, frequency, true))
            }
            _ => Pattern::Melange(dice.range(0.04, 0.12)),
        };
        Self { grey, slope, pattern }
    }

    /// The same cloth in another grey and without a pattern: soles, straps, trim.
    pub(super) fn plain(self, grey: f32) -> Self {
        Self { grey, pattern: Pattern::Plain, ..self }
    }

    /// The grey at the pixel in column `x` and row `y` of an image `side` pixels wide.
    pub(super) fn at(&self, dice: &mut Dice, x: f32, y: f32, side: f32) -> f32 {
        let lit = 1.0 + self.slope.0 * (2.0 * x / side - 1.0) + self.slope.1 * (2.0 * y / side - 1.0);
        let woven = match self.pattern {
            Pattern::Plain => 1.0,
            Pattern::Stripes(wave) => wave.at(x, y),
            Pattern::Checks(across, down) => across.at(x, y) * down.at(x, y),
            Pattern::Melange(depth) => 1.0 + depth * dice.noise(),
        };
        self.grey * lit * woven
    }
}
