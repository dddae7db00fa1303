//! Which data are waited for.

use super::Laboratory;
use crate::lab::drive::worker;
use crate::lab::recipe::{CheckedRecipe, Recipe, SettingError};

impl Laboratory {
    /// Whether this is the loading that is waited for, and not one that another took the place of.
    pub fn awaits(&self, load: u64) -> bool {
        self.load == load
    }

    /// Loads the data of another recipe than those that are being loaded.
    pub(super) fn load_instead(&mut self, recipe: Recipe) -> Result<(), SettingError> {
        self.load(recipe.check()?);
        self.recipe = recipe;
        Ok(())
    }

    /// Opens what was open before data that cannot be used were asked for: the same recipe on the same images, its arms from
    /// their start. `None` where there was nothing before; with the recipe comes whether the arms could begin.
    pub fn go_back(&mut self) -> Option<(Recipe, Result<(), SettingError>)> {
        let (recipe, bench) = self.before.take()?;
        self.recipe = recipe.clone();
        let begun = self.start(bench);
        Some((recipe, begun))
    }

    pub(super) fn load(&mut self, checked: CheckedRecipe) {
        self.load += 1;
        worker::load(self.load, checked, self.threads.all(), self.to.clone());
    }
}
