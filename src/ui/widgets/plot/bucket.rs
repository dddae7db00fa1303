//! What a curve is made of.

use super::axis::Scale;

/// The smallest and the largest value around `x`. A bucket that holds anything but finite numbers is a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlotBucket {
    /// Where it stands on the x axis, for example a step or an epoch.
    pub x: f64,
    /// The smallest value.
    pub lo: f64,
    /// The largest value.
    pub hi: f64,
}

impl PlotBucket {
    /// A bucket with one value.
    pub fn point(x: f64, y: f64) -> Self {
        Self { x, lo: y, hi: y }
    }

    /// Whether it can be drawn at all. On a logarithmic axis its maximum must be positive.
    pub(super) fn is_drawable(&self, scale: Scale) -> bool {
        Scale::Linear.holds(self.x) && Scale::Linear.holds(self.lo) && scale.holds(self.hi)
    }
}
