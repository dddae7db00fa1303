//! T-shirt, pullover, coat and shirt: one cut, different odds.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::cut::Cut;
use super::sewing::{Sewing, sew};
use super::sleeve::sleeves;
use super::trim;
use crate::data::generate::dice::Dice;

/// What the four have in common: shoulders, chest and hem of a top that ends `length` below the upper edge.
fn top(dice: &mut Dice, (narrow, wide): (f32, f32), length: f32) -> Cut {
    let chest = dice.range(narrow, wide);
    let top = -0.92 + dice.range(0.0, 0.1);
    Cut {
        top,
        bottom: top + length,
        neck: (dice.range(0.17, 0.27), dice.range(0.1, 0.26)),
        shoulder: (chest + dice.range(-0.02, 0.08), dice.range(0.1, 0.2)),
        armpit: (chest, top + dice.range(0.48, 0.64)),
        waist: (chest * dice.range(0.88, 1.0), top + length * dice.range(0.55, 0.7)),
        hem: chest * dice.range(0.95, 1.14),
        sag: dice.range(-0.02, 0.07),
    }
}

/// A line on the cloth: darker than it, from hardly visible to clear.
fn seam(dice: &mut Dice, cloth: &Cloth) -> Pen {
    let tone = if dice.chance(0.7) { dice.range(0.2, 0.65) } else { dice.range(1.25, 1.6) };
    Pen { width: dice.range(0.7, 1.4), grey: cloth.grey * tone, cover: dice.range(0.35, 0.95) }
}

/// Short sleeves and a round neck, often with a print; some have long sleeves.
pub(super) fn t_shirt(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[5.0, 1.5, 0.1, 0.1, 1.0]);
    let length = dice.range(1.45, 1.8);
    let cut = top(dice, (0.42, 0.56), length);
    let sewing = Sewing::thrown(dice, &cloth, 0.05);
    let sleeves = sleeves(dice, 0.07);
    sew(canvas, dice, (&cut, Some(sleeves)), (&cloth, &sewing));
    let pen = seam(dice, &cloth);
    trim::neckband(canvas, &cut, pen);
    if dice.chance(0.4) {
        trim::print(canvas, dice, &cut, &cloth);
    }
    if dice.chance(0.06) {
        trim::placket(canvas, dice, &cut, pen);
    }
}

/// Long sleeves, ribbed ends, a closed front and a round or high neck.
pub(super) fn pullover(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[4.0, 2.0, 0.1, 0.1, 2.5]);
    let length = dice.range(1.48, 1.78);
    let cut = top(dice, (0.46, 0.6), length);
    let sewing = Sewing::thrown(dice, &cloth, 0.6);
    let sleeves = sleeves(dice, 0.96);
    sew(canvas, dice, (&cut, Some(sleeves)), (&cloth, &sewing));
    match dice.weighted(&[5.0, 2.0, 1.0]) {
        0 => {
            let pen = seam(dice, &cloth);
            trim::neckband(canvas, &cut, pen);
        }
        1 => trim::turtleneck(canvas, dice, &cut, &cloth),
        _ => {}
    }
    if dice.chance(0.15) {
        trim::print(canvas, dice, &cut, &cloth);
    }
}

/// Long sleeves, a long body, an open or buttoned front, lapels and pockets, each most of the time.
pub(super) fn coat(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[6.0, 0.4, 0.4, 1.0, 2.0]);
    let length = dice.range(1.74, 1.92);
    let cut = top(dice, (0.38, 0.52), length);
    let sewing = Sewing::thrown(dice, &cloth, 0.15);
    let sleeves = sleeves(dice, 1.0);
    sew(canvas, dice, (&cut, Some(sleeves)), (&cloth, &sewing));
    let pen = seam(dice, &cloth);
    match dice.weighted(&[5.0, 3.0, 0.7]) {
        0 => trim::open_front(canvas, dice, &cut, &cloth),
        1 => trim::placket(canvas, dice, &cut, pen),
        _ => {}
    }
    match dice.weighted(&[5.0, 2.0, 2.0]) {
        0 => {
            let size = (dice.range(0.05, 0.16), dice.range(0.3, 0.6));
            trim::collar(canvas, dice, (&cut, &cloth), size);
        }
        1 => trim::turtleneck(canvas, dice, &cut, &cloth),
        _ => trim::neckband(canvas, &cut, pen),
    }
    if dice.chance(0.5) {
        trim::pockets(canvas, dice, &cut, pen);
    }
}

/// A collar and a line of buttons, each nine times in ten; three in four have long sleeves.
pub(super) fn shirt(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[3.0, 0.3, 1.5, 2.5, 0.5]);
    let length = dice.range(1.55, 1.82);
    let cut = top(dice, (0.42, 0.54), length);
    let sewing = Sewing::thrown(dice, &cloth, 0.12);
    let sleeves = sleeves(dice, 0.74);
    sew(canvas, dice, (&cut, Some(sleeves)), (&cloth, &sewing));
    let pen = seam(dice, &cloth);
    if dice.chance(0.9) {
        let band = Pen { width: dice.range(0.8, 2.2), cover: dice.range(0.6, 1.0), ..pen };
        trim::placket(canvas, dice, &cut, band);
    }
    if dice.chance(0.88) {
        let depth = if dice.chance(0.5) { dice.range(0.12, 0.2) } else { dice.range(0.3, 0.5) };
        let size = (dice.range(0.06, 0.16), depth);
        trim::collar(canvas, dice, (&cut, &cloth), size);
    } else {
        trim::neckband(canvas, &cut, pen);
    }
}
