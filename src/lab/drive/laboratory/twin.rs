//! Arms written down as what differs from arm A.

use crate::data::Task;
use crate::lab::bench::{Bench, nearly_balanced};
use crate::lab::recipe::{ArmId, ArmRecipe, Change, ChangeRecipe, Recipe, SettingError, Settings};

/// B differs from A in whether classes are weighted or, where all weights would be about 1, in its loss: for classes it is
/// a label model.
///
/// # Errors
/// Never: the names are those of the tables.
pub(super) fn default(recipe: &Recipe, bench: &Bench) -> Result<ArmRecipe, SettingError> {
    let mut entry = ArmRecipe { name: "B".into(), ..ArmRecipe::default() };
    let task = bench.dataset.task();
    if task != Task::Regression && !nearly_balanced(&bench.counts) {
        let weights = if recipe.weights == "none" { "balanced" } else { "none" };
        entry.set("weights", weights)?;
        return Ok(entry);
    }
    let [standard, other] = match task {
        Task::Classification => ["softmax-ce", "sigmoid-bce"],
        Task::MultiLabel => ["sigmoid-bce", "sigmoid-focal"],
        Task::Regression => ["mse", "huber"],
    };
    let loss = if recipe.loss.starts_with(other) { standard } else { other };
    entry.set("loss", loss)?;
    Ok(entry)
}

/// The entry of an arm: the fields in which it differs from arm A.
///
/// # Errors
/// Never for settings that were checked.
pub(super) fn entry(arm: ArmId, settings: &Settings, base: &Settings) -> Result<ArmRecipe, SettingError> {
    let mut entry = ArmRecipe { name: arm.to_string(), ..ArmRecipe::default() };
    for ((field, value), (_, standard)) in settings.fields().into_iter().zip(base.fields()) {
        if value != standard {
            entry.set(field, &value)?;
        }
    }
    Ok(entry)
}

/// What has made arm A longer: a later arm is compared with it at equal steps.
pub(super) fn extensions(recipe: &Recipe) -> Vec<ChangeRecipe> {
    let of_a =
        recipe.change.iter().filter(|change| change.arm.as_deref() == Some("A") && change.extend.is_some());
    of_a.map(|change| ChangeRecipe { step: change.step, extend: change.extend, ..ChangeRecipe::default() })
        .collect()
}

/// The settings with which a copy of an arm begins, and the changes that it goes through: the elder's, but for the fields
/// in which it differs from the start.
pub(super) fn copy(
    recipe: &Recipe,
    of: ArmId,
    differences: &str,
) -> Result<(Settings, Vec<ChangeRecipe>), SettingError> {
    let mut copy = Recipe { arm: Vec::new(), change: Vec::new(), ..recipe.clone() };
    let elder = recipe.arm.iter().find(|arm| arm.name == of.to_string()).cloned();
    copy.arm.push(ArmRecipe { name: "B".into(), ..elder.unwrap_or_default() });
    let assignments: Vec<&str> =
        differences.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    assignments.iter().try_for_each(|assignment| copy.set(&format!("arm.B.{assignment}")))?;
    let differs =
        |field: &str| assignments.iter().any(|part| part.split('=').next().map(str::trim) == Some(field));
    let own = recipe.change.iter().filter(|change| change.arm.as_deref() == Some(&of.to_string()));
    let mut changes = Vec::new();
    for change in own {
        let kept =
            Change::check(change)?.into_iter().filter(|change| !change.edit.changes().is_some_and(differs));
        changes.extend(kept.map(|change| change.to_recipe()));
    }
    Ok((copy.check()?.arms.remove(1).settings, changes))
}
