//! The losses and their parameters.

use std::fmt;

use super::catalogue::{self, Arguments};
use crate::base::spec::{Spec, SpecError, suggest};

/// A loss with its parameters, ready to be evaluated; see [`catalogue`] for what each is.
#[derive(Clone, Debug, PartialEq)]
pub enum Loss {
    /// Softmax cross-entropy.
    SoftmaxCe {
        /// The share of the target that is spread over all classes, in `0..=1`.
        label_smoothing: f64,
    },
    /// Kullback-Leibler divergence of the softmax probabilities from the target.
    Kl,
    /// Focal loss.
    Focal {
        /// How strongly easy samples are turned down; 0 is cross-entropy.
        gamma: f64,
    },
    /// Poly-1.
    Poly1 {
        /// Added to the first coefficient of the polynomial; 0 is cross-entropy.
        epsilon: f64,
    },
    /// Generalised cross-entropy.
    Gce {
        /// Between cross-entropy (towards 0) and half the absolute error (1).
        q: f64,
    },
    /// Symmetric cross-entropy.
    SymmetricCe {
        /// The factor of cross-entropy.
        alpha: f64,
        /// The factor of its reverse.
        beta: f64,
        /// What stands for `ln 0` in the reverse; not above 0.
        log_zero: f64,
    },
    /// Absolute error of the softmax probabilities.
    Mae,
    /// Squared error of the softmax probabilities.
    Brier,
    /// Softmax cross-entropy on logits that the training prior has moved.
    LogitAdjusted {
        /// How far; 1 is the balanced softmax.
        tau: f64,
    },
    /// Softmax cross-entropy of cosines, the true one lowered by a margin.
    Ldam {
        /// The margin of the rarest class.
        max_margin: f64,
        /// What the cosines are multiplied by.
        scale: f64,
    },
    /// What a guess drawn from the softmax probabilities costs on average.
    ExpectedCost {
        /// `C[truth][class]`, K x K row by row, 0 on the diagonal; empty where every mistake costs 1.
        costs: Vec<f64>,
    },
    /// Cross-entropy of softplus outputs over their sum.
    L1Normalised,
    /// Binary cross-entropy of every output.
    SigmoidBce {
        /// Multiplies the positive terms: empty, one value for all classes or one for each.
        pos_weight: Vec<f64>,
    },
    /// Focal loss of every sigmoid.
    SigmoidFocal {
        /// How strongly easy terms are turned down.
        gamma: f64,
        /// Multiplies the positive terms, `1 - alpha` the negative ones.
        alpha: f64,
    },
    /// Asymmetric loss of every sigmoid.
    Asl {
        /// How strongly easy positives are turned down.
        gamma_pos: f64,
        /// How strongly easy negatives are turned down.
        gamma_neg: f64,
        /// What the probability of a negative is lowered by first.
        clip: f64,
    },
    /// Squared error of the logits.
    MseLogits,
    /// Hinge of Weston and Watkins.
    Hinge {
        /// By how much the true class must lead.
        margin: f64,
    },
    /// Hinge of Crammer and Singer.
    CrammerSinger {
        /// By how much the true class must lead its strongest rival.
        margin: f64,
    },
    /// Cross-entropy of two classes with one logit.
    Logistic,
    /// Squared error of the sigmoid of one logit.
    LogisticSquare,
    /// Squared error of the number of the class.
    ClassIndex {
        /// How classes are numbered: 0 as in the set, otherwise the seed of a permutation; a whole number.
        order: f64,
        /// How many classes there are, a whole number; 0 until the data say so ([`Loss::for_classes`]).
        classes: f64,
    },
    /// Binary cross-entropy of the thresholds between ordered classes.
    Ordinal,
    /// Squared error.
    Mse,
    /// Absolute error.
    MaeRegression,
    /// Squared error near the target, absolute error away from it.
    Huber {
        /// The error at which the one becomes the other, above 0.
        delta: f64,
    },
    /// Squared error of the logarithms.
    Msle,
    /// Negative log-likelihood of a Poisson count.
    Poisson,
    /// Prediction less target: no loss.
    SignedDifference,
    /// Half the squared distance of two vectors.
    Embedding,
    /// Divergence from a teacher's softened probabilities, with cross-entropy of the label.
    Distillation {
        /// What both models' logits are divided by, above 0.
        temperature: f64,
        /// The factor of the teacher's term, in `0..=1`; the label's has the rest.
        alpha: f64,
    },
}

impl std::str::FromStr for Loss {
    type Err = SpecError;

    /// Reads the text of a [`Spec`] as [`Loss::parse`] reads the spec.
    fn from_str(text: &str) -> Result<Self, SpecError> {
        Self::parse(&Spec::parse(text)?)
    }
}

