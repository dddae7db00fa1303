//! Probabilities that were learnt where classes came in other proportions.

use super::super::information::log_softmax;
use ndarray::{Array2, ArrayRef2};

/// The shares of the classes that a model was taught, `[K]`: of the images drawn, each counted with its class's weight.
/// With weights `w_k` a cross-entropy learns `p(k | x) w_k pi_k / sum_j ...`, as if classes had come in these shares.
///
/// `None` if nothing is left, or a weight is negative or not finite.
///
/// # Panics
/// If there is not one weight per class.
pub fn taught_prior(counts: &[usize], weights: &[f64]) -> Option<Vec<f64>> {
    assert_eq!(counts.len(), weights.len(), "one weight per class");
    let sound = weights.iter().all(|weight| *weight >= 0.0 && weight.is_finite());
    let shares: Vec<f64> = counts.iter().zip(weights).map(|(count, weight)| *count as f64 * weight).collect();
    let all: f64 = shares.iter().sum();
    (sound && all > 0.0 && all.is_finite()).then(|| shares.iter().map(|share| share / all).collect())
}

/// Log-probabilities `[N, K]` learnt under the shares `from`, `[K]`, as they are under the shares `to`:
/// `p'(k) = p(k) to_k / from_k`, made to sum to 1 (Saerens et al. 2002).
///
/// Right where only the shares differ and the images of each class do not. `None` if a class that was never taught occurs
/// in `to`: nothing can be known of it.
///
/// # Panics
/// If there is not one share per class.
pub fn prior_corrected(log_p: &ArrayRef2<f64>, from: &[f64], to: &[f64]) -> Option<Array2<f64>> {
    assert!(log_p.ncols() == from.len() && from.len() == to.len(), "one share per class");
    let factor = |(from, to): (&f64, &f64)| match (*from > 0.0, *to > 0.0) {
        (true, true) => Some(to.ln() - from.ln()),
        (_, false) => Some(f64::NEG_INFINITY),
        (false, true) => None,
    };
    let factors: Vec<f64> = from.iter().zip(to).map(factor).collect::<Option<_>>()?;
    let mut out = log_p.to_owned();
    for mut row in out.rows_mut() {
        row.iter_mut().zip(&factors).for_each(|(log_p, factor)| *log_p += factor);
        log_softmax(row);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_weight_of_a_thousand_is_taken_back() {
        // p = p_w / (p_w + 1000 (1 - p_w)): even odds of the weighted model are one in 1001.
        let from = taught_prior(&[1000, 1], &[1.0, 1000.0]).unwrap();
        assert_eq!(from, [0.5, 0.5]);
        let found = prior_corrected(&array![[0.5_f64.ln(); 2]], &from, &[1000.0 / 1001.0, 1.0 / 1001.0]);
        let p = found.unwrap()[[0, 1]].exp();
        assert!((p - 1.0 / 1001.0).abs() < 1e-12, "{p}");
    }

    #[test]
    fn the_same_shares_change_nothing_and_there_and_back_neither() {
        let rows = array![[0.2_f64, 0.3, 0.5], [0.9, 0.05, 0.05]];
        let logs = rows.mapv(f64::ln);
        let [a, b] = [[0.5, 0.3, 0.2], [0.1, 0.1, 0.8]];
        let there = prior_corrected(&logs, &a, &b).unwrap();
        for same in [prior_corrected(&logs, &a, &a).unwrap(), prior_corrected(&there, &b, &a).unwrap()] {
            assert!(same.mapv(f64::exp).iter().zip(&rows).all(|(x, y)| (x - y).abs() < 1e-12));
        }
        assert!((there.mapv(f64::exp).row(0).sum() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_was_never_taught_cannot_be_corrected_and_what_never_occurs_is_ruled_out() {
        let logs = array![[0.5_f64.ln(); 2]];
        assert_eq!(prior_corrected(&logs, &[1.0, 0.0], &[0.5, 0.5]), None);
        let found = prior_corrected(&logs, &[0.5, 0.5], &[1.0, 0.0]).unwrap();
        assert_eq!((found[[0, 0]].abs(), found[[0, 1]]), (0.0, f64::NEG_INFINITY));
        assert_eq!((taught_prior(&[0, 0], &[1.0; 2]), taught_prior(&[1, 1], &[1.0, -1.0])), (None, None));
    }

    #[test]
    fn a_negative_weight_is_refused_even_where_the_sum_is_positive() {
        assert_eq!(taught_prior(&[1, 1], &[3.0, -1.0]), None);
        assert_eq!([f64::INFINITY, f64::NAN].map(|odd| taught_prior(&[1, 1], &[3.0, odd])), [None, None]);
    }

    #[test]
    fn what_was_never_taught_and_never_occurs_is_ruled_out() {
        let found = prior_corrected(&array![[0.5_f64.ln(); 2]], &[1.0, 0.0], &[1.0, 0.0]).unwrap();
        assert_eq!((found[[0, 0]].abs(), found[[0, 1]]), (0.0, f64::NEG_INFINITY));
    }
}
