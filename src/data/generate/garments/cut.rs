//! The cut of a garment for the upper body: one outline for the body, and how it is sewn to its sleeves.

use super::canvas::{Canvas, Pen};
use super::cloth::Cloth;
use super::outline::{P, between, mirror_image, mirrored};
use super::sleeve::Sleeve;
use crate::data::generate::dice::Dice;

/// The measures of a body, in units of half a picture; widths from the middle line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// Where the collar meets the shoulder.
    pub(super) top: f32,
    /// Where the hem hangs.
    pub(super) bottom: f32,
    /// The width of the neck, and how far its front dips.
    pub(super) neck: P,
    /// The tip of the shoulder: its width, and how far it drops below `top`.
    pub(super) shoulder: P,
    /// The armpit: half the chest's width, and its height.
    pub(super) armpit: P,
    /// The narrowest place: half its width, and its height.
    pub(super) waist: P,
    /// Half the hem's width.
    pub(super) hem: f32,
    /// How far the hem's middle hangs below its ends.
    pub(super) sag: f32,
}

impl Cut {
    /// Where the sleeve begins.
    pub(super) fn shoulder_tip(&self) -> P {
        (self.shoulder.0, self.top + self.shoulder.1)
    }

    fn body(&self) -> Vec<P> {
        mirrored(&[
            (0.0, self.top + self.neck.1),
            (self.neck.0 * 0.72, self.top + self.neck.1 * 0.66),
            (self.neck.0, self.top),
            self.shoulder_tip(),
            self.armpit,
            self.waist,
            (self.hem, self.bottom),
            (0.0, self.bottom + self.sag),
        ])
    }

    /// The body's half-width at a height below the armpit.
    pub(super) fn width_at(&self, y: f32) -> f32 {
        let ends =
            if y < self.waist.1 { [self.armpit, self.waist] } else { [self.waist, (self.hem, self.bottom)] };
        between(ends[0], ends[1], ((y - ends[0].1) / (ends[1].1 - ends[0].1)).clamp(0.0, 1.0)).0
    }
}

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
    canvas: &mut Canvas,
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
    canvas: &mut Canvas,
    dice: &mut Dice,
    (cut, [right, left]): (&Cut, [Sleeve; 2]),
    (cloth, sewing): (&Cloth, &Sewing),
) {
    let [right, left] = [right, left].map(|sleeve| sleeve.outline(cut));
    let left: Vec<P> = mirror_image(&left).collect();
    let both = [right.as_slice(), &left];
    canvas.fill(dice, (&both, sewing.round), (cloth, sewing.sleeves));
    canvas.outline(&both, sewing.round, sewing.edge);
    if sewing.ribbed {
        let cuffs = both.map(|outline| [outline[2], outline[3]]);
        canvas.lines(&cuffs, Pen { width: 2.2, ..sewing.edge });
    }
}
