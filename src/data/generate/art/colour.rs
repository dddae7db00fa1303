//! Colours of light.

use crate::data::generate::dice::Dice;

/// Red, green and blue, each `0..=1` once it is a byte; between, sums may leave the range.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::data::generate) struct Colour(pub(in crate::data::generate) [f32; 3]);

impl Colour {
    /// The colour `0xRRGGBB`.
    pub(in crate::data::generate) const fn hex(code: u32) -> Self {
        let [_, red, green, blue] = code.to_be_bytes();
        Self([red as f32 / 255.0, green as f32 / 255.0, blue as f32 / 255.0])
    }

    /// The grey of this lightness, `0..=1`.
    pub(in crate::data::generate) const fn grey(light: f32) -> Self {
        Self([light; 3])
    }

    /// This many times as light.
    #[must_use]
    pub(in crate::data::generate) fn times(self, factor: f32) -> Self {
        Self(self.0.map(|channel| channel * factor))
    }

    /// A share `t` of the way to another colour.
    #[must_use]
    pub(in crate::data::generate) fn towards(self, other: Self, t: f32) -> Self {
        let mut mixed = self.0;
        mixed.iter_mut().zip(other.0).for_each(|(own, to)| *own += (to - *own) * t);
        Self(mixed)
    }

    /// A colour near this one: lighter or darker by a quarter at most, each channel a little off.
    #[must_use]
    pub(in crate::data::generate) fn varied(self, dice: &mut Dice) -> Self {
        let light = 1.0 + dice.around(0.25);
        Self(self.0.map(|channel| channel * light + dice.around(0.07)))
    }

    /// Its brightness (ITU-R BT.601), as a grey.
    #[must_use]
    pub(in crate::data::generate) fn faded(self) -> Self {
        let [red, green, blue] = self.0;
        Self::grey(0.299 * red + 0.587 * green + 0.114 * blue)
    }

    /// One of these colours, varied.
    pub(in crate::data::generate) fn one_of(dice: &mut Dice, colours: &[Self]) -> Self {
        let at = dice.count(0, colours.len() - 1);
        colours[at].varied(dice)
    }
}
