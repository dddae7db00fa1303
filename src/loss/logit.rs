//! One logit for two classes: the sigmoid of it is the probability of class 1, the rest that of class 0.

use super::Real;
use super::sample::{RowValue, Sample};
use super::stable::{sigmoid, softplus};

/// `-ln p_y`, which is `softplus(-z)` of class 1 and `softplus(z)` of class 0.
pub(super) fn logistic<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    against_the_truth(sample, grad, |u| (softplus(u), sigmoid(u)))
}

/// `(p_1 - y)^2`: `sigmoid(u)` is how much of the truth's probability is missing.
pub(super) fn squared<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    against_the_truth(sample, grad, |u| {
        let missing = sigmoid(u);
        (missing * missing, F::of(2.0) * missing * missing * sigmoid(-u))
    })
}

/// The loss `term(u) = (loss, d loss / du)` of the logit that speaks against the truth: `-z` for class 1, `z` for class 0.
fn against_the_truth<F: Real>(
    sample: &Sample<'_, F>,
    grad: &mut [F],
    term: impl Fn(F) -> (F, F),
) -> RowValue<F> {
    let label = sample.label();
    let [z] = grad else { panic!("two classes have one logit, found {}", grad.len()) };
    assert!(label < 2, "one logit tells two classes apart, found label {label}");
    let side = if label == 1 { -F::one() } else { F::one() };
    let weight = sample.class_weight(label);
    let (value, derivative) = term(side * *z);
    *z = side * weight * derivative;
    RowValue { value, weighted: weight * value }
}
