//! `zoo`: landscapes with up to three animals, in colour or in grey; each image has several tags and one album.

use super::album::parts_in_order;
use super::animals::Animal;
use super::art::{Canvas, Pose, SIDE};
use super::dice::Dice;
use super::scenery::{Scenery, pond};
use super::{DrawRequest, EmbeddedChoice};
use crate::data::answers::Supervision;
use crate::data::{DataError, DataTargets, Dataset, OnProgress, Task};
use ndarray::Array2;

/// The set's name.
pub(super) const NAME: &str = "zoo";
/// Height, width and channels; grey images have three equal ones.
pub(super) const SHAPE: [usize; 3] = [SIDE, SIDE, 3];
/// What can be chosen.
pub(super) const CHOICES: &[EmbeddedChoice] = &[
    EmbeddedChoice { name: "least", default: 0.0, range: [0.0, 3.0], summary: "fewest animals of an image" },
    EmbeddedChoice { name: "most", default: 3.0, range: [0.0, 3.0], summary: "most animals of an image" },
    EmbeddedChoice {
        name: "grey",
        default: 0.5,
        range: [0.0, 1.0],
        summary: "share of images without colour",
    },
];

const TRAIN: usize = 4_000;
const TEST: usize = 1_000;
const ALBUMS: [&str; 4] = ["dogs", "cats", "fish", "landscapes"];
const TAGS: [&str; 4] = ["dog", "cat", "fish", "colour"];

const PLACES: [(Scenery, f32); 5] = [
    (Scenery::Meadow, 4.0),
    (Scenery::Shore, 2.5),
    (Scenery::Winter, 2.0),
    (Scenery::Room, 1.5),
    (Scenery::Water, 1.0),
];

/// What is in an image.
#[derive(Clone, Debug, PartialEq)]
struct ZooScene {
    /// No kind twice, the largest first.
    animals: Vec<Animal>,
    ink: Ink,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ink {
    Colour,
    Grey,
}

impl ZooScene {
    fn tags(&self) -> [f32; 4] {
        let has = |animal| f32::from(u8::from(self.animals.contains(&animal)));
        let [dog, cat, fish] = Animal::ALL.map(has);
        [dog, cat, fish, f32::from(u8::from(self.ink == Ink::Colour))]
    }

    /// The kind of the largest animal; the last album where there is none.
    fn album(&self) -> u16 {
        let largest = self.animals.first();
        Animal::ALL.iter().position(|animal| Some(animal) == largest).unwrap_or(Animal::ALL.len()) as u16
    }
}

/// Draws 4,000 images to learn from and 1,000 to test. Their targets are the tags and the album an extra, or the
/// other way round where classes are asked for.
///
/// # Errors
/// If at least more animals are asked for than at most, or a part of one.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let counts = counts(request)?;
    let grey = request.value("grey") as f32;
    let (images, scenes) =
        request.images((TRAIN + TEST, progress), Canvas::new, |canvas, dice, (_, image)| {
            let ink = if dice.chance(grey) { Ink::Grey } else { Ink::Colour };
            let count = dice.count(counts.0, counts.1);
            let scene = ZooScene { animals: thrown(dice, count), ink };
            paint(canvas, dice, &scene);
            let noise = dice.range(0.004, 0.022);
            canvas.finish(dice, noise, image);
            scene
        })?;
    let rows: Vec<f32> = scenes.iter().flat_map(ZooScene::tags).collect();
    let rows = Array2::from_shape_vec((scenes.len(), TAGS.len()), rows)
        .map_err(|error| DataError::new(NAME, "a row of tags an image", error.to_string()))?;
    let tags = Supervision::rows(DataTargets::MultiHot(rows), TAGS.map(String::from).to_vec());
    let albums = scenes.iter().map(ZooScene::album).collect();
    let album = Supervision::classes(albums, ALBUMS.map(String::from).to_vec());
    let (main, extra) = match request.target {
        Some(Task::Classification) => (album, tags.into_extra("tags")),
        _ => (tags, album.into_extra("album")),
    };
    let mut set = main.with_images(NAME.to_owned(), images, parts_in_order([TRAIN, 0, TEST]))?;
    set.extras.push(extra);
    set.checked()
}

