//! The way that the numbers of a small network have gone, bounded.

/// Points that are kept.
const MOST: usize = 2048;

/// Adds the numbers at a step. Where there are too many points, the one between the closest neighbours goes: what stays
/// is spread evenly over the steps, and both ends stay.
pub(super) fn push(path: &mut Vec<(u64, Vec<f32>)>, step: u64, numbers: &[f32]) {
    if path.last().is_some_and(|(last, _)| *last == step) {
        path.pop();
    }
    path.push((step, numbers.to_vec()));
    if path.len() > MOST {
        let gap = |at: &usize| path[at + 1].0 - path[at - 1].0;
        let closest = (1..path.len() - 1).min_by_key(gap);
        closest.map(|at| path.remove(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_way_stays_bounded_even_and_keeps_both_ends() {
        let mut path = Vec::new();
        for step in 0..10_000_u16 {
            push(&mut path, u64::from(step), &[f32::from(step)]);
        }
        assert_eq!((path.len(), path[0].0, path[MOST - 1].0), (MOST, 0, 9_999));
        let gaps: Vec<u64> = path.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
        assert!(gaps.iter().all(|gap| (1..=8).contains(gap)), "{:?}", gaps.iter().max());
        assert!(path.iter().all(|(step, numbers)| numbers[0] as u64 == *step));
    }

    #[test]
    fn an_evaluation_at_the_same_step_stands_in_for_the_one_before() {
        let mut path = Vec::new();
        for numbers in [[1.0], [2.0]] {
            push(&mut path, 5, &numbers);
        }
        assert_eq!(path, [(5, vec![2.0])]);
    }
}
