//! The number of a class, predicted as if it were a quantity.

use super::super::entry::{Arguments, Family, Head, LossEntry, Parameter, Questions};
use super::super::formula::{Formula, each};
use super::LABEL;
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Numbering, ProbabilityMap, Real, index};

/// Squared error of the number of the class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassIndex {
    /// How classes are numbered: 0 as in the set, otherwise the seed of a permutation; a whole number.
    pub order: f64,
    /// How many classes there are, a whole number; 0 until the data say so ([`Loss::for_classes`](crate::loss::Loss::for_classes)).
    pub classes: f64,
}

impl Formula for ClassIndex {
    const ENTRY: &'static LossEntry = &LossEntry {
        name: "class-index",
        family: Family::ClassNumber,
        head: Head::Number,
        targets: LABEL,
        parameters: &[
            Parameter::number(
                "order",
                0.0,
                [0.0, 4_294_967_295.0],
                "how classes are numbered: 0 as in the set, otherwise by a permutation drawn from this seed",
            ),
            Parameter::number(
                "classes",
                0.0,
                [0.0, 65_536.0],
                "how many there are; 0: as many as the data have",
            ),
        ],
        summary: "Squared error of the class's number: regression where there is no quantity.",
        formula: "(z - n_y)^2 / (K - 1), n_y the number of class y among 0 .. K - 1",
        questions: Questions {
            produces: "one number, as it is; the class is the one whose number is nearest",
            compared_with: "the number of the true class",
            how: "the squared difference, divided by the largest there can be between two numbers",
        },
        advice: "Numbers say that class 1 lies between 0 and 2: give another order, and see that it is another task.",
        ..LossEntry::PLAIN
    };

    fn read(arguments: &Arguments<'_>) -> Result<Self, SpecError> {
        Ok(Self { order: arguments.whole("order")?, classes: arguments.whole("classes")? })
    }

    fn values(&self) -> Vec<&[f64]> {
        each([&self.order, &self.classes])
    }

    fn probability_map(&self) -> ProbabilityMap {
        ProbabilityMap::Numbered(self.own_numbering())
    }

    fn for_classes(&self, classes: usize) -> Self {
        let own = if self.classes == 0.0 { classes as f64 } else { self.classes };
        Self { classes: own, ..*self }
    }

    fn check(&self, classes: usize) -> Result<(), SpecError> {
        let own = self.classes;
        if own < 2.0 {
            return Self::ENTRY.refuse("classes=K, how many there are, 2 or more", own);
        }
        if own as usize == classes {
            return Ok(());
        }
        Self::ENTRY.refuse(&format!("the {classes} classes of the data"), format!("classes={own}"))
    }

    fn row<F: Real>(&self, sample: &Sample<'_, F>, grad: &mut [F]) -> RowValue<F> {
        index::squared(sample, self.own_numbering(), grad)
    }
}

impl ClassIndex {
    fn own_numbering(&self) -> Numbering {
        Numbering { classes: self.classes as usize, order: self.order as u64 }
    }
}
