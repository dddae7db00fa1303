//! Class-weight schemes: how much a sample of each class counts.

mod numbers;

use std::fmt;

pub use numbers::implied_mean;

use crate::base::spec::{Spec, SpecError, suggest};

/// A scheme, not yet applied to counts, and when it begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    rule: WeightRule,
    after: f64,
}

/// How weights follow from counts.
#[derive(Clone, Debug, Default, PartialEq)]
enum WeightRule {
    /// Every sample counts the same.
    #[default]
    None,
    /// `1 / n_k`.
    Inverse,
    /// `1 / sqrt(n_k)`.
    SqrtInverse,
    /// `n / (K n_k)`, scikit-learn's name for what [`Self::Inverse`] is after rescaling.
    Balanced,
    /// `(1 - beta) / (1 - beta^n_k)`, the inverse of the effective number of samples (Cui et al. 2019).
    Effective {
        /// In `0..1`: 0 weighs nothing, towards 1 it becomes [`Self::Inverse`].
        beta: f64,
    },
    /// One value per class, as given.
    Manual {
        /// Finite, not negative, not all 0.
        values: Vec<f64>,
        /// Whether they are rescaled like the other schemes.
        normalise: Normalise,
    },
}

/// Whether manual weights are rescaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Normalise {
    /// They count as they stand; see [`implied_mean`] for what that does to the step size.
    Never,
    /// So that their mean under the training prior is 1.
    Mean,
}

/// One scheme as help and palette show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The name on the command line.
    pub name: &'static str,
    /// The name with its parameters.
    pub usage: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
}

/// The key that every scheme but `none` takes, its smallest value, where it has to stay below, and what it does.
pub const AFTER: (&str, f64, f64, &str) = (
    "after",
    0.0,
    1.0,
    "Deferred re-weighting: every weight is 1 until this fraction of the run is over; 0 begins at once.",
);

/// What holds for every scheme, as a line below them.
pub const AFTER_USAGE: &str = "weights are rescaled so that their mean over the training images is 1 (manual ones only with \
     normalise=mean); every scheme takes after=0.8 too: weights stay 1 until that fraction of the run is over";

const fn scheme(name: &'static str, usage: &'static str, summary: &'static str) -> Scheme {
    Scheme { name, usage, summary }
}

/// Every scheme, in the order in which the screen steps through them.
pub const ALL: [Scheme; 6] = [
    scheme("none", "none", "Every image counts the same."),
    scheme("inverse", "inverse", "1/n_k: the same as 'balanced' once rescaled; both names are read."),
    scheme("sqrt-inverse", "sqrt-inverse", "1/sqrt(n_k): half way, on a log scale, to equal classes."),
    scheme(
        "balanced",
        "balanced",
        "n/(K n_k): every class counts the same, however rare (as in scikit-learn).",
    ),
    scheme(
        "effective",
        "effective:beta=0.9999",
        "(1 - beta)/(1 - beta^n_k): inverse for rare classes, levelling off near n_k = 1/(1 - beta).",
    ),
    scheme("manual", "manual:1,1,50", "One number per class, as given; normalise=mean rescales them."),
];

impl Weights {
    /// Reads a scheme such as `effective:beta=0.999,after=0.8` or `manual:1,1,50,normalise=mean`.
    ///
    /// # Errors
    /// If there is no such scheme or parameter (the nearest are named), or a value is out of its range.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let (plain, keys): (usize, &[&str]) = match spec.name.as_str() {
            "manual" => (usize::MAX, &["normalise", AFTER.0]),
            "effective" => (0, &["beta", AFTER.0]),
            "none" => (0, &[]),
            _ => (0, &[AFTER.0]),
        };
        let names = ALL.map(|scheme| scheme.name);
        if !names.contains(&spec.name.as_str()) {
            let near = suggest(&spec.name, &names);
            return Err(SpecError(format!("no class weights are called '{}'{near}", spec.name)));
        }
        spec.only(plain, keys)?;
        let rule = match spec.name.as_str() {
            "inverse" => WeightRule::Inverse,
            "sqrt-inverse" => WeightRule::SqrtInverse,
            "balanced" => WeightRule::Balanced,
            "effective" => effective(spec)?,
            "manual" => manual(spec)?,
            _ => WeightRule::None,
        };
        Ok(Self { rule, after: after(spec)? })
    }

    /// The name without parameters.
    pub fn name(&self) -> &'static str {
        match self.rule {
            WeightRule::None => "none",
            WeightRule::Inverse => "inverse",
            WeightRule::SqrtInverse => "sqrt-inverse",
            WeightRule::Balanced => "balanced",
            WeightRule::Effective { .. } => "effective",
            WeightRule::Manual { .. } => "manual",
        }
    }

    /// Whether no weights are to be applied.
    pub fn is_none(&self) -> bool {
        self.rule == WeightRule::None
    }

    /// Whether they are those that a person gave, which are not rescaled.
    pub fn is_manual(&self) -> bool {
        matches!(self.rule, WeightRule::Manual { .. })
    }

    /// The fraction of the run, at least 0 and below 1, until which every weight is 1; 0 where they begin at once.
    pub fn after(&self) -> f64 {
        self.after
    }
}

