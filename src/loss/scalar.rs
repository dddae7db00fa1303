//! Functions of one number, of any precision: below [`super::Real`], which needs them for `f64`.

use num_traits::Float;

/// `ln(1 + exp(x))`.
pub fn softplus<F: Float>(x: F) -> F {
    x.max(F::zero()) + (-x.abs()).exp().ln_1p()
}

/// `1 / (1 + exp(-x))`, accurate in both tails.
pub fn sigmoid<F: Float>(x: F) -> F {
    let small = (-x.abs()).exp();
    let numerator = if x < F::zero() { small } else { F::one() };
    numerator / (F::one() + small)
}
