//! What can be expected of a run: a table of numbers by name.

use super::subject::Subject;
use crate::base::spec::{Spec, SpecError, suggest};
use crate::lab::history::{Measure, Source};
use std::fmt;

/// A number that a run can be asked for.
pub struct MetricRow {
    /// What recipes call it.
    pub name: &'static str,
    /// The names of its arguments, in order.
    pub takes: &'static [&'static str],
    /// One sentence, with the unit.
    pub summary: &'static str,
    measure: fn(&Subject<'_>, &Metric) -> Option<f64>,
}

/// A metric with its arguments.
#[derive(Clone)]
pub struct Metric {
    row: &'static MetricRow,
    spec: Spec,
}

/// All metrics.
pub const METRICS: &[MetricRow] = &[
    MetricRow {
        name: "loss",
        takes: &[],
        summary: "The plain loss on the validation part: mean -ln p of the truth, in nats.",
        measure: |subject, _| subject.curve(Measure::Plain, Source::Validation),
    },
    MetricRow {
        name: "accuracy",
        takes: &[],
        summary: "The share of right predictions under the prior of the validation part.",
        measure: |subject, _| subject.curve(Measure::Accuracy, Source::Validation),
    },
    MetricRow {
        name: "balanced-accuracy",
        takes: &[],
        summary: "The mean of the classes' recall.",
        measure: |subject, _| subject.curve(Measure::BalancedAccuracy, Source::Validation),
    },
];

impl Metric {
    /// Reads a metric such as `recall:class=1`.
    ///
    /// # Errors
    /// If there is none of that name, or it does not take an argument; the nearest are named.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        let row = METRICS.iter().find(|row| row.name == spec.name).ok_or_else(|| {
            let known: Vec<&str> = METRICS.iter().map(|row| row.name).collect();
            SpecError(format!("no metric is called '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        spec.only(0, row.takes)?;
        Ok(Self { row, spec: spec.clone() })
    }

    /// Its value; `None` where it is not defined or was not measured.
    pub fn measure(&self, subject: &Subject<'_>) -> Option<f64> {
        (self.row.measure)(subject, self).filter(|value| value.is_finite())
    }
}

/// Writes what [`Metric::parse`] reads.
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row.name)?;
        let named = self.spec.named.iter().map(|(key, values)| format!("{key}={}", values.join(",")));
        let arguments: Vec<String> = named.collect();
        if arguments.is_empty() { Ok(()) } else { write!(f, ":{}", arguments.join(",")) }
    }
}

impl fmt::Debug for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl PartialEq for Metric {
    fn eq(&self, other: &Self) -> bool {
        self.spec == other.spec
    }
}
