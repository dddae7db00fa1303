//! `dl-lab list`: every table of names, for people and as JSON.

mod losses;
mod recipes;

use crate::base::spec::Spec;
use crate::cli::{ListArgs, What};
use crate::console::{Failure, table};
use crate::data::generate::{self, Embedded, EmbeddedChoice};
use crate::data::{AUGMENTS, FORMATS, IMBALANCES, RESIZES, Sampler};
use crate::lab::recipe::Outline;
use crate::lab::recipe::metric::METRICS;
use crate::loss::{catalogue, weights};
use crate::nn::optimizer::OPTIMIZERS;
use crate::nn::schedule::SCHEDULES;
use crate::nn::zoo::{MODELS, Model};
use crate::nn::{Network, Shape, init};
use crate::ui::keymap;
use serde_json::{Value, json};
use std::io::{self, Write};

/// Everything that can be listed, in the order of a newcomer's questions, with its title.
const ALL: [(What, &str); 9] = [
    (What::Data, "data"),
    (What::Models, "models"),
    (What::Losses, "losses"),
    (What::Weights, "weights"),
    (What::Samplers, "samplers"),
    (What::Optimizers, "optimizers and schedules"),
    (What::Recipes, "recipes"),
    (What::Metrics, "metrics of expectations"),
    (What::Keys, "keys"),
];

/// Prints one list, or all of them.
///
/// # Errors
/// If standard output cannot be written.
pub fn list(arguments: &ListArgs) -> Result<(), Failure> {
    let lists: Vec<(What, &str)> =
        ALL.into_iter().filter(|(what, _)| arguments.what.is_none_or(|wanted| wanted == *what)).collect();
    let mut out = io::stdout().lock();
    if arguments.json {
        let rows: Vec<Value> = lists.iter().flat_map(|(what, _)| rows(*what)).collect();
        writeln!(out, "{:#}", Value::Array(rows))?;
        return Ok(());
    }
    for (what, title) in &lists {
        if lists.len() > 1 {
            writeln!(out, "{title}")?;
        }
        let short = || table::aligned(&rows(*what).iter().map(cells).collect::<Vec<_>>(), usize::MAX);
        let lines = match what {
            // Among other lists a loss or a recipe has one line; alone it has its questions, its arms.
            What::Losses if lists.len() == 1 => losses::paragraphs(),
            What::Recipes if lists.len() == 1 => recipes::paragraphs(),
            _ => short(),
        };
        for line in lines.iter().map(String::as_str).chain(note(*what)) {
            writeln!(out, "{}", format!("  {line}").trim_end())?;
        }
    }
    Ok(out.flush()?)
}

/// What holds for every row of a list.
fn note(what: What) -> Option<&'static str> {
    match what {
        What::Models => Some(init::STATEMENT),
        What::Weights => Some(weights::AFTER_USAGE),
        _ => None,
    }
}

/// The columns that people see: usage where there is one, else the name, and the sentence.
fn cells(row: &Value) -> Vec<String> {
    let text = |key: &str| row[key].as_str().map(str::to_owned);
    let first = text("usage").or_else(|| text("name")).unwrap_or_default();
    let count = row["parameters"].as_u64();
    let size =
        count.map(|count| format!(" ({} = {count})", text("on").unwrap_or_default())).unwrap_or_default();
    vec![first, format!("{}{size}", text("summary").unwrap_or_default())]
}

fn rows(what: What) -> Vec<Value> {
    let plain = |name: &str, summary: &str| json!({ "name": name, "summary": summary });
    let used =
        |name: &str, usage: &str, summary: &str| json!({ "name": name, "usage": usage, "summary": summary });
    match what {
        What::Data => data_rows(),
        What::Models => MODELS.iter().map(|row| model_row(row.name, row.example, row.summary)).collect(),
        What::Losses => catalogue::ALL.into_iter().map(losses::row).collect(),
        What::Weights => weights::ALL.iter().map(weight_row).collect(),
        What::Samplers => Sampler::ALL.iter().map(|row| used(row.name, row.usage, row.summary)).collect(),
        What::Optimizers => {
            let rules = OPTIMIZERS.iter().map(|rule| plain(rule.name, rule.summary));
            rules.chain(SCHEDULES.iter().map(|(name, summary)| plain(name, summary))).collect()
        }
        What::Recipes => Outline::built_in().iter().map(recipes::row).collect(),
        What::Metrics => METRICS.iter().map(recipes::metric).collect(),
        What::Keys => {
            keymap::KEYS.iter().map(|row| used(row.name, &keymap::label(row), row.summary)).collect()
        }
    }
}

fn weight_row(row: &weights::Scheme) -> Value {
    let (name, min, below, meaning) = weights::AFTER;
    let after = json!({ "name": name, "default": min, "min": min, "below": below, "summary": meaning });
    let takes = if row.name == "none" { json!([]) } else { json!([after]) };
    json!({ "name": row.name, "usage": row.usage, "summary": row.summary, "takes": takes })
}

fn data_rows() -> Vec<Value> {
    let row = |kind: &str, name: &str, usage: &str, summary: &str| json!({ "name": name, "usage": format!("{kind:10} {usage}"), "kind": kind, "summary": summary });
    let embedded = generate::EMBEDDED.iter().flat_map(|set| {
        let choices = set.choices.iter().map(|choice| choice_row(set, choice));
        std::iter::once(row("embedded", set.name, set.name, set.summary)).chain(choices)
    });
    let formats = FORMATS.iter().map(|format| row("format", format.name, format.name, format.summary));
    let imbalances = IMBALANCES.iter().map(|imbalance| {
        let usage = [imbalance.name, imbalance.parameters].join(if imbalance.parameters.is_empty() {
            ""
        } else {
            ":"
        });
        row("imbalance", imbalance.name, &usage, imbalance.summary)
    });
    let resizes = RESIZES.iter().map(|resize| row("resize", resize.name, resize.name, resize.summary));
    let augments =
        AUGMENTS.iter().map(|augment| row("augment", augment.name, augment.usage, augment.summary));
    embedded.chain(formats).chain(imbalances).chain(resizes).chain(augments).collect()
}

/// What can be chosen for a drawn set, with its default as it is written after the set's name.
fn choice_row(set: &Embedded, choice: &EmbeddedChoice) -> Value {
    let EmbeddedChoice { name, default, range: [min, max], summary } = choice;
    let usage = format!("{:10} {}:{name}={default}", "choice", set.name);
    let summary = format!("{min} to {max}: {summary}");
    json!({
        "name": name, "kind": "choice", "of": set.name, "usage": usage, "summary": summary,
        "default": default, "min": min, "max": max
    })
}

/// Shapes and parameter count on 28x28 grey images of 10 classes.
fn model_row(name: &str, example: &str, summary: &str) -> Value {
    let model = Spec::parse(example).ok().and_then(|spec| Model::parse(&spec).ok());
    let network = model.and_then(|model| model.build([28, 28, 1], 10, 0).ok());
    let layers = network.iter().flat_map(Network::layers);
    let shape =
        |shape: Shape| shape.map(|side| side.to_string()).join("x").trim_start_matches("1x1x").to_owned();
    let shapes: Vec<String> =
        layers.map(|layer| format!("{} {}", layer.name(), shape(layer.output()))).collect();
    let on = format!("28x28 grey, 10 classes: {}", shapes.join(", "));
    let parameters = network.as_ref().map(Network::parameter_count);
    json!({ "name": name, "usage": example, "summary": summary, "on": on, "shapes": shapes, "parameters": parameters })
}
