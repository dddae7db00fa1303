//! What the program says on the main screen when it leaves: about ten lines.

use super::model::{ArmView, ScreenModel};
use super::view::differs;
use crate::console::table::{self, ArmColumns, MeasuredPart, SummaryRow, wrapped};
use crate::console::{Failure, printable};
use crate::lab::analysis::verdict::News;
use crate::lab::drive::summary::{self, ArmSummary};
use crate::lab::recipe::Recipe;
use std::io::{self, Write};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

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
    if model.verdict.judgement.news != News::Pending {
        lines.push(format!("{} (validation set)", model.verdict.judgement.text));
    }
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
    let mut lines: Vec<String> = lines.iter().flat_map(|line| fitted(line)).collect();
    lines.extend(path.map(|path| format!("stored in {} (dl-lab DIR opens it again)", path.display())));
    lines.push(format!("without a screen: {}", summary::command(recipe)));
    lines
}

/// Columns of the narrowest usual terminal.
const COLUMNS: usize = 80;

/// Prose in lines that every usual terminal shows whole; a table's row stays as it is, and so does what is to be copied.
fn fitted(line: &str) -> Vec<String> {
    let is_row = line.contains("  ");
    if is_row || line.width() <= COLUMNS { vec![line.to_owned()] } else { wrapped(line, COLUMNS) }
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
        found: arm.history.latest.as_ref().zip(rarest).and_then(|(latest, class)| latest.found_of(class)),
    };
    let measured = MeasuredPart {
        part: "validation set",
        first: latest,
        rarest: rarest.map(|class| model.class_name(class)),
    };
    table::rows(&model.arms.iter().map(row).collect::<Vec<_>>(), &measured)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::testing::Scene;
    use crate::ui::widgets::testing::default_theme;

    #[test]
    fn everything_but_the_command_fits_eighty_columns_and_the_verdict_comes_first() {
        for scene in [Scene::garments(), Scene::labels(), Scene::numbers()] {
            let app = scene.after(default_theme(), 2);
            let lines = lines(&app, &[], Some(Path::new("runs/garments-0001")), &app.recipe);
            assert!(lines[1].starts_with("A ") || lines[1].starts_with("No arm"), "{lines:#?}");
            let long = lines.iter().filter(|line| line.width() > COLUMNS && !line.contains("dl-lab run"));
            assert_eq!(long.collect::<Vec<_>>(), Vec::<&String>::new(), "{lines:#?}");
        }
    }
}
