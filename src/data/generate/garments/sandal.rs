//! Sandals, from the side.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::outline::OutlinePoint;
use super::shoes::face;
use crate::data::generate::dice::Dice;

/// A sole, flat, with a wedge or a high heel, under straps.
pub(super) fn sandal(canvas: &mut ClothCanvas, dice: &mut Dice) {
    face(canvas, dice);
    let cloth = Cloth::thrown(dice, &[6.0, 0.3, 0.3, 0.2, 1.5]);
    let heel = if dice.chance(0.45) { dice.range(0.0, 0.12) } else { dice.range(0.2, 0.8) };
    let (ground, thick) = (0.32 + heel * 0.5, dice.range(0.07, 0.2));
    // The footbed: toes, ball of the foot, arch and heel, on which everything else stands.
    let bed: [OutlinePoint; 4] = [
        (-0.95, ground - thick - 0.03),
        (-0.35, ground - thick),
        (0.3, ground - thick - heel * 0.7),
        (0.9, ground - thick - heel),
    ];
    straps(canvas, dice, &bed, &cloth);
    let sole = cloth.plain((cloth.grey * dice.range(0.5, 1.3)).min(1.0));
    let wedge = dice.chance(0.4);
    let (arch, back) = if wedge { (ground, ground) } else { (ground - heel * 0.7, ground - heel) };
    let under = [(0.92, back), (0.3, arch), (-0.35, ground), (-0.9, ground)];
    let points: Vec<OutlinePoint> = bed.into_iter().chain(under).collect();
    canvas.fill(dice, (&[&points], 0.15), (&sole, 1.0));
    if !wedge && heel > 0.05 {
        let (top, tip) = (dice.range(0.1, 0.3), dice.range(0.04, 0.2));
        let (upper, lower) = (back - 0.02, ground + 0.02);
        let block = [(0.92 - top, upper), (0.92, upper), (0.88, lower), (0.88 - tip, lower)];
        canvas.fill(dice, (&[block], 0.0), (&sole, 0.9));
    }
}

/// One to three straps across the toes; most sandals have one around the ankle as well.
fn straps(canvas: &mut ClothCanvas, dice: &mut Dice, bed: &[OutlinePoint; 4], cloth: &Cloth) {
    let pen = Pen { width: dice.range(1.0, 3.2), grey: cloth.grey, cover: 1.0 };
    let rise = dice.range(0.3, 0.55);
    let toes = (0..dice.count(1, 3)).map(|_| {
        let (x, width) = (dice.range(-0.85, -0.35), dice.range(0.2, 0.5));
        [(x, bed[0].1), (x + width * 0.3, bed[0].1 - rise), (x + width, bed[1].1)]
    });
    let mut arcs: Vec<[OutlinePoint; 3]> = toes.collect();
    if dice.chance(0.78) {
        let ankle = bed[3].1 - dice.range(0.25, 0.55);
        let (instep, end) = ((dice.range(0.1, 0.35), ankle + 0.12), dice.range(0.0, 0.4));
        arcs.push([bed[3], (0.98, f32::midpoint(bed[3].1, ankle)), (0.8, ankle)]);
        arcs.push([(0.8, ankle), (0.45, ankle - 0.05), instep]);
        arcs.push([instep, (0.2, ankle + 0.2), (end, bed[2].1)]);
        if dice.chance(0.5) {
            arcs.push([instep, (-0.1, ankle + 0.25), (-0.5, bed[1].1 - 0.15)]);
        }
    }
    canvas.arcs(&arcs, pen);
}
