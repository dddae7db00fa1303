//! Learning from another model. Takes the logits in `grad` and leaves the gradient there.

use super::Real;
use super::sample::{RowValue, Sample};
use super::stable::LogPartition;

/// Distillation (Hinton et al. 2015): `alpha T^2 KL(q^T || p^T) + (1 - alpha) CE(p, y)`, where `q^T` and `p^T` are the
/// softmax of the teacher's and of the own logits over T.
///
/// T^2 undoes the 1 / T^2 that the temperature takes from the gradient of the first term. A sample without a label has the
/// first term only, with the same factor: it counts as much beside labelled samples as their own first terms do.
pub(super) fn distill<F: Real>(
    sample: &Sample<'_, F>,
    temperature: F,
    alpha: F,
    grad: &mut [F],
) -> RowValue<F> {
    let (label, teacher) = sample.taught();
    assert_eq!(teacher.len(), grad.len(), "the teacher has one logit per class");
    let warm = |logit: F| logit / temperature;
    let own = LogPartition::of(grad.iter().map(|&z| warm(z)));
    let wanted = LogPartition::of(teacher.iter().map(|&z| warm(z)));
    let plain = LogPartition::of(grad.iter().copied());
    let hard = if label.is_some() { F::one() - alpha } else { F::zero() };
    let weight = label.map_or(F::one(), |label| sample.class_weight(label));
    let (mut divergence, mut surprise) = (F::zero(), F::zero());
    for (class, derivative) in grad.iter_mut().enumerate() {
        let (log_q, log_p) =
            (wanted.log_probability(warm(teacher[class])), own.log_probability(warm(*derivative)));
        let (q, log_hard) = (log_q.exp(), plain.log_probability(*derivative));
        if q != F::zero() {
            divergence += q * (log_q - log_p);
        }
        let is_truth = label == Some(class);
        if is_truth {
            // Not `-log_hard`, which would be -0 for a certain prediction.
            surprise = F::zero() - log_hard;
        }
        let miss = if is_truth { log_hard.exp_m1() } else { log_hard.exp() };
        *derivative = weight * (alpha * temperature * (log_p.exp() - q) + hard * miss);
    }
    let value = alpha * temperature * temperature * divergence + hard * surprise;
    RowValue { value, weighted: weight * value }
}
