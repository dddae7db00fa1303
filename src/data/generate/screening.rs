//! `screening`: a thousand healthy images for an infected one, made from a score whose ideal observer is known.
//!
//! An image is a field that all share, plus a texture that has no part of the [`template`], plus the score times the
//! template. The score is normal with standard deviation 1, its mean 0 for healthy and d = `separation` for infected
//! images, and independent of the texture: nothing but the projection on the template says anything. Its ROC is
//!
//! hits = Phi(d + inverse Phi(false alarms)), with the area Phi(d / sqrt 2).
//!
//! The logarithm of the likelihood ratio at a score s is d s - d^2 / 2. A model that weighs the infected w times and is
//! otherwise ideal calls an image infected where that exceeds ln(ratio / w): where s > d / 2 + ln(ratio / w) / d.

use super::album::parts_in_order;
use super::dice::Dice;
use super::{DrawRequest, EmbeddedChoice};
use crate::data::{DataError, Dataset, OnProgress};

/// The set's name.
pub(super) const NAME: &str = "screening";
/// Pixels along each side.
pub(super) const SIDE: usize = 8;

/// What can be chosen.
pub(super) const CHOICES: [EmbeddedChoice; 3] = [
    EmbeddedChoice {
        name: "separation",
        default: 3.0,
        range: [0.0, 6.0],
        summary: "how far the mean scores of healthy and infected are apart, in standard deviations",
    },
    EmbeddedChoice {
        name: "ratio",
        default: 1000.0,
        range: [1.0, 10_000.0],
        summary: "healthy images for an infected one; the parts keep their sizes",
    },
    EmbeddedChoice {
        name: "shortcut",
        default: 0.0,
        range: [0.0, 1.0],
        summary: "the share of infected training images with a bright mark in a corner",
    },
];

const PIXELS: usize = SIDE * SIDE;
const CLASSES: [&str; 2] = ["healthy", "infected"];
/// Images in each part, whatever the ratio: 200, 100 and 100 infected ones at 1000.
const SIZES: [usize; 3] = [200_200, 100_100, 100_100];

/// Grey levels of one standard deviation of the score, along the template.
const SCALE: f32 = 32.0;
/// Grey levels of one standard deviation of the texture, at each pixel.
const TEXTURE: f32 = 17.0;
/// The pixels of the mark that is a shortcut: a corner where the template is 0.
const MARK: [usize; 3] = [SIDE - 2, SIDE - 1, 2 * SIDE - 1];
/// The grey of the mark, which no texture reaches there.
const MARKED: u8 = 235;

/// Draws 200,200 images to learn from, and 100,100 each to validate and to test on, one infected for `ratio` healthy
/// ones in each. A share `shortcut` of the infected training images gets a bright mark in a corner; nothing else
/// depends on it.
///
/// # Errors
/// Those of [`Dataset::new`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let deck = Deck { ratio: request.value("ratio") };
    let (separation, shortcut) = (request.value("separation") as f32, request.value("shortcut"));
    let (field, template) = (field(), template());
    let total = SIZES.iter().sum();
    let (images, labels) = request.images(
        (total, progress),
        || (),
        |(), dice, (index, image)| {
            let infected = deck.infected(index);
            let mean = infected.map_or(0.0, |_| separation);
            draw_one((&field, &template), mean + dice.normal(), dice, image);
            if infected.is_some_and(|nth| index < SIZES[0] && is_marked(nth, shortcut)) {
                MARK.into_iter().for_each(|pixel| image[pixel] = MARKED);
            }
            u16::from(infected.is_some())
        },
    )?;
    Dataset::new(NAME, images, labels, CLASSES.map(String::from).to_vec(), parts_in_order(SIZES))
}

/// Where the infected images lie: evenly in each part.
struct Deck {
    /// Healthy images for an infected one.
    ratio: f64,
}

impl Deck {
    /// Infected images in a part of that size.
    fn infected_of(&self, size: usize) -> usize {
        (size as f64 / (1.0 + self.ratio)).round() as usize
    }

    /// How many infected images of its part come before this one, where it is infected itself.
    fn infected(&self, index: usize) -> Option<usize> {
        let (mut at, mut part) = (index, 0);
        while at >= SIZES[part] {
            at -= SIZES[part];
            part += 1;
        }
        let (size, infected) = (SIZES[part], self.infected_of(SIZES[part]));
        let before = |at: usize| at * infected / size;
        (before(at + 1) > before(at)).then(|| before(at))
    }
}

/// Whether the nth infected image gets the mark, so that of any first n a share of them does, to one.
fn is_marked(nth: usize, share: f64) -> bool {
    let marked = |first: usize| (first as f64 * share + 1e-9).floor();
    marked(nth + 1) > marked(nth)
}

/// Writes an image of that score.
fn draw_one(
    (field, template): (&[f32; PIXELS], &[f32; PIXELS]),
    score: f32,
    dice: &mut Dice,
    image: &mut [u8],
) {
    let texture: [f32; PIXELS] = std::array::from_fn(|_| TEXTURE * dice.noise());
    let along: f32 = texture.iter().zip(template).map(|(noise, part)| noise * part).sum();
    for (pixel, byte) in image.iter_mut().enumerate() {
        let grey = field[pixel] + texture[pixel] + (SCALE * score - along) * template[pixel];
        *byte = grey.round().clamp(0.0, 255.0) as u8;
    }
}

/// What all images share: a round field, darker towards the corners.
fn field() -> [f32; PIXELS] {
    std::array::from_fn(|pixel| {
        let [x, y] = [pixel % SIDE, pixel / SIDE].map(|at| at as f32 - 3.5);
        110.0 - 1.8 * (x * x + y * y)
    })
}

