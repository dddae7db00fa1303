//! The losses and their parameters.

use std::fmt;

use super::ProbabilityMap;
use super::catalogue::{self, Arguments, Entry, Family, TargetKind, rows};
use crate::base::spec::{Spec, SpecError, suggest};

/// A loss with its parameters, ready to be evaluated; see [`catalogue`] for what each is.
#[derive(Clone, Debug, PartialEq)]
pub enum Loss {
    /// Softmax cross-entropy.
    SoftmaxCe {
        /// The share of the target that is spread over all classes, in `0..=1`.
        label_smoothing: f64,
    },
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
    /// Absolute error of the softmax probabilities.
    Mae,
    /// Squared error of the softmax probabilities.
    Brier,
    /// Softmax cross-entropy on logits that the training prior has moved.
    LogitAdjusted {
        /// How far; 1 is the balanced softmax.
        tau: f64,
    },
    /// Binary cross-entropy of every output.
    SigmoidBce {
        /// Multiplies the positive terms: empty, one value for all classes or one for each.
        pos_weight: Vec<f64>,
    },
    /// Squared error of the logits.
    MseLogits,
    /// Hinge of Weston and Watkins.
    Hinge {
        /// By how much the true class must lead.
        margin: f64,
    },
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

    /// Whether the value of a sample with a label is its plain loss `-ln p_y` already.
    pub fn is_plain(&self) -> bool {
        matches!(self, Self::SoftmaxCe { label_smoothing } if *label_smoothing <= 0.0)
    }

    /// Its row of the catalogue.
    pub fn entry(&self) -> &'static Entry {
        match self {
            Self::SoftmaxCe { .. } => &rows::SOFTMAX_CE,
            Self::Focal { .. } => &rows::FOCAL,
            Self::Poly1 { .. } => &rows::POLY1,
            Self::Gce { .. } => &rows::GCE,
            Self::Mae => &rows::MAE,
            Self::Brier => &rows::BRIER,
            Self::LogitAdjusted { .. } => &rows::LOGIT_ADJUSTED,
            Self::SigmoidBce { .. } => &rows::SIGMOID_BCE,
            Self::MseLogits => &rows::MSE_LOGITS,
            Self::Hinge { .. } => &rows::HINGE,
        }
    }

    /// The name without parameters.
    pub fn name(&self) -> &'static str {
        self.entry().name
    }

    /// What the logits mean to it.
    pub fn family(&self) -> Family {
        self.entry().family
    }

    /// How its logits become probabilities.
    pub fn probability_map(&self) -> ProbabilityMap {
        self.family().probability_map()
    }

    /// Whether it needs the training counts, as [`Context::log_prior`](super::Context::log_prior).
    pub fn needs_counts(&self) -> bool {
        matches!(self, Self::LogitAdjusted { .. })
    }

    /// Whether targets may be rows: distributions, or several classes at once.
    pub fn accepts_rows(&self) -> bool {
        self.entry().targets == TargetKind::LabelsOrRows
    }

    /// Whether its parameters fit a problem with this many classes.
    ///
    /// # Errors
    /// If `pos_weight` has neither none, one nor `classes` values.
    pub fn check(&self, classes: usize) -> Result<(), SpecError> {
        match self {
            Self::SigmoidBce { pos_weight } if pos_weight.len() > 1 && pos_weight.len() != classes => {
                Err(SpecError(format!(
                    "sigmoid-bce: pos_weight takes one value or {classes} (one per class), found {}",
                    pos_weight.len()
                )))
            }
            _ => Ok(()),
        }
    }

    /// The values of its parameters, in the order of the catalogue.
    fn values(&self) -> Vec<&[f64]> {
        let one = std::slice::from_ref;
        match self {
            Self::SoftmaxCe { label_smoothing } => vec![one(label_smoothing)],
            Self::Focal { gamma } => vec![one(gamma)],
            Self::Poly1 { epsilon } => vec![one(epsilon)],
            Self::Gce { q } => vec![one(q)],
            Self::LogitAdjusted { tau } => vec![one(tau)],
            Self::SigmoidBce { pos_weight } => vec![pos_weight],
            Self::Hinge { margin } => vec![one(margin)],
            Self::Mae | Self::Brier | Self::MseLogits => vec![],
        }
    }
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
            ("sigmoid-bce:pos_weight=1,x", "sigmoid-bce: pos_weight must be numbers, found 'x'"),
        ] {
            assert_eq!(parse(text).unwrap_err().0, expected);
        }
        let loss = parse("sigmoid-bce:pos_weight=1,2").unwrap();
        assert!(loss.check(2).is_ok() && loss.check(3).unwrap_err().0.ends_with("found 2"));
        assert!(parse("sigmoid-bce:pos_weight=4").unwrap().check(3).is_ok());
    }
}
