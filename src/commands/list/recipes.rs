//! The built-in recipes by the question that they are about, for people and as JSON; what they can expect.

use crate::lab::recipe::Outline;
use crate::lab::recipe::metric::MetricRow;
use serde_json::{Value, json};

/// One recipe as an object.
pub(super) fn row(outline: &Outline) -> Value {
    let Outline { experiment, topic, data, .. } = outline;
    json!({ "name": experiment.name, "summary": experiment.question, "topic": topic.name,
        "question": topic.question, "arms": outline.arms_in_words(), "seconds": experiment.seconds, "data": data })
}

/// One metric as an object.
pub(super) fn metric(row: &MetricRow) -> Value {
    let takes: Vec<String> = row.takes.iter().map(|name| format!("{name}=..")).collect();
    let usage = [row.name, &takes.join(",")].join(if takes.is_empty() { "" } else { ":" });
    json!({ "name": row.name, "usage": usage, "takes": row.takes, "summary": row.summary })
}

/// Every recipe below the question of its topic, with its data and arms.
pub(super) fn paragraphs() -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let outlines = Outline::built_in();
    let longest = outlines.iter().map(|outline| outline.experiment.name.len()).max().unwrap_or(0) + 2;
    let mut topic = "";
    for outline in outlines {
        if outline.topic.name != topic {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.push(outline.topic.question.to_owned());
            topic = outline.topic.name;
        }
        let experiment = &outline.experiment;
        lines.push(format!("  {:longest$}{}", experiment.name, experiment.question));
        let seconds = format!("about {:.0} s", experiment.seconds);
        let facts = [outline.data.clone(), seconds].into_iter().chain(outline.arms_in_words());
        lines.push(format!("  {:longest$}{}", "", facts.collect::<Vec<_>>().join("; ")));
    }
    lines.extend([
        String::new(),
        "dl-lab --recipe NAME opens one, dl-lab run --recipe NAME needs no screen".into(),
    ]);
    lines
}
