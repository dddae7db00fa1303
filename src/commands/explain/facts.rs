//! What stands above the tables, and the numbers below them.

use super::WIDTH;
use super::columns::{TextColumn, laid_out, number};
use crate::console::table;
use crate::explain::{Explanation, Goal, LossVerdict};
use crate::loss::TargetKind;
use crate::metrics::information::Unit;

/// The losses with their formulas; of a single one, its three questions.
pub(super) fn heading(explanation: &Explanation) -> Vec<String> {
    let title =
        |verdict: &LossVerdict| vec![verdict.loss.to_string(), verdict.loss.entry().formula.to_owned()];
    let titles: Vec<Vec<String>> = explanation.verdicts.iter().map(title).collect();
    let mut lines = table::aligned(&titles, 2);
    if lines.iter().any(|line| line.len() > WIDTH) {
        // The formula below the name.
        let below = |title: &Vec<String>| {
            let parts = table::wrapped(&title[1], WIDTH - 2).into_iter().map(|part| format!("  {part}"));
            [title[0].clone()].into_iter().chain(parts).collect::<Vec<_>>()
        };
        lines = titles.iter().flat_map(below).collect();
    }
    if let [verdict] = explanation.verdicts.as_slice() {
        let questions = verdict.loss.entry().questions;
        let three =
            [("model", questions.produces), ("truth", questions.compared_with), ("how", questions.how)];
        for (name, text) in three {
            for (at, part) in table::wrapped(text, WIDTH - 9).into_iter().enumerate() {
                lines.push(format!("  {:7}{part}", if at == 0 { name } else { "" }));
            }
        }
    }
    lines.push(String::new());
    lines
}

/// A quantity, its numbers under each loss, and what it is.
struct Fact {
    name: String,
    values: Vec<Option<f64>>,
    unit: FactUnit,
    meaning: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum FactUnit {
    Nats,
    Plain,
}

/// Loss, surprise, entropies and divergences.
pub(super) fn summary(explanation: &Explanation) -> Vec<String> {
    let facts = facts(explanation);
    let column = |title: &str, of: &dyn Fn(&Fact) -> String| TextColumn::texts(title, facts.iter().map(of));
    let text = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), number);
    let mut columns = vec![column("", &|fact| fact.name.clone())];
    let verdicts = &explanation.verdicts;
    match verdicts.as_slice() {
        [_] => {
            let bits = |fact: &Fact| {
                let nats = fact.values[0].filter(|_| fact.unit == FactUnit::Nats);
                text(nats.map(|nats| Unit::Bits.of_nats(nats)))
            };
            columns.push(column("value", &|fact| text(fact.values[0])));
            if facts.iter().any(|fact| fact.unit == FactUnit::Nats) {
                columns.push(column("bits", &bits));
            }
        }
        _ => columns.extend(
            verdicts
                .iter()
                .enumerate()
                .map(|(at, verdict)| column(verdict.loss.name(), &|fact: &Fact| text(fact.values[at]))),
        ),
    }
    let nats = facts.iter().any(|fact| fact.unit == FactUnit::Nats);
    let caption = match (nats, explanation.verdicts.len()) {
        (true, 1) => "what it costs, in nats",
        (true, _) => "what it costs, in nats; a loss without bits has a unit of its own",
        (false, _) => "what it costs",
    };
    let mut lines = laid_out(caption, &columns);
    // The last column ends at the same place in every line; what a number is stands behind it where there is room.
    let meant: Vec<String> =
        lines.iter().skip(2).zip(&facts).map(|(line, fact)| format!("{line}   {}", fact.meaning)).collect();
    if meant.iter().all(|line| line.len() <= WIDTH + 2) {
        lines.splice(2.., meant.iter().map(|line| line.trim_end().to_owned()));
    }
    lines.push(String::new());
    lines
}

fn facts(explanation: &Explanation) -> Vec<Fact> {
    let verdicts = &explanation.verdicts;
    let fact = |name: &str, unit, meaning, of: &dyn Fn(&LossVerdict) -> Option<f64>| Fact {
        name: name.to_owned(),
        values: verdicts.iter().map(of).collect(),
        unit,
        meaning,
    };
    let surprise = verdicts.iter().all(|verdict| verdict.loss.is_surprisal());
    let unit = if surprise { FactUnit::Nats } else { FactUnit::Plain };
    let plain = if surprise || verdicts.len() > 1 { "" } else { "in a unit of its own" };
    let mut facts = vec![fact("loss", unit, plain, &|verdict| Some(verdict.value))];
    if verdicts.len() > 1 {
        let bits =
            |verdict: &LossVerdict| verdict.loss.is_surprisal().then(|| Unit::Bits.of_nats(verdict.value));
        facts.push(fact("loss in bits", FactUnit::Plain, "", &bits));
    }
    if explanation.question.class_weights.is_some() {
        facts.push(fact("after class weights", unit, weighing(explanation), &|verdict| {
            Some(verdict.weighted)
        }));
    }
    let infinite = |verdict: &LossVerdict| verdict.information.as_ref().is_some_and(|i| i.backward.is_none());
    let backward = if verdicts.iter().any(infinite) { "infinite: some q is 0" } else { "sum p ln(p / q)" };
    let of = |get: fn(&crate::explain::Information) -> Option<f64>| {
        move |verdict: &LossVerdict| verdict.information.as_ref().and_then(get)
    };
    facts.extend([
        fact("surprisal of the truth", FactUnit::Nats, "-ln p of the true class", &of(|i| i.surprisal)),
        fact("entropy of the truth", FactUnit::Nats, "-sum q ln q", &of(|i| Some(i.entropy_of_truth))),
        fact("entropy of the model", FactUnit::Nats, "-sum p ln p", &of(|i| Some(i.entropy_of_model))),
        fact("KL(truth || model)", FactUnit::Nats, "sum q ln(q / p)", &of(|i| Some(i.forward))),
        fact(
            "KL(model || truth)",
            FactUnit::Nats,
            backward,
            &of(|i| Some(i.backward.unwrap_or(f64::INFINITY))),
        ),
        fact("sum of the surprises", FactUnit::Nats, "one yes or no per output", &|verdict| {
            verdict.answers.as_ref().map(|answers| answers.iter().sum())
        }),
        fact("mean of the surprises", FactUnit::Nats, "", &|verdict| {
            verdict.answers.as_ref().map(|answers| answers.iter().sum::<f64>() / answers.len() as f64)
        }),
    ]);
    facts.retain(|fact| fact.values.iter().any(Option::is_some));
    facts
}

fn weighing(explanation: &Explanation) -> &'static str {
    let numbers = explanation.verdicts.iter().any(|verdict| verdict.loss.takes(TargetKind::Values));
    match &explanation.question.goal {
        _ if numbers => "unchanged: numbers have no class",
        Goal::Label(_) | Goal::Teacher { .. } => "times the weight of the true class",
        Goal::Row(_) => "each class's term times its weight",
    }
}
