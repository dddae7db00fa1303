//! The colours of one animal's hair, and the eyes and paws that dogs and cats share.

use crate::data::generate::art::{Colour, Figure, P, limb, oval};
use crate::data::generate::dice::Dice;

/// One animal's colours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coat {
    /// Most of it.
    pub(super) main: Colour,
    /// Ears, patches, stripes.
    pub(super) mark: Colour,
    /// Chest, muzzle and paws.
    pub(super) pale: Colour,
    /// Eyes, where they are not dark.
    pub(super) eye: Colour,
}

const NEARLY_BLACK: Colour = Colour::hex(0x17_12_12);

impl Coat {
    /// Hair of one of these colours: main, mark, pale.
    pub(super) fn thrown(dice: &mut Dice, coats: &[[u32; 3]], eyes: &[Colour]) -> Self {
        let at = dice.count(0, coats.len() - 1);
        let [main, mark, pale] = coats[at].map(|code| Colour::hex(code).varied(dice));
        Self { main, mark, pale, eye: Colour::one_of(dice, eyes) }
    }

    /// Hair in the shade, for limbs on the far side.
    pub(super) fn far(&self) -> Colour {
        self.main.times(0.72)
    }

    /// The outline.
    pub(super) fn line(&self) -> Colour {
        self.main.times(0.3).towards(NEARLY_BLACK, 0.5)
    }
}

/// What eyes, noses and mouths are drawn in.
pub(super) fn dark() -> Colour {
    NEARLY_BLACK
}

/// A dark round eye with a light in it.
pub(super) fn button_eye(figure: &mut Figure, at: P, radius: f32) {
    figure.detail(oval(at, (radius, radius), 0.0), NEARLY_BLACK);
    let light = (at.0 + radius * 0.35, at.1 - radius * 0.4);
    figure.detail(oval(light, (radius * 0.35, radius * 0.35), 0.0), Colour::grey(0.95));
}

/// A leg from its joint to its paw on the ground.
pub(super) fn leg(figure: &mut Figure, (from, to): (P, P), thick: f32, (hair, paw): (Colour, Colour)) {
    figure.body(limb(from, to, (thick * 1.15, thick * 0.85)), hair);
    figure.body(limb(to, (to.0 + 0.09, to.1), (thick * 0.85, thick * 0.75)), paw);
}
