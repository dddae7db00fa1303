//! How a gradient becomes a change of the weights.

use crate::base::spec::{Spec, SpecError, suggest};
use crate::kernels::{Descent, Moments as Adaptation, Shrinkage, adapt, descend};
use std::fmt;

/// An update rule with its constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimizer {
    /// v = momentum v + g; w -= rate v (Nesterov: rate (g + momentum v)). PyTorch's convention: the rate stands
    /// outside the velocity. Weight decay adds decay w to g.
    Sgd {
        /// In [0, 1).
        momentum: f32,
        /// Looks ahead along the velocity.
        nesterov: bool,
        /// L2 factor on weights, not on biases.
        decay: f32,
    },
    /// Kingma and Ba 2015, with bias correction. Weight decay adds decay w to g.
    Adam(Moments),
    /// Loshchilov and Hutter 2019: weight decay shrinks w by rate x decay, apart from the gradient.
    AdamW(Moments),
}

/// Adam's constants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    /// Memory of the mean, in [0, 1).
    pub beta1: f32,
    /// Memory of the square, in [0, 1).
    pub beta2: f32,
    /// Keeps the division finite.
    pub epsilon: f32,
    /// Weight decay, not on biases.
    pub decay: f32,
}

/// What long weights cost, apart from the loss: `l1 sum |w| + l2 / 2 sum w^2` over the weights, never over biases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// Factor of the sum of magnitudes, 0 or more. Its slope is the sign of w, and 0 at 0.
    pub l1: f32,
    /// Factor of half the sum of squares, 0 or more. Its slope is l2 w, so that plain gradient descent with it is
    /// weight decay; with Adam it is not.
    pub l2: f32,
}

impl Penalty {
    /// Whether nothing costs anything.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// What it adds to the gradient of a weight.
    pub fn slope(self, w: f32) -> f32 {
        let sign = f32::from(i8::from(w > 0.0) - i8::from(w < 0.0));
        self.l2 * w + self.l1 * sign
    }
}

/// One row an optimiser: name, sentence.
pub const OPTIMIZERS: [(&str, &str); 3] = [
    ("sgd", "gradient descent: momentum=0.9, nesterov=false, decay=0 (default)"),
    ("adam", "Adam: beta1=0.9, beta2=0.999, epsilon=1e-8, decay=0 (L2 in the gradient)"),
    ("adamw", "Adam with decoupled weight decay: decay=0.01"),
];

/// Numbers of one tensor, or of whole rows of it, that are updated together.
pub struct Slot<'a> {
    /// What moves.
    pub values: &'a mut [f32],
    /// dL/dvalues.
    pub gradient: &'a [f32],
    /// The velocity or first moment, and the second moment.
    pub memory: [&'a mut [f32]; 2],
    /// What is added to the gradient for the length of the values; `None` where neither that nor weight decay acts.
    pub penalty: Option<Penalty>,
}

impl Optimizer {
    /// Reads `sgd:momentum=0.9`, `adam`, `adamw:decay=0.01` ...
    ///
    /// # Errors
    /// For an unknown name or parameter or a value out of range.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        match spec.name.as_str() {
            "sgd" => {
                spec.only(0, &["momentum", "nesterov", "decay"])?;
                let momentum = fraction(spec, "momentum", 0.9)?;
                let nesterov = spec.value("nesterov", false)?;
                Ok(Self::Sgd { momentum, nesterov, decay: positive(spec, "decay", 0.0)? })
            }
            "adam" => Ok(Self::Adam(Moments::parse(spec, 0.0)?)),
            "adamw" => Ok(Self::AdamW(Moments::parse(spec, 0.01)?)),
            other => {
                let names = OPTIMIZERS.map(|(name, _)| name);
                Err(SpecError(format!("no optimizer is called '{other}'{}", suggest(other, &names))))
            }
        }
    }

    /// Moves the values of one slot. `step` counts from 1.
    pub fn update(&self, slot: Slot<'_>, rate: f32, step: u64) {
        match *self {
            Self::Sgd { momentum, nesterov, decay } => sgd(slot, rate, [momentum, decay], nesterov),
            Self::Adam(moments) => adam(slot, rate, step, moments, 0.0),
            Self::AdamW(moments) => {
                let shrink = rate * moments.decay;
                adam(slot, rate, step, Moments { decay: 0.0, ..moments }, shrink);
            }
        }
    }
}

fn sgd(slot: Slot<'_>, rate: f32, [momentum, decay]: [f32; 2], nesterov: bool) {
    let Slot { values, gradient, memory: [velocity, _], penalty } = slot;
    let shrinkage = with_decay(penalty, decay);
    descend(Descent { rate, momentum, nesterov, shrinkage }, values, gradient, velocity);
}

/// Weight decay in the gradient is one more L2 penalty.
fn with_decay(penalty: Option<Penalty>, decay: f32) -> Shrinkage {
    penalty.map_or_else(Shrinkage::default, |Penalty { l1, l2 }| Shrinkage { l1, l2: l2 + decay })
}

fn adam(slot: Slot<'_>, rate: f32, step: u64, moments: Moments, shrink: f32) {
    let Slot { values, gradient, memory, penalty } = slot;
    let Moments { beta1, beta2, epsilon, decay } = moments;
    let step = i32::try_from(step).unwrap_or(i32::MAX);
    let correct = |beta: f32| 1.0 - f64::from(beta).powi(step);
    let rule = Adaptation {
        rate: (f64::from(rate) / correct(beta1)) as f32,
        beta: [beta1, beta2],
        scale: correct(beta2).sqrt().recip() as f32,
        epsilon,
        decay: if penalty.is_some() { shrink } else { 0.0 },
        shrinkage: with_decay(penalty, decay),
    };
    adapt(rule, values, gradient, memory);
}

impl Moments {
    fn parse(spec: &Spec, decay: f32) -> Result<Self, SpecError> {
        spec.only(0, &["beta1", "beta2", "epsilon", "decay"])?;
        Ok(Self {
            beta1: fraction(spec, "beta1", 0.9)?,
            beta2: fraction(spec, "beta2", 0.999)?,
            epsilon: positive(spec, "epsilon", 1e-8)?,
            decay: positive(spec, "decay", decay)?,
        })
    }
}

fn fraction(spec: &Spec, key: &str, default: f32) -> Result<f32, SpecError> {
    match spec.value(key, default)? {
        x if (0.0..1.0).contains(&x) => Ok(x),
        x => Err(SpecError(format!("{}: {key} must lie in [0, 1), found {x}", spec.name))),
    }
}

fn positive(spec: &Spec, key: &str, default: f32) -> Result<f32, SpecError> {
    match spec.value(key, default)? {
        x if x >= 0.0 && x.is_finite() => Ok(x),
        x => Err(SpecError(format!("{}: {key} must be 0 or more, found {x}", spec.name))),
    }
}

impl fmt::Display for Optimizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sgd { momentum, nesterov, decay } => {
                write!(f, "sgd:momentum={momentum}")?;
                if *nesterov {
                    f.write_str(",nesterov=true")?;
                }
                if *decay > 0.0 { write!(f, ",decay={decay}") } else { Ok(()) }
            }
            Self::Adam(m) | Self::AdamW(m) => {
                let name = if matches!(self, Self::Adam(_)) { "adam" } else { "adamw" };
                write!(
                    f,
                    "{name}:beta1={},beta2={},epsilon={},decay={}",
                    m.beta1, m.beta2, m.epsilon, m.decay
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;
