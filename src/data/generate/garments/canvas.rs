//! One image in the making: shapes laid over one another in grey, then noise.

use super::cloth::Cloth;
use super::outline::{OutlinePoint, bevelled, curves, polylines, rounded};
use crate::data::generate::dice::Dice;
use tiny_skia::{FillRule, Mask, Path, Stroke, Transform};

/// Pixels along each side of an image.
pub(in crate::data::generate) const SIDE: usize = 28;

/// A line to draw: how wide in pixels, how light (`0..=1`) and how much of what lies below it covers (`0..=1`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Pen {
    pub(super) width: f32,
    pub(super) grey: f32,
    pub(super) cover: f32,
}

/// The image, used again for the next one to spare allocations.
pub(super) struct ClothCanvas {
    grey: [f32; SIDE * SIDE],
    mask: Mask,
    pose: Transform,
}

impl ClothCanvas {
    /// An empty image.
    ///
    /// # Panics
    /// Never: a mask of 28 by 28 pixels is within every limit.
    pub(super) fn new() -> Self {
        let mask = Mask::new(SIDE as u32, SIDE as u32);
        #[expect(clippy::expect_used, reason = "fails for an empty or huge mask alone")]
        Self { grey: [0.0; SIDE * SIDE], mask: mask.expect("28 is a size"), pose: Transform::identity() }
    }

    /// Wipes the image and throws a pose: up to 7 degrees of turn, 2 pixels of shift, some scale and slant.
    pub(super) fn begin(&mut self, dice: &mut Dice) {
        self.grey.fill(0.0);
        let half = SIDE as f32 / 2.0;
        let (wide, high) = (dice.range(0.86, 1.06), dice.range(0.86, 1.04));
        self.pose = Transform::from_scale(half * wide, half * high)
            .post_concat(Transform::from_skew(dice.around(0.06), dice.around(0.03)))
            .post_rotate(dice.around(7.0))
            .post_translate(half + dice.around(2.0), half + dice.around(2.0));
    }

    /// Turns the image's left and right around, for what is drawn from now on.
    pub(super) fn flip(&mut self) {
        self.pose = self.pose.pre_scale(-1.0, 1.0);
    }

    /// Fills rounded polygons (see [`rounded`]) with a cloth, `tone` times as light as it is. Several at once cost
    /// little more than one.
    pub(super) fn fill<S: AsRef<[OutlinePoint]>>(
        &mut self,
        dice: &mut Dice,
        (shapes, round): (&[S], f32),
        (cloth, tone): (&Cloth, f32),
    ) {
        let path = rounded(shapes, round).and_then(|path| path.transform(self.pose));
        self.lay(path.as_ref(), 1.0, |x, y| tone * cloth.at(dice, x, y, SIDE as f32));
    }

    /// Draws an open line through the points.
    pub(super) fn line(&mut self, points: &[OutlinePoint], pen: Pen) {
        self.stroke(polylines([points]), pen);
    }

    /// Draws several straight lines at once, which costs little more than one.
    pub(super) fn lines(&mut self, ends: &[[OutlinePoint; 2]], pen: Pen) {
        self.stroke(polylines(ends), pen);
    }

    /// Draws open curves, see [`curves`].
    pub(super) fn arcs(&mut self, arcs: &[[OutlinePoint; 3]], pen: Pen) {
        self.stroke(curves(arcs), pen);
    }

    /// Draws the closed outlines of rounded polygons, their corners cut straight: on so few pixels nobody sees the
    /// difference, and curves are the dearest thing to stroke.
    pub(super) fn outline<S: AsRef<[OutlinePoint]>>(&mut self, shapes: &[S], round: f32, pen: Pen) {
        self.stroke(bevelled(shapes, round), pen);
    }

    fn stroke(&mut self, path: Option<Path>, pen: Pen) {
        let stroke = Stroke { width: pen.width, ..Stroke::default() };
        // Posed first: a pen is as wide in every direction.
        let path = path.and_then(|path| path.transform(self.pose)).and_then(|path| path.stroke(&stroke, 1.0));
        self.lay(path.as_ref(), pen.cover, |_, _| pen.grey);
    }

    fn lay(&mut self, path: Option<&Path>, cover: f32, mut grey: impl FnMut(f32, f32) -> f32) {
        let Some(path) = path else { return };
        self.mask.clear();
        self.mask.fill_path(path, FillRule::Winding, true, Transform::identity());
        for (i, (pixel, &covered)) in self.grey.iter_mut().zip(self.mask.data()).enumerate() {
            if covered > 0 {
                let share = cover * f32::from(covered) / 255.0;
                *pixel += share * (grey((i % SIDE) as f32, (i / SIDE) as f32) - *pixel);
            }
        }
    }

    /// Adds what a camera adds (contrast, noise, sometimes something in front) and writes the bytes.
    pub(super) fn finish(&mut self, dice: &mut Dice, image: &mut [u8]) {
        if dice.chance(0.07) {
            self.cover_a_side(dice);
        }
        let contrast = dice.range(0.88, 1.04) * if dice.chance(0.08) { 0.62 } else { 1.0 };
        let noise = dice.range(0.01, 0.05);
        for (byte, &grey) in image.iter_mut().zip(&self.grey) {
            // Light has noise, the dark background hardly any.
            let noisy = grey * contrast + noise * (0.15 + grey).min(0.6) * dice.noise();
            *byte = (noisy * 255.0).round().clamp(0.0, 255.0) as u8;
        }
    }

    /// Hides a strip along one side of the image behind the background's black.
    fn cover_a_side(&mut self, dice: &mut Dice) {
        let (depth, slant) = (dice.range(0.45, 0.8), dice.around(0.25));
        let strip = [(depth - slant, -1.6), (1.6, -1.6), (1.6, 1.6), (depth + slant, 1.6)];
        let turned = match dice.count(0, 3) {
            0 => strip,
            1 => strip.map(|(x, y)| (-x, y)),
            2 => strip.map(|(x, y)| (y, x)),
            _ => strip.map(|(x, y)| (y, -x)),
        };
        let path = rounded(&[turned], 0.0).and_then(|path| path.transform(self.pose));
        self.lay(path.as_ref(), 1.0, |_, _| 0.0);
    }
}
