//! How a loss is read and written.

use super::Loss;
use super::catalogue::{self, Arguments};
use crate::base::spec::{Spec, SpecError, suggest};
use std::fmt;

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
            SpecError(format!("unknown loss '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        let keys: Vec<&str> = entry.parameters.iter().map(|parameter| parameter.name).collect();
        spec.only(0, &keys)?;
        Self::read(&Arguments { spec, entry })
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
            assert_eq!(loss.values().len(), entry.parameters.len(), "{loss}");
            assert_eq!(parse(&loss.to_string()).unwrap(), loss);
        }
    }

    #[test]
    fn every_parameter_is_written_under_the_name_that_it_is_read_by() {
        for entry in catalogue::ALL {
            for (at, parameter) in entry.parameters.iter().enumerate() {
                // A value of its own for each, and none of the defaults.
                let value = (parameter.min.max(1.0) + at as f64).min(parameter.max);
                let text = format!("{}:{}={value}", entry.name, parameter.name);
                let written = parse(&text).unwrap().to_string();
                let own = format!("{}={value}", parameter.name);
                let off = parameter.off().contains(&value);
                assert!(
                    off || written.split([':', ',']).any(|word| word == own),
                    "{text} is written {written}"
                );
            }
        }
    }

    #[test]
    fn mistakes_are_named_with_the_way_out() {
        for (text, expected) in [
            ("focl", "unknown loss 'focl'; did you mean 'focal'?"),
            ("focal:gama=2", "focal has no parameter 'gama'; did you mean 'gamma'?"),
            ("focal:gamma=-1", "focal: gamma must be between 0 and 20, found -1"),
            ("focal:gamma=NaN", "focal: gamma must be between 0 and 20, found NaN"),
            ("focal:gamma=1,2", "focal: gamma takes one value, found 2"),
            ("brier:2", "brier takes no arguments without a name, got 1"),
            ("class-index:order=1.5", "class-index: order must be a whole number, found 1.5"),
            ("huber:delta=0", "huber: delta must be between 0.000001 and 1000000000, found 0"),
            ("sigmoid-bce:pos_weight=1,x", "sigmoid-bce: pos_weight must be numbers, found 'x'"),
        ] {
            assert_eq!(parse(text).unwrap_err().0, expected);
        }
    }
}
