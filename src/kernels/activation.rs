//! The ways forward and back through activation functions.
//!
//! Written in vectors, not left to the compiler, and with [`settled`] choices: it turns a choice between a number and what
//! is to replace it into a store under a mask, which takes many times as long on many CPUs.

use super::vectors::dispatch;
use pulp::{Simd, WithSimd};

/// Replaces negative numbers by 0; NaN stays NaN.
pub fn relu(values: &mut [f32]) {
    dispatch(Relu { values });
}

struct Relu<'a> {
    values: &'a mut [f32],
}

impl WithSimd for Relu<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let zero = simd.splat_f32s(0.0);
        let (whole, rest) = S::as_mut_simd_f32s(self.values);
        for x in whole {
            *x = settled(simd, simd.select_f32s(simd.less_than_f32s(*x, zero), zero, *x));
        }
        rest.iter_mut().filter(|x| **x < 0.0).for_each(|x| *x = 0.0);
    }
}

/// The same number, but that -0 becomes 0; no longer a choice that the compiler might store under a mask.
#[inline(always)]
pub(crate) fn settled<S: Simd>(simd: S, x: S::f32s) -> S::f32s {
    simd.add_f32s(x, simd.splat_f32s(0.0))
}

/// Turns dL/dy into dL/dx, from the activations y: 1 where y > 0, else 0.
///
/// # Panics
/// If the lengths differ.
pub fn relu_back(y: &[f32], delta: &mut [f32]) {
    dispatch(ActivationGradient { y, delta, derivative: Slope::Relu });
}

/// The same for the sigmoid: y (1 - y).
///
/// # Panics
/// If the lengths differ.
pub fn sigmoid_back(y: &[f32], delta: &mut [f32]) {
    dispatch(ActivationGradient { y, delta, derivative: Slope::Sigmoid });
}

/// The same for the hyperbolic tangent: 1 - y^2.
///
/// # Panics
/// If the lengths differ.
pub fn tanh_back(y: &[f32], delta: &mut [f32]) {
    dispatch(ActivationGradient { y, delta, derivative: Slope::Tanh });
}

/// Whose derivative.
#[derive(Clone, Copy)]
enum Slope {
    Relu,
    Sigmoid,
    Tanh,
}

struct ActivationGradient<'a> {
    y: &'a [f32],
    delta: &'a mut [f32],
    derivative: Slope,
}

impl WithSimd for ActivationGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { y, delta, derivative } = self;
        assert_eq!(y.len(), delta.len(), "one delta for each activation");
        let (y, y_rest) = S::as_simd_f32s(y);
        let (delta, rest) = S::as_mut_simd_f32s(delta);
        for (delta, y) in delta.iter_mut().zip(y) {
            *delta = derivative.of(simd, *y, *delta);
        }
        if !rest.is_empty() {
            let last = derivative.of(simd, simd.partial_load_f32s(y_rest), simd.partial_load_f32s(rest));
            simd.partial_store_f32s(rest, last);
        }
    }
}

impl Slope {
    /// The derivative at y, times delta.
    #[inline(always)]
    fn of<S: Simd>(self, simd: S, y: S::f32s, delta: S::f32s) -> S::f32s {
        let one = simd.splat_f32s(1.0);
        match self {
            Self::Relu => {
                let zero = simd.splat_f32s(0.0);
                settled(simd, simd.select_f32s(simd.greater_than_f32s(y, zero), delta, zero))
            }
            Self::Sigmoid => simd.mul_f32s(delta, simd.mul_f32s(y, simd.sub_f32s(one, y))),
            Self::Tanh => simd.mul_f32s(delta, simd.sub_f32s(one, simd.mul_f32s(y, y))),
        }
    }
}
