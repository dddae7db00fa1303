//! What lies behind the animals.

mod indoors;
mod outdoors;
mod water;

use super::art::{Canvas, Colour, SIDE, oval};
use super::dice::Dice;

/// A kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scenery {
    /// Hills, trees, grass.
    Meadow,
    /// The sea behind sand.
    Shore,
    /// White ground, dark firs.
    Winter,
    /// A wall, a floor.
    Room,
    /// One colour, as a photographer has it.
    Studio,
    /// Under water.
    Water,
}

impl Scenery {
    /// Draws the place and says in which row its ground begins.
    pub(super) fn draw(self, canvas: &mut Canvas, dice: &mut Dice) -> f32 {
        match self {
            Self::Meadow => outdoors::meadow(canvas, dice),
            Self::Shore => outdoors::shore(canvas, dice),
            Self::Winter => outdoors::winter(canvas, dice),
            Self::Room => indoors::room(canvas, dice),
            Self::Studio => indoors::studio(canvas, dice),
            Self::Water => water::deep(canvas, dice),
        }
    }
}

/// A pond or a bowl's water around a point, `radius` pixels wide to each side.
pub(super) fn pond(canvas: &mut Canvas, dice: &mut Dice, at: (f32, f32), radius: f32) {
    let water = Colour::hex(0x4a_9c_c4).varied(dice);
    let radii = (radius, radius * dice.range(0.62, 0.8));
    canvas.blot(&oval(at, (radii.0 + 0.9, radii.1 + 0.9), 0.0), water.times(0.55), 0.8);
    canvas.blot(&oval(at, radii, 0.0), water, 1.0);
    canvas.blot(
        &oval((at.0, at.1 - radii.1 * 0.45), (radii.0 * 0.7, radii.1 * 0.3), 0.0),
        Colour::grey(1.0),
        0.2,
    );
}

/// A share of the image's height, in pixels.
const fn rows(share: f32) -> f32 {
    share * SIDE as f32
}
