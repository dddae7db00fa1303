//! `spots`: bright spots to be counted. Most images have few, a few have many.

use super::DrawRequest;
use super::album::parts_in_order;
use super::art::{Canvas, Colour, SIDE};
use super::dice::Dice;
use crate::data::{DataError, DataTargets, Dataset, OnProgress};
use ndarray::Array2;

/// The set's name.
pub(super) const NAME: &str = "spots";
/// Height, width and channels.
pub(super) const SHAPE: [usize; 3] = [SIDE, SIDE, 1];

const TRAIN: usize = 4_000;
const TEST: usize = 800;
/// The median of the counts before they are rounded.
const MEDIAN: f32 = 6.0;
/// The standard deviation of their logarithm.
const SPREAD: f32 = 1.0;
/// The largest count; larger ones are thrown again.
const MOST: f32 = 64.0;

/// A spot of light that fades from its middle: where, how wide, how bright.
struct Spot {
    at: (f32, f32),
    radius: f32,
    light: f32,
}

/// Draws 4,000 images to learn from and 800 to test.
///
/// # Errors
/// Those of [`Dataset::with_targets`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let total = TRAIN + TEST;
    let (images, counts) = request.images((total, progress), Canvas::new, |canvas, dice, (_, image)| {
        let spots: Vec<Spot> = (0..count(dice)).map(|_| spot(dice)).collect();
        shine(canvas, dice, &spots);
        let noise = dice.range(0.015, 0.05);
        canvas.finish(dice, noise, image);
        spots.len() as f32
    })?;
    let counts = Array2::from_shape_vec((total, 1), counts)
        .map_err(|error| DataError::new(NAME, "a count an image", error.to_string()))?;
    let parts = parts_in_order([TRAIN, 0, TEST]);
    Dataset::with_targets(NAME, images, DataTargets::Values(counts), vec!["spots".to_owned()], parts)
}

/// A count from a rounded log-normal distribution.
fn count(dice: &mut Dice) -> usize {
    loop {
        let count = (MEDIAN.ln() + SPREAD * dice.normal()).exp().round();
        if count <= MOST {
            return count as usize;
        }
    }
}

fn spot(dice: &mut Dice) -> Spot {
    let edge = SIDE as f32 - 1.5;
    Spot {
        at: (dice.range(1.5, edge), dice.range(1.5, edge)),
        radius: dice.range(0.75, 1.1) * dice.range(1.0, 2.0),
        light: dice.range(0.4, 0.95),
    }
}

/// Light adds up as if each spot hid what lies behind it, so that no pixel is brighter than white.
fn shine(canvas: &mut Canvas, dice: &mut Dice, spots: &[Spot]) {
    let (dark, haze) = (dice.range(0.04, 0.14), dice.range(0.0, 0.1));
    let lit = (dice.range(0.0, 32.0), dice.range(0.0, 32.0));
    canvas.ground(|(x, y)| {
        let fog = dark + haze * (-((x - lit.0).powi(2) + (y - lit.1).powi(2)) / 200.0).exp();
        let dim = spots.iter().fold(1.0 - fog, |dim, spot| {
            let squared = ((x - spot.at.0).powi(2) + (y - spot.at.1).powi(2)) / (spot.radius * spot.radius);
            if squared < 9.0 { dim * (1.0 - spot.light * (-squared).exp()) } else { dim }
        });
        Colour::grey(1.0 - dim)
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use crate::data::LoadOptions;
    use crate::data::generate::find;

    #[test]
    fn counts_are_skewed_with_a_long_tail() {
        let set = find(NAME).unwrap().unwrap().draw(3, &LoadOptions::default(), &|_| {}).unwrap();
        let mut counts: Vec<f32> = set.targets.rows().unwrap().iter().copied().collect();
        assert_eq!((set.shape(), set.class_names.as_slice()), (SHAPE, &["spots".to_owned()][..]));
        assert_eq!((set.parts.train.len(), set.parts.test.len()), (TRAIN, TEST));
        counts.sort_by(f32::total_cmp);
        let (median, mean) = (counts[counts.len() / 2], counts.iter().sum::<f32>() / counts.len() as f32);
        assert_eq!((median, counts[0]), (6.0, 0.0));
        assert!((8.5..10.0).contains(&mean), "{mean}");
        let largest = counts[counts.len() - 1];
        assert!((50.0..=MOST).contains(&largest), "{largest}");
        assert!(counts.iter().all(|count| count.fract() == 0.0));
    }

    #[test]
    fn each_spot_is_a_peak_and_nothing_else_shines() {
        let far = |at| Spot { at, radius: 1.0, light: 0.9 };
        let spots = [far((4.5, 4.5)), far((20.5, 9.5)), far((12.5, 27.5))];
        let (mut canvas, mut dice) = (Canvas::new(), Dice::new(stream(1, NAME, 0)));
        shine(&mut canvas, &mut dice, &spots);
        let mut image = vec![0; SHAPE.iter().product()];
        canvas.finish(&mut dice, 0.0, &mut image);
        let bright: Vec<usize> = (0..image.len()).filter(|at| image[*at] > 200).collect();
        assert_eq!(bright, [4 * SIDE + 4, 9 * SIDE + 20, 27 * SIDE + 12]);
    }
}
