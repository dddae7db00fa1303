//! Activation functions as pairs of value and derivative.

use crate::kernels;

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
    /// y = 1 where x > 0, else 0. Its gradient is 0 everywhere, so nothing below it learns.
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
            Self::Relu => kernels::relu(values),
            Self::Sigmoid => kernels::sigmoid(values),
            Self::Tanh => kernels::tanh(values),
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
        match self {
            Self::Identity => {}
            Self::Relu => kernels::relu_back(activations, delta),
            Self::Sigmoid => kernels::sigmoid_back(activations, delta),
            Self::Tanh => kernels::tanh_back(activations, delta),
            Self::Step => delta.fill(0.0),
        }
    }
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
    fn extremes_saturate_and_nan_stays() {
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
