//! What tells one top from another: necklines, collars, buttons, lapels, pockets and prints.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::cut::Cut;
use super::outline::{OutlinePoint, mirror_image, mirrored};
use crate::data::generate::dice::Dice;

/// A band around the neck's opening.
pub(super) fn neckband(canvas: &mut ClothCanvas, cut: &Cut, pen: Pen) {
    let (width, y) = (cut.neck.0, cut.top + cut.neck.1);
    canvas.arcs(&[[(-width, cut.top + 0.02), (0.0, 2.0 * y - cut.top), (width, cut.top + 0.02)]], pen);
}

/// A high collar that hides the neck.
pub(super) fn turtleneck(canvas: &mut ClothCanvas, dice: &mut Dice, cut: &Cut, cloth: &Cloth) {
    let height = dice.range(0.08, 0.2);
    let width = cut.neck.0;
    let collar =
        mirrored(&[(width * 0.9, cut.top - height), (width * 1.05, cut.top + 0.08), (0.0, cut.top + 0.14)]);
    canvas.fill(dice, (&[collar], 0.15), (cloth, 0.85));
    let y = cut.top + 0.1;
    canvas.line(
        &[(-width, y - 0.04), (0.0, y), (width, y - 0.04)],
        Pen { width: 0.9, grey: cloth.grey * 0.5, cover: 0.6 },
    );
}

/// Two pointed flaps that open from the neck to `depth` below it.
pub(super) fn collar(
    canvas: &mut ClothCanvas,
    dice: &mut Dice,
    (cut, cloth): (&Cut, &Cloth),
    size: OutlinePoint,
) {
    let (spread, depth) = size;
    let tone = if dice.chance(0.5) { dice.range(0.5, 0.85) } else { dice.range(1.1, 1.5) };
    let pen = Pen { width: dice.range(0.5, 1.0), grey: cloth.grey * 0.4, cover: dice.range(0.3, 0.8) };
    let opening = [(-cut.neck.0, cut.top), (0.0, cut.top + depth), (cut.neck.0, cut.top)];
    canvas.fill(dice, (&[opening], 0.0), (cloth, 0.35));
    let right = [
        (cut.neck.0 * 0.8, cut.top - 0.1),
        (cut.neck.0 + spread, cut.top + depth * 0.7),
        (0.03, cut.top + depth),
    ];
    let flaps = [right.to_vec(), mirror_image(&right).collect()];
    canvas.fill(dice, (&flaps, 0.06), (cloth, tone));
    canvas.outline(&flaps, 0.06, pen);
}

/// A line down the middle, with buttons or without, from the neck to the hem or part of the way.
pub(super) fn placket(canvas: &mut ClothCanvas, dice: &mut Dice, cut: &Cut, pen: Pen) {
    let x = dice.around(0.05);
    let (from, to) = (cut.top + cut.neck.1, cut.bottom + cut.sag * 0.5);
    canvas.line(&[(x, from), (x + dice.around(0.05), to)], pen);
    if dice.chance(0.6) {
        let count = dice.count(4, 7);
        let button = |i: usize| {
            let y = from + (to - from) * (i as f32 + 0.6) / count as f32;
            [(x - 0.05, y), (x + 0.05, y)]
        };
        let buttons: Vec<[OutlinePoint; 2]> = (0..count).map(button).collect();
        canvas.lines(&buttons, Pen { width: 1.3, ..pen });
    }
}

/// An open front: a dark wedge between two edges.
pub(super) fn open_front(canvas: &mut ClothCanvas, dice: &mut Dice, cut: &Cut, cloth: &Cloth) {
    let (upper, lower) = (dice.range(0.03, 0.12), dice.range(0.03, 0.2));
    let gap = mirrored(&[(upper, cut.top + cut.neck.1 * 0.5), (lower, cut.bottom + cut.sag + 0.04)]);
    let grey = if dice.chance(0.5) { cloth.grey * dice.range(0.05, 0.4) } else { dice.range(0.7, 1.0) };
    canvas.fill(dice, (&[gap], 0.0), (&cloth.plain(grey), 1.0));
}

/// A pocket's slit on either side, or one patch on the chest.
pub(super) fn pockets(canvas: &mut ClothCanvas, dice: &mut Dice, cut: &Cut, pen: Pen) {
    let y = cut.waist.1 + dice.range(0.1, 0.3);
    let x = cut.width_at(y) * dice.range(0.55, 0.75);
    let (length, lean) = (dice.range(0.12, 0.24), dice.around(0.15));
    canvas.lines(&[-1.0, 1.0].map(|side| [(side * x, y), (side * (x - length), y + lean)]), pen);
}

/// A print on the chest: a block of another grey.
pub(super) fn print(canvas: &mut ClothCanvas, dice: &mut Dice, cut: &Cut, cloth: &Cloth) {
    let (width, height) = (dice.range(0.1, cut.armpit.0 * 0.7), dice.range(0.06, 0.3));
    let (x, y) = (dice.around(0.06), cut.armpit.1 + height + dice.range(-0.05, 0.15));
    let block = mirrored(&[(width, y - height), (width, y + height)]);
    let block: Vec<OutlinePoint> = block.into_iter().map(|(across, down)| (x + across, down)).collect();
    let grey = dice.range(0.1, 1.0);
    canvas.fill(dice, (&[block], 0.3), (&cloth.plain(grey), 1.0));
    if dice.chance(0.5) {
        canvas.line(&[(x - width, y), (x + width, y)], Pen { width: 1.4, grey: cloth.grey, cover: 0.8 });
    }
}
