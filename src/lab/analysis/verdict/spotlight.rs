//! Which class is at stake.

use crate::data::Task;
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
        if bench.dataset.task() == Task::Regression {
            return None;
        }
        let seen = bench.dataset.class_counts(&bench.dataset.parts.validation);
        let counts = || bench.counts.iter().zip(&seen).enumerate().filter(|(_, (_, seen))| **seen > 0);
        let rarest = counts().min_by_key(|(_, (count, _))| **count)?;
        let most = counts().map(|(_, (count, _))| *count).max()?;
        let (class, (least, _)) = rarest;
        Some(if most < EQUAL * least { Self::Lowest } else { Self::Rarest(class) })
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
