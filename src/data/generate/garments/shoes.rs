//! Closed shoes, from the side: sneaker and ankle boot.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::outline::{OutlinePoint, between};
use crate::data::generate::dice::Dice;

/// Toes to the left as all shoes are drawn, or turned to the right.
pub(super) fn face(canvas: &mut ClothCanvas, dice: &mut Dice) {
    if dice.chance(0.5) {
        canvas.flip();
    }
}

/// The upper of a closed shoe: toe, instep, opening and heel, standing on a sole.
struct Upper {
    /// Where the upper meets the sole.
    ground: f32,
    /// The height of the toe cap.
    toe: f32,
    /// Where the instep bends between the toe cap and the opening.
    instep: OutlinePoint,
    /// Where the opening begins: the end of the instep.
    throat: OutlinePoint,
    /// The back edge of the opening.
    collar: OutlinePoint,
    /// How far the opening dips between both.
    dip: f32,
}

impl Upper {
    fn draw(&self, canvas: &mut ClothCanvas, dice: &mut Dice, cloth: &Cloth) {
        let cap = self.ground - self.toe;
        let middle = between(self.throat, self.collar, 0.5);
        let middle = (middle.0, middle.1 + self.dip);
        let points = [
            (-0.93, self.ground),
            (-0.95, cap + self.toe * 0.4),
            (-0.72, cap),
            self.instep,
            self.throat,
            middle,
            self.collar,
            (0.86, f32::midpoint(self.collar.1, self.ground)),
            (0.92, self.ground),
        ];
        let round = dice.range(0.15, 0.35);
        canvas.fill(dice, (&[&points], round), (cloth, 1.0));
        let pen = Pen { width: dice.range(0.5, 1.1), grey: cloth.grey * 0.45, cover: dice.range(0.2, 0.7) };
        canvas.outline(&[&points], round, pen);
    }
}

/// A low shoe with a sole of another grey, laces and lines on the side; some are high.
pub(super) fn sneaker(canvas: &mut ClothCanvas, dice: &mut Dice) {
    face(canvas, dice);
    let cloth = Cloth::thrown(dice, &[6.0, 0.3, 0.3, 0.4, 1.5]);
    let high = if dice.chance(0.1) { dice.range(0.2, 0.5) } else { 0.0 };
    let ground = dice.range(0.26, 0.4) + high * 0.5;
    let throat = (dice.range(-0.1, 0.2), ground - dice.range(0.52, 0.74) - high);
    let collar = (dice.range(0.8, 0.9), ground - dice.range(0.5, 0.75) - high);
    let toe = dice.range(0.2, 0.36);
    let cap = ground - toe;
    let instep = (f32::midpoint(-0.7, throat.0), cap + (throat.1 - cap) * dice.range(0.2, 0.35));
    let upper = Upper { ground, toe, instep, throat, collar, dip: dice.range(0.05, 0.2) };
    upper.draw(canvas, dice, &cloth);
    let thick = dice.range(0.08, 0.2);
    sole(canvas, dice, &cloth, (ground, thick));
    let lace = Pen { width: dice.range(0.6, 1.2), grey: dice.range(0.1, 1.0), cover: dice.range(0.3, 0.9) };
    let laces = (0..dice.count(0, 4)).map(|i| {
        let (x, y) = (throat.0 - 0.14 * (i as f32 + 0.5), throat.1 + 0.1 * (i as f32 + 0.6));
        [(x, y), (x + 0.14, y + 0.12)]
    });
    let stripes = (0..dice.count(0, 3)).map(|i| {
        let x = 0.1 + 0.16 * i as f32;
        [(x, ground - 0.32), (x - 0.22, ground - 0.04)]
    });
    canvas.lines(&laces.chain(stripes).collect::<Vec<_>>(), lace);
}

/// A band below the upper.
fn sole(canvas: &mut ClothCanvas, dice: &mut Dice, cloth: &Cloth, (ground, thick): (f32, f32)) {
    let band =
        [(-0.95, ground - 0.05), (0.95, ground - 0.04), (0.92, ground + thick), (-0.88, ground + thick)];
    let grey = dice.range(0.15, 1.0);
    canvas.fill(dice, (&[band], 0.12), (&cloth.plain(grey), 1.0));
}

/// A shaft above the ankle on a sole, with a heel of any height or none; some are low.
pub(super) fn ankle_boot(canvas: &mut ClothCanvas, dice: &mut Dice) {
    face(canvas, dice);
    let cloth = Cloth::thrown(dice, &[6.0, 0.2, 0.2, 0.3, 1.5]);
    let shaft = if dice.chance(0.12) { dice.range(0.7, 1.0) } else { dice.range(1.1, 1.55) };
    let heel = if dice.chance(0.4) { dice.range(0.0, 0.08) } else { dice.range(0.12, 0.4) };
    let ground = (shaft - heel) / 2.0 + dice.around(0.06);
    let (front, top) = (dice.range(-0.15, 0.2), ground - shaft);
    let toe = dice.range(0.2, 0.34);
    let instep = (front + dice.range(-0.3, -0.1), ground - toe - dice.range(0.12, 0.26));
    let collar = (dice.range(0.72, 0.92), top + dice.around(0.1));
    let upper = Upper { ground, toe, instep, throat: (front, top), collar, dip: dice.range(-0.03, 0.1) };
    upper.draw(canvas, dice, &cloth);
    let thick = dice.range(0.04, 0.13);
    sole(canvas, dice, &cloth, (ground, thick));
    let (block, foot) = (dice.range(0.12, 0.5), ground + thick + heel);
    let block = [(0.92 - block, ground), (0.92, ground), (0.88, foot), (0.9 - block * 0.8, foot)];
    canvas.fill(dice, (&[block], 0.04), (&cloth, 0.6));
    if dice.chance(0.5) {
        let seam = Pen { width: dice.range(0.6, 1.6), grey: cloth.grey * dice.range(0.3, 1.4), cover: 0.6 };
        let y = ground - shaft * dice.range(0.5, 0.9);
        canvas.line(&[(front, y), (0.85, y + dice.around(0.2))], seam);
    }
}
