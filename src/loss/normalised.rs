//! Cross-entropy of outputs that are made positive and divided by their sum. Takes the outputs in `grad` and leaves the
//! gradient there.

use super::sample::{RowValue, Sample};
use super::stable::LogPartition;
use super::{Positive, Real};

/// `-sum_k w_k q_k ln p_k` with `p_k = g(z_k) / sum_j g(z_j)`.
///
/// With `a = ln g(z)` this is softmax cross-entropy of `a`, so that the gradient is that of the softmax times `da/dz`.
pub(super) fn cross_entropy<F: Real>(
    sample: &Sample<'_, F>,
    positive: &Positive,
    grad: &mut [F],
) -> RowValue<F> {
    let partition = LogPartition::of(grad.iter().map(|&z| positive.log(z)));
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    let mut mass = F::zero();
    for (class, &z) in grad.iter().enumerate() {
        let (share, weight) = (sample.share(class), sample.term_weight(class));
        let term = -(share * partition.log_probability(positive.log(z)));
        row.value += term;
        row.weighted += weight * term;
        mass += weight * share;
    }
    for (class, derivative) in grad.iter_mut().enumerate() {
        let (log, rate) = positive.log_and_rate(*derivative);
        let p = partition.log_probability(log).exp();
        *derivative = (mass * p - sample.term_weight(class) * sample.share(class)) * rate;
    }
    row
}
