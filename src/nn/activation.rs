//! Activation functions as pairs of value and derivative.

use super::kernel::vectorised;

/// What stands between two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// y = x: the output layer, whose values are logits.
    Identity,
    /// y = max(x, 0); NaN stays NaN, so that a run that diverged is seen.
    Relu,
    /// y = 1 / (1 + exp(-x)).
    Sigmoid,
    /// y = tanh(x).
    Tanh,
    /// y = 1 where x > 0, else 0. Its slope is 0 everywhere, so nothing below it learns.
    Step,
}

/// Names that models take, with their functions.
pub const ACTIVATIONS: [(&str, Activation); 4] = [
    ("relu", Activation::Relu),
    ("sigmoid", Activation::Sigmoid),
    ("tanh", Activation::Tanh),
    ("step", Activation::Step),
];

impl Activation {
    /// The name as it stands in a model's parameters.
    pub fn name(self) -> &'static str {
        ACTIVATIONS.iter().find(|(_, known)| *known == self).map_or("identity", |(name, _)| name)
    }

    /// Replaces pre-activations by activations.
    pub fn forward(self, values: &mut [f32]) {
        match self {
            Self::Identity => {}
            Self::Relu => vectorised(|| values.iter_mut().for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x })),
            Self::Sigmoid => vectorised(|| values.iter_mut().for_each(|x| *x = 1.0 / (1.0 + exp(-*x)))),
            Self::Tanh => vectorised(|| {
                for x in values {
                    let e = exp(-2.0 * x.abs());
                    *x = ((1.0 - e) / (1.0 + e)).copysign(*x);
                }
            }),
            Self::Step => values.iter_mut().for_each(|x| *x = if *x > 0.0 { 1.0 } else { 0.0 }),
        }
    }

    /// Turns dL/dy into dL/dx in place. All derivatives follow from the activations y:
    /// sigmoid y (1 - y), tanh 1 - y^2, ReLU 1 where y > 0 (0 at the kink, as PyTorch), step 0.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn backward(self, activations: &[f32], delta: &mut [f32]) {
        assert_eq!(activations.len(), delta.len(), "one delta for each activation");
        let pairs = delta.iter_mut().zip(activations);
        match self {
            Self::Identity => {}
            Self::Relu => vectorised(|| pairs.for_each(|(d, y)| *d = if *y > 0.0 { *d } else { 0.0 })),
            Self::Sigmoid => vectorised(|| pairs.for_each(|(d, y)| *d *= y * (1.0 - y))),
            Self::Tanh => vectorised(|| pairs.for_each(|(d, y)| *d *= 1.0 - y * y)),
            Self::Step => delta.fill(0.0),
        }
    }
}

/// e^x in arithmetic that the compiler turns into vectors, within 2e-7 of the value; NaN stays NaN.
///
/// x = n ln 2 + r with |r| <= ln 2 / 2; e^r is a polynomial (Cephes' coefficients, S. Moshier) and 2^n a shift.
#[inline(always)]
#[allow(
    clippy::inline_always,
    reason = "vector code must end up inside the function compiled for those vectors"
)]
fn exp(x: f32) -> f32 {
    /// Adding it leaves the nearest whole number in the last bits.
    const ROUND: f32 = 12_582_912.0;
    const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
    const TERMS: [f32; 6] =
        [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 0.5];
    // Comparisons that are false for NaN leave it as it is.
    let x = if x > 88.0 { 88.0 } else { x };
    let x = if x < -87.0 { -87.0 } else { x };
    let n = x * std::f32::consts::LOG2_E + ROUND;
    let power = f32::from_bits((n.to_bits() << 23).wrapping_add(1.0_f32.to_bits()));
    let n = n - ROUND;
    let r = x - n * LN_2[0] - n * LN_2[1];
    let polynomial = TERMS.into_iter().fold(0.0, |sum, term| sum * r + term);
    (polynomial * r * r + r + 1.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_agree_with_finite_differences() {
        let h = 1e-3;
        let at = |activation: Activation, x: f32| {
            let mut y = [x];
            activation.forward(&mut y);
            y[0]
        };
        for (name, activation) in ACTIVATIONS {
            for x in [-2.0, -0.3, 0.4, 1.7] {
                let mut delta = [1.0];
                activation.backward(&[at(activation, x)], &mut delta);
                let numeric = (at(activation, x + h) - at(activation, x - h)) / (2.0 * h);
                assert!((delta[0] - numeric).abs() < 2e-3, "{name} at {x}: {} against {numeric}", delta[0]);
            }
        }
    }

    #[test]
    fn the_exponential_meets_that_of_the_library() {
        for x in (-870..880).map(|x| x as f32 / 10.0) {
            let (found, expected) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((found / expected - 1.0).abs() < 3e-7, "e^{x}: {found} for {expected}");
        }
        assert!(exp(f32::NAN).is_nan() && exp(1e9) > 1e38 && exp(-1e9) < 1e-37);
        let mut extremes = [-1e9, 1e9, f32::NEG_INFINITY, f32::INFINITY];
        Activation::Sigmoid.forward(&mut extremes);
        assert!(extremes[0] < 1e-37 && extremes[1] == 1.0 && extremes[2] < 1e-37 && extremes[3] == 1.0);
        for activation in [Activation::Relu, Activation::Sigmoid, Activation::Tanh] {
            let mut nan = [f32::NAN];
            activation.forward(&mut nan);
            assert!(nan[0].is_nan(), "{activation:?} shows that a run diverged");
        }
    }

    #[test]
    fn a_step_teaches_nothing() {
        let mut delta = [3.0, -2.0];
        Activation::Step.backward(&[1.0, 0.0], &mut delta);
        assert_eq!(delta, [0.0, 0.0]);
    }
}
