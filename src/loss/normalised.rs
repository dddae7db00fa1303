//! Cross-entropy on the other road to the simplex: outputs made positive and divided by their sum. Takes the outputs in
//! `grad` and leaves the gradient there.

use super::Real;
use super::sample::{RowValue, Sample};
use super::stable::{LogPartition, log_sigmoid, log_softplus};

/// `-sum_k w_k q_k ln p_k` with `p_k = softplus(z_k) / sum_j softplus(z_j)`.
///
/// With `a = ln softplus(z)` this is softmax cross-entropy on `a`, so that the gradient is that of the softmax times
/// `da/dz = sigmoid(z) / softplus(z)`, which lies between 0 and 1.
pub(super) fn cross_entropy<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    let partition = LogPartition::of(grad.iter().map(|&z| log_softplus(z)));
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    let mut mass = F::zero();
    for (class, &z) in grad.iter().enumerate() {
        let (share, weight) = (sample.share(class), sample.term_weight(class));
        let term = -(share * partition.log_probability(log_softplus(z)));
        row.value += term;
        row.weighted += weight * term;
        mass += weight * share;
    }
    for (class, slope) in grad.iter_mut().enumerate() {
        let a = log_softplus(*slope);
        let rate = (log_sigmoid(*slope) - a).exp();
        let p = partition.log_probability(a).exp();
        *slope = (mass * p - sample.term_weight(class) * sample.share(class)) * rate;
    }
    row
}
