//! The number of a class, predicted as if it were a quantity.

use super::super::{Entry, Family, Head, Parameter, Questions};
use super::LABEL;
use crate::loss::Loss;

pub(in crate::loss) static CLASS_INDEX: Entry = Entry {
    name: "class-index",
    aliases: &[],
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
        Parameter::number("classes", 0.0, [0.0, 65_536.0], "how many there are; 0: as many as the data have"),
    ],
    summary: "Squared error of the class's number: regression where there is no quantity.",
    formula: "(z - n_y)^2 / (K - 1), n_y the number of class y among 0 .. K - 1",
    questions: Questions {
        produces: "one number, as it is; the class is the one whose number is nearest",
        compared_with: "the number of the true class",
        how: "the squared difference, divided by the largest there can be between two numbers",
    },
    advice: "Numbers say that class 1 lies between 0 and 2: give another order, and see that it is another task.",
    make: |arguments| Ok(Loss::ClassIndex { order: arguments.whole(0)?, classes: arguments.whole(1)? }),
};
