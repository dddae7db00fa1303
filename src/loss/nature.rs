//! What follows from a loss for the network and for what is shown.

use super::catalogue::{Family, Head, TargetKind, ValueMeasure};
use super::{Loss, Numbering, ProbabilityMap};

impl Loss {
    /// How it numbers the classes, if their numbers are what it compares with.
    pub fn numbering(&self) -> Option<Numbering> {
        match self.probability_map() {
            ProbabilityMap::Numbered(numbering) => Some(numbering),
            _ => None,
        }
    }

    /// The name without parameters.
    pub fn name(&self) -> &'static str {
        self.entry().name
    }

    /// What the outputs mean to it.
    pub fn family(&self) -> Family {
        self.entry().family
    }

    /// Whether it can be told such targets.
    pub fn takes(&self, kind: TargetKind) -> bool {
        self.entry().takes(kind)
    }

    /// How many outputs the network has for this many classes, labels or numbers.
    pub fn outputs(&self, classes: usize) -> usize {
        self.entry().head.outputs(classes)
    }

    /// Whether the last layer must emit cosines: features and each class's weights divided by their length.
    pub fn needs_normalised_head(&self) -> bool {
        self.entry().head == Head::Cosines
    }

    /// How its outputs become probabilities under such targets: sigmoids stand for themselves where any of the labels may
    /// be on.
    pub fn probability_map_for(&self, kind: TargetKind) -> ProbabilityMap {
        match (self.family(), kind) {
            (Family::Sigmoid, TargetKind::MultiHot) => ProbabilityMap::Independent,
            _ => self.probability_map(),
        }
    }

    /// Whether the value of a sample with a label is its unweighted loss `-ln p_y` already.
    pub fn is_nll(&self) -> bool {
        self.measure() == ValueMeasure::Nll
    }

    /// Whether its value is a surprise, in nats, so that it means something in bits too.
    pub fn is_surprisal(&self) -> bool {
        matches!(self.measure(), ValueMeasure::Nll | ValueMeasure::Surprisal)
    }
}
