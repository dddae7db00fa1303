//! What the program says on the main screen when it leaves: about ten lines.

use super::app::{App, ArmView};
use crate::console::{Failure, table};
use crate::lab::recipe::Recipe;
use crate::lab::summary::{self, ArmSummary};
use std::io::{self, Write};
use std::path::Path;

/// Prints arms, what differed, their numbers, where the run is stored, and the headless command.
///
/// # Errors
/// If standard output cannot be written.
pub(super) fn print(
    app: &App,
    summaries: &[ArmSummary],
    path: Option<&Path>,
    recipe: &Recipe,
) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for line in lines(app, summaries, path, recipe) {
        writeln!(out, "{line}")?;
    }
    Ok(out.flush()?)
}

fn lines(app: &App, summaries: &[ArmSummary], path: Option<&Path>, recipe: &Recipe) -> Vec<String> {
    let imbalance = app.bench.as_ref().map_or("", |bench| &bench.imbalance);
    let mut lines = vec![format!("dl-lab: {} ({imbalance}), seed {}", recipe.data, recipe.seed)];
    if summaries.is_empty() {
        lines.extend(unfinished(app));
    } else {
        lines.extend(table::arms(summaries, app.class_names()));
    }
    lines.extend(
        path.map(|path| format!("stored in {} (open it again: dl-lab {})", path.display(), path.display())),
    );
    lines.push(format!("without a screen: {}", summary::command(recipe)));
    lines
}

/// Where the last step was not done, the test part stays untouched and the validation part speaks.
fn unfinished(app: &App) -> Vec<String> {
    let mut rows = vec![
        ["arm", "loss", "weights", "sampler", "epochs", "plain loss", "balanced", "macro F1"]
            .map(str::to_owned)
            .to_vec(),
    ];
    rows.extend(app.arms.iter().map(|arm: &ArmView| {
        let history = &arm.history;
        let latest = history.latest.as_ref();
        let mut row: Vec<String> = vec![arm.id.to_string()];
        row.extend(["loss", "weights", "sampler"].map(|field| history.setting(field).to_owned()));
        row.push(format!("{:.1}/{:.0}", history.epochs(), history.total_epochs()));
        row.push(table::number(latest.and_then(|latest| latest.validation.plain)));
        row.push(table::number(latest.and_then(|latest| latest.report.balanced_accuracy)));
        row.push(table::number(latest.and_then(|latest| latest.report.macro_f1)));
        row
    }));
    let mut lines = table::aligned(&rows, 4);
    lines.push("not all steps were done: numbers of the validation part".into());
    lines
}
