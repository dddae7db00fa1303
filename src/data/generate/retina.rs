//! `retina`: photographs of the back of an eye, graded by a rule on four symptoms that are drawn into them.
//!
//! The symptoms are beside the images, as labels and as counts, so that what a model is told on the way can be
//! compared with what it finds alone. The grade follows from the counts without error; whether they can be seen is
//! another matter: most symptoms are as small as a pixel.

mod eye;
mod findings;
mod plate;
mod symptoms;

use super::DrawRequest;
use super::album::parts_in_order;
use super::dice::Dice;
use crate::data::{DataError, DataTargets, Dataset, Extra, OnProgress};
use eye::Eye;
use findings::{GRADES, Lesions, SYMPTOMS};
use ndarray::Array2;
use plate::Plate;

pub(super) use plate::SIDE;

/// The set's name.
pub(super) const NAME: &str = "retina";

/// Images in each part.
const SIZES: [usize; 3] = [6000, 2000, 1000];
/// How many of any [`ROUND`] images in a row have each grade: roughly as screening finds them.
const SHARES: [usize; GRADES.len()] = [147, 14, 30, 5, 4];
const ROUND: usize = 200;
/// Steps through a round that visit every place and lead away from the last.
const STRIDE: usize = 73;

/// Draws 6,000, 2,000 and 1,000 images, with the extra targets `symptoms` (which there are) and `counts` (how many).
///
/// # Errors
/// Those of [`Dataset::new`], none of which a set drawn here meets.
pub(super) fn draw(request: &DrawRequest<'_>, progress: OnProgress<'_>) -> Result<Dataset, DataError> {
    let (images, found) = request.images((SIZES.iter().sum(), progress), Plate::new, draw_one)?;
    let labels = found.iter().map(|findings| findings.grade() as u16).collect();
    let mut set =
        Dataset::new(NAME, images, labels, GRADES.map(String::from).to_vec(), parts_in_order(SIZES))?;
    let rows = |cell: fn(usize) -> f32| {
        Array2::from_shape_fn((found.len(), SYMPTOMS.len()), |(row, symptom)| {
            cell(found[row].counts[symptom])
        })
    };
    let extra = |name: &str, targets| Extra {
        name: name.to_owned(),
        names: SYMPTOMS.map(String::from).to_vec(),
        targets,
    };
    set.extras = vec![
        extra("symptoms", DataTargets::MultiHot(rows(|count| f32::from(u8::from(count > 0))))),
        extra("counts", DataTargets::Values(rows(|count| count as f32))),
    ];
    set.checked()
}

/// The grade that an image is drawn for.
fn grade_of(index: usize) -> usize {
    let mut place = index * STRIDE % ROUND;
    let within = |share: &usize| {
        let within = place < *share;
        place = place.saturating_sub(*share);
        within
    };
    SHARES.iter().position(within).unwrap_or(0)
}

fn draw_one(plate: &mut Plate, dice: &mut Dice, (index, image): (usize, &mut [u8])) -> Lesions {
    let findings = Lesions::of_grade(dice, grade_of(index));
    let eye = Eye::thrown(dice);
    eye.draw(plate, dice);
    symptoms::draw(plate, dice, (&eye, &findings));
    plate.finish(dice, |place| eye.open(place), image);
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::LoadOptions;
    use crate::data::generate::find;

    #[test]
    fn the_grade_of_every_image_follows_from_its_symptoms() {
        let set = find(NAME).unwrap().unwrap().draw(2, &LoadOptions::default(), &|_| {}).unwrap();
        assert_eq!(set.class_counts(&set.parts.train), [4410, 420, 900, 150, 120]);
        assert_eq!(set.class_counts(&set.parts.validation), [1470, 140, 300, 50, 40]);
        assert_eq!(set.class_counts(&set.parts.test), [735, 70, 150, 25, 20]);
        let [symptoms, counts] = &set.extras[..] else { panic!("{} extras", set.extras.len()) };
        assert_eq!((symptoms.name.as_str(), counts.name.as_str()), ("symptoms", "counts"));
        let rows = |extra: &Extra| extra.targets.rows().unwrap().clone();
        let pairs = rows(symptoms).into_iter().zip(rows(counts)).collect::<Vec<_>>();
        for (row, label) in pairs.chunks(SYMPTOMS.len()).zip(&set.labels) {
            assert!(row.iter().all(|(there, count)| (*there == 1.0) == (*count > 0.0)));
            let counts: Vec<usize> = row.iter().map(|(_, count)| *count as usize).collect();
            let findings = Lesions { counts: counts.try_into().unwrap() };
            assert_eq!(findings.grade(), usize::from(*label), "{findings:?}");
        }
    }

    #[test]
    fn grades_take_turns_so_that_a_round_has_them_all() {
        let mut counts = [0; GRADES.len()];
        (1000..1000 + ROUND).for_each(|index| counts[grade_of(index)] += 1);
        assert_eq!(counts, SHARES);
    }
}
