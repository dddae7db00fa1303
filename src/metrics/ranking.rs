//! How well scores put positives before negatives, whatever the threshold.

/// The area under the ROC curve: the chance that a positive scores above a negative, ties counting half.
///
/// Computed from mid-ranks (Mann and Whitney) in O(n log n). `None` unless there are positives and negatives, or if a score
/// is NaN.
///
/// # Panics
/// If there is not one score per sample.
pub fn roc_auc(scores: &[f64], positive: &[bool]) -> Option<f64> {
    area_of(&by_falling_score(scores, positive)?)
}

/// [`roc_auc`] of sorted samples.
pub(super) fn area_of(ties: &[Tie]) -> Option<f64> {
    // Twice the number of negatives a positive beats, a tie counting once: whole numbers, so that order cannot matter.
    let (mut below, mut positives, mut wins) = (0_u128, 0_u128, 0_u128);
    for tie in ties.iter().rev() {
        wins += tie.positives * (2 * below + tie.negatives);
        below += tie.negatives;
        positives += tie.positives;
    }
    let pairs = 2 * below * positives;
    (pairs > 0).then(|| wins as f64 / pairs as f64)
}

/// Average precision, `sum (R_i - R_{i-1}) P_i` over the distinct scores from the top: the area under the stairs of the
/// precision-recall curve, without interpolation. A random order gives the share of positives.
///
/// `None` without positives (scikit-learn answers 0 there, with a warning), or if a score is NaN.
///
/// # Panics
/// If there is not one score per sample.
pub fn average_precision(scores: &[f64], positive: &[bool]) -> Option<f64> {
    precision_of(&by_falling_score(scores, positive)?)
}

/// [`average_precision`] of sorted samples.
pub(super) fn precision_of(ties: &[Tie]) -> Option<f64> {
    let (mut found, mut seen, mut sum) = (0, 0, 0.0);
    for tie in ties {
        found += tie.positives;
        seen += tie.positives + tie.negatives;
        sum += tie.positives as f64 * (found as f64 / seen as f64);
    }
    (found > 0).then(|| sum / found as f64)
}

/// The lowest score that should count as positive so that F1 is largest on these samples, and that F1. Tied scores enter
/// together; of thresholds that are as good it is the highest.
///
/// `None` without positives, or if a score is NaN.
///
/// # Panics
/// If there is not one score per sample.
pub fn best_f1(scores: &[f64], positive: &[bool]) -> Option<(f64, f64)> {
    let all = positive.iter().filter(|positive| **positive).count() as f64;
    let (mut found, mut seen) = (0, 0);
    let mut best: Option<(f64, f64)> = None;
    for tie in by_falling_score(scores, positive)? {
        found += tie.positives;
        seen += tie.positives + tie.negatives;
        let f1 = 2.0 * found as f64 / (all + seen as f64);
        if best.is_none_or(|(_, best)| f1 > best) {
            best = Some((tie.score, f1));
        }
    }
    best.filter(|_| found > 0)
}

/// The samples that share one score.
pub(super) struct Tie {
    pub(super) score: f64,
    pub(super) positives: u128,
    pub(super) negatives: u128,
}

/// All samples by falling score; `None` if a score is NaN.
pub(super) fn by_falling_score(scores: &[f64], positive: &[bool]) -> Option<Vec<Tie>> {
    assert_eq!(scores.len(), positive.len(), "one score per sample");
    let mut order: Vec<(f64, bool)> = scores.iter().copied().zip(positive.iter().copied()).collect();
    if order.iter().any(|(score, _)| score.is_nan()) {
        return None;
    }
    order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let groups = order.chunk_by(|a, b| a.0 >= b.0 && b.0 >= a.0);
    let count = |group: &[(f64, bool)], wanted| group.iter().filter(|(_, is)| *is == wanted).count() as u128;
    let tie = |group: &[(f64, bool)]| Tie {
        score: group[0].0,
        positives: count(group, true),
        negatives: count(group, false),
    };
    Some(groups.map(tie).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIXED: [bool; 4] = [false, false, true, true];

    fn close(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-6), "{found:?} for {expected}");
    }

    #[test]
    fn the_numbers_are_those_of_scikit_learn() {
        close(roc_auc(&[0.1, 0.4, 0.35, 0.8], &MIXED), 0.75);
        close(average_precision(&[0.1, 0.4, 0.35, 0.8], &MIXED), 0.833_333_3);
        close(roc_auc(&[0.1, 0.5, 0.5, 0.9], &MIXED), 0.875);
        close(average_precision(&[0.1, 0.5, 0.5, 0.9], &MIXED), 0.833_333_3);
    }

    #[test]
    fn scores_that_are_all_equal_know_nothing() {
        let positive = [false, true, false, true, false];
        close(roc_auc(&[0.3; 5], &positive), 0.5);
        close(average_precision(&[0.3; 5], &positive), 0.4);
        close(roc_auc(&[0.0, -0.0], &[true, false]), 0.5);
    }

    #[test]
    fn turning_the_scores_around_turns_the_area_around() {
        close(roc_auc(&[-0.1, -0.5, -0.5, -0.9], &MIXED), 0.125);
        close(roc_auc(&[1.0, 2.0, 3.0, f64::INFINITY], &MIXED), 1.0);
        close(average_precision(&[1.0, 2.0, 3.0, 4.0], &MIXED), 1.0);
    }

    #[test]
    fn one_class_alone_cannot_be_ranked() {
        assert_eq!(roc_auc(&[0.1, 0.2], &[true, true]), None);
        assert_eq!(roc_auc(&[0.1, 0.2], &[false, false]), None);
        assert_eq!(average_precision(&[0.1, 0.2], &[false, false]), None);
        close(average_precision(&[0.1, 0.2], &[true, true]), 1.0);
        assert_eq!((roc_auc(&[], &[]), average_precision(&[], &[])), (None, None));
        assert_eq!(roc_auc(&[f64::NAN, 0.2], &[true, false]), None);
    }

    #[test]
    fn the_best_threshold_takes_ties_together_and_the_highest_of_equals() {
        let scores = [0.9, 0.8, 0.8, 0.3, 0.1];
        assert_eq!(best_f1(&scores, &[true, true, false, false, false]), Some((0.8, 0.8)));
        assert_eq!(best_f1(&scores, &[true, false, true, false, true]), Some((0.1, 0.75)));
        assert_eq!(best_f1(&[0.9, 0.8, 0.7, 0.3], &[true, false, false, true]), Some((0.9, 2.0 / 3.0)));
        assert_eq!(best_f1(&[0.2, 0.1], &[true, false]), Some((0.2, 1.0)));
        assert_eq!((best_f1(&scores, &[false; 5]), best_f1(&[f64::NAN], &[true])), (None, None));
    }
}
