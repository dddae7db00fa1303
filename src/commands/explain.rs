//! `dl-lab explain`: a loss taken apart on paper-sized numbers, or the cases of another program answered.

mod columns;
mod facts;
mod tables;

use crate::cli::ExplainArgs;
use crate::console::{Failure, printable, table};
use crate::explain::example::{self, Example};
use crate::explain::{Explanation, Goal, Question, Words, case, unheeded};
use crate::lab::SettingError;
use crate::loss::catalogue::Family;
use serde_json::{Value, json};
use std::io::{self, Read, Write};

/// The width that running text is broken at.
const WIDTH: usize = 78;

/// Prints the explanation.
///
/// # Errors
/// For words that are no question, losses that do not fit the numbers, and standard output that cannot be written.
pub fn explain(arguments: &ExplainArgs) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let ExplainArgs { loss, logits, probabilities, example, .. } = arguments;
    if arguments.json && [loss, logits, probabilities, example].iter().all(|words| words.is_none()) {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text)?;
        let answer =
            case::answer(&text).map_err(|error| Failure::Input(format!("explain --json: {error}")))?;
        writeln!(out, "{answer}")?;
        return Ok(out.flush()?);
    }
    let example = arguments.example.as_deref().map(example::find).transpose()?;
    let question = match example {
        Some(example) => example.question()?,
        None => words(arguments)?.read()?,
    };
    let explanation = Explanation::of(question)?;
    if arguments.json {
        heeded(&explanation.question)?;
        writeln!(out, "{:#}", as_json(&explanation))?;
        return Ok(out.flush()?);
    }
    for line in lines(&explanation, arguments, example)? {
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(out.flush()?)
}

fn words(arguments: &ExplainArgs) -> Result<Words<'_>, SettingError> {
    let ExplainArgs { loss, logits, probabilities, target, weights, set, .. } = arguments;
    if logits.is_none() && probabilities.is_none() && target.is_none() {
        let names = example::ALL.each_ref().map(|example| example.name).join(", ");
        let problem = format!("expected a loss with --logits and --target, or --example with one of {names}");
        return Err(SettingError::new("explain", problem));
    }
    Ok(Words {
        loss: loss.as_deref(),
        logits: logits.as_deref(),
        probabilities: probabilities.as_deref(),
        target: target.as_deref(),
        weights: weights.as_deref(),
        set,
    })
}

/// Everything that is printed, in the order in which a student would work it out.
fn lines(
    explanation: &Explanation,
    arguments: &ExplainArgs,
    example: Option<&Example>,
) -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    if let Some(example) = example {
        lines.extend(table::wrapped(example.summary, WIDTH));
        lines.extend([format!("$ {}", example.command()), String::new()]);
    }
    lines.extend(facts::heading(explanation));
    lines.extend(tables::readings(explanation));
    lines.extend(tables::gradients(explanation, arguments.check));
    lines.extend(facts::summary(explanation));
    if arguments.jacobian {
        let softmax = explanation.verdicts.iter().any(|verdict| verdict.loss.family() == Family::Softmax);
        if !softmax {
            let problem = "the Jacobian is that of the softmax, and none of the losses has one";
            return Err(SettingError::new("--jacobian", problem).into());
        }
        lines.extend(tables::jacobian(explanation));
    }
    for remark in example.iter().flat_map(|example| example.remarks) {
        let mut bullet = "- ";
        for part in table::wrapped(remark, WIDTH - 2) {
            lines.push(format!("{bullet}{part}"));
            bullet = "  ";
        }
    }
    Ok(lines)
}

/// Refuses class weights that a loss leaves alone: the table says that it does, an object of numbers cannot.
fn heeded(question: &Question) -> Result<(), SettingError> {
    let weights = question.class_weights.as_deref().unwrap_or_default();
    let problem = question.losses.iter().find_map(|loss| unheeded(loss, weights));
    problem.map_or(Ok(()), |problem| Err(SettingError::new("weights", problem)))
}

/// One object a loss; of several losses an array.
fn as_json(explanation: &Explanation) -> Value {
    let goal = match &explanation.question.goal {
        Goal::Label(label) => json!(label),
        Goal::Row(row) | Goal::Teacher { teacher: row, .. } => json!(row),
    };
    let mut rows: Vec<Value> = explanation
        .verdicts
        .iter()
        .map(|verdict| {
            json!({ "loss": verdict.loss.to_string(), "logits": explanation.question.outputs, "target": goal,
                "value": verdict.value, "weighted": verdict.weighted, "gradient": verdict.gradient,
                "check": verdict.check, "seen": verdict.seen, "wanted": verdict.wanted,
                "softmax": explanation.readings.softmax, "sigmoid": explanation.readings.sigmoid })
        })
        .collect();
    if rows.len() == 1 { rows.remove(0) } else { Value::Array(rows) }
}
