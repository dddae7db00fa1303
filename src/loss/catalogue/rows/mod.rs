//! The losses, one file a family or a loss, and the table of them.

mod entropy;
mod imbalance;
mod index;
mod logits;
mod numbers;
mod probit;
mod robust;
mod scores;
mod sigmoids;
mod teacher;

use super::dispatch::losses;
use super::entry::{Arguments, LossEntry, TargetKind, ValueMeasure};
use super::formula::Formula;
use crate::base::spec::SpecError;
use crate::loss::sample::{RowValue, Sample};
use crate::loss::{Link, ProbabilityMap, Real};

// A row each: the name of its type and the file that it stands in.
losses! {
    SoftmaxCe: entropy,
    Focal: entropy,
    LogitAdjusted: imbalance,
    Brier: robust,
    MseLogits: scores,
    SigmoidBce: sigmoids,
    Poly1: entropy,
    Gce: robust,
    SymmetricCe: robust,
    Mae: robust,
    Hinge: scores,
    CrammerSinger: scores,
    L1Normalised: entropy,
    Probit: probit,
    ExpectedCost: imbalance,
    Kl: entropy,
    Ldam: imbalance,
    Logistic: logits,
    LogisticSquare: logits,
    ClassIndex: index,
    Ordinal: imbalance,
    SigmoidFocal: sigmoids,
    Asl: sigmoids,
    Mse: numbers,
    MaeRegression: numbers,
    Huber: numbers,
    Msle: numbers,
    Poisson: numbers,
    SignedDifference: numbers,
    Embedding: teacher,
    Distillation: teacher,
}

/// What the model produces, where several losses share it.
const SOFTMAX: &str = "K logits; the softmax makes them probabilities that sum to 1";
const SIGMOIDS: &str = "K logits, each turned into a probability by its own sigmoid";
const SCORES: &str = "K scores, to which no probability belongs";
const NUMBERS: &str = "D numbers, as they are";

/// What that is compared with, where several losses share it.
const TRUTH: &str = "the true class";
const TRUTH_OR_SHARES: &str = "the true class, or shares of the classes that sum to 1";
const YES_OR_NO: &str = "a yes or no for every class; of a single label, one yes";
const TRUE_NUMBERS: &str = "the true numbers";

const LABEL: &[TargetKind] = &[TargetKind::Label];
const LABEL_OR_SHARES: &[TargetKind] = &[TargetKind::Label, TargetKind::Distribution];
const LABEL_OR_HOTS: &[TargetKind] = &[TargetKind::Label, TargetKind::MultiHot];
const VALUES: &[TargetKind] = &[TargetKind::Values];
