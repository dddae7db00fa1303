//! The training prior, and the logits moved by it.

use super::Real;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prior_is_the_share_of_each_class_and_finite_for_an_absent_one() {
        let found = log_prior::<f64>(&[3, 1, 0]);
        for (found, expected) in found.iter().zip([0.75, 0.25, 1e-12_f64]) {
            assert!((found - expected.ln()).abs() < 1e-12, "{found}");
        }
        assert!(log_prior::<f32>(&[0, 0]).iter().all(|log_pi| log_pi.is_finite()));
    }
}
