//! The way that the numbers of a small network have gone, bounded.

/// Points that are kept.
const MOST: usize = 2048;

/// Who told the numbers; where there are too many, those of probes go first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathOrigin {
    /// A probe between two evaluations: a stored run does not have it.
    Probe,
    /// An evaluation.
    Evaluation,
}

/// The numbers of a small network at one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Waypoint {
    /// Steps done.
    pub step: u64,
    /// Every trained number, in the order of an evaluation's.
    pub numbers: Vec<f32>,
    /// Who told them.
    pub origin: PathOrigin,
}

/// Adds the numbers at a step. An evaluation stands in for what was told of its step before; a probe adds nothing to it.
/// Where there are too many points, the one between the closest neighbours goes: what stays is spread evenly over the
/// steps, and both ends stay.
pub(super) fn push(path: &mut Vec<Waypoint>, new: Waypoint) {
    let last = path.last().map(|last| last.step);
    if new.origin == PathOrigin::Probe && last.is_some_and(|last| last >= new.step) {
        return;
    }
    if last == Some(new.step) {
        path.pop();
    }
    path.push(new);
    if path.len() > MOST {
        let gap = |at: &usize| (path[*at].origin, path[at + 1].step - path[at - 1].step);
        let closest = (1..path.len() - 1).min_by_key(gap);
        closest.map(|at| path.remove(at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(step: u16, number: f32, origin: PathOrigin) -> Waypoint {
        Waypoint { step: u64::from(step), numbers: vec![number], origin }
    }

    #[test]
    fn a_long_way_stays_bounded_even_and_keeps_both_ends() {
        let mut path = Vec::new();
        for step in 0..10_000_u16 {
            push(&mut path, point(step, f32::from(step), PathOrigin::Evaluation));
        }
        assert_eq!((path.len(), path[0].step, path[MOST - 1].step), (MOST, 0, 9_999));
        let gaps: Vec<u64> = path.windows(2).map(|pair| pair[1].step - pair[0].step).collect();
        assert!(gaps.iter().all(|gap| (1..=8).contains(gap)), "{:?}", gaps.iter().max());
        assert!(path.iter().all(|point| point.numbers[0] as u64 == point.step));
    }

    #[test]
    fn a_step_has_one_point_and_its_evaluation_has_the_last_word() {
        let mut path = Vec::new();
        for (step, number, origin) in [
            (4, 0.0, PathOrigin::Probe),
            (5, 1.0, PathOrigin::Evaluation),
            (5, 2.0, PathOrigin::Evaluation),
            (5, 3.0, PathOrigin::Probe),
            (4, 4.0, PathOrigin::Probe),
            (6, 5.0, PathOrigin::Probe),
            (6, 6.0, PathOrigin::Evaluation),
        ] {
            push(&mut path, point(step, number, origin));
        }
        let kept = [
            point(4, 0.0, PathOrigin::Probe),
            point(5, 2.0, PathOrigin::Evaluation),
            point(6, 6.0, PathOrigin::Evaluation),
        ];
        assert_eq!(path, kept);
    }

    #[test]
    fn where_there_are_too_many_no_evaluation_goes_before_a_probe() {
        let mut path = Vec::new();
        for step in 0..4_000_u16 {
            let origin = if step % 4 == 0 { PathOrigin::Evaluation } else { PathOrigin::Probe };
            push(&mut path, point(step, 0.0, origin));
        }
        let evaluations = path.iter().filter(|point| point.origin == PathOrigin::Evaluation).count();
        assert_eq!((path.len(), evaluations), (MOST, 1_000));
    }
}
