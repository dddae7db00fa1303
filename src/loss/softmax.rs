//! Losses on softmax probabilities. Each takes the logits in `grad` and leaves the gradient there.

use super::Real;
use super::sample::{RowValue, Sample, Target};
use super::stable::{LogPartition, softmax_in_place};

/// A loss that depends on the probability of the true class alone.
///
/// `of_log_p` maps `ln p_y` to the loss and to the factor of its gradient: `dL/dz = factor * (p - e_y)`.
pub(super) fn of_truth<F: Real>(
    sample: &Sample<'_, F>,
    grad: &mut [F],
    of_log_p: impl Fn(F) -> (F, F),
) -> RowValue<F> {
    let label = sample.label();
    let logit = grad[label];
    let log_p = softmax_in_place(grad).log_probability(logit);
    let (value, factor) = of_log_p(log_p);
    // A certain prediction costs 0, and is not shown as -0.
    let value = value + F::zero();
    let weight = sample.class_weight(label);
    // p - 1 of the true class, with all its digits when p is nearly 1.
    grad[label] = log_p.exp_m1();
    for derivative in grad.iter_mut() {
        *derivative *= weight * factor;
    }
    RowValue { value, weighted: weight * value }
}

/// Cross-entropy with a label: `-ln p_y`.
pub(super) fn plain<F: Real>(log_p: F) -> (F, F) {
    (-log_p, F::one())
}

/// Focal loss `-(1 - p_y)^gamma ln p_y` (Lin et al. 2017, without alpha: class weights do that).
///
/// The factor is written with `-ln p / (1 - p)`, which tends to 1 as p does, so that no power is negative.
pub(super) fn focal<F: Real>(gamma: F) -> impl Fn(F) -> (F, F) {
    move |log_p| {
        let miss = -log_p.exp_m1();
        let modulator = miss.powf(gamma);
        let ratio = if miss > F::zero() { -log_p / miss } else { F::one() };
        (-(modulator * log_p), modulator * (F::one() + gamma * log_p.exp() * ratio))
    }
}

/// Poly-1 `-ln p_y + epsilon (1 - p_y)` (Leng et al. 2022).
pub(super) fn poly1<F: Real>(epsilon: F) -> impl Fn(F) -> (F, F) {
    move |log_p| (-log_p - epsilon * log_p.exp_m1(), F::one() + epsilon * log_p.exp())
}

/// Generalised cross-entropy `(1 - p_y^q) / q` (Zhang and Sabuncu 2018), without truncation.
pub(super) fn gce<F: Real>(q: F) -> impl Fn(F) -> (F, F) {
    move |log_p| (-(q * log_p).exp_m1() / q, (q * log_p).exp())
}

/// Absolute error of the probabilities, `sum_k |p_k - e_k| = 2 (1 - p_y)`.
pub(super) fn mae<F: Real>() -> impl Fn(F) -> (F, F) {
    let two = F::of(2.0);
    move |log_p| (-two * log_p.exp_m1(), two * log_p.exp())
}

/// Symmetric cross-entropy (Wang et al. 2019): `alpha` times cross-entropy and `beta` times its reverse
/// `-sum_k p_k ln e_k`, in which `ln 0` stands for `log_zero`, so that it is `-log_zero (1 - p_y)`.
pub(super) fn symmetric<F: Real>(alpha: F, beta: F, log_zero: F) -> impl Fn(F) -> (F, F) {
    let reverse = -(beta * log_zero);
    move |log_p| (-(alpha * log_p) - reverse * log_p.exp_m1(), alpha + reverse * log_p.exp())
}

/// Kullback-Leibler divergence of the probabilities from the target, `sum_k w_k q_k ln(q_k / p_k)`: cross-entropy less the
/// target's own entropy, which does not depend on the logits.
pub(super) fn divergence<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    let mut row = cross_entropy(sample, F::zero(), grad);
    if let Target::Row(shares) = sample.target {
        for (class, &share) in shares.iter().enumerate().filter(|(_, share)| **share != F::zero()) {
            let term = share * share.ln();
            row.value += term;
            row.weighted += sample.class_weight(class) * term;
        }
    }
    row
}

/// What a guess drawn from the probabilities costs on average, `sum_k C[y][k] p_k`. `costs` holds the K x K costs row by
/// row, rows being the truth; empty, every mistake costs 1.
pub(super) fn expected_cost<F: Real>(sample: &Sample<'_, F>, costs: &[f64], grad: &mut [F]) -> RowValue<F> {
    let (label, classes) = (sample.label(), grad.len());
    let cost = |class: usize| match costs {
        [] if class == label => F::zero(),
        [] => F::one(),
        costs => F::of(costs[label * classes + class]),
    };
    softmax_in_place(grad);
    let value: F = grad.iter().enumerate().map(|(class, &p)| p * cost(class)).sum();
    let weight = sample.class_weight(label);
    for (class, derivative) in grad.iter_mut().enumerate() {
        *derivative *= weight * (cost(class) - value);
    }
    RowValue { value, weighted: weight * value }
}

/// Cross-entropy `-sum_k w_k q_k ln p_k`, where smoothing spreads its share over all classes, the true one included.
///
/// This is PyTorch's rule for smoothing with class weights, for labels and rows alike.
pub(super) fn cross_entropy<F: Real>(sample: &Sample<'_, F>, smoothing: F, grad: &mut [F]) -> RowValue<F> {
    if smoothing == F::zero() && matches!(sample.target, Target::Label(_)) {
        return of_truth(sample, grad, plain);
    }
    let everywhere = smoothing / F::of(grad.len() as f64);
    let share = |class| (F::one() - smoothing) * sample.share(class) + everywhere;
    let partition = LogPartition::of(grad.iter().copied());
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    let mut mass = F::zero();
    for (class, place) in grad.iter_mut().enumerate() {
        let log_p = partition.log_probability(*place);
        let term = -share(class) * log_p;
        let weight = sample.class_weight(class);
        row.value += term;
        row.weighted += weight * term;
        mass += weight * share(class);
        *place = log_p;
    }
    F::exp_each(grad);
    for (class, derivative) in grad.iter_mut().enumerate() {
        *derivative = mass * *derivative - sample.class_weight(class) * share(class);
    }
    row
}

/// Brier score: the squared error of the probabilities, `sum_k w_k (p_k - q_k)^2`.
pub(super) fn brier<F: Real>(sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
    softmax_in_place(grad);
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    let mut mean_slope = F::zero();
    let two = F::of(2.0);
    for (class, &p) in grad.iter().enumerate() {
        let error = p - sample.share(class);
        let weight = sample.term_weight(class);
        row.value += error * error;
        row.weighted += weight * error * error;
        mean_slope += p * two * weight * error;
    }
    // The chain rule of the softmax: dL/dz_k = p_k (g_k - sum_j p_j g_j) with g = dL/dp.
    for (class, derivative) in grad.iter_mut().enumerate() {
        let error = *derivative - sample.share(class);
        *derivative *= two * sample.term_weight(class) * error - mean_slope;
    }
    row
}
