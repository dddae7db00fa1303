//! Findings in words.

use super::{Finding, Verdict, judge};
use crate::lab::analysis::comparison;
use crate::lab::bench::Bench;
use crate::lab::recipe::{ArmId, Expectation, Recipe};
use crate::lab::record::history::History;
use serde::Serialize;

/// What a recipe asked and what was found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RecipeAnswer {
    /// The recipe's name.
    pub name: String,
    /// What it asks.
    pub question: String,
    /// Whether it ran as it is written: only then its expectations are about this run.
    pub as_written: bool,
    /// One for each expectation.
    pub findings: Vec<Finding>,
    /// The arms side by side; none for fewer than two, and where images have no one class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[serde(rename = "league")]
    pub comparison: Vec<comparison::ComparisonRow>,
}

impl RecipeAnswer {
    /// The question of a recipe, to which nothing was found yet; `None` where it asks nothing.
    pub fn to(recipe: &Recipe) -> Option<Self> {
        let experiment = recipe.experiment.as_ref()?;
        let (name, question) = (experiment.name.clone(), experiment.question.clone());
        Some(Self { name, question, as_written: recipe.is_as_written(), ..Self::default() })
    }

    /// Measures everything anew on the arms of a bench.
    pub fn measure(&mut self, expectations: &[Expectation], arms: &[(ArmId, &History)], bench: &Bench) {
        self.findings = judge(expectations, arms, bench);
        self.comparison = comparison::rows(arms, bench);
    }

    /// `3 of 4 as expected`, with how many were not measured.
    pub fn tally(&self) -> String {
        let count = |verdict| self.findings.iter().filter(|finding| finding.verdict == verdict).count();
        let open = match count(Verdict::Open) {
            0 => String::new(),
            open => format!(", {open} not measured"),
        };
        format!("{} of {} as expected{open}", count(Verdict::Met), self.findings.len())
    }
}

impl Verdict {
    /// What became of it, in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Open => "open",
        }
    }
}

impl Finding {
    /// The range that was expected: `0.3 or more`, `-0.01 to 0.01`.
    pub fn expected(&self) -> String {
        match (self.min, self.max) {
            (Some(min), Some(max)) => format!("{min} to {max}"),
            (Some(min), None) => format!("{min} or more"),
            (None, Some(max)) => format!("{max} or less"),
            (None, None) => "any number".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(verdict: Verdict, min: Option<f64>, max: Option<f64>) -> Finding {
        Finding { say: "It learns".into(), measured: "loss of A".into(), min, max, found: None, verdict }
    }

    #[test]
    fn ranges_and_tallies_are_words() {
        let some = [
            finding(Verdict::Met, Some(0.3), None),
            finding(Verdict::Missed, None, Some(2.0)),
            finding(Verdict::Met, Some(-0.01), Some(0.01)),
        ];
        let ranges = some.each_ref().map(Finding::expected);
        assert_eq!(ranges, ["0.3 or more", "2 or less", "-0.01 to 0.01"]);
        let tally = |findings: &[Finding]| {
            RecipeAnswer { findings: findings.to_vec(), ..RecipeAnswer::default() }.tally()
        };
        assert_eq!(tally(&some), "2 of 3 as expected");
        assert_eq!(tally(&[finding(Verdict::Open, None, None)]), "0 of 1 as expected, 1 not measured");
    }
}
