//! `two-points`: one black pixel and one white one, the least that a single logit can learn from.

use super::DrawRequest;
use super::album::parts_in_order;
use crate::data::{DataError, Dataset, OnProgress};

/// The set's name.
pub(super) const NAME: &str = "two-points";

const CLASSES: [&str; 2] = ["negative", "positive"];

/// Draws the two images three times, once for every part. As inputs of -1 to 1 they are x = -1 and x = 1. No seed
/// changes them.
///
/// # Errors
/// Those of [`Dataset::new`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let class_of = |index: usize| index % CLASSES.len();
    let parts = parts_in_order([CLASSES.len(); 3]);
    let (images, labels) = request.images(
        (3 * CLASSES.len(), progress),
        || (),
        |(), _, (index, image)| {
            image[0] = [0, u8::MAX][class_of(index)];
            class_of(index) as u16
        },
    )?;
    Dataset::new(NAME, images, labels, CLASSES.map(String::from).to_vec(), parts)
}

#[cfg(test)]
mod tests {
    use crate::data::LoadOptions;
    use crate::data::generate::find;

    #[test]
    fn every_part_is_one_black_and_one_white_pixel() {
        let set = find("two-points").unwrap().unwrap().draw(9, &LoadOptions::default(), &|_| {}).unwrap();
        for part in [&set.parts.train, &set.parts.validation, &set.parts.test] {
            let points: Vec<_> =
                part.iter().map(|at| (set.pixels()[*at as usize], set.labels[*at as usize])).collect();
            assert_eq!(points, [(0, 0), (255, 1)]);
        }
        assert_eq!((set.shape(), set.class_names.concat().as_str()), ([1, 1, 1], "negativepositive"));
    }
}
