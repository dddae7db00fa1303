//! Dogs, cats and fish, each in a square of -1 to 1 that looks to the right, the ground at 0.93.

mod cat;
mod coat;
mod dog;
mod fish;

use super::art::{Brush, Canvas, Colour, Figure, Pose, oval};
use super::dice::Dice;

/// A kind of animal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Animal {
    /// Floppy ears, a snout.
    Dog,
    /// Pointed ears, whiskers.
    Cat,
    /// Fins.
    Fish,
}

impl Animal {
    /// Every kind, in the order of their classes.
    pub(super) const ALL: [Self; 3] = [Self::Dog, Self::Cat, Self::Fish];

    /// What one is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dog => "dog",
            Self::Cat => "cat",
            Self::Fish => "fish",
        }
    }

    /// Throws an animal of this kind and draws it.
    pub(super) fn draw(self, canvas: &mut Canvas, dice: &mut Dice, pose: Pose) {
        let mut figure = Figure::new();
        let line = match self {
            Self::Dog => dog::dog(&mut figure, dice),
            Self::Cat => cat::cat(&mut figure, dice),
            Self::Fish => fish::fish(&mut figure, dice),
        };
        if self != Self::Fish {
            let shadow = Brush { cover: 0.28, ..Brush::flat(Colour::grey(0.03)) };
            canvas.lay(&oval((0.0, 0.92), (0.72, 0.12), 0.0), Pose { turn: 0.0, ..pose }, shadow);
        }
        figure.draw(canvas, pose, line);
    }
}