/// The fewest and the most animals of an image.
fn counts(request: &DrawRequest<'_>) -> Result<(usize, usize), DataError> {
    let [least, most] = ["least", "most"].map(|name| request.value(name));
    if least.fract() != 0.0 || most.fract() != 0.0 {
        let found = format!("least={least}, most={most}");
        return Err(DataError::new(NAME, "whole numbers of animals, 0 to 3", found));
    }
    if least > most {
        let found = format!("least={least}, most={most}");
        return Err(DataError::new(NAME, "least to be no more than most", found));
    }
    Ok((least as usize, most as usize))
}

/// This many kinds, each as likely to come first.
fn thrown(dice: &mut Dice, count: usize) -> Vec<Animal> {
    let mut left = Animal::ALL.to_vec();
    (0..count).map(|_| left.remove(dice.count(0, left.len() - 1))).collect()
}

/// The scale of the largest animal by their number, in pixels for half of it.
const SCALES: [(f32, f32); 4] = [(0.0, 0.0), (7.5, 11.0), (7.2, 8.6), (6.0, 6.6)];

fn paint(canvas: &mut Canvas, dice: &mut Dice, scene: &ZooScene) {
    let (place, _) = PLACES[dice.weighted(&PLACES.map(|(_, share)| share))];
    let ground = place.draw(canvas, dice);
    if place != Scenery::Water && dice.chance(0.25) {
        let at = (dice.range(6.0, 26.0), dice.range(ground + 4.0, 29.0));
        let radius = dice.range(4.0, 8.0);
        pond(canvas, dice, at, radius);
    }
    for (animal, pose) in placed(dice, &scene.animals, ground) {
        if animal == Animal::Fish && place != Scenery::Water && dice.chance(0.6) {
            pond(canvas, dice, pose.at, pose.scale * 1.15);
        }
        animal.draw(canvas, dice, pose);
    }
    canvas.expose(dice.range(0.8, 1.05), dice.around(0.08));
    if scene.ink == Ink::Grey {
        canvas.fade();
    }
}

