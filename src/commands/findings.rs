//! What a run without a screen found beside what its recipe expected.

use crate::console::{comparison, table};
use crate::lab::analysis::finding::{Finding, RecipeAnswer};
use crate::lab::recipe::{ArmId, CheckedRecipe};
use crate::lab::{Bench, Event, History};
use std::collections::BTreeMap;

/// Columns of an expectation's words, at most.
const WORDS: usize = 56;

/// What the events of each arm add up to.
#[derive(Default)]
pub(super) struct FindingsTable {
    arms: BTreeMap<ArmId, History>,
}

impl FindingsTable {
    /// Nothing yet; `None` for a recipe that asks nothing.
    pub(super) fn of(recipe: &CheckedRecipe) -> Option<Self> {
        recipe.recipe.experiment.as_ref().map(|_| Self::default())
    }

    /// Takes the next event of an arm.
    pub(super) fn take(&mut self, event: &Event) {
        self.arms.entry(event.arm).or_default().apply(event);
    }

    /// What was found.
    pub(super) fn answer(&self, recipe: &CheckedRecipe, bench: &Bench) -> Option<RecipeAnswer> {
        let arms: Vec<(ArmId, &History)> = self.arms.iter().map(|(id, history)| (*id, history)).collect();
        let mut answer = RecipeAnswer::to(&recipe.recipe)?;
        answer.measure(&recipe.expectations, &arms, bench);
        Some(answer)
    }
}

/// The question, a row for each expectation, how many came true, and the arms side by side.
pub(super) fn lines(answer: &RecipeAnswer) -> Vec<String> {
    let mut lines = vec![String::new(), format!("{}: {}", answer.name, answer.question)];
    if !answer.as_written {
        lines.push("the recipe was changed; these are the expectations of the recipe as written".into());
    }
    let titles = ["on the validation set", "expected", "found", "", "measured"].map(str::to_owned);
    let rows: Vec<Vec<String>> =
        [titles.to_vec()].into_iter().chain(answer.findings.iter().flat_map(rows)).collect();
    lines.extend(table::aligned(&rows, rows[0].len()));
    lines.push(answer.tally());
    lines.extend(comparison::lines(&answer.comparison));
    lines
}

/// An expectation's row, and those that the rest of its words need.
fn rows(finding: &Finding) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> =
        table::wrapped(&finding.say, WORDS).into_iter().map(|line| vec![line]).collect();
    let found = table::number(finding.found);
    let numbers = [finding.expected(), found, finding.verdict.word().into(), finding.measured.clone()];
    rows[0].extend(numbers);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::analysis::finding::Verdict;

    #[test]
    fn long_words_are_wrapped_beside_their_numbers() {
        let say = "Weights bring the recall of the rare class up, far beyond what chance would give";
        let finding = Finding {
            say: say.into(),
            measured: "recall:class=1 of B - A".into(),
            min: Some(0.2),
            max: None,
            found: None,
            verdict: Verdict::Open,
        };
        let answer = RecipeAnswer {
            name: "rare".into(),
            question: "Is it seen?".into(),
            as_written: false,
            findings: vec![finding],
            comparison: Vec::new(),
        };
        let lines = lines(&answer);
        assert_eq!(lines[1], "rare: Is it seen?");
        assert!(lines[2].contains("as written"), "{lines:#?}");
        assert!(lines[4].ends_with("0.2 or more  -      open  recall:class=1 of B - A"), "{lines:#?}");
        assert_eq!(lines[5], "beyond what chance would give", "{lines:#?}");
        assert_eq!(lines[6], "0 of 1 as expected, 1 not measured");
    }
}
