//! `pets`: a dog, a cat or a fish in each image.
//!
//! Hair, scales and places overlap on purpose: there are orange cats and orange fish, dogs in the water and fish on the
//! grass, so that neither a colour nor what lies behind decides, only the animal's shape.

use super::DrawRequest;
use super::album::parts_in_order;
use super::animals::Animal;
use super::art::{Canvas, Pose, SIDE};
use super::dice::Dice;
use super::scenery::Scenery;
use crate::data::{DataError, Dataset, OnProgress};

/// The set's name.
pub(super) const NAME: &str = "pets";
/// Height, width and channels.
pub(super) const SHAPE: [usize; 3] = [SIDE, SIDE, 3];

const TRAIN: usize = 3_000;
const TEST: usize = 600;

/// How often each place lies behind a dog or cat, and behind a fish.
const PLACES: [(Scenery, f32, f32); 6] = [
    (Scenery::Meadow, 3.0, 1.5),
    (Scenery::Shore, 1.0, 1.0),
    (Scenery::Winter, 0.7, 0.5),
    (Scenery::Room, 3.0, 1.5),
    (Scenery::Studio, 2.5, 2.5),
    (Scenery::Water, 1.0, 3.0),
];

/// Draws 3,000 images to learn from and 600 to test, each class equally often in both.
///
/// # Errors
/// Those of [`Dataset::new`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let (images, labels) =
        request.images((TRAIN + TEST, progress), Canvas::new, |canvas, dice, (index, image)| {
            // The classes take turns.
            let class = index % Animal::ALL.len();
            portray(canvas, dice, Animal::ALL[class]);
            let noise = dice.range(0.006, 0.036);
            canvas.finish(dice, noise, image);
            class as u16
        })?;
    let names = Animal::ALL.map(|animal| animal.name().to_owned()).to_vec();
    Dataset::new(NAME, images, labels, names, parts_in_order([TRAIN, 0, TEST]))
}

fn portray(canvas: &mut Canvas, dice: &mut Dice, animal: Animal) {
    let places = PLACES.map(|(_, furred, finned)| if animal == Animal::Fish { finned } else { furred });
    let (place, ..) = PLACES[dice.weighted(&places)];
    place.draw(canvas, dice);
    let scale = dice.range(9.5, 15.5);
    let lean = if animal == Animal::Fish { 0.5 } else { 0.14 };
    let room = (SIDE as f32 / 2.0 - scale * 0.9).max(0.0) + 1.5;
    let middle = SIDE as f32 / 2.0;
    let pose = Pose {
        at: (middle + dice.around(room), middle + dice.around(room)),
        scale,
        turn: dice.around(lean),
        side: if dice.chance(0.5) { 1.0 } else { -1.0 },
    };
    animal.draw(canvas, dice, pose);
    canvas.expose(dice.range(0.72, 1.08), dice.around(0.12));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use crate::data::generate::find;
    use crate::data::{LoadOptions, Part};

    fn one(seed: u64, animal: Animal) -> Vec<u8> {
        let (mut canvas, mut dice) = (Canvas::new(), Dice::new(stream(seed, NAME, 3)));
        portray(&mut canvas, &mut dice, animal);
        let mut image = vec![0; SHAPE.iter().product()];
        canvas.finish(&mut dice, 0.0, &mut image);
        image
    }

    #[test]
    fn the_seed_alone_decides_an_image_whatever_was_drawn_before() {
        assert_eq!(one(7, Animal::Dog), one(7, Animal::Dog));
        assert_ne!(one(7, Animal::Dog), one(8, Animal::Dog));
        let (mut used, mut dice) = (Canvas::new(), Dice::new(stream(1, NAME, 0)));
        portray(&mut used, &mut dice, Animal::Cat);
        let mut dice = Dice::new(stream(7, NAME, 3));
        portray(&mut used, &mut dice, Animal::Dog);
        let mut image = vec![0; SHAPE.iter().product()];
        used.finish(&mut dice, 0.0, &mut image);
        assert_eq!(image, one(7, Animal::Dog));
    }

    #[test]
    fn every_class_is_as_frequent_and_no_image_comes_twice() {
        let set = find(NAME).unwrap().unwrap().draw(1, &LoadOptions::default(), &|_| {}).unwrap();
        let mut parts = set.parts.clone();
        assert_eq!(set.class_names, ["dog", "cat", "fish"]);
        assert_eq!(set.class_counts(parts.get_mut(Part::Train)), [1000; 3]);
        assert_eq!(set.class_counts(parts.get_mut(Part::Test)), [200; 3]);
        let images = set.pixels().chunks(SHAPE.iter().product());
        assert_eq!(images.collect::<std::collections::HashSet<_>>().len(), TRAIN + TEST);
    }

    #[test]
    fn every_place_lies_behind_every_kind() {
        assert!(PLACES.iter().all(|(_, furred, finned)| *furred > 0.0 && *finned > 0.0));
    }
}
