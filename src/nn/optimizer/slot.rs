//! What an update rule is given: numbers, their gradient, what is remembered of them, and what long weights cost.

use crate::kernels::Shrinkage;

/// What long weights cost, apart from the loss: `l1 sum |w| + l2 / 2 sum w^2` over the weights, never over biases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Penalty {
    /// Factor of the sum of magnitudes, 0 or more. Its gradient is the sign of w, and 0 at 0.
    pub l1: f32,
    /// Factor of half the sum of squares, 0 or more. Its gradient is l2 w, so that plain gradient descent with it is
    /// weight decay; with Adam it is not.
    pub l2: f32,
}

impl Penalty {
    /// Whether nothing costs anything.
    pub fn is_none(self) -> bool {
        self == Self::default()
    }

    /// What it adds to the gradient of a weight.
    pub fn derivative(self, w: f32) -> f32 {
        let sign = f32::from(i8::from(w > 0.0) - i8::from(w < 0.0));
        self.l2 * w + self.l1 * sign
    }
}

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

impl Slot<'_> {
    /// What is added to the gradient: weight decay there is one more L2 penalty.
    pub(super) fn shrinkage(&self, decay: f32) -> Shrinkage {
        let with_decay = |Penalty { l1, l2 }| Shrinkage { l1, l2: l2 + decay };
        self.penalty.map_or_else(Shrinkage::default, with_decay)
    }

    /// Weight decay where it acts, 0 elsewhere.
    pub(super) fn decay(&self, decay: f32) -> f32 {
        if self.penalty.is_some() { decay } else { 0.0 }
    }
}
