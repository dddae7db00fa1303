//! Gradients over their root mean square.

use super::{Rule, RuleEntry, Slot, fraction, positive};
use crate::base::spec::{Spec, SpecError};
use crate::kernels::{AdamStep, adapt};
use std::fmt;

/// Tieleman and Hinton 2012: s = alpha s + (1 - alpha) g^2; w -= rate g / (sqrt(s) + epsilon). PyTorch's convention:
/// epsilon stands outside the root, and s begins at 0 without a correction, so that the first steps are
/// 1 / sqrt(1 - alpha) times as long. Weight decay adds decay w to g. It is Adam without memory of the mean and without
/// correction, and is computed as such.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmsProp {
    /// Memory of the square, in [0, 1).
    pub alpha: f32,
    /// Keeps the division finite.
    pub epsilon: f32,
    /// L2 factor on weights, not on biases.
    pub decay: f32,
}

impl Rule for RmsProp {
    const ENTRY: &'static RuleEntry = &RuleEntry {
        name: "rmsprop",
        summary: "gradient over its root mean square: alpha=0.99, epsilon=1e-8, decay=0 (L2 in the gradient)",
    };

    fn read(spec: &Spec) -> Result<Self, SpecError> {
        spec.only(0, &["alpha", "epsilon", "decay"])?;
        Ok(Self {
            alpha: fraction(spec, "alpha", 0.99)?,
            epsilon: positive(spec, "epsilon", 1e-8)?,
            decay: positive(spec, "decay", 0.0)?,
        })
    }

    fn update(self, slot: Slot<'_>, rate: f32, _: u64) {
        let Self { alpha, epsilon, decay } = self;
        let beta = [0.0, alpha];
        let rule = AdamStep { rate, beta, scale: 1.0, epsilon, decay: 0.0, shrinkage: slot.shrinkage(decay) };
        let Slot { values, gradient, memory, .. } = slot;
        adapt(rule, values, gradient, memory);
    }

    fn largest_stable_rate(self, _: f64) -> Option<f64> {
        None
    }
}

impl fmt::Display for RmsProp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { alpha, epsilon, decay } = self;
        write!(f, "{}:alpha={alpha},epsilon={epsilon},decay={decay}", Self::ENTRY.name)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{assert_close, path};

    #[test]
    fn rmsprop_equals_pytorch() {
        // p = torch.tensor([1.0], dtype=torch.float64); o = torch.optim.RMSprop([p], lr=0.1, alpha=0.9)
        // for g in (0.5, -0.2, 0.1): p.grad = torch.tensor([g], dtype=torch.float64); o.step(); print(p)
        assert_close(&path("rmsprop:alpha=0.9", true), &[0.683_772_25, 0.806_631_27, 0.743_195_1]);
        assert_close(&path("rmsprop:alpha=0.9,decay=0.1", true), &[0.683_772_25, 0.755_016_1, 0.659_554_8]);
        assert_eq!(path("rmsprop:decay=0.1", false), path("rmsprop", false));
    }
}
