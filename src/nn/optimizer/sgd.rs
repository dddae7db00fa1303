//! Gradient descent with momentum.

use super::{Rule, RuleEntry, Slot, fraction, positive};
use crate::base::spec::{Spec, SpecError};
use crate::kernels::{SgdStep, sgd_step};
use std::fmt;

/// v = momentum v + g; w -= rate v (Nesterov: rate (g + momentum v)). PyTorch's convention: the rate stands outside the
/// velocity. Weight decay adds decay w to g.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    /// In [0, 1).
    pub momentum: f32,
    /// Looks ahead along the velocity.
    pub nesterov: bool,
    /// L2 factor on weights, not on biases.
    pub decay: f32,
}

impl Rule for Sgd {
    const ENTRY: &'static RuleEntry = &RuleEntry {
        name: "sgd",
        summary: "gradient descent: momentum=0.9, nesterov=false, decay=0 (default)",
    };

    fn read(spec: &Spec) -> Result<Self, SpecError> {
        spec.only(0, &["momentum", "nesterov", "decay"])?;
        let momentum = fraction(spec, "momentum", 0.9)?;
        let nesterov = spec.value("nesterov", false)?;
        Ok(Self { momentum, nesterov, decay: positive(spec, "decay", 0.0)? })
    }

    fn update(self, slot: Slot<'_>, rate: f32, _: u64) {
        let Self { momentum, nesterov, decay } = self;
        let rule = SgdStep { rate, momentum, nesterov, shrinkage: slot.shrinkage(decay) };
        let Slot { values, gradient, memory: [velocity, _], .. } = slot;
        sgd_step(rule, values, gradient, velocity);
    }

    /// Polyak 1964.
    fn largest_stable_rate(self, curvature: f64) -> Option<f64> {
        Some(2.0 * (1.0 + f64::from(self.momentum)) / curvature)
    }
}

impl fmt::Display for Sgd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:momentum={}", Self::ENTRY.name, self.momentum)?;
        if self.nesterov {
            f.write_str(",nesterov=true")?;
        }
        if self.decay > 0.0 { write!(f, ",decay={}", self.decay) } else { Ok(()) }
    }
}
