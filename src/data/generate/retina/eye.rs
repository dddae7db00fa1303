//! The healthy eye: an orange disc with the optic nerve, the macula and a tree of vessels.

use super::plate::{Plate, PlateColour, PlatePlace, SIDE, distance};
use crate::data::generate::dice::Dice;

/// What blood lets through.
pub(super) const BLOOD: PlateColour = [0.62, 0.36, 0.42];

/// Places along a curve; this many that neighbours are less than a pixel apart.
const STEPS: usize = 48;

/// Where things are in one eye.
pub(super) struct Eye {
    centre: PlatePlace,
    radius: f32,
    /// 1 for an eye whose nerve is on the right, -1 on the left.
    side: f32,
    nerve: PlatePlace,
    nerve_radius: f32,
    macula: PlatePlace,
    /// Light at the centre.
    colour: PlateColour,
    /// The side that the lamp favours, and how much over the radius.
    slope: PlatePlace,
}

impl Eye {
    /// Any eye, left or right.
    pub(super) fn thrown(dice: &mut Dice) -> Self {
        let middle = SIDE as f32 / 2.0;
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        let centre = (middle + dice.around(0.5), middle + dice.around(0.5));
        let radius = dice.range(14.8, 15.6);
        let tilt = dice.around(1.6);
        let pigment = dice.range(0.0, 1.0);
        Self {
            centre,
            radius,
            side,
            nerve: (centre.0 + side * dice.range(0.5, 0.6) * radius, centre.1 + tilt),
            nerve_radius: dice.range(2.0, 2.6),
            macula: (centre.0 - side * dice.range(0.14, 0.26) * radius, centre.1 + 0.8 - 0.5 * tilt),
            // From fair, more yellow eyes to dark, more red ones.
            colour: [0.93 - 0.18 * pigment, 0.50 - 0.19 * pigment, 0.24 - 0.08 * pigment],
            slope: (dice.around(0.16), dice.around(0.16)),
        }
    }

    /// How open the camera's round frame is at a place, `0..=1`.
    pub(super) fn open(&self, at: PlatePlace) -> f32 {
        (self.radius - distance(at, self.centre) + 0.5).clamp(0.0, 1.0)
    }

    /// The place at a share of the radius in a direction: radians from the nerve's side, downwards.
    pub(super) fn at(&self, angle: f32, share: f32) -> PlatePlace {
        let reach = share * self.radius;
        (self.centre.0 + self.side * reach * angle.cos(), self.centre.1 + reach * angle.sin())
    }

    /// Whether a symptom can be seen there: well within the frame and off the nerve.
    pub(super) fn shows(&self, at: PlatePlace) -> bool {
        distance(at, self.centre) < 0.86 * self.radius && distance(at, self.nerve) > self.nerve_radius + 1.4
    }

    /// Draws it.
    pub(super) fn draw(&self, plate: &mut Plate, dice: &mut Dice) {
        plate.paint(|at| {
            let (x, y) = ((at.0 - self.centre.0) / self.radius, (at.1 - self.centre.1) / self.radius);
            let lit = (1.0 - 0.38 * (x * x + y * y)) * (1.0 + x * self.slope.0 + y * self.slope.1);
            self.colour.map(|light| light * lit)
        });
        plate.darken([0.7, 0.6, 0.62], self.macula, 5.0, |at| soft(distance(at, self.macula), 4.2));
        let glow = self.nerve_radius + 2.0;
        plate.blend([0.98, 0.66, 0.3], self.nerve, glow, |at| 0.5 * soft(distance(at, self.nerve), glow));
        let rim = |at| (self.nerve_radius + 0.5 - distance(at, self.nerve)).clamp(0.0, 1.0);
        plate.blend([1.0, 0.84, 0.52], self.nerve, glow, |at| 0.95 * rim(at));
        plate.blend([1.0, 0.95, 0.76], self.nerve, 2.0, |at| soft(distance(at, self.nerve), 1.6));
        self.lay_vessels(plate, dice);
        plate.fill_vessels(BLOOD);
        // Vessels rise out of the nerve: there they are pale.
        plate.blend([1.0, 0.9, 0.64], self.nerve, 3.0, |at| 0.75 * soft(distance(at, self.nerve), 3.0));
    }

    /// Two arcades around the macula and two shorter vessels on the other side, each with branches.
    fn lay_vessels(&self, plate: &mut Plate, dice: &mut Dice) {
        for up in [-1.0, 1.0] {
            let over = self.at(up * dice.range(1.55, 1.8), dice.range(0.8, 0.98));
            let far = self.at(up * dice.range(2.45, 2.75), 0.93);
            let arcade = curve([self.nerve, over, far]);
            plate.lay_vessel(&arcade, [dice.range(1.05, 1.4), 0.5]);
            for (from, angle) in [(0.3, 1.45), (0.55, 1.95)] {
                let start = arcade[(STEPS as f32 * (from + dice.around(0.1))) as usize];
                let end = self.at(up * (angle + dice.around(0.25)), 0.95);
                lay_branch(plate, dice, (start, end));
            }
            let start = arcade[(STEPS as f32 * dice.range(0.5, 0.7)) as usize];
            let inward =
                (self.macula.0 - self.side * dice.range(1.5, 4.5), self.macula.1 + up * dice.range(2.5, 4.0));
            lay_branch(plate, dice, (start, inward));
            let short = self.at(up * dice.range(0.55, 0.95), 0.95);
            lay_branch(plate, dice, (self.nerve, short));
        }
    }
}

/// A thin vessel, bent a little.
fn lay_branch(plate: &mut Plate, dice: &mut Dice, (start, end): (PlatePlace, PlatePlace)) {
    let middle = (f32::midpoint(start.0, end.0), f32::midpoint(start.1, end.1));
    let bent = (middle.0 + dice.around(3.0), middle.1 + dice.around(3.0));
    plate.lay_vessel(&curve([start, bent, end]), [dice.range(0.6, 0.85), 0.35]);
}

/// 1 at the middle, falling smoothly to 0 at the reach.
pub(super) fn soft(distance: f32, reach: f32) -> f32 {
    let left = (1.0 - (distance / reach).powi(2)).max(0.0);
    left * left
}

/// Places along the quadratic curve from the first to the last point, drawn towards the middle one.
fn curve([from, towards, to]: [PlatePlace; 3]) -> [PlatePlace; STEPS] {
    std::array::from_fn(|step| {
        let t = step as f32 / (STEPS - 1) as f32;
        let weigh = |a: f32, b: f32, c: f32| (1.0 - t).powi(2) * a + 2.0 * t * (1.0 - t) * b + t * t * c;
        (weigh(from.0, towards.0, to.0), weigh(from.1, towards.1, to.1))
    })
}
