//! `two-by-two`: three kinds of four pixels that overlap, with their exact posterior.
//!
//! Each class makes two of the pixels light and the others dark. A pixel's byte b has a probability in proportion to
//! exp(-(b - level)^2 / (2 `SPREAD`^2)), whatever the others are. What is squared in b is the same for light and dark and
//! cancels, as do the normalisers, since every class has as many light pixels: the posterior is exactly
//!
//! p(k | b) = softmax over k of (`LIGHT` - `DARK`) / `SPREAD`^2 * (sum of the bytes that k makes light).
//!
//! So softmax regression can reach it, and no model does better.

use super::album::parts_in_order;
use super::dice::Dice;
use super::{DrawRequest, EmbeddedChoice};
use crate::data::{DataError, DataTargets, Dataset, OnProgress};
use ndarray::Array2;

/// The set's name.
pub(super) const NAME: &str = "two-by-two";
/// Pixels along each side.
pub(super) const SIDE: usize = 2;

/// What can be chosen.
pub(super) const CHOICES: [EmbeddedChoice; 1] = [EmbeddedChoice {
    name: "soft",
    default: 0.0,
    range: [0.0, 1.0],
    summary: "at 1 the targets are the exact posterior, whose mean entropy is the least cross-entropy",
}];

const CLASSES: [&str; 3] = ["left", "top", "diagonal"];
/// The pixels that each class makes light, in the order of the bytes.
const LIT: [[usize; 2]; CLASSES.len()] = [[0, 2], [0, 1], [0, 3]];
/// Images in each part, the classes equally often.
const SIZES: [usize; 3] = [600, 300, 300];

/// Levels of light and dark pixels, as far from white as from black: both distributions are then cut alike.
const LIGHT: f64 = 170.0;
const DARK: f64 = 85.0;
/// The width of both. A best model is then right about seven times in eight.
const SPREAD: f64 = 42.0;

/// Draws 600, 300 and 300 images. With `soft` each is answered with its posterior instead of the class that made it.
///
/// # Errors
/// Those of [`Dataset::with_targets`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let tones = [LIGHT, DARK].map(Tone::around);
    let total = SIZES.iter().sum();
    let (images, posteriors) =
        request.images((total, progress), || (), |(), dice, image| draw_one(&tones, dice, image))?;
    let (names, parts) = (CLASSES.map(String::from).to_vec(), parts_in_order(SIZES));
    if request.value("soft") < 0.5 {
        let labels = (0..total).map(|index| class_of(index) as u16).collect();
        return Dataset::new(NAME, images, labels, names, parts);
    }
    let soft =
        DataTargets::Soft(Array2::from_shape_fn((total, CLASSES.len()), |(row, k)| posteriors[row][k]));
    Dataset::with_targets(NAME, images, soft, names, parts)
}

fn class_of(index: usize) -> usize {
    index % CLASSES.len()
}

/// Draws the pixels of one image and gives its posterior.
fn draw_one([light, dark]: &[Tone; 2], dice: &mut Dice, (index, image): (usize, &mut [u8])) -> [f32; 3] {
    let lit = LIT[class_of(index)];
    for (at, byte) in image.iter_mut().enumerate() {
        *byte = if lit.contains(&at) { light } else { dark }.byte(dice);
    }
    posterior(image)
}

/// The probability of each class, given the bytes of an image.
fn posterior(image: &[u8]) -> [f32; CLASSES.len()] {
    let slope = (LIGHT - DARK) / SPREAD.powi(2);
    let logits = LIT.map(|lit| slope * lit.iter().map(|at| f64::from(image[*at])).sum::<f64>());
    let largest = logits.into_iter().fold(f64::MIN, f64::max);
    let shares = logits.map(|logit| (logit - largest).exp());
    shares.map(|share| (share / shares.iter().sum::<f64>()) as f32)
}

/// How often each byte stands where a pixel has some level.
struct Tone {
    /// The probability of a byte up to each, `[256]`.
    cumulative: Vec<f32>,
}

impl Tone {
    fn around(level: f64) -> Self {
        let density = |byte: u8| (-(f64::from(byte) - level).powi(2) / (2.0 * SPREAD.powi(2))).exp();
        let total: f64 = (0..=u8::MAX).map(density).sum();
        let mut sum = 0.0;
        let up_to = |byte| {
            sum += density(byte);
            (sum / total) as f32
        };
        Self { cumulative: (0..=u8::MAX).map(up_to).collect() }
    }

