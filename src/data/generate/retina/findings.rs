//! Which symptoms an eye has, and the grade that follows from them.

use crate::data::generate::dice::Dice;

/// The grades, from the mildest.
pub(super) const GRADES: [&str; 5] = ["0 none", "1 mild", "2 moderate", "3 severe", "4 proliferative"];

/// The symptoms, in the order of [`Lesions::counts`].
pub(super) const SYMPTOMS: [&str; 4] = ["microaneurysms", "haemorrhages", "exudates", "new vessels"];

/// Haemorrhages from which on they are many.
const MANY: usize = 5;

/// How many there are of each symptom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lesions {
    /// In the order of [`SYMPTOMS`].
    pub(super) counts: [usize; SYMPTOMS.len()],
}

impl Lesions {
    /// Findings of that grade. Microaneurysms come with every other symptom, but for a few eyes with new vessels.
    pub(super) fn of_grade(dice: &mut Dice, grade: usize) -> Self {
        let counts = match grade {
            0 => [0; 4],
            1 => [dice.count(1, 5), 0, 0, 0],
            2 => match dice.weighted(&[4.0, 3.0, 3.0]) {
                0 => [dice.count(1, 6), dice.count(1, MANY - 1), 0, 0],
                1 => [dice.count(1, 6), 0, dice.count(1, 4), 0],
                _ => [dice.count(1, 6), dice.count(1, MANY - 1), dice.count(1, 4), 0],
            },
            3 => [dice.count(2, 7), dice.count(MANY, 9), dice.count(0, 3), 0],
            _ => [dice.count(0, 5), dice.count(0, 6), dice.count(0, 3), dice.count(1, 2)],
        };
        Self { counts }
    }

    /// The rule: new vessels make a 4, many haemorrhages a 3, any haemorrhages or exudates a 2, microaneurysms alone
    /// a 1.
    pub(super) fn grade(&self) -> usize {
        let [dots, bleedings, patches, sprouts] = self.counts;
        match () {
            () if sprouts > 0 => 4,
            () if bleedings >= MANY => 3,
            () if bleedings + patches > 0 => 2,
            () => usize::from(dots > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::random::stream;

    #[test]
    fn findings_of_a_grade_lead_back_to_it() {
        let mut dice = Dice::new(stream(1, "findings", 0));
        for grade in 0..GRADES.len() {
            assert!((0..500).all(|_| Lesions::of_grade(&mut dice, grade).grade() == grade), "{grade}");
        }
    }

    #[test]
    fn the_gravest_symptom_decides() {
        let grade = |counts| Lesions { counts }.grade();
        assert_eq!([grade([0, 4, 0, 0]), grade([3, 0, 1, 0]), grade([3, 5, 0, 0])], [2, 2, 3]);
        assert_eq!([grade([9, 0, 0, 0]), grade([0, 9, 9, 1])], [1, 4]);
    }
}