impl Loss {
    /// Reads a loss such as `focal:gamma=2`.
    ///
    /// # Errors
    /// If there is no such loss or parameter (the nearest are named), or a value is out of its range.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let entry = catalogue::find(&spec.name).ok_or_else(|| {
            let known: Vec<&str> = catalogue::ALL.iter().map(|entry| entry.name).collect();
            SpecError(format!("no loss is called '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        let keys: Vec<&str> = entry.parameters.iter().map(|parameter| parameter.name).collect();
        spec.only(0, &keys)?;
        (entry.make)(&Arguments { spec, entry })
    }

    /// The values of its parameters, in the order of the catalogue.
    fn values(&self) -> Vec<&[f64]> {
        match self {
            Self::SoftmaxCe { label_smoothing: one }
            | Self::Focal { gamma: one }
            | Self::Poly1 { epsilon: one }
            | Self::Gce { q: one }
            | Self::LogitAdjusted { tau: one }
            | Self::Hinge { margin: one }
            | Self::CrammerSinger { margin: one }
            | Self::Huber { delta: one } => numbers([one]),
            Self::SymmetricCe { alpha, beta, log_zero } => numbers([alpha, beta, log_zero]),
            Self::ClassIndex { order, classes } => numbers([order, classes]),
            Self::Ldam { max_margin, scale } => numbers([max_margin, scale]),
            Self::SigmoidFocal { gamma, alpha } => numbers([gamma, alpha]),
            Self::Asl { gamma_pos, gamma_neg, clip } => numbers([gamma_pos, gamma_neg, clip]),
            Self::Distillation { temperature, alpha } => numbers([temperature, alpha]),
            Self::SigmoidBce { pos_weight: list } | Self::ExpectedCost { costs: list } => vec![list],
            Self::Kl
            | Self::Mae
            | Self::Brier
            | Self::L1Normalised
            | Self::MseLogits
            | Self::Logistic
            | Self::LogisticSquare
            | Self::Ordinal
            | Self::Mse
            | Self::MaeRegression
            | Self::Msle
            | Self::Poisson
            | Self::SignedDifference
            | Self::Embedding => Vec::new(),
        }
    }
}

fn numbers<const N: usize>(values: [&f64; N]) -> Vec<&[f64]> {
    values.into_iter().map(std::slice::from_ref).collect()
}

/// Writes what [`Loss::parse`] reads. Parameters that are off are left out; the others are written even at their default,
/// because they are part of what is being optimised.
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.entry().parameters.iter().zip(self.values()).filter_map(|(parameter, values)| {
            let words = values.iter().map(ToString::to_string).collect();
            (values != parameter.off()).then(|| (parameter.name.to_owned(), words))
        });
        Spec { name: self.name().to_owned(), positional: Vec::new(), named: named.collect() }.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Loss, SpecError> {
        Loss::parse(&Spec::parse(text).unwrap())
    }

    #[test]
    fn every_loss_is_read_and_written_back() {
        for (text, written) in [
            ("softmax-ce", "softmax-ce"),
            ("softmax-ce:label_smoothing=0.1", "softmax-ce:label_smoothing=0.1"),
            ("focal", "focal:gamma=2"),
            ("focal:gamma=0", "focal:gamma=0"),
            ("balanced-softmax", "logit-adjusted:tau=1"),
            ("logit-adjusted:tau=0.5", "logit-adjusted:tau=0.5"),
            ("sigmoid-bce", "sigmoid-bce"),
            ("symmetric-ce:beta=2", "symmetric-ce:alpha=0.1,beta=2,log_zero=-4"),
            ("expected-cost:costs=0,1,5,0", "expected-cost:costs=0,1,5,0"),
            ("asl:gamma_pos=0", "asl:gamma_pos=0,gamma_neg=4,clip=0.05"),
            ("class-index:order=0", "class-index"),
            ("class-index:classes=5,order=3", "class-index:order=3,classes=5"),
            ("distillation", "distillation:temperature=4,alpha=0.7"),
            ("sigmoid-bce:pos_weight=1,2.5,3", "sigmoid-bce:pos_weight=1,2.5,3"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), written);
        }
        for entry in catalogue::ALL {
            let loss = parse(entry.name).unwrap();
            assert_eq!(loss.name(), entry.name);
            assert_eq!(parse(&loss.to_string()).unwrap(), loss);
        }
    }

    #[test]
    fn mistakes_are_named_with_the_way_out() {
        for (text, expected) in [
            ("focl", "no loss is called 'focl'; nearest: focal"),
            ("focal:gama=2", "focal has no parameter 'gama'; nearest: gamma"),
            ("focal:gamma=-1", "focal: gamma must be between 0 and 20, found -1"),
            ("focal:gamma=NaN", "focal: gamma must be between 0 and 20, found NaN"),
            ("focal:gamma=1,2", "focal: gamma takes one value, found 2"),
            ("brier:2", "brier takes 0 plain value(s), found 1"),
            ("class-index:order=1.5", "class-index: order must be a whole number, found 1.5"),
            ("huber:delta=0", "huber: delta must be between 0.000001 and 1000000000, found 0"),
            ("sigmoid-bce:pos_weight=1,x", "sigmoid-bce: pos_weight must be numbers, found 'x'"),
        ] {
            assert_eq!(parse(text).unwrap_err().0, expected);
        }
    }
}