    fn byte(&self, dice: &mut Dice) -> u8 {
        let drawn = dice.range(0.0, 1.0);
        self.cumulative.partition_point(|share| *share <= drawn).min(usize::from(u8::MAX)) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use crate::data::LoadOptions;
    use crate::data::generate::find;

    const PIXELS: usize = SIDE * SIDE;

    fn set(text: &str) -> Dataset {
        find(text).unwrap().unwrap().draw(1, &LoadOptions::default(), &|_| {}).unwrap()
    }

    /// Classes and posteriors of many images.
    fn many() -> Vec<(usize, [f32; 3])> {
        let tones = [LIGHT, DARK].map(Tone::around);
        let one = |index: usize| {
            let mut dice = Dice::new(stream(5, NAME, index as u64));
            (class_of(index), draw_one(&tones, &mut dice, (index, &mut [0; PIXELS])))
        };
        (0..60_000).map(one).collect()
    }

    #[test]
    fn parts_hold_the_classes_equally_often() {
        let set = set(NAME);
        assert_eq!(
            (set.class_counts(&set.parts.train), set.targets.clone()),
            (vec![200; 3], DataTargets::Labels)
        );
        assert_eq!(set.class_counts(&set.parts.validation), [100; 3]);
        assert_eq!(set.class_counts(&set.parts.test), [100; 3]);
    }

    #[test]
    fn a_best_model_is_right_seven_times_in_eight_as_its_posterior_says() {
        let images = many();
        let largest = |shares: &[f32; 3]| shares.iter().copied().fold(0.0, f32::max);
        let n = images.len() as f32;
        let right =
            images.iter().filter(|(class, shares)| shares[*class] == largest(shares)).count() as f32 / n;
        let predicted = images.iter().map(|(_, shares)| largest(shares)).sum::<f32>() / n;
        assert!((0.86..0.89).contains(&right), "{right}");
        assert!((right - predicted).abs() < 4.0 * (right * (1.0 - right) / n).sqrt(), "{right} {predicted}");
    }

    #[test]
    fn classes_are_as_frequent_as_the_posterior_says() {
        let images = many();
        for class in 0..CLASSES.len() {
            for tenth in 0..10 {
                let here = |(_, shares): &&(usize, [f32; 3])| (shares[class] * 10.0) as usize == tenth;
                let bin: Vec<_> = images.iter().filter(here).collect();
                let n = bin.len() as f32;
                assert!(n > 100.0);
                let expected = bin.iter().map(|(_, shares)| shares[class]).sum::<f32>() / n;
                let found = bin.iter().filter(|(made, _)| *made == class).count() as f32 / n;
                let error = (expected * (1.0 - expected) / n).sqrt();
                assert!(
                    (found - expected).abs() < 4.0 * error,
                    "{class} {tenth}: {found} {expected} {error}"
                );
            }
        }
    }

    #[test]
    fn the_posterior_is_that_of_the_bytes_probabilities() {
        let tones = [LIGHT, DARK].map(Tone::around);
        assert!(tones.iter().all(|tone| (tone.cumulative[255] - 1.0).abs() < 1e-6));
        let probability = |tone: usize, byte: usize| {
            f64::from(tones[tone].cumulative[byte]) - f64::from(tones[tone].cumulative[byte - 1])
        };
        let image = [180, 120, 140, 99];
        let of_class = |lit: [usize; 2]| -> f64 {
            (0..PIXELS).map(|at| probability(usize::from(!lit.contains(&at)), image[at])).product()
        };
        let likelihoods = LIT.map(of_class);
        for (share, likelihood) in posterior(&image.map(|byte| byte as u8)).into_iter().zip(likelihoods) {
            let expected = likelihood / likelihoods.iter().sum::<f64>();
            assert!((f64::from(share) - expected).abs() < 1e-4, "{share} {expected}");
        }
    }

    #[test]
    fn soft_targets_are_the_posterior_of_the_same_images() {
        let (hard, soft) = (set(NAME), set("two-by-two:soft=1"));
        assert_eq!(hard.pixels(), soft.pixels());
        let DataTargets::Soft(rows) = &soft.targets else { panic!("{:?}", soft.targets) };
        for (row, image) in rows.rows().into_iter().zip(soft.pixels().chunks(PIXELS)) {
            assert_eq!(row.to_vec(), posterior(image));
            assert!((row.sum() - 1.0).abs() < 1e-6);
        }
    }
}
