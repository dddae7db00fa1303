//! Adam, with weight decay in the gradient or apart from it.

use super::{Rule, RuleEntry, Slot, fraction, positive};
use crate::base::spec::{Spec, SpecError};
use crate::kernels::{AdamStep, adapt};
use std::fmt;

/// Kingma and Ba 2015, with bias correction. Weight decay adds decay w to g.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adam(Constants);

/// Loshchilov and Hutter 2019: Adam in which weight decay shrinks w by rate x decay, apart from the gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamW(Constants);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Constants {
    /// Memory of the mean, in [0, 1).
    beta1: f32,
    /// Memory of the square, in [0, 1).
    beta2: f32,
    /// Keeps the division finite.
    epsilon: f32,
    /// Weight decay, not on biases.
    decay: f32,
}

/// Where weight decay acts.
#[derive(Clone, Copy)]
enum Decay {
    InTheGradient,
    Apart,
}

impl Constants {
    fn read(spec: &Spec, decay: f32) -> Result<Self, SpecError> {
        spec.only(0, &["beta1", "beta2", "epsilon", "decay"])?;
        Ok(Self {
            beta1: fraction(spec, "beta1", 0.9)?,
            beta2: fraction(spec, "beta2", 0.999)?,
            epsilon: positive(spec, "epsilon", 1e-8)?,
            decay: positive(spec, "decay", decay)?,
        })
    }

    fn write(self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { beta1, beta2, epsilon, decay } = self;
        write!(f, "{name}:beta1={beta1},beta2={beta2},epsilon={epsilon},decay={decay}")
    }

    fn update(self, slot: Slot<'_>, rate: f32, step: u64, decay: Decay) {
        let Self { beta1, beta2, epsilon, decay: factor } = self;
        let [within, apart] = match decay {
            Decay::InTheGradient => [factor, 0.0],
            Decay::Apart => [0.0, rate * factor],
        };
        let step = i32::try_from(step).unwrap_or(i32::MAX);
        let correct = |beta: f32| 1.0 - f64::from(beta).powi(step);
        let rule = AdamStep {
            rate: (f64::from(rate) / correct(beta1)) as f32,
            beta: [beta1, beta2],
            scale: correct(beta2).sqrt().recip() as f32,
            epsilon,
            decay: slot.decay(apart),
            shrinkage: slot.shrinkage(within),
        };
        let Slot { values, gradient, memory, .. } = slot;
        adapt(rule, values, gradient, memory);
    }
}

impl Rule for Adam {
    const ENTRY: &'static RuleEntry = &RuleEntry {
        name: "adam",
        summary: "Adam: beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0 (L2 in the gradient)",
    };

    fn read(spec: &Spec) -> Result<Self, SpecError> {
        Constants::read(spec, 0.0).map(Self)
    }

    fn update(self, slot: Slot<'_>, rate: f32, step: u64) {
        self.0.update(slot, rate, step, Decay::InTheGradient);
    }

    fn largest_stable_rate(self, _: f64) -> Option<f64> {
        None
    }
}

impl Rule for AdamW {
    const ENTRY: &'static RuleEntry =
        &RuleEntry { name: "adamw", summary: "Adam with decoupled weight decay: decay=0.01" };

    fn read(spec: &Spec) -> Result<Self, SpecError> {
        Constants::read(spec, 0.01).map(Self)
    }

    fn update(self, slot: Slot<'_>, rate: f32, step: u64) {
        self.0.update(slot, rate, step, Decay::Apart);
    }

    fn largest_stable_rate(self, _: f64) -> Option<f64> {
        None
    }
}

impl fmt::Display for Adam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(Self::ENTRY.name, f)
    }
}

impl fmt::Display for AdamW {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(Self::ENTRY.name, f)
    }
}
