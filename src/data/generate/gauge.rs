//! `gauge`: a dial whose needle is to be read, 0 to 100 over 270 degrees.

use super::DrawRequest;
use super::album::parts_in_order;
use super::art::{Brush, Canvas, Colour, P, Pose, SIDE, limb, oval};
use super::dice::Dice;
use crate::data::{DataError, DataTargets, Dataset, OnProgress};
use ndarray::Array2;

/// The set's name.
pub(super) const NAME: &str = "gauge";
/// Height, width and channels.
pub(super) const SHAPE: [usize; 3] = [SIDE, SIDE, 1];

const TRAIN: usize = 3_000;
const TEST: usize = 600;
/// The largest reading; the smallest is 0.
const FULL: f32 = 100.0;
/// Where 0 stands: lower left, in degrees clockwise from the right.
const ZERO: f32 = 135.0;
/// Degrees from 0 to [`FULL`], clockwise.
const SWEEP: f32 = 270.0;

/// Draws 3,000 images to learn from and 600 to test, their readings uniform.
///
/// # Errors
/// Those of [`Dataset::with_targets`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let total = TRAIN + TEST;
    let (images, readings) = request.images((total, progress), Canvas::new, |canvas, dice, (_, image)| {
        let reading = dice.range(0.0, FULL);
        dial(canvas, dice, reading);
        let noise = dice.range(0.008, 0.04);
        canvas.finish(dice, noise, image);
        reading
    })?;
    let readings = Array2::from_shape_vec((total, 1), readings)
        .map_err(|error| DataError::new(NAME, "a reading an image", error.to_string()))?;
    let parts = parts_in_order([TRAIN, 0, TEST]);
    Dataset::with_targets(NAME, images, DataTargets::Values(readings), vec!["reading".to_owned()], parts)
}

/// The direction of a reading: right, then down, of length 1.
fn direction(reading: f32) -> P {
    let angle = (ZERO + SWEEP * reading / FULL).to_radians();
    (angle.cos(), angle.sin())
}

fn dial(canvas: &mut Canvas, dice: &mut Dice, reading: f32) {
    let (face, ink) = (dice.range(0.7, 0.95), dice.range(0.03, 0.25));
    let behind = dice.range(0.2, 0.65);
    let slope = (dice.around(0.25), dice.around(0.25));
    let middle = SIDE as f32 / 2.0;
    canvas.ground(|(x, y)| Colour::grey(behind + (slope.0 * (x - middle) + slope.1 * (y - middle)) / middle));
    let at = (middle + dice.around(1.5), middle + dice.around(1.5));
    let pose = Pose { at, scale: dice.range(12.0, 14.0), turn: 0.0, side: 1.0 };
    let relief = dice.range(-0.12, 0.12);
    let disc = oval((0.0, 0.0), (1.0, 1.0), 0.0);
    canvas.lay(&disc, pose, Brush { grow: 1.2, relief: 0.3, ..Brush::flat(Colour::grey(ink * 0.6 + 0.2)) });
    canvas.lay(&disc, pose, Brush { relief, ..Brush::flat(Colour::grey(face)) });
    let ink = Brush::flat(Colour::grey(ink));
    ticks(canvas, pose, Brush { cover: dice.range(0.4, 0.7), ..ink });
    needle(canvas, dice, (pose, reading), ink);
    canvas.expose(dice.range(0.7, 1.05), dice.around(0.1));
}

/// A long tick at every 20, a short one at the tens between.
fn ticks(canvas: &mut Canvas, pose: Pose, brush: Brush) {
    for ten in 0..=10_u8 {
        let (x, y) = direction(f32::from(ten) * FULL / 10.0);
        let (inner, half) = if ten % 2 == 0 { (0.74, 0.03) } else { (0.84, 0.0) };
        canvas.lay(&limb((x * 0.92, y * 0.92), (x * inner, y * inner), (half, half)), pose, brush);
    }
}

fn needle(canvas: &mut Canvas, dice: &mut Dice, (pose, reading): (Pose, f32), brush: Brush) {
    let (x, y) = direction(reading);
    let (tip, tail) = (dice.range(0.6, 0.86), dice.range(0.0, 0.16));
    let root = dice.range(0.07, 0.11);
    let hub = dice.range(0.1, 0.17);
    canvas.lay(&limb((-x * tail, -y * tail), (x * tip, y * tip), (root, 0.025)), pose, brush);
    canvas.lay(&oval((0.0, 0.0), (hub, hub), 0.0), pose, brush);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use crate::data::LoadOptions;
    use crate::data::generate::find;

    #[test]
    fn readings_run_clockwise_from_the_lower_left_to_the_lower_right() {
        let near = |reading: f32, (x, y): P| {
            let found = direction(reading);
            assert!((found.0 - x).abs() < 1e-5 && (found.1 - y).abs() < 1e-5, "{reading}: {found:?}");
        };
        let half = std::f32::consts::FRAC_1_SQRT_2;
        near(0.0, (-half, half));
        near(50.0, (0.0, -1.0));
        near(100.0, (half, half));
    }

    #[test]
    fn the_needle_points_at_its_reading() {
        let pose = Pose { at: (16.0, 16.0), scale: 13.0, turn: 0.0, side: 1.0 };
        for reading in [0.0, 20.0, 50.0, 75.0, 100.0] {
            let (mut canvas, mut dice) = (Canvas::new(), Dice::new(stream(1, NAME, 0)));
            needle(&mut canvas, &mut dice, (pose, reading), Brush::flat(Colour::grey(1.0)));
            let mut image = vec![0; SHAPE.iter().product()];
            canvas.finish(&mut dice, 0.0, &mut image);
            let (x, y) = direction(reading);
            let along = |at: f32| (16.0 + at * x) as usize + SIDE * ((16.0 + at * y) as usize);
            assert!(image[along(5.0)] > 60 && image[along(-6.0)] < 60, "{reading}");
        }
    }

    #[test]
    fn readings_are_uniform_and_every_image_has_its_own() {
        let set = find(NAME).unwrap().unwrap().draw(3, &LoadOptions::default(), &|_| {}).unwrap();
        let mut readings: Vec<f32> = set.targets.rows().unwrap().iter().copied().collect();
        assert_eq!((set.shape(), set.class_names.as_slice()), (SHAPE, &["reading".to_owned()][..]));
        assert_eq!((set.parts.train.len(), set.parts.test.len()), (TRAIN, TEST));
        readings.sort_by(f32::total_cmp);
        readings.dedup();
        assert!(readings.len() > 3_550, "{}", readings.len());
        let off = |at: usize| (readings[at] / FULL - at as f32 / readings.len() as f32).abs();
        assert!((0..readings.len()).all(|at| off(at) < 0.03), "a uniform distribution function is a line");
    }
}
