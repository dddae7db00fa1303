//! A number that recipes can expect something of: its name and its arguments.

mod table;

pub use table::{
    METRICS, MetricRow, OfBelief, OfClass, OfCourse, OfInside, OfLabels, OfNumbers, OfOod, OfScores, Overall,
    Quantity,
};

use crate::base::spec::{Spec, SpecError, suggest};
use crate::metrics::ood::Score;
use std::fmt;

/// What labels can be sent in: the metric `bytes`.
pub(in crate::lab) const CODES: [&str; 3] = ["uniform", "prior", "model"];

/// A metric with its arguments.
#[derive(Clone)]
pub struct Metric {
    row: &'static MetricRow,
    spec: Spec,
}

impl Metric {
    /// Reads a metric such as `recall:class=1`.
    ///
    /// # Errors
    /// If there is none of that name, it does not take an argument (the nearest are named), or lacks one.
    pub fn parse(spec: &Spec) -> Result<Self, SpecError> {
        // Earlier recipes say `outside-` where it is `ood-` now.
        let name = spec.name.replacen("outside-", "ood-", 1);
        let row = METRICS.iter().find(|row| row.name == name).ok_or_else(|| {
            let known: Vec<&str> = METRICS.iter().map(|row| row.name).collect();
            SpecError(format!("unknown metric '{}'{}", spec.name, suggest(&spec.name, &known)))
        })?;
        spec.only(0, row.takes)?;
        let metric = Self { row, spec: Spec { name, ..spec.clone() } };
        row.takes.iter().try_for_each(|name| metric.check(name))?;
        Ok(metric)
    }

    /// Checks an argument, as far as no data are needed.
    fn check(&self, name: &str) -> Result<(), SpecError> {
        let (own, text) = (self.row.name, self.text(name));
        if self.spec.list(name).is_none_or(|values| values.len() != 1) {
            return Err(SpecError(format!("{own} needs one {name}: {own}:{name}=...")));
        }
        let number = || text.parse::<f64>().is_ok_and(f64::is_finite);
        let scores = || Score::ALL.map(Score::name).to_vec();
        let (sound, expected) = match name {
            "at" => (text.parse::<usize>().is_ok(), "a whole number".to_owned()),
            "threshold" => {
                (number() && (0.0..=1.0).contains(&self.number(name).unwrap_or(-1.0)), "a probability".into())
            }
            "weight" => (number() && self.number(name) > Some(0.0), "a number above 0".into()),
            "by" | "loss" => (number(), "a number".into()),
            "code" => (CODES.contains(&text), CODES.join(", ")),
            "score" => (scores().contains(&text), scores().join(", ")),
            _ => (true, String::new()),
        };
        if sound {
            Ok(())
        } else {
            Err(SpecError(format!("{own}: {name} must be {expected}, found '{text}'")))
        }
    }

    /// Checks a class that is named among those of the data.
    ///
    /// # Errors
    /// If there is none of that name or index, with the nearest names.
    pub fn fits(&self, classes: &[String]) -> Result<(), SpecError> {
        let text = self.text("class");
        if !self.row.takes.contains(&"class") || position(text, classes).is_some() {
            return Ok(());
        }
        let names: Vec<&str> = classes.iter().map(String::as_str).collect();
        Err(SpecError(format!("{}: no class '{text}' in the data{}", self.row.name, suggest(text, &names))))
    }

    /// Which number it is.
    pub fn quantity(&self) -> Quantity {
        self.row.quantity
    }

    /// The text of an argument; checked when the metric was read.
    pub(in crate::lab) fn text(&self, name: &str) -> &str {
        self.spec.list(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// An argument that is a number; `None` where it is none.
    pub(in crate::lab) fn number(&self, name: &str) -> Option<f64> {
        self.text(name).parse().ok()
    }

    /// An argument that is a class or label, by its name or index among those of the data.
    pub(in crate::lab) fn class(&self, name: &str, classes: &[String]) -> Option<usize> {
        position(self.text(name), classes)
    }
}

/// The place of a class by its name or index.
fn position(text: &str, names: &[String]) -> Option<usize> {
    let named = names.iter().position(|name| name == text);
    named.or_else(|| text.parse().ok().filter(|class| *class < names.len()))
}

/// Writes what [`Metric::parse`] reads.
impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = self.spec.named.iter().map(|(key, values)| format!("{key}={}", values.join(",")));
        let arguments = named.collect::<Vec<String>>().join(",");
        f.write_str(self.row.name)?;
        if arguments.is_empty() { Ok(()) } else { write!(f, ":{arguments}") }
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
