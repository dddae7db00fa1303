//! The catalogue of losses, for people and as JSON.

use crate::console::table;
use crate::loss::catalogue::{self, LossEntry, Parameter, TargetKind};
use serde_json::{Value, json};

/// The name with its defaults.
fn usage(entry: &LossEntry) -> String {
    let default = |p: &Parameter| p.default.map(|default| format!("{}={default}", p.name));
    let defaults: Vec<String> = entry.parameters.iter().filter_map(default).collect();
    [entry.name, &defaults.join(",")].join(if defaults.is_empty() { "" } else { ":" })
}

/// One loss as an object.
pub(super) fn row(entry: &LossEntry) -> Value {
    let takes = entry.parameters.iter().map(
        |p| json!({ "name": p.name, "default": p.default, "min": p.min, "max": p.max, "summary": p.meaning }),
    );
    let targets: Vec<&str> = entry.targets.iter().map(|kind| kind.name()).collect();
    let first = |kind: &TargetKind| catalogue::default_for(*kind).name == entry.name;
    let default_for: Vec<&str> =
        TargetKind::ALL.iter().filter(|kind| first(kind)).map(|kind| kind.name()).collect();
    json!({ "name": entry.name, "usage": usage(entry), "summary": entry.summary, "formula": entry.formula,
        "aliases": entry.aliases, "family": entry.family.name(), "targets": targets, "default_for": default_for,
        "produces": entry.questions.produces, "compared_with": entry.questions.compared_with,
        "how": entry.questions.how, "advice": entry.advice, "takes": takes.collect::<Vec<_>>() })
}

/// Every loss with its three questions, a paragraph each.
pub(super) fn paragraphs() -> Vec<String> {
    let defaults =
        TargetKind::ALL.map(|kind| format!("{} {}", kind.name(), catalogue::default_for(kind).name));
    let end =
        ["where no loss is named, the targets decide:".to_owned(), format!("  {}", defaults.join(", "))];
    catalogue::ALL.into_iter().flat_map(paragraph).chain(end).collect()
}

fn paragraph(entry: &LossEntry) -> Vec<String> {
    let kinds: Vec<&str> = entry.targets.iter().map(|kind| kind.name()).collect();
    let aliases =
        if entry.aliases.is_empty() { String::new() } else { format!(" ({})", entry.aliases.join(", ")) };
    let title = format!("{}{aliases}  takes: {}", usage(entry), kinds.join(", "));
    let mut lines = vec![title, format!("  {}", entry.summary)];
    let facts = [
        ("formula", entry.formula.to_owned()),
        ("model", entry.questions.produces.to_owned()),
        ("truth", entry.questions.compared_with.to_owned()),
        ("how", entry.questions.how.to_owned()),
        ("advice", entry.advice.to_owned()),
    ];
    let parameters =
        entry.parameters.iter().map(|p| (p.name, format!("{} .. {}: {}", p.min, p.max, p.meaning)));
    for (name, text) in facts.into_iter().chain(parameters) {
        for (at, part) in table::wrapped(&text, 60).into_iter().enumerate() {
            lines.push(format!("  {:16}{part}", if at == 0 { name } else { "" }).trim_end().to_owned());
        }
    }
    lines.push(String::new());
    lines
}
