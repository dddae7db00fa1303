//! The rows of the catalogue, one file a family.

mod entropy;
mod imbalance;
mod index;
mod logits;
mod numbers;
mod robust;
mod scores;
mod sigmoids;
mod taught;

pub(in crate::loss) use entropy::{FOCAL, KL, L1_NORMALISED, POLY1, SOFTMAX_CE};
pub(in crate::loss) use imbalance::{EXPECTED_COST, LDAM, LOGIT_ADJUSTED, ORDINAL};
pub(in crate::loss) use index::CLASS_INDEX;
pub(in crate::loss) use logits::{LOGISTIC, LOGISTIC_SQUARE};
pub(in crate::loss) use numbers::{HUBER, MAE_REGRESSION, MSE, MSLE, POISSON, SIGNED_DIFFERENCE};
pub(in crate::loss) use robust::{BRIER, GCE, MAE, SYMMETRIC_CE};
pub(in crate::loss) use scores::{CRAMMER_SINGER, HINGE, MSE_LOGITS};
pub(in crate::loss) use sigmoids::{ASL, SIGMOID_BCE, SIGMOID_FOCAL};
pub(in crate::loss) use taught::{DISTILLATION, EMBEDDING};

use super::TargetKind;

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
