//! Losses on one sigmoid per class. Each takes the logits in `grad` and leaves the gradient there.
//!
//! On a label they are summed over the classes, so that they are fair twins of softmax cross-entropy; on a multi-hot row
//! they are the mean over the classes, as PyTorch's `BCEWithLogitsLoss` has it.

use super::Real;
use super::sample::{RowValue, Sample, Target};
use super::stable::Logit;

/// The loss whose every output costs `term(class, logit, t) = (loss, d loss / dz)`.
fn each_output<F: Real>(
    sample: &Sample<'_, F>,
    grad: &mut [F],
    term: impl Fn(usize, Logit<F>, F) -> (F, F),
) -> RowValue<F> {
    let per_term = match sample.target {
        Target::Row(_) => F::of(grad.len() as f64).recip(),
        Target::Label(_) | Target::Teacher { .. } => F::one(),
    };
    let mut row = RowValue { value: F::zero(), weighted: F::zero() };
    Logit::replace_each(grad, |class, logit| {
        let weight = sample.term_weight(class);
        let (value, pull) = term(class, logit, sample.share(class));
        row.value += per_term * value;
        row.weighted += weight * (per_term * value);
        weight * per_term * pull
    });
    row
}

/// Binary cross-entropy of every output, `lambda_k t_k softplus(-z_k) + (1 - t_k) softplus(z_k)`. `pos_weight` (lambda) is
/// empty, one value for all or one per class.
pub(super) fn binary_cross_entropy<F: Real>(
    sample: &Sample<'_, F>,
    pos_weight: &[f64],
    grad: &mut [F],
) -> RowValue<F> {
    each_output(sample, grad, |class, Logit { softplus, sigmoid, .. }, share| {
        let negative = F::one() - share;
        let positive = share * positive_weight(pos_weight, class);
        (positive * softplus[1] + negative * softplus[0], negative * sigmoid[0] - positive * sigmoid[1])
    })
}

fn positive_weight<F: Real>(pos_weight: &[f64], class: usize) -> F {
    match pos_weight {
        [] => F::one(),
        [one] => F::of(*one),
        each => F::of(each[class]),
    }
}

/// Focal loss of every output, `-alpha_t (1 - p_t)^gamma ln p_t` (Lin et al. 2017): `alpha` multiplies the positives,
/// `1 - alpha` the negatives.
pub(super) fn focal<F: Real>(sample: &Sample<'_, F>, gamma: F, alpha: F, grad: &mut [F]) -> RowValue<F> {
    each_output(sample, grad, |_, logit, share| {
        let (positive, negative) = (alpha * share, (F::one() - alpha) * (F::one() - share));
        let (yes, up) = focused(logit, gamma);
        let (no, down) = focused(logit.turned(), gamma);
        (positive * yes + negative * no, positive * up - negative * down)
    })
}

/// Asymmetric loss (Ridnik et al. 2021): a focusing power for the positives and one for the negatives, whose probabilities
/// are first lowered by `clip`. The gradient is that of the value, focusing included.
pub(super) fn asymmetric<F: Real>(
    sample: &Sample<'_, F>,
    [gamma_pos, gamma_neg, clip]: [F; 3],
    grad: &mut [F],
) -> RowValue<F> {
    each_output(sample, grad, |_, logit, share| {
        let negative = F::one() - share;
        let (yes, up) = focused(logit, gamma_pos);
        let (no, down) = lowered(logit, gamma_neg, clip);
        (share * yes + negative * no, share * up + negative * down)
    })
}

/// `-(1 - p)^gamma ln p` with `p = sigmoid(z)`, and its derivative with respect to `z`.
///
/// `1 - p` is `exp(-softplus(z))`, so that no power of a rounded probability is taken.
fn focused<F: Real>(Logit { softplus, sigmoid, .. }: Logit<F>, gamma: F) -> (F, F) {
    let modulator = (-(gamma * softplus[0])).exp();
    let surprise = softplus[1];
    (modulator * surprise, -(modulator * (sigmoid[1] + gamma * sigmoid[0] * surprise)))
}

/// `-m^gamma ln(1 - m)` with `m = max(0, sigmoid(z) - clip)`, and its gradient by `z`.
fn lowered<F: Real>(logit: Logit<F>, gamma: F, clip: F) -> (F, F) {
    let [s, rest] = logit.sigmoid;
    let m = s - clip;
    if m <= F::zero() {
        return (F::zero(), F::zero());
    }
    // 1 - m is rest + clip, and without a clip it may be too small to take the logarithm of.
    let unclipped = clip == F::zero();
    let surprise = match m < F::of(0.5) {
        _ if unclipped => logit.softplus[0],
        true => -(-m).ln_1p(),
        false => -(rest + clip).ln(),
    };
    let share = if unclipped { F::one() } else { rest / (rest + clip) };
    let modulator = m.powf(gamma);
    // -ln(1 - m) / m tends to 1 as m does to 0, so that no power is negative.
    (modulator * surprise, modulator * s * (share + gamma * rest * (surprise / m)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `lowered` makes of one logit in single precision, without focusing.
    fn cost(z: f32, clip: f32) -> f32 {
        let (mut one, mut cost) = ([z], f32::NAN);
        Logit::replace_each(&mut one, |_, logit| {
            cost = lowered(logit, 0.0, clip).0;
            cost
        });
        cost
    }

    #[test]
    fn a_lowered_probability_costs_its_logarithm_near_nothing_and_near_certainty() {
        for z in [-2.944, -2.9, -1.0, 0.0] {
            // As it is in single precision, for the difference has lost digits that no logarithm gives back.
            let mut p = [z];
            f32::sigmoid_each(&mut p);
            let expected = -(-f64::from(p[0] - 0.05)).ln_1p();
            let found = f64::from(cost(z, 0.05));
            assert!((found / expected - 1.0).abs() < 1e-6, "{found} for {expected}");
        }
        for z in [2.0_f32, 10.0, 30.0] {
            let expected = -(1.0 / (1.0 + f64::from(z).exp()) + 0.001).ln();
            let found = f64::from(cost(z, 0.001));
            assert!((found / expected - 1.0).abs() < 1e-6, "{found} for {expected}");
        }
    }
}
