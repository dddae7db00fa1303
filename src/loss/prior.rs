//! The training prior, and the logits moved by it.

use super::Real;
use super::sample::{RowValue, Sample};
use super::softmax;

/// `ln pi_k` of the training counts, `[K]`.
///
/// A class without samples would have negative infinity; it is given the prior 1e-12, the constant that the reference
/// implementation of logit adjustment adds. Without any samples every class is given it.
pub fn log_prior<F: Real>(counts: &[usize]) -> Vec<F> {
    let total = counts.iter().sum::<usize>().max(1) as f64;
    counts.iter().map(|&count| F::of((count as f64 / total).max(1e-12).ln())).collect()
}

/// `z_k + tau ln pi_k` in place (Menon et al. 2021). With tau = 1 this is the balanced softmax (Ren et al. 2020): `ln n_k`
/// differs from `ln pi_k` by a constant, which the softmax does not see.
///
/// # Panics
/// If the prior does not have one value per logit.
pub(super) fn adjust<F: Real>(logits: &mut [F], tau: F, log_prior: &[F]) {
    assert_eq!(logits.len(), log_prior.len(), "the prior needs one value per class");
    for (logit, &log_pi) in logits.iter_mut().zip(log_prior) {
        *logit += tau * log_pi;
    }
}

/// `C n_k^(-1/4)` of the training counts, `[K]`, with C such that the largest is `max_margin` (Cao et al. 2019).
///
/// A class without samples takes no part in that and is given `max_margin` itself.
pub fn margins<F: Real>(counts: &[usize], max_margin: f64) -> Vec<F> {
    // The largest raw margin is that of the rarest class that has samples.
    let rarest = counts.iter().copied().filter(|count| *count > 0).min().unwrap_or(1);
    let share = |count: usize| (rarest as f64 / count.max(rarest) as f64).powf(0.25);
    counts.iter().map(|&count| F::of(max_margin * share(count))).collect()
}

/// Softmax cross-entropy of `scale (z - margin_y e_y)`: the true class has to lead by its own margin. Takes the cosines in
/// `grad` and leaves the gradient there.
///
/// # Panics
/// If there is not one margin per class.
pub(super) fn with_margin<F: Real>(
    sample: &Sample<'_, F>,
    scale: F,
    margins: &[F],
    grad: &mut [F],
) -> RowValue<F> {
    assert_eq!(grad.len(), margins.len(), "one margin per class");
    let label = sample.label();
    grad[label] -= margins[label];
    for cosine in grad.iter_mut() {
        *cosine *= scale;
    }
    let row = softmax::of_truth(sample, grad, softmax::plain);
    for derivative in grad.iter_mut() {
        *derivative *= scale;
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_grow_towards_rare_classes_up_to_the_largest() {
        let found = margins::<f64>(&[5000, 1581, 500, 158, 50, 0], 0.5);
        for (found, expected) in found.iter().zip([0.158_114, 0.210_853, 0.281_171, 0.375_015, 0.5, 0.5]) {
            assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        }
        assert_eq!(margins::<f64>(&[0, 0], 0.3), [0.3, 0.3]);
    }

    #[test]
    fn the_prior_is_the_share_of_each_class_and_finite_for_an_absent_one() {
        let found = log_prior::<f64>(&[3, 1, 0]);
        for (found, expected) in found.iter().zip([0.75, 0.25, 1e-12_f64]) {
            assert!((found - expected.ln()).abs() < 1e-12, "{found}");
        }
        assert!(log_prior::<f32>(&[0, 0]).iter().all(|log_pi| log_pi.is_finite()));
    }
}
