//! Sleeves: how long, how they hang, and the odds of each.

use super::cut::Cut;
use super::outline::{OutlinePoint, between};
use crate::data::generate::dice::Dice;

/// The measures of a sleeve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sleeve {
    /// From the tip of the shoulder to the cuff.
    pub(super) length: f32,
    /// Away from the body, in radians; 0 hangs straight down.
    pub(super) angle: f32,
    /// The cuff's width.
    pub(super) cuff: f32,
    /// How far the elbow stands out.
    pub(super) bend: f32,
}

impl Sleeve {
    /// A sleeve like this one on the other arm, which never hangs quite alike.
    pub(super) fn other_arm(self, dice: &mut Dice) -> Self {
        Self {
            angle: self.angle + dice.around(0.08),
            length: self.length + dice.around(0.06),
            bend: self.bend + dice.around(0.04),
            ..self
        }
    }

    /// The outline of a right sleeve: shoulder, elbow, the cuff's two ends, inner elbow, armpit. The cuff stays in
    /// the middle when the order is turned around.
    pub(super) fn outline(&self, cut: &Cut) -> [OutlinePoint; 6] {
        let shoulder = cut.shoulder_tip();
        let (sin, cos) = self.angle.sin_cos();
        let outer = (shoulder.0 + self.length * sin, shoulder.1 + self.length * cos);
        let inner = (outer.0 - self.cuff * cos, outer.1 + self.cuff * sin);
        let out = |p: OutlinePoint| (p.0 + self.bend * cos, p.1 - self.bend * sin);
        let elbow = out(between(shoulder, outer, 0.5));
        [shoulder, elbow, outer, inner, out(between(inner, cut.armpit, 0.5)), cut.armpit]
    }
}

/// Both sleeves: long with that probability, otherwise short; a few are in between.
pub(super) fn sleeves(dice: &mut Dice, long: f32) -> [Sleeve; 2] {
    let mut sleeve = match dice.weighted(&[1.0 - long, long * 0.7, long * 0.3]) {
        0 => short_sleeve(dice),
        1 => long_sleeve(dice),
        _ => spread_sleeve(dice),
    };
    if dice.chance(0.06) {
        sleeve.length = dice.range(0.7, 1.2);
        sleeve.angle = dice.range(0.2, 0.5);
    }
    [sleeve, sleeve.other_arm(dice)]
}

fn short_sleeve(dice: &mut Dice) -> Sleeve {
    Sleeve {
        length: dice.range(0.4, 0.68),
        angle: dice.range(0.45, 0.95),
        cuff: dice.range(0.3, 0.42),
        bend: dice.around(0.03),
    }
}

fn long_sleeve(dice: &mut Dice) -> Sleeve {
    Sleeve {
        length: dice.range(1.2, 1.65),
        angle: dice.range(0.1, 0.3),
        cuff: dice.range(0.19, 0.28),
        bend: dice.range(-0.01, 0.06),
    }
}

/// Long sleeves with the arms away from the body.
fn spread_sleeve(dice: &mut Dice) -> Sleeve {
    Sleeve { length: dice.range(0.95, 1.2), angle: dice.range(0.38, 0.6), ..long_sleeve(dice) }
}
