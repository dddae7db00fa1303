//! Arms written down as what differs from arm A.

use crate::lab::bench::{Bench, nearly_balanced};
use crate::lab::recipe::{ArmId, ArmRecipe, ChangeRecipe, Recipe, Settings};

/// B differs from A in whether classes are weighted or, where all weights would be about 1, in being a label model.
pub(super) fn default(recipe: &Recipe, bench: &Bench) -> ArmRecipe {
    let entry = ArmRecipe { name: "B".into(), ..ArmRecipe::default() };
    let text = |value: &str| Some(value.to_owned());
    if !nearly_balanced(&bench.counts) {
        let weights = if recipe.weights == "none" { "balanced" } else { "none" };
        ArmRecipe { weights: text(weights), ..entry }
    } else if recipe.loss.starts_with("sigmoid-bce") {
        ArmRecipe { loss: text("softmax-ce"), ..entry }
    } else {
        ArmRecipe { loss: text("sigmoid-bce"), ..entry }
    }
}

/// The entry of an arm: the fields in which it differs from arm A.
pub(super) fn entry(arm: ArmId, settings: &Settings, base: &Settings) -> ArmRecipe {
    let mut entry = ArmRecipe { name: arm.to_string(), ..ArmRecipe::default() };
    for ((field, value), (_, standard)) in settings.fields().into_iter().zip(base.fields()) {
        if value != standard {
            entry.set(field, value);
        }
    }
    entry
}

/// A later arm is as long as arm A has become, so that both are compared at equal steps.
pub(super) fn inherit_length(recipe: &mut Recipe, arm: ArmId) {
    let of_a = |change: &&ChangeRecipe| change.arm.as_deref() == Some("A") && change.extend.is_some();
    let longer = recipe.change.iter().filter(of_a).map(|change| ChangeRecipe {
        step: change.step,
        arm: Some(arm.to_string()),
        extend: change.extend,
        ..ChangeRecipe::default()
    });
    let longer: Vec<ChangeRecipe> = longer.collect();
    recipe.change.extend(longer);
}