/// Where the animals stand: side by side in any order, their feet on the ground, those further down in front.
fn placed(dice: &mut Dice, animals: &[Animal], ground: f32) -> Vec<(Animal, Pose)> {
    let (low, high) = SCALES[animals.len()];
    let largest = dice.range(low, high);
    let scale = |at: usize, dice: &mut Dice| if at == 0 { largest } else { largest * dice.range(0.66, 0.8) };
    let mut all: Vec<(Animal, f32)> =
        animals.iter().enumerate().map(|(at, animal)| (*animal, scale(at, dice))).collect();
    let turns = dice.count(0, all.len().max(1) - 1);
    all.rotate_left(turns);
    let spare = SIDE as f32 - all.iter().map(|(_, scale)| 2.0 * scale).sum::<f32>();
    let mut left = dice.range(0.0, 1.0) * spare / (all.len() + 1) as f32;
    let mut poses: Vec<(Animal, Pose)> = Vec::new();
    for (animal, scale) in all {
        // A fish lies on the ground, or swims in a pond there, and stands for nothing.
        let lie = if animal == Animal::Fish { scale * 0.8 } else { 0.0 };
        let feet = dice.range((ground + lie + 1.5).max(2.0 * scale).min(31.0), 31.5);
        let at = (left + scale, feet - 0.93 * scale);
        left += 2.0 * scale + spare / (animals.len() + 1) as f32;
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        poses.push((animal, Pose { at, scale, turn: dice.around(0.1), side }));
    }
    poses.sort_by(|(_, a), (_, b)| (a.at.1 + a.scale).total_cmp(&(b.at.1 + b.scale)));
    poses
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use crate::data::generate::find;
    use crate::data::{LoadOptions, Task};

    fn drawn(text: &str, target: Option<Task>) -> Result<Dataset, DataError> {
        let options = LoadOptions { target, ..LoadOptions::default() };
        find(text).unwrap().unwrap().draw(5, &options, &|_| {})
    }

    fn rows(targets: &DataTargets) -> &Array2<f32> {
        targets.rows().unwrap()
    }

    #[test]
    fn colour_is_tagged_where_channels_differ_and_the_album_is_one_of_the_animals() {
        let set = drawn("zoo", None).unwrap();
        let (tags, albums) = (rows(&set.targets), rows(&set.extras[0].targets));
        assert_eq!(
            (set.extras[0].name.as_str(), set.extras[0].names.as_slice()),
            ("album", &ALBUMS.map(String::from)[..])
        );
        assert_eq!(set.class_names, TAGS);
        for index in 0..set.labels.len() {
            let image = set.image(index as u32);
            let coloured = image.rows().into_iter().any(|pixel| pixel[0] != pixel[1] || pixel[1] != pixel[2]);
            assert_eq!(tags[[index, 3]] > 0.0, coloured, "image {index}");
            let animals: Vec<f32> = tags.row(index).iter().take(3).copied().collect();
            let album = albums.row(index).iter().position(|share| *share == 1.0).unwrap();
            let fits = if album == 3 { animals == [0.0; 3] } else { animals[album] == 1.0 };
            assert!(fits, "image {index}: {animals:?} in {}", ALBUMS[album]);
        }
        assert_eq!((set.parts.train.len(), set.parts.test.len()), (TRAIN, TEST));
        let albums = albums.sum_axis(ndarray::Axis(0));
        assert!(albums.iter().all(|count| (1130.0..1370.0).contains(count)), "{albums:?}");
        let grey = 1.0 - tags.column(3).mean().unwrap();
        assert!((grey - 0.5).abs() < 0.03, "{grey}");
    }

    #[test]
    fn albums_and_tags_change_places_and_keep_their_images() {
        let (tagged, albums) =
            (drawn("zoo", None).unwrap(), drawn("zoo", Some(Task::Classification)).unwrap());
        assert_eq!((tagged.task(), albums.task()), (Task::MultiLabel, Task::Classification));
        assert_eq!(
            (albums.class_names.as_slice(), albums.extras[0].name.as_str()),
            (&ALBUMS.map(String::from)[..], "tags")
        );
        assert!(tagged.pixels() == albums.pixels());
        assert_eq!(tagged.targets, albums.extras[0].targets);
        let one_hot = rows(&tagged.extras[0].targets);
        assert!(
            albums.labels.iter().enumerate().all(|(at, label)| one_hot[[at, usize::from(*label)]] == 1.0)
        );
        let error = drawn("zoo", Some(Task::Regression)).unwrap_err().to_string();
        assert!(error.contains("zoo: expected what can be predicted as values, found labels"), "{error}");
    }

    #[test]
    fn as_many_animals_are_painted_as_asked_for_and_as_tagged() {
        for (text, least, most) in [
            ("zoo:least=2,most=2", 2.0, 2.0),
            ("zoo:least=1,grey=1", 1.0, 3.0),
            ("zoo:most=0,grey=0", 0.0, 0.0),
        ] {
            let set = drawn(text, None).unwrap();
            for row in rows(&set.targets).rows() {
                let count: f32 = row.iter().take(3).sum();
                assert!((least..=most).contains(&count), "{text}: {row}");
            }
            let grey = rows(&set.targets).column(3).iter().all(|tag| *tag == 0.0);
            assert_eq!(grey, text.contains("grey=1"), "{text}");
        }
        for animals in [vec![], vec![Animal::Fish], Animal::ALL.to_vec()] {
            let poses = placed(&mut Dice::new(stream(1, NAME, 0)), &animals, 14.0);
            let largest = poses.iter().max_by(|a, b| a.1.scale.total_cmp(&b.1.scale));
            assert_eq!(
                (poses.len(), largest.map(|(animal, _)| *animal)),
                (animals.len(), animals.first().copied())
            );
            assert!(
                poses
                    .iter()
                    .all(|(_, pose)| (3.0..29.0).contains(&pose.at.0) && (3.0..29.0).contains(&pose.at.1))
            );
        }
    }

    #[test]
    fn numbers_of_animals_that_cannot_be_are_refused() {
        for (text, found) in [
            ("zoo:least=3,most=1", "least to be no more than most, found least=3, most=1"),
            ("zoo:least=0.5", "whole numbers of animals, 0 to 3, found least=0.5, most=3"),
        ] {
            let error = drawn(text, None).unwrap_err().to_string();
            assert!(error.starts_with("zoo: ") && error.contains(found), "{error}");
        }
        assert_eq!(find("zoo:most=4").unwrap_err().0, "zoo: most must be 0 to 3, found 4");
    }
}
