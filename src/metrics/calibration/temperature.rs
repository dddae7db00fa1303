//! One number that makes all predictions more or less certain.

use super::super::information::log_softmax;
use ndarray::{Array2, ArrayRef2, ArrayView1};

/// The least and the largest temperature that is looked for.
pub const TEMPERATURES: [f64; 2] = [0.01, 100.0];
/// Newton steps at most; it needs about eight.
const STEPS: usize = 100;

/// The temperature T with the least mean `-ln softmax(z / T)_y` (Guo et al. 2017), for logits or log-probabilities `[N, K]`.
///
/// Above 1 the predictions were too certain. In [`TEMPERATURES`]; one of their ends where the optimum lies beyond, as it does
/// where every prediction is right. Fit it on other images than those it is judged on: it changes no prediction, but it
/// learns from labels. `None` without rows, and where a score is NaN, infinite, or that of a truth ruled out.
///
/// # Panics
/// If there is not one label per row, or a label is not below K.
pub fn fit_temperature(scores: &ArrayRef2<f64>, labels: &[usize]) -> Option<f64> {
    assert_eq!(scores.nrows(), labels.len(), "one label per row");
    let possible = scores.iter().all(|z| *z < f64::INFINITY);
    let known = scores.outer_iter().zip(labels).all(|(row, label)| row[*label].is_finite());
    if labels.is_empty() || !possible || !known {
        return None;
    }
    // The mean is convex in 1 / T: its derivative grows.
    let [low, high] = [1.0 / TEMPERATURES[1], 1.0 / TEMPERATURES[0]];
    let slope = |inverse| derivatives(scores, labels, inverse)[0];
    if slope(high) <= 0.0 {
        return Some(TEMPERATURES[0]);
    }
    if slope(low) >= 0.0 {
        return Some(TEMPERATURES[1]);
    }
    Some(1.0 / root([low, high], |inverse| derivatives(scores, labels, inverse)))
}

/// The root of an increasing function by Newton's method, starting at 1. A step that leaves the bracket is replaced by the
/// geometric mean of its ends. `of` returns value and derivative.
fn root([mut low, mut high]: [f64; 2], of: impl Fn(f64) -> [f64; 2]) -> f64 {
    let mut at = 1.0_f64;
    for _ in 0..STEPS {
        let [value, derivative] = of(at);
        *(if value > 0.0 { &mut high } else { &mut low }) = at;
        let newton = at - value / derivative;
        let next = if (low..=high).contains(&newton) { newton } else { (low * high).sqrt() };
        let done = (next - at).abs() <= 1e-12 * at;
        at = next;
        if done {
            break;
        }
    }
    at
}

/// `ln softmax(z / T)` of each row, `[N, K]`. The order within a row stays, and so does every prediction.
///
/// # Panics
/// If the temperature is not above 0.
pub fn tempered(scores: &ArrayRef2<f64>, temperature: f64) -> Array2<f64> {
    assert!(temperature > 0.0, "a temperature above 0");
    let mut out = scores.mapv(|z| z / temperature);
    out.rows_mut().into_iter().for_each(log_softmax);
    out
}

