//! What the program says on the main screen when it leaves: about ten lines.

use super::model::{ArmView, ScreenModel};
use super::view::differs;
use crate::console::table::{self, ArmColumns, MeasuredPart, SummaryRow};
use crate::console::{Failure, printable};
use crate::lab::drive::summary::{self, ArmSummary};
use crate::lab::recipe::Recipe;
use std::io::{self, Write};
use std::path::Path;

/// Prints arms, what differed, their numbers, where the run is stored, and the headless command.
///
/// # Errors
/// If standard output cannot be written.
pub(super) fn print(
    model: &ScreenModel,
    summaries: &[ArmSummary],
    path: Option<&Path>,
    recipe: &Recipe,
) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for line in lines(model, summaries, path, recipe) {
        writeln!(out, "{}", printable(&line))?;
    }
    Ok(out.flush()?)
}

fn lines(model: &ScreenModel, summaries: &[ArmSummary], path: Option<&Path>, recipe: &Recipe) -> Vec<String> {
    let imbalance = model.bench.as_ref().map_or("", |bench| &bench.imbalance);
    let mut lines = vec![format!("dl-lab: {} ({imbalance}), seed {}", recipe.data, recipe.seed)];
    if summaries.is_empty() {
        lines.extend(model.arms.first().map(|arm| {
            let history = &arm.history;
            format!("{:.1} of {:.0} epochs were done", history.epochs(), history.total_epochs())
        }));
        lines.extend(unfinished(model));
    } else {
        lines.extend(table::arms(summaries, model.class_names()));
    }
    let answer = model.inquiry.as_ref().map(|inquiry| &inquiry.answer).filter(|_| model.is_over());
    lines.extend(answer.filter(|answer| !answer.findings.is_empty()).map(|answer| {
        let changed = if answer.as_written { "" } else { ", changed" };
        format!("{}{changed}: {}", answer.name, answer.tally())
    }));
    lines.extend(path.map(|path| format!("stored in {} (dl-lab DIR opens it again)", path.display())));
    lines.push(format!("without a screen: {}", summary::command(recipe)));
    lines
}

/// Where the last step was not done, the test set stays untouched and the validation set speaks.
fn unfinished(model: &ScreenModel) -> Vec<String> {
    let Some(first) = model.arms.first() else { return vec!["no arm was trained".into()] };
    let Some(latest) = &first.history.latest else { return vec!["nothing was evaluated".into()] };
    let rarest = model.bench.as_ref().and_then(|bench| bench.rarest());
    let columns = ArmColumns::of(latest);
    let row = |arm: &ArmView| SummaryRow {
        arm: arm.id.to_string(),
        what: if arm.id == first.id { arm.history.setting("loss") } else { differs(arm, first) },
        numbers: arm.history.latest.as_ref().map_or_else(Vec::new, |latest| columns.numbers(latest, rarest)),
        rate: arm.history.images_per_second(),
    };
    let measured = MeasuredPart {
        part: "validation set",
        first: latest,
        rarest: rarest.map(|class| model.class_name(class)),
    };
    table::rows(&model.arms.iter().map(row).collect::<Vec<_>>(), &measured)
}
