//! The four symptoms, as small as they are.

use super::eye::Eye;
use super::findings::Lesions;
use super::plate::{Plate, PlatePlace, distance, line};
use crate::data::generate::dice::Dice;
use std::f32::consts::TAU;

/// Pixels between the middles of two symptoms, where there is room.
const APART: f32 = 2.9;
/// Throws for a free place before any place is taken.
const TRIES: usize = 80;

/// Draws every symptom where it can be seen: new vessels first, which need most room.
pub(super) fn draw(plate: &mut Plate, dice: &mut Dice, (eye, findings): (&Eye, &Lesions)) {
    let [dots, bleedings, patches, sprouts] = findings.counts;
    let mut taken = Vec::new();
    let mut each = |count: usize, one: fn(&mut Plate, &mut Dice, PlatePlace)| {
        for _ in 0..count {
            let at = free_place(plate, dice, (eye, &taken));
            taken.push(at);
            one(plate, dice, at);
        }
    };
    each(sprouts, new_vessel);
    each(bleedings, haemorrhage);
    each(patches, exudate);
    each(dots, microaneurysm);
}

/// A place off the nerve, off the vessels and off what was drawn before, if one is found.
fn free_place(plate: &Plate, dice: &mut Dice, (eye, taken): (&Eye, &[PlatePlace])) -> PlatePlace {
    let mut at = eye.at(0.0, 0.0);
    for _ in 0..TRIES {
        at = eye.at(dice.range(0.0, TAU), 0.86 * dice.range(0.0, 1.0).sqrt());
        let alone = taken.iter().all(|other| distance(at, *other) > APART);
        if alone && eye.shows(at) && !plate.has_vessel(at) {
            break;
        }
    }
    at
}

/// A dark red dot of a pixel.
fn microaneurysm(plate: &mut Plate, dice: &mut Dice, at: PlatePlace) {
    // Near the middle of a pixel, so that it is one dark pixel and not four pale ones.
    let at = (at.0.floor() + 0.5 + dice.around(0.25), at.1.floor() + 0.5 + dice.around(0.25));
    let depth = dice.range(0.55, 0.9);
    plate.darken([0.6, 0.2, 0.3], at, 2.0, |place| depth * (1.1 - distance(place, at)).clamp(0.0, 1.0));
}

/// A dark blot of two or three pixels.
fn haemorrhage(plate: &mut Plate, dice: &mut Dice, at: PlatePlace) {
    let (turn, stretch) = (dice.range(0.0, TAU), dice.range(0.3, 0.8));
    let other = (at.0 + stretch * turn.cos(), at.1 + stretch * turn.sin());
    let (radius, depth) = (dice.range(0.75, 1.15), dice.range(0.7, 0.95));
    plate.darken([0.42, 0.14, 0.22], at, 3.5, |place| {
        let nearest = distance(place, at).min(distance(place, other));
        depth * (radius + 0.5 - nearest).clamp(0.0, 1.0)
    });
}

/// A few bright yellow crumbs.
fn exudate(plate: &mut Plate, dice: &mut Dice, at: PlatePlace) {
    for _ in 0..dice.count(2, 4) {
        let crumb = (at.0 + dice.around(1.3), at.1 + dice.around(1.3));
        let (radius, cover) = (dice.range(0.3, 0.7), dice.range(0.55, 0.9));
        plate.blend([1.0, 0.9, 0.48], crumb, 2.0, |place| {
            cover * (radius + 0.5 - distance(place, crumb)).clamp(0.0, 1.0)
        });
    }
}

/// A tangle of fine vessels.
fn new_vessel(plate: &mut Plate, dice: &mut Dice, at: PlatePlace) {
    for _ in 0..dice.count(2, 3) {
        let (mut place, mut turn) = (at, dice.range(0.0, TAU));
        let sway = if dice.chance(0.5) { 0.55 } else { -0.55 };
        for step in 0..14 {
            // It winds one way, then the other.
            turn += if step < 7 { sway } else { -sway } + dice.around(0.3);
            place = (place.0 + 0.55 * turn.cos(), place.1 + 0.55 * turn.sin());
            plate.darken([0.72, 0.42, 0.5], place, 1.5, |pixel| 0.6 * line(distance(pixel, place), 0.6));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plate::SIDE;
    use super::*;
    use crate::base::random::stream;

    /// The same eye and camera with some findings.
    fn image(seed: u64, counts: [usize; 4]) -> Vec<f32> {
        let dice = |purpose| Dice::new(stream(seed, purpose, 0));
        let (mut plate, mut bytes) = (Plate::new(), vec![0; SIDE * SIDE * 3]);
        let mut making = dice("eye");
        let eye = Eye::thrown(&mut making);
        eye.draw(&mut plate, &mut making);
        draw(&mut plate, &mut making, (&eye, &Lesions { counts }));
        plate.finish(&mut dice("camera"), |place| eye.open(place), &mut bytes);
        bytes.chunks(3).map(|pixel| pixel.iter().map(|light| f32::from(*light)).sum()).collect()
    }

    #[test]
    fn each_symptom_darkens_or_lightens_a_few_pixels() {
        for seed in 0..40 {
            let healthy = image(seed, [0; 4]);
            for (symptom, (darker, most)) in
                [(true, 9), (true, 20), (false, 30), (true, 60)].into_iter().enumerate()
            {
                let mut counts = [0; 4];
                counts[symptom] = 1;
                let ill = image(seed, counts);
                let changes = healthy.iter().zip(&ill).map(|(before, after)| after - before);
                let changes: Vec<f32> = changes.filter(|change| *change != 0.0).collect();
                assert!((1..=most).contains(&changes.len()), "{seed} {symptom}: {}", changes.len());
                assert!(changes.iter().all(|change| (*change < 0.0) == darker), "{seed} {symptom}");
                let strongest = changes.iter().fold(0.0, |most: f32, change| most.max(change.abs()));
                assert!(strongest > 20.0, "{seed} {symptom}: hidden in the grain, {strongest}");
            }
        }
    }
}