fn after(spec: &Spec) -> Result<f64, SpecError> {
    let (key, first, end, _) = AFTER;
    let after = spec.value(key, first)?;
    if (first..end).contains(&after) {
        return Ok(after);
    }
    Err(SpecError(format!("{}: {key} must be at least {first} and below {end}, found {after}", spec.name)))
}

fn effective(spec: &Spec) -> Result<WeightRule, SpecError> {
    let beta: f64 = spec.value("beta", 0.9999)?;
    if (0.0..1.0).contains(&beta) {
        return Ok(WeightRule::Effective { beta });
    }
    Err(SpecError(format!("effective: beta must be at least 0 and below 1, found {beta}")))
}

fn manual(spec: &Spec) -> Result<WeightRule, SpecError> {
    let error = |what: String| Err(SpecError(format!("manual: {what}")));
    let mut values = Vec::with_capacity(spec.positional.len());
    for word in &spec.positional {
        match word.parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => values.push(value),
            _ => return error(format!("a weight must be a number that is not negative, found '{word}'")),
        }
    }
    if values.iter().all(|&value| value <= 0.0) {
        return error("give one weight per class, at least one of them above 0".to_owned());
    }
    let normalise = match spec.list("normalise") {
        None => Normalise::Never,
        Some([mean]) if mean == "mean" => Normalise::Mean,
        Some(other) => return error(format!("normalise must be 'mean', found '{}'", other.join(","))),
    };
    Ok(WeightRule::Manual { values, normalise })
}

/// Writes what [`Weights::parse`] reads.
impl fmt::Display for Weights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut spec = Spec { name: self.name().to_owned(), positional: Vec::new(), named: Vec::new() };
        let mut name = |key: &str, value: String| spec.named.push((key.to_owned(), vec![value]));
        match &self.rule {
            WeightRule::Effective { beta } => name("beta", beta.to_string()),
            WeightRule::Manual { normalise: Normalise::Mean, .. } => name("normalise", "mean".to_owned()),
            _ => {}
        }
        if self.after > 0.0 {
            name(AFTER.0, self.after.to_string());
        }
        if let WeightRule::Manual { values, .. } = &self.rule {
            spec.positional = values.iter().map(ToString::to_string).collect();
        }
        spec.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Weights, SpecError> {
        Weights::parse(&Spec::parse(text).unwrap())
    }

    #[test]
    fn every_scheme_is_read_and_written_back() {
        for scheme in ALL {
            let weights = parse(scheme.usage).unwrap();
            assert_eq!((weights.name(), weights.to_string().as_str()), (scheme.name, scheme.usage));
        }
        assert_eq!(parse("effective").unwrap().to_string(), "effective:beta=0.9999");
        let text = "manual:1,0.5,50,normalise=mean";
        assert_eq!(parse(text).unwrap().to_string(), text);
        for text in
            ["inverse:after=0.5", "effective:beta=0.99,after=0.8", "manual:1,2,normalise=mean,after=0.25"]
        {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
        assert_eq!(parse("balanced:after=0").unwrap().to_string(), "balanced");
        assert_eq!([parse("manual:1,2,after=0.8"), parse("inverse")].map(|w| w.unwrap().after()), [0.8, 0.0]);
        assert!(parse("none").unwrap().is_none() && !parse("manual:1,1").unwrap().is_none());
    }

    #[test]
    fn mistakes_are_named() {
        for (text, expected) in [
            ("blanced", "no class weights are called 'blanced'; did you mean 'balanced'?"),
            ("effective:beta=1", "effective: beta must be at least 0 and below 1, found 1"),
            ("effective:b=1", "effective has no parameter 'b'; did you mean 'beta'?"),
            ("inverse:2", "inverse takes no arguments without a name, got 1"),
            ("manual:1,-2", "manual: a weight must be a number that is not negative, found '-2'"),
            ("manual:1,inf", "manual: a weight must be a number that is not negative, found 'inf'"),
            ("manual:0,0", "manual: give one weight per class, at least one of them above 0"),
            ("manual", "manual: give one weight per class, at least one of them above 0"),
            ("none:after=0.5", "none has no parameter 'after'"),
            ("balanced:after=1", "balanced: after must be at least 0 and below 1, found 1"),
            ("balanced:after=x", "balanced: after must be a number, found 'x'"),
            ("manual:1,2,normalise=sum", "manual: normalise must be 'mean', found 'sum'"),
        ] {
            assert_eq!(parse(text).unwrap_err().0, expected);
        }
    }

    #[test]
    fn only_weights_that_a_person_gave_are_manual() {
        let manual = |text: &str| Weights::parse(&Spec::parse(text).unwrap()).unwrap().is_manual();
        assert!(manual("manual:1,5"));
        assert!(["none", "balanced", "effective:beta=0.99"].iter().all(|text| !manual(text)));
    }
}
