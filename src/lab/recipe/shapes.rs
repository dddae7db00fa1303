//! Whether the models of a recipe fit its images, as far as their size is known before they are read.

use super::{Arm, Recipe, SettingError};
use crate::data::generate;

/// Checks every arm's model on images of the size that is asked for, or that an embedded set is drawn at.
///
/// Images that decide their own size are checked when an arm is built, before its first step.
///
/// # Errors
/// Names the layer that a size does not fit, or a batch that cannot be normalised.
pub(super) fn check(recipe: &Recipe, arms: &[Arm]) -> Result<(), SettingError> {
    let lone = arms.iter().find(|arm| arm.settings.batch == 1 && arm.settings.model.is_normalised());
    if let Some(arm) = lone {
        let problem = "batch normalisation needs at least 2 images a batch, found 1";
        return Err(SettingError::of_arm(arm.id, "batch", problem));
    }
    let drawn = generate::named(&recipe.data).map(|set| set.shape);
    let asked = recipe.size.map(|size| [size as usize, size as usize, 1]);
    let Some(shape) = asked.or(drawn) else { return Ok(()) };
    for arm in arms {
        let plan = arm.settings.model.plan(shape, 2);
        plan.map_err(|error| SettingError::of_arm(arm.id, "model", error.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::lab::recipe::Recipe;

    fn refusal(settings: &[&str]) -> Option<String> {
        let mut recipe = Recipe::default();
        settings.iter().for_each(|assignment| recipe.set(assignment).unwrap());
        recipe.check().err().map(|error| error.to_string())
    }

    #[test]
    fn a_model_that_leaves_nothing_of_the_images_is_refused_with_the_layer() {
        let deep = "model=cnn:4,4,4,4,4";
        assert!(refusal(&[deep]).unwrap().starts_with("model: conv5 leaves nothing of a 1x1 image"));
        assert_eq!(refusal(&["model=lenet"]), None);
        let own = ["data=/pictures", "model=lenet"];
        assert_eq!(refusal(&own), None, "their size is not known yet");
        assert!(
            refusal(&[&own[..], &["size=8"]].concat()).unwrap().starts_with("model: conv2 leaves nothing")
        );
    }

    #[test]
    fn one_image_has_no_variance() {
        let alone = refusal(&["model=mlp:8,norm=batch", "batch=1"]).unwrap();
        assert_eq!(alone, "batch: batch normalisation needs at least 2 images a batch, found 1");
        assert_eq!(refusal(&["model=mlp:8", "batch=1"]), None);
    }

    #[test]
    fn the_arm_is_named() {
        let mut recipe = Recipe::default();
        recipe.add_arm("B:model=cnn:1,1,1,1,1,1").unwrap();
        assert!(recipe.check().unwrap_err().to_string().starts_with("arm B: model: conv5 leaves nothing"));
    }
}
