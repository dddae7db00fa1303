//! Which class is at stake.

use crate::lab::bench::Bench;

/// Classes whose counts differ by less than this factor are equally frequent: none of them is the rare one.
const EQUAL: usize = 2;

/// The class or label that a verdict is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spotlight {
    /// The one with the fewest training images, among those that have images to be evaluated on.
    Rarest(usize),
    /// Classes are equally frequent: each arm is judged by the one that it finds least often.
    Lowest,
}

impl Spotlight {
    /// That of a bench; `None` where numbers are predicted.
    pub fn of(bench: &Bench) -> Option<Self> {
        let seen = bench.dataset.class_counts(&bench.dataset.parts.validation);
        let class = bench.rarest_among(|class| seen[class] > 0)?;
        let most =
            bench.counts.iter().zip(&seen).filter(|(_, seen)| **seen > 0).map(|(count, _)| *count).max()?;
        Some(if most < EQUAL * bench.counts[class] { Self::Lowest } else { Self::Rarest(class) })
    }

    /// The class by the recalls of one arm, `[K]`; of several lowest ones the first. `None` where no recall is defined.
    pub fn class(self, recall: &[Option<f64>]) -> Option<usize> {
        match self {
            Self::Rarest(class) => Some(class),
            Self::Lowest => {
                let known = recall.iter().enumerate().filter_map(|(class, recall)| Some((class, (*recall)?)));
                known.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(class, _)| class)
            }
        }
    }
}
