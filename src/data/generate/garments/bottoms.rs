//! Trousers and dresses.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::cut::Cut;
use super::outline::{OutlinePoint, mirrored};
use super::sewing::{Sewing, sew};
use super::sleeve::Sleeve;
use super::trim;
use crate::data::generate::dice::Dice;

/// Two legs from one waist, close together or spread, straight, narrow or flared.
pub(super) fn trouser(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[6.0, 0.2, 0.8, 0.6, 1.5]);
    let sewing = Sewing::thrown(dice, &cloth, 0.0);
    let (waist, hip) = (dice.range(0.24, 0.36), dice.range(0.3, 0.44));
    let (crotch, ankle) = (dice.range(-0.4, -0.15), dice.range(0.8, 0.96));
    let inner = dice.range(0.02, 0.2);
    let outer = (inner + dice.range(0.16, 0.34)).max(hip - 0.1);
    let right: [OutlinePoint; 7] = [
        (0.0, -0.92),
        (waist, -0.94),
        (hip, -0.5),
        (f32::midpoint(hip, outer), 0.2),
        (outer, ankle),
        (inner, ankle + 0.02),
        (0.0, crotch),
    ];
    let points = mirrored(&right);
    canvas.fill(dice, (&[&points], 0.06), (&cloth, 1.0));
    canvas.outline(&[&points], 0.06, sewing.edge);
    let seam = Pen { grey: cloth.grey * 0.5, ..sewing.edge };
    canvas.lines(&[[(-waist, -0.8), (waist, -0.8)], [(0.0, -0.8), (0.0, crotch)]], seam);
    if dice.chance(0.5) {
        let crease = |side: f32| [(side * hip * 0.55, -0.4), (side * (inner + outer) / 2.0, ankle)];
        canvas.lines(&[crease(1.0), crease(-1.0)], seam);
    }
}

/// A long body with a waist and a flare; sleeveless, or with sleeves of any length.
pub(super) fn dress(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[5.0, 1.0, 0.5, 0.6, 1.5]);
    let sewing = Sewing::thrown(dice, &cloth, 0.03);
    let chest = dice.range(0.25, 0.44);
    let waist = chest * dice.range(0.72, 0.98);
    let top = dice.range(-0.94, -0.86);
    let cut = Cut {
        top,
        bottom: dice.range(0.82, 0.95),
        neck: (dice.range(0.13, 0.2), dice.range(0.1, 0.34)),
        shoulder: (chest * dice.range(0.72, 1.0), dice.range(0.04, 0.1)),
        armpit: (chest, top + dice.range(0.38, 0.5)),
        waist: (waist, dice.range(-0.3, 0.05)),
        hem: waist + dice.range(0.02, 0.5),
        sag: dice.range(0.0, 0.08),
    };
    let sleeves = arms(dice);
    sew(canvas, dice, (&cut, sleeves), (&cloth, &sewing));
    if dice.chance(0.5) {
        let belt = Pen { width: dice.range(0.8, 2.2), grey: cloth.grey * dice.range(0.2, 1.3), cover: 0.7 };
        canvas.line(&[(-waist, cut.waist.1), (waist, cut.waist.1)], belt);
    }
    trim::neckband(canvas, &cut, sewing.edge);
    let fold = |x: f32| [(x * waist, cut.waist.1 + 0.1), (x * cut.hem, cut.bottom)];
    let folds: Vec<[OutlinePoint; 2]> = (0..dice.count(0, 3)).map(|_| fold(dice.around(0.9))).collect();
    canvas.lines(&folds, Pen { width: 0.8, ..sewing.edge });
}

/// No sleeves half of the time, otherwise short or long ones.
fn arms(dice: &mut Dice) -> Option<[Sleeve; 2]> {
    let (length, angle) = match dice.weighted(&[5.0, 3.0, 2.5]) {
        0 => return None,
        1 => (dice.range(0.25, 0.5), dice.range(0.3, 0.8)),
        _ => (dice.range(1.0, 1.5), dice.range(0.1, 0.3)),
    };
    let sleeve = Sleeve { length, angle, cuff: dice.range(0.16, 0.24), bend: dice.range(0.0, 0.04) };
    Some([sleeve, sleeve.other_arm(dice)])
}