/// The first two derivatives of the sum of `-ln softmax(b z)_y` by b: what the model expects of z beyond that of the truth,
/// and the variance of z.
fn derivatives(scores: &ArrayRef2<f64>, labels: &[usize], inverse: f64) -> [f64; 2] {
    let sample = |(row, label): (ArrayView1<'_, f64>, &usize)| {
        let truth = row[*label];
        let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let [mut all, mut mean, mut square] = [0.0; 3];
        // Taken from the truth's, so that large logits do not cancel; what is ruled out has no share.
        for z in row.iter().filter(|z| z.is_finite()) {
            let share = (inverse * (z - most)).exp();
            let beyond = z - truth;
            all += share;
            mean += share * beyond;
            square += share * beyond * beyond;
        }
        mean /= all;
        [mean, square / all - mean * mean]
    };
    let rows = scores.outer_iter().zip(labels).map(sample);
    rows.fold([0.0; 2], |[a, b], [x, y]| [a + x, b + y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::calibration::log_loss;
    use ndarray::{Array2, array};

    /// Rows of this many logits whose labels come as often as `softmax(z / temperature)` says.
    fn drawn(temperature: f64) -> (Array2<f64>, Vec<usize>) {
        let (mut rows, mut labels) = (Vec::new(), Vec::new());
        for logits in [[2.0, 0.0, -1.0], [0.5, 1.0, 0.0], [-3.0, 1.0, 2.0]] {
            let p = tempered(&array![logits], temperature).mapv(f64::exp);
            for class in 0..3 {
                let times = (1000.0 * p[[0, class]]).round() as usize;
                rows.extend(vec![logits; times]);
                labels.extend(vec![class; times]);
            }
        }
        (Array2::from(rows), labels)
    }

    /// The root, and at how many numbers the function was asked for.
    fn counted(of: impl Fn(f64) -> [f64; 2]) -> (f64, usize) {
        let asked = std::cell::Cell::new(0);
        let count = |at| {
            asked.set(asked.get() + 1);
            of(at)
        };
        (root([0.01, 100.0], count), asked.get())
    }

    #[test]
    fn newton_s_method_needs_few_steps_and_stops_at_the_root() {
        for zero in [0.02, 0.4, 1.0, 2.5, 10.0, 50.0] {
            let (found, asked) = counted(|at: f64| [(at / zero).ln(), 1.0 / at]);
            assert!((found / zero - 1.0_f64).abs() < 1e-15 && asked <= 10, "{found} for {zero}, {asked}");
        }
        assert_eq!(counted(|at| [at - 4.0, 1.0]), (4.0, 2));
    }

    #[test]
    fn steps_that_leave_the_bracket_are_replaced_by_bisection() {
        // The first step would lead from 1 to -28 and to 551.
        for (zero, steep) in [(0.02, 20.0), (20.0, 1.0)] {
            let (found, asked) = counted(|at: f64| {
                let off: f64 = steep * (at - zero);
                [off.atan(), steep / (1.0 + off * off)]
            });
            assert!((found / zero - 1.0_f64).abs() < 1e-14 && asked <= 20, "{found} for {zero}, {asked}");
        }
        // Without a derivative only bisection is left.
        for zero in [0.02, 0.7, 30.0] {
            let (found, asked) = counted(|at| [if at > zero { 1.0 } else { -1.0 }, 0.0]);
            assert!((found / zero - 1.0_f64).abs() < 2e-12 && asked <= 50, "{found} for {zero}, {asked}");
        }
    }

    #[test]
    fn derivatives_are_those_of_the_summed_loss() {
        let (scores, labels) = (array![[2.0, 0.0, -1.0], [0.5, 1.0, f64::NEG_INFINITY]], [1, 0]);
        let cost = |inverse: f64| {
            let logs = tempered(&scores, 1.0 / inverse);
            labels.iter().enumerate().map(|(row, label)| -logs[[row, *label]]).sum::<f64>()
        };
        for inverse in [0.3, 1.0, 2.5] {
            let h = 1e-4;
            let [found, curvature] = derivatives(&scores, &labels, inverse);
            let first = (cost(inverse + h) - cost(inverse - h)) / (2.0 * h);
            let second = (cost(inverse + h) - 2.0 * cost(inverse) + cost(inverse - h)) / (h * h);
            assert!((found - first).abs() < 1e-6, "{found} for {first} at {inverse}");
            assert!((curvature - second).abs() < 1e-5, "{curvature} for {second} at {inverse}");
        }
    }

    #[test]
    fn the_temperature_that_labels_were_drawn_with_is_found() {
        for temperature in [0.4, 1.0, 2.5, 10.0] {
            let (scores, labels) = drawn(temperature);
            let found = fit_temperature(&scores, &labels).unwrap();
            assert!((found / temperature - 1.0).abs() < 0.02, "{found} for {temperature}");
            let cost = |temperature: f64| {
                let logs = tempered(&scores, temperature);
                let truth: Vec<f64> = labels.iter().enumerate().map(|(row, y)| logs[[row, *y]]).collect();
                log_loss(&truth).unwrap()
            };
            assert!(cost(found) < cost(found * 1.01) && cost(found) < cost(found / 1.01));
        }
    }

    #[test]
    fn a_constant_on_all_logits_and_their_logarithms_change_nothing() {
        let (scores, labels) = drawn(1.7);
        let own = fit_temperature(&scores, &labels).unwrap();
        for same in [scores.mapv(|z| z + 1e3), tempered(&scores, 1.0)] {
            assert!((fit_temperature(&same, &labels).unwrap() / own - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_always_right_wants_to_be_as_certain_as_allowed_and_what_is_never_right_as_unsure() {
        let [coldest, hottest] = TEMPERATURES;
        let found = |labels| fit_temperature(&array![[3.0, 0.0], [0.0, 2.0]], labels).unwrap();
        assert_eq!((found(&[0, 1]), found(&[1, 0])), (coldest, hottest));
    }

    #[test]
    fn what_has_no_probability_has_no_temperature_and_what_is_ruled_out_stays_so() {
        assert_eq!(fit_temperature(&Array2::zeros((0, 2)), &[]), None);
        let out = f64::NEG_INFINITY;
        assert_eq!(fit_temperature(&array![[0.0, out]], &[1]), None);
        for odd in [f64::NAN, f64::INFINITY] {
            assert_eq!(fit_temperature(&array![[0.0, odd]], &[0]), None);
        }
        let scores = array![[0.0, 1.0, out], [1.0, 0.5, out], [0.0, 2.0, out]];
        assert!(fit_temperature(&scores, &[0, 0, 1]).unwrap().is_finite());
        let rows = tempered(&scores, 2.0);
        assert!(rows.row(0)[2] == out && (rows.mapv(f64::exp).row(0).sum() - 1.0).abs() < 1e-12);
    }
}
