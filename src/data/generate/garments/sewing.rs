//! How the pieces of a garment are sewn together.

use super::canvas::{ClothCanvas, Pen};
use super::cloth::Cloth;
use super::cut::Cut;
use super::outline::{OutlinePoint, mirror_image, mirrored};
use super::sleeve::Sleeve;
use crate::data::generate::dice::Dice;

/// What lies on the cloth where pieces meet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sewing {
    /// How light sleeves are, against the body.
    pub(super) sleeves: f32,
    /// The line along every edge.
    pub(super) edge: Pen,
    /// How round corners are, see [`super::outline::rounded`].
    pub(super) round: f32,
    /// Whether cuffs and hem end in a ribbed band.
    pub(super) ribbed: bool,
}

impl Sewing {
    /// Seams for a cloth: mostly darker than it, some lighter, of any strength.
    pub(super) fn thrown(dice: &mut Dice, cloth: &Cloth, ribbed: f32) -> Self {
        let tone = if dice.chance(0.75) { dice.range(0.3, 0.8) } else { dice.range(1.1, 1.4) };
        let edge = Pen { width: dice.range(0.5, 1.3), grey: cloth.grey * tone, cover: dice.range(0.2, 0.75) };
        let sleeves = dice.range(0.78, 1.05);
        Self { sleeves, edge, round: dice.range(0.08, 0.22), ribbed: dice.chance(ribbed) }
    }
}

/// Draws the back of the neck, the sleeves (right, left) and over them the body.
pub(super) fn sew(
    canvas: &mut ClothCanvas,
    dice: &mut Dice,
    (cut, sleeves): (&Cut, Option<[Sleeve; 2]>),
    (cloth, sewing): (&Cloth, &Sewing),
) {
    let back = mirrored(&[(cut.neck.0, cut.top), (cut.neck.0, cut.top + cut.neck.1)]);
    canvas.fill(dice, (&[back], 0.3), (cloth, 0.5));
    if let Some(sleeves) = sleeves {
        sew_sleeves(canvas, dice, (cut, sleeves), (cloth, sewing));
    }
    let body = cut.body();
    canvas.fill(dice, (&[&body], sewing.round), (cloth, 1.0));
    canvas.outline(&[&body], sewing.round, sewing.edge);
    if sewing.ribbed {
        let y = cut.bottom - 0.08;
        canvas.line(&[(-cut.width_at(y), y), (cut.width_at(y), y)], Pen { width: 2.2, ..sewing.edge });
    }
}

fn sew_sleeves(
    canvas: &mut ClothCanvas,
    dice: &mut Dice,
    (cut, [right, left]): (&Cut, [Sleeve; 2]),
    (cloth, sewing): (&Cloth, &Sewing),
) {
    let [right, left] = [right, left].map(|sleeve| sleeve.outline(cut));
    let left: Vec<OutlinePoint> = mirror_image(&left).collect();
    let both = [right.as_slice(), &left];
    canvas.fill(dice, (&both, sewing.round), (cloth, sewing.sleeves));
    canvas.outline(&both, sewing.round, sewing.edge);
    if sewing.ribbed {
        let cuffs = both.map(|outline| [outline[2], outline[3]]);
        canvas.lines(&cuffs, Pen { width: 2.2, ..sewing.edge });
    }
}