/// A faint oblong blob beside the centre, of norm 1, and 0 at the sides of the image.
fn template() -> [f32; PIXELS] {
    let blob: [f32; PIXELS] = std::array::from_fn(|pixel| {
        let [x, y] = [(pixel % SIDE) as f32 - 3.2, (pixel / SIDE) as f32 - 4.1];
        let (along, across) = (0.8 * x - 0.6 * y, 0.6 * x + 0.8 * y);
        let reach = ((along / 3.3).powi(2) + (across / 2.5).powi(2)).sqrt();
        if reach < 1.0 { 1.0 + (std::f32::consts::PI * reach).cos() } else { 0.0 }
    });
    let norm = blob.iter().map(|part| part * part).sum::<f32>().sqrt();
    blob.map(|part| part / norm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use crate::data::LoadOptions;
    use crate::data::generate::find;

    fn set(text: &str) -> Dataset {
        find(text).unwrap().unwrap().draw(3, &LoadOptions::default(), &|_| {}).unwrap()
    }

    /// Images whose scores have that mean.
    fn images(mean: f32, count: usize) -> Vec<u8> {
        let (field, template) = (field(), template());
        let mut pixels = vec![0; count * PIXELS];
        for (index, image) in (0..).zip(pixels.chunks_mut(PIXELS)) {
            let mut dice = Dice::new(stream(3, NAME, index));
            draw_one((&field, &template), mean + dice.normal(), &mut dice, image);
        }
        pixels
    }

    /// The score that the template reads from each image.
    fn scores(pixels: &[u8]) -> Vec<f64> {
        let (field, template) = (field(), template());
        let score = |image: &[u8]| {
            let parts = image.iter().zip(field).zip(template);
            let dot: f32 = parts.map(|((byte, field), part)| (f32::from(*byte) - field) * part).sum();
            f64::from(dot / SCALE)
        };
        pixels.chunks(PIXELS).map(score).collect()
    }

    fn moments(values: &[f64]) -> (f64, f64) {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt())
    }

    #[test]
    fn every_part_has_the_ratio_asked_for() {
        let infected = |ratio: f64| SIZES.map(|size| Deck { ratio }.infected_of(size));
        assert_eq!((infected(1000.0), infected(10_000.0)), ([200, 100, 100], [20, 10, 10]));
        let deck = Deck { ratio: 1.0 };
        assert_eq!((0..SIZES[0]).filter(|index| deck.infected(*index).is_some()).count(), SIZES[0] / 2);
    }

    #[test]
    fn the_projection_on_the_template_has_the_separation_asked_for() {
        let n = 40_000;
        // Four standard errors of a mean, and more of a standard deviation.
        let error = 4.0 / f64::from(n).sqrt();
        for separation in [0.0, 3.0, 6.0] {
            let (mean, spread) = moments(&scores(&images(separation, n as usize)));
            assert!((mean - f64::from(separation)).abs() < error, "{separation}: {mean}");
            assert!((spread - 1.0).abs() < error, "{separation}: {spread}");
        }
    }

    #[test]
    fn tails_of_the_score_are_those_of_the_normal_distribution() {
        let n = 200_000.0;
        let scores = scores(&images(0.0, n as usize));
        // Shares of the standard normal distribution above 1.5 (the Bayes threshold at weight 1000), 3 and 3.8 (at 1).
        for (threshold, share) in [(1.5, 0.066_807), (3.0, 0.001_349_9), (3.8, 0.000_072_35)] {
            let expected = share * n;
            let found = scores.iter().filter(|score| **score > threshold).count() as f64;
            assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{threshold}: {found} {expected}");
        }
    }

    #[test]
    fn the_texture_says_nothing_about_the_score() {
        let pixels = images(0.0, 40_000);
        let (field, template, scores) = (field(), template(), scores(&pixels));
        let (mean, spread) = moments(&scores);
        let n = scores.len() as f64;
        for pixel in 0..PIXELS {
            let rest = |(image, score): (&[u8], &f64)| {
                let signal = SCALE * *score as f32 * template[pixel];
                f64::from(f32::from(image[pixel]) - field[pixel] - signal)
            };
            let rest: Vec<f64> = pixels.chunks(PIXELS).zip(&scores).map(rest).collect();
            let (middle, width) = moments(&rest);
            let product = rest.iter().zip(&scores).map(|(rest, score)| (rest - middle) * (score - mean));
            let correlation = product.sum::<f64>() / (n * spread * width);
            assert!(correlation.abs() < 4.5 / n.sqrt(), "{pixel}: {correlation}");
        }
    }

    #[test]
    fn a_shortcut_marks_its_share_of_the_infected_training_images_and_changes_nothing_else() {
        let (plain, marked) = (set(NAME), set("screening:shortcut=0.95"));
        assert_eq!(plain.class_counts(&plain.parts.train), [200_000, 200]);
        assert_eq!(plain.class_counts(&plain.parts.validation), [100_000, 100]);
        assert_eq!(plain.class_counts(&plain.parts.test), [100_000, 100]);
        let pairs = plain.pixels().chunks(PIXELS).zip(marked.pixels().chunks(PIXELS));
        let changed: Vec<usize> = (0..).zip(pairs).filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
        assert_eq!(changed.len(), 190);
        assert!(changed.iter().all(|at| *at < SIZES[0] && marked.labels[*at] == 1));
        let brightest = plain.pixels().chunks(PIXELS).map(|image| image[MARK[1]]).max().unwrap();
        assert!(brightest < MARKED - 20, "{brightest}");
        assert!(MARK.iter().all(|pixel| template()[*pixel] == 0.0));
        let clipped = plain.pixels().iter().filter(|byte| [0, 255].contains(*byte)).count();
        assert!(clipped * 10_000 < plain.pixels().len(), "{clipped}");
    }
}
