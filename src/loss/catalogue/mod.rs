//! The table of losses: what the command line, the palette, the help and `list` know about them.

pub(super) mod rows;

use super::{Loss, ProbabilityMap};
use crate::base::spec::{Spec, SpecError};

/// Every loss, in the order in which the screen steps through them.
pub static ALL: [&Entry; 10] = [
    &rows::SOFTMAX_CE,
    &rows::FOCAL,
    &rows::LOGIT_ADJUSTED,
    &rows::BRIER,
    &rows::MSE_LOGITS,
    &rows::SIGMOID_BCE,
    &rows::POLY1,
    &rows::GCE,
    &rows::MAE,
    &rows::HINGE,
];

/// The row with this name or alias.
pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.into_iter().find(|entry| entry.name == name || entry.aliases.contains(&name))
}

/// One loss.
#[derive(Debug)]
pub struct Entry {
    /// The name on the command line.
    pub name: &'static str,
    /// Other names of the same loss at its defaults.
    pub aliases: &'static [&'static str],
    /// What its logits mean.
    pub family: Family,
    /// Which targets it takes.
    pub targets: TargetKind,
    /// In the order in which they are written.
    pub parameters: &'static [Parameter],
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// The loss of one sample with label y.
    pub formula: &'static str,
    pub(super) make: fn(&Arguments<'_>) -> Result<Loss, SpecError>,
}

/// What the logits of a loss mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One choice among the classes: the probabilities sum to 1.
    Softmax,
    /// One yes or no for each class: all may say no.
    Sigmoid,
    /// Scores to be compared; no probability belongs to them.
    Scores,
}

impl Family {
    /// How such logits become probabilities.
    pub fn probability_map(self) -> ProbabilityMap {
        match self {
            Self::Softmax => ProbabilityMap::Softmax,
            Self::Sigmoid => ProbabilityMap::NormalisedSigmoid,
            Self::Scores => ProbabilityMap::None,
        }
    }
}

/// Which targets a loss takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// Labels only.
    Labels,
    /// Labels, or one number for each class.
    LabelsOrRows,
}

/// A parameter of a loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// The key on the command line.
    pub name: &'static str,
    /// `None` for a list, which is empty where it is not given.
    pub default: Option<f64>,
    /// The smallest value allowed.
    pub min: f64,
    /// The largest value allowed.
    pub max: f64,
    /// What it does.
    pub meaning: &'static str,
}

impl Parameter {
    /// The values at which it does nothing and need not be written: an empty list, or a default of 0.
    pub(super) fn off(&self) -> &'static [f64] {
        match self.default {
            Some(0.0) => &[0.0],
            _ => &[],
        }
    }

    fn check(&self, loss: &str, value: f64) -> Result<f64, SpecError> {
        let Self { name, min, max, .. } = self;
        if (*min..=*max).contains(&value) {
            return Ok(value);
        }
        Err(SpecError(format!("{loss}: {name} must be between {min} and {max}, found {value}")))
    }
}

/// What was written after the name of a loss, with the row that says how to read it.
pub(super) struct Arguments<'a> {
    pub(super) spec: &'a Spec,
    pub(super) entry: &'static Entry,
}

impl Arguments<'_> {
    /// The value of a parameter that is a number, by its place in the row.
    fn number(&self, index: usize) -> Result<f64, SpecError> {
        let parameter = &self.entry.parameters[index];
        let value = self.spec.value(parameter.name, parameter.default.unwrap_or_default())?;
        parameter.check(self.entry.name, value)
    }

    /// The values of a parameter that is a list, by its place in the row.
    fn list(&self, index: usize) -> Result<Vec<f64>, SpecError> {
        let parameter = &self.entry.parameters[index];
        let (loss, name) = (self.entry.name, parameter.name);
        let words = self.spec.list(name).unwrap_or_default().iter();
        words
            .map(|word| {
                let value = word
                    .parse()
                    .map_err(|_| SpecError(format!("{loss}: {name} must be numbers, found '{word}'")))?;
                parameter.check(loss, value)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_every_row_says_what_it_is() {
        let mut names: Vec<&str> =
            ALL.iter().flat_map(|entry| entry.aliases.iter().chain([&entry.name])).copied().collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for entry in ALL {
            assert!(entry.summary.ends_with('.') && !entry.formula.is_empty(), "{}", entry.name);
            for parameter in entry.parameters {
                let inside = parameter.default.is_none_or(|value| parameter.check("", value).is_ok());
                assert!(inside, "{}: {}", entry.name, parameter.name);
            }
        }
    }

    #[test]
    fn an_alias_finds_its_loss() {
        assert_eq!(find("balanced-softmax").unwrap().name, "logit-adjusted");
        assert!(find("balanced").is_none());
    }
}
