//! The number of a class as a number to predict, and the numberings there are.
//!
//! The order of the set is one numbering among many. Another is a permutation drawn from a seed: classes stand in the order
//! of a key that is drawn for each of them. Nothing is allocated for a sample.

use super::Real;
use super::sample::{RowValue, Sample};
use crate::base::random::combine;

/// How the classes are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// How many classes there are, K.
    pub classes: usize,
    /// 0 for the order of the set, otherwise the seed of a permutation.
    pub order: u64,
}

impl Numbering {
    /// The number of a class, in `0..K`.
    ///
    /// # Panics
    /// If the class is not below K.
    pub fn number_of(self, class: usize) -> usize {
        assert!(class < self.classes, "one of {} classes has a number, found {class}", self.classes);
        if self.order == 0 {
            return class;
        }
        let own = self.key(class);
        (0..self.classes).filter(|other| self.key(*other) < own).count()
    }

    /// The class whose number is the nearest to an output; outputs beyond the ends mean the end, one half the greater
    /// number, and what is no number the first.
    pub fn nearest<F: Real>(self, output: F) -> usize {
        let last = F::of(self.classes.saturating_sub(1) as f64);
        let number = (output + F::of(0.5)).floor().max(F::zero()).min(last).to_usize().unwrap_or(0);
        if self.order == 0 {
            return number;
        }
        let mut classes: Vec<usize> = (0..self.classes).collect();
        classes.sort_by_key(|class| self.key(*class));
        classes.get(number).copied().unwrap_or(0)
    }

    /// What a class is sorted by; the class itself parts keys that happen to be equal.
    fn key(self, class: usize) -> (u64, usize) {
        (combine(&[self.order, class as u64]), class)
    }
}

/// `(z - n_y)^2 / (K - 1)` with the number `n_y` of the class. The division keeps the gradient of an output between the first
/// and the last number at 2 or less, whatever K.
pub(super) fn squared<F: Real>(sample: &Sample<'_, F>, numbering: Numbering, grad: &mut [F]) -> RowValue<F> {
    let label = sample.label();
    let [z] = grad else { panic!("the number of a class is one output, found {}", grad.len()) };
    let span = F::of(numbering.classes.saturating_sub(1).max(1) as f64);
    let error = *z - F::of(numbering.number_of(label) as f64);
    let (value, weight) = (error * error / span, sample.class_weight(label));
    *z = weight * F::of(2.0) * error / span;
    RowValue { value, weighted: weight * value }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbering_gives_every_class_a_number_of_its_own_and_finds_it_again() {
        for order in [0, 1, 2, 77] {
            let numbering = Numbering { classes: 10, order };
            let mut numbers: Vec<usize> = (0..10).map(|class| numbering.number_of(class)).collect();
            for (class, number) in numbers.iter().enumerate() {
                assert_eq!(numbering.nearest(*number as f64), class);
            }
            assert_eq!(numbers.is_sorted(), order == 0, "{numbers:?}");
            numbers.sort_unstable();
            assert!(numbers.into_iter().eq(0..10));
        }
        let numbers = |order| (0..10).map(move |class| Numbering { classes: 10, order }.number_of(class));
        assert!(numbers(1).ne(numbers(2)) && numbers(1).eq(numbers(1)));
    }

    #[test]
    fn outputs_are_rounded_and_those_beyond_the_ends_mean_the_end() {
        let numbering = Numbering { classes: 4, order: 0 };
        let found = [-7.0, -0.4, 0.49, 0.5, 1.6, 3.4, 900.0, f64::INFINITY, f64::NAN];
        assert_eq!(found.map(|z| numbering.nearest(z)), [0, 0, 0, 1, 2, 3, 3, 3, 0]);
    }
}
