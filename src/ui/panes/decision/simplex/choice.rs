//! Which three classes are worth a triangle.

use crate::metrics::Confusion;
use std::cmp::Reverse;

/// The pair that is taken for each other most often and the class that is mixed up most with the two, ascending; the
/// first of equals. At least three classes.
pub(super) fn most_confused(confusion: &Confusion) -> [usize; 3] {
    let classes = confusion.classes();
    let mixed = |a: usize, b: usize| confusion.count(a, b) + confusion.count(b, a);
    let pairs = (0..classes).flat_map(|a| (a + 1..classes).map(move |b| [a, b]));
    let [a, b] = pairs.max_by_key(|[a, b]| (mixed(*a, *b), Reverse([*a, *b]))).unwrap_or([0, 1]);
    let others = (0..classes).filter(|class| *class != a && *class != b);
    let third =
        others.max_by_key(|class| (mixed(*class, a) + mixed(*class, b), Reverse(*class))).unwrap_or(2);
    let mut three = [a, b, third];
    three.sort_unstable();
    three
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_comes_first_and_then_who_is_mixed_up_with_it() {
        let truths = [0, 1, 2, 3, 4, 4, 4, 2, 3, 3];
        let predicted = [0, 1, 2, 3, 2, 2, 2, 4, 4, 0];
        assert_eq!(most_confused(&Confusion::of(5, &truths, &predicted)), [2, 3, 4]);
        assert_eq!(most_confused(&Confusion::new(4)), [0, 1, 2], "nothing is confused");
        assert_eq!(most_confused(&Confusion::new(3)), [0, 1, 2]);
    }
}
