//! What follows from a loss for the network and for what is shown.

use super::catalogue::{Entry, Family, Head, TargetKind, rows};
use super::{Link, Loss, Numbering, ProbabilityMap, Real, prior};

impl Loss {
    /// Its row of the catalogue.
    pub fn entry(&self) -> &'static Entry {
        match self {
            Self::SoftmaxCe { .. } => &rows::SOFTMAX_CE,
            Self::Kl => &rows::KL,
            Self::Focal { .. } => &rows::FOCAL,
            Self::Poly1 { .. } => &rows::POLY1,
            Self::Gce { .. } => &rows::GCE,
            Self::SymmetricCe { .. } => &rows::SYMMETRIC_CE,
            Self::Mae => &rows::MAE,
            Self::Brier => &rows::BRIER,
            Self::LogitAdjusted { .. } => &rows::LOGIT_ADJUSTED,
            Self::Ldam { .. } => &rows::LDAM,
            Self::ExpectedCost { .. } => &rows::EXPECTED_COST,
            Self::L1Normalised => &rows::L1_NORMALISED,
            Self::SigmoidBce { .. } => &rows::SIGMOID_BCE,
            Self::SigmoidFocal { .. } => &rows::SIGMOID_FOCAL,
            Self::Asl { .. } => &rows::ASL,
            Self::MseLogits => &rows::MSE_LOGITS,
            Self::Hinge { .. } => &rows::HINGE,
            Self::CrammerSinger { .. } => &rows::CRAMMER_SINGER,
            Self::Logistic => &rows::LOGISTIC,
            Self::LogisticSquare => &rows::LOGISTIC_SQUARE,
            Self::ClassIndex { .. } => &rows::CLASS_INDEX,
            Self::Ordinal => &rows::ORDINAL,
            Self::Mse => &rows::MSE,
            Self::MaeRegression => &rows::MAE_REGRESSION,
            Self::Huber { .. } => &rows::HUBER,
            Self::Msle => &rows::MSLE,
            Self::Poisson => &rows::POISSON,
            Self::SignedDifference => &rows::SIGNED_DIFFERENCE,
            Self::Embedding => &rows::EMBEDDING,
            Self::Distillation { .. } => &rows::DISTILLATION,
        }
    }

    /// The loss on data of so many classes, where it must know their number.
    #[must_use]
    pub fn for_classes(&self, classes: usize) -> Self {
        match self {
            Self::ClassIndex { order, classes: 0.0 } => {
                Self::ClassIndex { order: *order, classes: classes as f64 }
            }
            other => other.clone(),
        }
    }

    /// How it numbers the classes, if their numbers are what it compares with.
    pub fn numbering(&self) -> Option<Numbering> {
        match self {
            Self::ClassIndex { order, classes } => {
                Some(Numbering { classes: *classes as usize, order: *order as u64 })
            }
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

    /// How many outputs the network has for so many classes, labels or numbers.
    pub fn outputs(&self, classes: usize) -> usize {
        self.entry().head.outputs(classes)
    }

    /// Whether the last layer must emit cosines: features and each class's weights divided by their length.
    pub fn needs_normalised_head(&self) -> bool {
        self.entry().head == Head::Cosines
    }

    /// How an output becomes the predicted number. [`Loss::row`] takes msle's predictions, all other losses' outputs.
    pub fn link(&self) -> Link {
        match self {
            Self::Msle => Link::Softplus,
            Self::Poisson => Link::Exp,
            _ => Link::Identity,
        }
    }

    /// How its outputs become probabilities of classes that exclude each other.
    pub fn probability_map(&self) -> ProbabilityMap {
        match self {
            Self::Ldam { scale, .. } => ProbabilityMap::ScaledSoftmax(*scale),
            _ => match self.numbering() {
                Some(numbering) => ProbabilityMap::Numbered(numbering),
                None => self.family().probability_map(),
            },
        }
    }

    /// How its outputs become probabilities under such targets: sigmoids stand for themselves where any of the labels may
    /// be on.
    pub fn probability_map_for(&self, kind: TargetKind) -> ProbabilityMap {
        match (self.family(), kind) {
            (Family::Sigmoid, TargetKind::MultiHot) => ProbabilityMap::Independent,
            _ => self.probability_map(),
        }
    }

    /// Whether the value of a sample with a label is its plain loss `-ln p_y` already.
    pub fn is_plain(&self) -> bool {
        match self {
            Self::SoftmaxCe { label_smoothing } => *label_smoothing <= 0.0,
            Self::Kl | Self::Logistic => true,
            _ => false,
        }
    }

    /// Whether its value is a surprise, in nats, so that it means something in bits too.
    pub fn is_surprise(&self) -> bool {
        match self {
            Self::SoftmaxCe { .. }
            | Self::Kl
            | Self::LogitAdjusted { .. }
            | Self::Ldam { .. }
            | Self::L1Normalised
            | Self::Logistic
            | Self::Ordinal => true,
            Self::SigmoidBce { pos_weight } => pos_weight.is_empty(),
            _ => false,
        }
    }

    /// Whether it needs the training counts, as [`Context::log_prior`](super::Context::log_prior) or as
    /// [`Context::margins`](super::Context::margins).
    pub fn needs_counts(&self) -> bool {
        matches!(self, Self::LogitAdjusted { .. } | Self::Ldam { .. })
    }

    /// [`Context::margins`](super::Context::margins) for these training counts; empty for a loss without margins.
    pub fn margins<F: Real>(&self, counts: &[usize]) -> Vec<F> {
        match self {
            Self::Ldam { max_margin, .. } => prior::margins(counts, *max_margin),
            _ => Vec::new(),
        }
    }
}
