//! Functions that make outputs positive, so that they can be divided by their sum.

use super::real::{Function, FunctionPair, Real};
use super::stable::{log_sigmoid, log_softplus};
use std::fmt;

/// A growing function g with positive values: the probabilities are `g(z_k) / sum_j g(z_j)`.
pub struct Positive {
    /// In a word, such as `softplus`.
    pub name: &'static str,
    /// With its argument, for the head of a narrow column.
    pub symbol: &'static str,
    /// The shares in the sum, for the head of a narrow column.
    pub shares: &'static str,
    /// What it is, in one sentence.
    pub meaning: &'static str,
    /// `ln g(z)`, which neither overflows nor becomes the logarithm of 0.
    pub log: Function,
    /// `ln g(z)` with its derivative `d ln g / dz`, which needs it.
    pub log_and_rate: FunctionPair,
    /// The output at which g has this value; `None` where it never has.
    pub inverse: fn(f64) -> Option<f64>,
}

impl fmt::Debug for Positive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// There is one of each name.
impl PartialEq for Positive {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Positive {}

impl Positive {
    /// `ln g(z)`.
    pub fn log<F: Real>(&self, z: F) -> F {
        F::call(self.log, z)
    }

    /// `g(z)`.
    pub fn value<F: Real>(&self, z: F) -> F {
        self.log(z).exp()
    }

    /// `ln g(z)` and `d ln g / dz`.
    pub fn log_and_rate<F: Real>(&self, z: F) -> (F, F) {
        F::call_pair(self.log_and_rate, z)
    }

    /// The output that has this share of the sum of two, if the other one is 0.
    pub fn against_zero(&self, share: f64) -> Option<f64> {
        (self.inverse)(self.value(0.0) * share / (1.0 - share))
    }
}

/// `ln(1 + exp z)`.
pub static SOFTPLUS: Positive = Positive {
    name: "softplus",
    symbol: "sp(z)",
    shares: "sp/sum",
    meaning: "ln(1 + exp z), above 0 everywhere",
    log: Function { single: log_softplus, double: log_softplus },
    log_and_rate: FunctionPair { single: log_and_rate, double: log_and_rate },
    inverse: softplus_inverse,
};

fn log_and_rate<F: Real>(z: F) -> (F, F) {
    let log = log_softplus(z);
    (log, (log_sigmoid(z) - log).exp())
}

/// `ln(e^y - 1)`, which neither overflows nor cancels.
pub(super) fn softplus_inverse(y: f64) -> Option<f64> {
    (y > 0.0).then(|| y + (-(-y).exp_m1()).ln())
}
