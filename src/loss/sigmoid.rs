//! Losses on one sigmoid per class. Each takes the logits in `grad` and leaves the gradient there.

use super::Real;
use super::row::{RowValue, Sample, Target};
use super::stable::{sigmoid, softplus};

/// Binary cross-entropy of every output, `lambda_k t_k softplus(-z_k) + (1 - t_k) softplus(z_k)`.
///
/// On a label it is summed over the classes, so that it is a fair twin of softmax cross-entropy; on a multi-hot row it is
/// their mean, as PyTorch's `BCEWithLogitsLoss` has it. `pos_weight` (lambda) is empty, one value for all or one per class.
pub(super) fn binary_cross_entropy<F: Real>(
    sample: &Sample<'_, F>,
    pos_weight: &[f64],
    grad: &mut [F],
) -> RowValue<F> {
    let per_term = match sample.target {
        Target::Label(_) => F::one(),
        Target::Row(_) => F::of(grad.len() as f64).recip(),
    };
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    for (class, slope) in grad.iter_mut().enumerate() {
        let (z, weight) = (*slope, sample.term_weight(class));
        let negative = F::one() - sample.share(class);
        let positive = sample.share(class) * positive_weight(pos_weight, class);
        let term = per_term * (positive * softplus(-z) + negative * softplus(z));
        row.value += term;
        row.weighted += weight * term;
        *slope = weight * per_term * (negative * sigmoid(z) - positive * sigmoid(-z));
    }
    row
}

fn positive_weight<F: Real>(pos_weight: &[f64], class: usize) -> F {
    match pos_weight {
        [] => F::one(),
        [one] => F::of(*one),
        each => F::of(each[class]),
    }
}
