//! `garments`: ten kinds of clothing with the names of Fashion-MNIST, drawn from a seed.
//!
//! Every image has a random stream of its own. Its class decides the distributions of cut, trim and cloth;
//! those of the tops overlap on purpose (long T-shirts, short-sleeved shirts, coats without a visible front), so
//! that no model can be right about all of them.

mod bag;
mod bottoms;
mod canvas;
mod cloth;
mod cut;
mod outline;
mod sandal;
mod sewing;
mod shoes;
mod sleeve;
mod tops;
mod trim;

use super::DrawRequest;
use super::album::parts_in_order;
use super::dice::Dice;
use crate::data::clothes::CLOTHES;
use crate::data::{DataError, Dataset, OnProgress};
use canvas::ClothCanvas;

pub(super) use canvas::SIDE;

/// The set's name.
pub(super) const NAME: &str = "garments";

const TRAIN: usize = 10_000;
const TEST: usize = 2_000;

/// Draws 10,000 images to learn from and 2,000 to test, each class equally often in both.
///
/// # Errors
/// Those of [`Dataset::new`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let (images, _) = request.images((TRAIN + TEST, progress), ClothCanvas::new, draw_one)?;
    let labels = (0..TRAIN + TEST).map(|index| class_of(index) as u16).collect();
    Dataset::new(NAME, images, labels, CLOTHES.map(String::from).to_vec(), parts_in_order([TRAIN, 0, TEST]))
}

/// The classes take turns, so that any run of ten images shows them all.
fn class_of(index: usize) -> usize {
    index % CLOTHES.len()
}

fn draw_one(canvas: &mut ClothCanvas, dice: &mut Dice, (index, image): (usize, &mut [u8])) {
    canvas.begin(dice);
    DRAWERS[class_of(index)](canvas, dice);
    canvas.finish(dice, image);
}

/// What draws each class, in the order of [`CLOTHES`].
const DRAWERS: [fn(&mut ClothCanvas, &mut Dice); CLOTHES.len()] = [
    tops::t_shirt,
    bottoms::trouser,
    tops::pullover,
    bottoms::dress,
    tops::coat,
    sandal::sandal,
    tops::shirt,
    shoes::sneaker,
    bag::bag,
    shoes::ankle_boot,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;
    use std::collections::HashSet;
    use std::sync::Mutex;

    const IMAGE: usize = SIDE * SIDE;

    fn from(seed: u64, first: usize, n: usize) -> Vec<u8> {
        let (mut pixels, mut canvas) = (vec![0; n * IMAGE], ClothCanvas::new());
        for (index, image) in (first..).zip(pixels.chunks_mut(IMAGE)) {
            draw_one(&mut canvas, &mut Dice::new(stream(seed, NAME, index as u64)), (index, image));
        }
        pixels
    }

    fn first(seed: u64, n: usize) -> Vec<u8> {
        from(seed, 0, n)
    }

    #[test]
    fn the_seed_alone_decides_the_images() {
        let one = first(7, 40);
        assert_eq!(one, first(7, 40));
        let other = first(8, 40);
        assert!(one.chunks(IMAGE).zip(other.chunks(IMAGE)).all(|(a, b)| a != b));
        assert_eq!(from(7, 30, 10), one[30 * IMAGE..], "an image must not depend on those before it");
    }

    #[test]
    fn the_set_is_balanced_and_every_report_comes_in_order() {
        let reports = Mutex::new(Vec::new());
        let garments = super::super::find(NAME).unwrap().unwrap();
        let options = crate::data::LoadOptions::default();
        let set = garments
            .draw(1, &options, &|report| reports.lock().unwrap().push((report.done, report.total)))
            .unwrap();
        assert_eq!((set.shape(), set.name.as_str()), ([28, 28, 1], "garments"));
        assert_eq!(set.class_counts(&set.parts.train), [1000; 10]);
        assert_eq!(set.class_counts(&set.parts.test), [200; 10]);
        assert!(set.parts.validation.is_empty());
        let expected: Vec<_> = (1..=120).map(|batch| (batch * 100, 12_000)).collect();
        assert_eq!(reports.into_inner().unwrap(), expected);
        let batch = set.images.as_slice().unwrap()[..40 * IMAGE].to_vec();
        assert_eq!(batch, first(1, 40), "threads must not change the images");
    }

    #[test]
    fn every_image_is_light_on_dark_and_like_no_other() {
        let pixels = first(3, 500);
        let distinct: HashSet<&[u8]> = pixels.chunks(IMAGE).collect();
        assert_eq!(distinct.len(), 500);
        let mut means = [0.0; CLOTHES.len()];
        for (index, image) in pixels.chunks(IMAGE).enumerate() {
            let (class, name) = (class_of(index), CLOTHES[class_of(index)]);
            let mean = image.iter().map(|&grey| f32::from(grey)).sum::<f32>() / IMAGE as f32;
            assert!((3.0..190.0).contains(&mean), "{name} {index}: mean {mean}");
            let dark = image.iter().filter(|&&grey| grey < 16).count();
            assert!(dark > IMAGE / 10, "{name} {index}: {dark} dark pixels");
            means[class] += mean / 50.0;
        }
        assert!(means.iter().all(|mean| (15.0..110.0).contains(mean)), "{means:?}");
        assert!(means[2] > 2.0 * means[5], "a pullover covers more than a sandal: {means:?}");
    }
}
