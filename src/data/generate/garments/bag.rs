//! Bags: a box or trapezoid, mostly with handles.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::outline::{OutlinePoint, mirrored};
use crate::data::generate::dice::Dice;

/// A body of any proportion with a flap, a clasp, one handle, two or none.
pub(super) fn bag(canvas: &mut ClothCanvas, dice: &mut Dice) {
    let cloth = Cloth::thrown(dice, &[5.0, 0.7, 0.7, 0.8, 2.0]);
    let (width, taper) = (dice.range(0.45, 0.97), dice.range(0.68, 1.08));
    let height = dice.range(0.6, 1.45);
    let handles = dice.weighted(&[2.0, 5.0, 2.5]);
    let bottom = if handles == 0 { height / 2.0 } else { dice.range(0.6, 0.94) };
    let top = (width * taper, bottom - height);
    handle(canvas, dice, handles, (top, &cloth));
    let bulge = dice.range(0.0, 0.08);
    let points = mirrored(&[top, (width + bulge, bottom - height * 0.3), (width, bottom)]);
    let round = dice.range(0.04, 0.3);
    canvas.fill(dice, (&[&points], round), (&cloth, 1.0));
    let pen = Pen {
        width: dice.range(0.6, 1.5),
        grey: cloth.grey * dice.range(0.25, 0.8),
        cover: dice.range(0.3, 0.9),
    };
    canvas.outline(&[&points], round, pen);
    front(canvas, dice, (top, bottom), pen);
}

/// Arcs over the upper edge, from flat to high.
fn handle(canvas: &mut ClothCanvas, dice: &mut Dice, handles: usize, (top, cloth): (OutlinePoint, &Cloth)) {
    // A quadratic curve rises half as far as its control point.
    let rise = 2.0 * (dice.range(0.25, 0.6)).min(0.96 + top.1);
    let foot = top.0 * dice.range(0.35, 0.95);
    let pen = Pen { width: dice.range(1.0, 2.8), grey: cloth.grey * dice.range(0.5, 1.0), cover: 1.0 };
    let arc = |shift: f32| [(shift - foot, top.1), (shift, top.1 - rise), (shift + foot, top.1)];
    canvas.arcs(&[arc(0.0), arc(0.1)][..handles], pen);
}

/// What is on the front: a flap, a zip, a pocket or nothing, and perhaps a clasp.
fn front(canvas: &mut ClothCanvas, dice: &mut Dice, (top, bottom): (OutlinePoint, f32), pen: Pen) {
    let y = top.1 + (bottom - top.1) * dice.range(0.2, 0.6);
    match dice.weighted(&[3.0, 2.0, 2.0, 2.0]) {
        0 => canvas.arcs(&[[(-top.0, top.1 + 0.05), (0.0, 2.0 * y - top.1), (top.0, top.1 + 0.05)]], pen),
        1 => canvas.line(&[(-top.0, y), (top.0, y)], pen),
        2 => {
            let x = top.0 * dice.range(0.4, 0.7);
            canvas.outline(&[mirrored(&[(x, y), (x, bottom - 0.12)])], 0.1, pen);
        }
        _ => {}
    }
    if dice.chance(0.4) {
        let clasp = Pen { width: dice.range(1.5, 3.0), grey: dice.range(0.0, 1.0), cover: 0.9 };
        canvas.line(&[(-0.08, y), (0.08, y)], clasp);
    }
}
